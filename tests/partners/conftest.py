"""A painter who is asked about a scratch."""

from collections.abc import Callable

import pytest

from portal import clock
from portal.departments.models import Department
from portal.partners import giving
from portal.partners.giving import Passed
from portal.partners.models import Job
from tests import make


@pytest.fixture
def painter(app) -> Department:
    return make.department("Lakwerk", partner="paint@lakwerk.example.com")


@pytest.fixture
def asked(painter, kim) -> Callable[..., Job]:
    """Kim asks the painter about this concern."""

    def ask(ticket, **more) -> Job:
        once = more.pop("once", None)
        passed = {
            "subject": "Scratch in the top tube",
            "asked": "Can you respray it?",
            "due_at": clock.now() + make.DAY,
        }
        return giving.give(ticket, Passed(**passed | more), to=painter, by=kim, once=once)

    return ask

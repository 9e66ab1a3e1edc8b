"""A check-in that somebody wrote and somebody else approved."""

import pytest

from portal.consent.models import Basis
from portal.consent.models import Purpose as ConsentPurpose
from tests import make
from tests.followups import making
from tests.messages.workers import Workers
from tests.rig.smtp import Process


@pytest.fixture
def check_in(mark, lea, kim):
    """The live check-in: Mark wrote it, Lea approved it, Kim looks after what it opens."""
    return making.live(owner=mark, approved_by=lea, care_of=kim)


@pytest.fixture
def told(ana):
    """Ana ordered and was told that we ask how it does."""
    return make.consent(
        ana,
        ConsentPurpose.CHECK_INS,
        basis=Basis.SOFT_OPT_IN,
        wording="We ask how it does.",
        wording_language="en",
        evidence="M-20001",
    )


@pytest.fixture
def slow_server(portal, app, tmp_path):
    server = Process(tmp_path, pause=0.05)
    portal.change_settings(smtp_url=server.url, bulk_connections=2)
    yield server
    server.close()


@pytest.fixture
def workers(app):
    with Workers(app.extensions["portal_settings"]) as running:
        yield running

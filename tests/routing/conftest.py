"""A list of rules in force."""

from collections.abc import Callable

import pytest

from portal.routing import book
from portal.routing.rules import Rule


@pytest.fixture
def rules(lea) -> Callable[..., None]:
    """Put these rules in force; each is told what it is, and gets its number."""

    def put(*each: dict) -> None:
        listed = [Rule(key=key, **rule) for key, rule in enumerate(each, start=1)]
        seen = book.current().version
        book.change(lambda now: (listed, len(listed) + 1), seen=seen, what="written", by=lea)

    return put

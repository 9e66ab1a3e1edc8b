"""The check-in of the follow-ups, and the policy by which it is owed."""

import pytest

from tests.followups.conftest import check_in, told
from tests.owed import making

__all__ = ["check_in", "told"]


@pytest.fixture
def decided(lea, kim):
    """From the level accountable on a check-in is owed; Kim asks where no mail can."""
    return making.decided(lea, owner_id=kim.id)

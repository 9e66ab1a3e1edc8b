"""A check-in that somebody wrote and somebody else approved."""

import pytest

from portal.consent.models import Basis
from portal.consent.models import Purpose as ConsentPurpose
from tests import make
from tests.followups import making


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

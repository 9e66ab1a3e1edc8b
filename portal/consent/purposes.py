"""The purposes in words: what each means for the reader, and on which bases it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.consent.models import Basis, Purpose
from portal.web.languages import lazy


@dataclass(frozen=True, kw_only=True)
class PurposeWords:
    title: Any
    means: Any
    """One plain sentence."""
    bases: frozenset[Basis]


ASKED = frozenset({Basis.CONSENT})
ASKED_OR_BOUGHT = frozenset(Basis)
PURPOSES: Mapping[Purpose, PurposeWords] = {
    Purpose.CHECK_INS: PurposeWords(
        title=lazy("Check-ins about a purchase"),
        means=lazy("Some time after you get it, we ask how it does, and act on what you answer."),
        bases=ASKED_OR_BOUGHT,
    ),
    Purpose.ADVICE: PurposeWords(
        title=lazy("Advice"),
        means=lazy("Care and safety tips for exactly what you own."),
        bases=ASKED_OR_BOUGHT,
    ),
    Purpose.NEWS: PurposeWords(
        title=lazy("News"),
        means=lazy("What is new with us, now and then."),
        bases=ASKED,
    ),
    Purpose.OFFERS: PurposeWords(
        title=lazy("Offers and rewards"),
        means=lazy("Thank-you notes, coupons and offers for what fits what you have."),
        bases=ASKED_OR_BOUGHT,
    ),
    Purpose.SURVEYS: PurposeWords(
        title=lazy("Surveys"),
        means=lazy("A few questions about what we make and how we work."),
        bases=ASKED,
    ),
}
"""In the order they are shown. A check-in is advertising too, so it is never sent as "service"."""

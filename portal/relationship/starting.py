"""A policy to begin with: check-ins are owed from the level accountable on."""

from typing import Any

from portal.promises.models import Level
from portal.relationship.rules import MAILS, OTHERS

_SOLD = ["news", "reward", "win_back"]
_ASKED = [*_SOLD, "check_in", "survey"]
_FIRST = {"name": "How it does", "within_days": 10}
_AGAIN = {"name": "How it does after a season", "within_days": 65}


def levels() -> dict[str, Any]:
    """What each level means where nobody has decided otherwise."""
    return {
        Level.BASIC.value: {"owes": [], "allows": list(_SOLD)},
        Level.REACTIVE.value: {"owes": [], "allows": [*_SOLD, "survey"]},
        Level.ACCOUNTABLE.value: {"owes": [_FIRST], "allows": list(_ASKED)},
        Level.PROACTIVE.value: {"owes": [_FIRST, _AGAIN], "allows": list(MAILS)},
        Level.PARTNERSHIP.value: {
            "owes": [{"name": "How it begins", "within_days": 5}, _FIRST, _AGAIN],
            "allows": list(MAILS),
        },
    }


def others() -> dict[str, Any]:
    """The line of everything that no other line names."""
    return {
        "key": OTHERS,
        "name": "Everything else",
        "products": [],
        "default": Level.ACCOUNTABLE.value,
        "owner_id": None,
        "levels": levels(),
    }


def document() -> dict[str, Any]:
    return {"lines": [others()]}

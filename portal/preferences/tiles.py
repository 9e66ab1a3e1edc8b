"""News on the customer's own page."""

from typing import Any

from flask import url_for

from portal.accounts.models import User
from portal.preferences import telling
from portal.web.languages import _

MOST_SHOWN = 3


def news(user: User) -> dict[str, Any] | None:
    """The latest of what happened; None while nothing did."""
    notices = telling.latest(user, most=MOST_SHOWN)
    if not notices:
        return None
    return {
        "notices": notices,
        "any_unread": any(not each.read_at for each in notices),
        "more_url": url_for("preferences.news"),
        "more_text": _("All news"),
    }

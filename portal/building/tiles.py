"""What a customer's own page shows of their builds."""

from typing import Any

from flask import url_for

from portal.accounts.models import User
from portal.building import queries
from portal.database import session
from portal.web.languages import _

SHOWN = 3


def saved(user: User) -> dict[str, Any] | None:
    """Their latest builds; nothing for who never saved one."""
    builds = session.scalars(queries.builds_of(user).limit(SHOWN)).all()
    if not builds:
        return None
    return {
        "builds": builds,
        "more_url": url_for("building.builds"),
        "more_text": _("All builds"),
    }

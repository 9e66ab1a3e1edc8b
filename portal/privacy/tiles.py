"""Somebody's data, on their home page."""

from typing import Any

from flask import url_for

from portal.accounts.models import User
from portal.history import looking
from portal.privacy.looks import ROLES
from portal.web.languages import _


def my_data(user: User) -> dict[str, Any]:
    return {
        "looks": looking.looks_by_role(user.customer)[:2],
        "role_names": ROLES,
        "more_url": url_for("privacy.index"),
        "more_text": _("See it all"),
    }

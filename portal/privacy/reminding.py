"""Whoever signs in while the seven days run reads it first of all."""

from flask import url_for

from portal import clock
from portal.accounts.models import User
from portal.manifest import Turn
from portal.privacy.requests import wish_of
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader

BEFORE_ALL_ELSE = 100


def will_be_erased(user: User) -> Turn | None:
    wish = wish_of(user)
    if wish is None:
        return None
    return Turn(
        title=_(
            "Your data will be erased on %(day)s", day=dated(wish.due_at, reader(), clock.now())
        ),
        text=_("Until then you can take it back."),
        action=_("Keep my data"),
        url=url_for("privacy.ask_erase"),
        icon="triangle-alert",
        urgency=BEFORE_ALL_ELSE,
    )

"""What we may send, on the customer's home page."""

from typing import Any

from flask import url_for

from portal import clock
from portal.accounts.models import User
from portal.consent import queries
from portal.consent.purposes import PURPOSES
from portal.consent.standing import standings
from portal.database import session
from portal.web.languages import _


def what_we_may_send(user: User) -> dict[str, Any] | None:
    """Each purpose, on or off, at the address they sign in with; None while none is confirmed."""
    contact_point = session.scalars(queries.addresses_of(user).limit(1)).first()
    if contact_point is None:
        return None
    standing = standings(contact_point)
    return {
        "lines": [(words.title, standing[purpose]) for purpose, words in PURPOSES.items()],
        "now": clock.now(),
        "more_url": url_for("privacy.index", _anchor="send"),
        "more_text": _("Change"),
    }

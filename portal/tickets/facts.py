"""What we know of somebody's concerns."""

from flask import url_for
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.manifest import Fact
from portal.tickets import policy
from portal.tickets.models import Ticket
from portal.web.languages import _


def known(user: User) -> list[Fact]:
    """How many concerns they can see, with everything said and sent in them."""
    count = session.scalar(select(func.count()).select_from(Ticket).where(policy.visible_to(user)))
    return [
        Fact(
            title=_("Concerns"),
            value=str(count or 0),
            source=_("From what you told us here and by mail, with its files"),
            used_for=_("Answering you; the desk and the workshop read them, marketing does not"),
            correct_url=url_for("tickets.index"),
        )
    ]

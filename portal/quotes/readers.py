"""Who is told of a quote: whoever asked for it, else everybody who signs in for its customer."""

from collections.abc import Callable

from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.messages.mail import Mail
from portal.preferences.telling import Told, tell
from portal.quotes.models import Quote

MOST_TOLD = 50


def tell_all(quote: Quote, told: Told, mail: Callable[[User], Mail]) -> None:
    people = select(User).where(User.customer_id == quote.customer_id, User.disabled_at.is_(None))
    found = session.scalars(people.order_by(User.id).limit(MOST_TOLD)).all()
    asker = [user for user in found if user.id == quote.asked_by_id]
    for user in asker or found:
        tell(told, mail=mail(user))

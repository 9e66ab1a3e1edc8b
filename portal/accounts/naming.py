"""What a user is called, where others read it."""

from sqlalchemy import select

from portal.access import Actor
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session


@atomic()
def rename(user: User, name: str, *, by: Actor) -> None:
    """A person is a customer of the same name; an organisation keeps its own."""
    lock(user)
    user.name = name
    if user.customer is None:
        return
    for contact_point in session.scalars(
        select(ContactPoint).where(ContactPoint.user_id == user.id)
    ):
        contact_point.name = name
    if not user.customer.is_organisation:
        user.customer.name = name

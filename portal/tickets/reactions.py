"""What happens to tickets because of what happened elsewhere."""

from sqlalchemy import func, select, update

from portal.access import Actor
from portal.accounts.confirming import when_read
from portal.accounts.events import AddressChanged, AddressRemoved, CustomersMerged
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.tickets.confirming import confirm_all
from portal.tickets.models import Draft, Ticket


@when_read
def show_what_came_from_there(contact_point: ContactPoint, by: Actor | None) -> None:
    confirm_all(contact_point, by=by)


@on(AddressChanged)
def answer_at_the_new_address(entry: Entry) -> None:
    """Also about what they raised from the old one; what they still send from there arrives."""
    said = entry.particulars
    _answer(entry.customer_id, instead_of=said["former_id"], at=said["contact_point_id"])


@on(AddressRemoved)
def answer_at_the_main_address(entry: Entry) -> None:
    said = entry.particulars
    _answer(entry.customer_id, instead_of=said["contact_point_id"], at=said["main_id"])


@on(CustomersMerged)
def keep_the_later_draft(entry: Entry) -> None:
    """Both may have begun to type at the same place: what was typed last stays."""
    absorbed = select(User.id).where(User.customer_id == entry.particulars["absorbed_id"])
    users = (*session.scalars(absorbed), entry.actor_id)
    latest = select(func.max(Draft.saved_at)).where(Draft.user_id.in_(users)).group_by(Draft.place)
    for draft in session.scalars(
        select(Draft).where(Draft.user_id.in_(users), Draft.saved_at.not_in(latest))
    ):
        session.delete(draft)


def _answer(customer_id: int, *, instead_of: int | None, at: int) -> None:
    session.execute(
        update(Ticket)
        .where(Ticket.customer_id == customer_id, Ticket.contact_point_id == instead_of)
        .values(contact_point_id=at)
    )

"""What happens to tickets because of what happened elsewhere."""

from portal.accounts.events import AddressVerified
from portal.customers.models import ContactPoint
from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.tickets.confirming import confirm_all


@on(AddressVerified)
def show_what_came_from_there(entry: Entry) -> None:
    contact_point = session.get_one(ContactPoint, entry.particulars["contact_point_id"])
    confirm_all(contact_point, by=entry.actor)

"""What happens to wishes of privacy because of what happened elsewhere."""

from sqlalchemy import select

from portal.accounts.events import CustomersMerged
from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.privacy.models import Erasure, ErasureState
from portal.privacy.requests import cancel


@on(CustomersMerged)
def keep_what_is_joined(entry: Entry) -> None:
    """A wish to erase the one who is joined would erase the one who remains."""
    waiting = select(Erasure).where(
        Erasure.customer_id == entry.particulars["absorbed_id"],
        Erasure.state == ErasureState.WAITING,
    )
    for wish in session.scalars(waiting).all():
        cancel(wish)

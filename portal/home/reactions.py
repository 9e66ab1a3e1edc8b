"""What happens to pages because of what happened elsewhere."""

from sqlalchemy import delete, select

from portal.accounts.events import CustomersMerged
from portal.accounts.models import User
from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.home.models import ArrangeStep


@on(CustomersMerged)
def forget_the_steps_of_the_other(entry: Entry) -> None:
    """The page of who remains stays as it is; a step back must not lead to the other's."""
    absorbed = select(User.id).where(User.customer_id == entry.particulars["absorbed_id"])
    session.execute(delete(ArrangeStep).where(ArrangeStep.user_id.in_(absorbed)))

"""What is decided elsewhere and changes what is owed."""

from sqlalchemy import and_, select, update

from portal import clock
from portal.consent.events import ConsentWithdrawn
from portal.database import lock, session
from portal.followups.events import CheckInAnswered
from portal.history.models import Entry
from portal.history.recording import on
from portal.orders.production_events import OrderCancelled
from portal.owed import ending
from portal.owed.models import OPEN, How, OwedCheckIn, OwedState
from portal.promises.events import LevelGiven
from portal.relationship import publishing
from portal.relationship.levels import Levels


@on(LevelGiven)
def ask_the_level_again(entry: Entry) -> None:
    """Whose new level owes nothing of the kind is not asked any more."""
    rules = publishing.rules_in_force()
    if rules is None:
        return
    levels = Levels([entry.customer_id], rules)
    theirs = select(OwedCheckIn).where(
        OwedCheckIn.customer_id == entry.customer_id, OwedCheckIn.state.in_(OPEN)
    )
    for owed in session.scalars(theirs.order_by(OwedCheckIn.id)).all():
        standing = levels.of_product(entry.customer_id, owed.order.product)
        if len(standing.cell.owes) < owed.nth:
            lock(owed)
            if owed.is_open:
                ending.waive_by_itself(owed, reason=f"the level is {standing.level} now")


@on(ConsentWithdrawn)
@on(CheckInAnswered)
@on(OrderCancelled)
def look_again(entry: Entry) -> None:
    """What became of its mail may have changed: a worker looks at once. An answer counts whenever
    it comes, also when nothing more was expected."""
    by_mail = OwedCheckIn.state.in_((*OPEN, OwedState.MADE))
    is_looked_at = and_(by_mail, OwedCheckIn.look_at > clock.now())
    if entry.kind == CheckInAnswered.kind:
        is_looked_at |= and_(
            OwedCheckIn.state == OwedState.MADE,
            OwedCheckIn.how == How.MAIL,
            OwedCheckIn.look_at.is_(None),
        )
    session.execute(
        update(OwedCheckIn)
        .where(OwedCheckIn.customer_id == entry.customer_id, is_looked_at)
        .values(look_at=clock.now())
    )

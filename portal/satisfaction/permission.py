"""What a reader's own choice about surveys says to one more, and how many they had."""

from sqlalchemy import and_, func, or_, select, true

from portal import clock
from portal.consent.standing import Standing, Verdict, verdict
from portal.customers.models import ContactPoint
from portal.database import session
from portal.deadlines.local_days import midnight, zone_named
from portal.messages.models import Message, MessageState
from portal.satisfaction.mails import SURVEYS
from portal.tickets.company import zone

LEAVING = (MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN)
"""Two that leave at once: the earlier one counts for the later."""


def permission(
    point: ContactPoint, standing: Standing, *, leaving: Message | None = None
) -> Verdict:
    """Whether this address may be asked now; `leaving` is the mail that is about to, if one is."""
    had = _sent_this_month(point, leaving) if standing.per_month else 0
    return verdict(standing, clock.now(), sent_this_month=had)


def _sent_this_month(point: ContactPoint, leaving: Message | None) -> int:
    """In the calendar month it is where they live, whichever domain asked."""
    now = clock.now()
    own = point.time_zone or point.customer.time_zone
    theirs, _ = zone_named(own, str(zone()))
    first = midnight(now, theirs, days_on=1 - now.astimezone(theirs).day)
    others = Message.id < leaving.id if leaving else true()
    leaves = and_(Message.state.in_(LEAVING), Message.due_at >= first, others)
    had = select(func.count()).where(
        Message.customer_id == point.customer_id,
        Message.to_address == point.address,
        Message.consent_purpose == SURVEYS.value,
        or_(Message.sent_at >= first, leaves),
    )
    return session.scalar(had) or 0

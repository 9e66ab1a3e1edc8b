"""What counts now for an address: a fold of its events, asked anew each time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.consent.models import Action, ConsentEvent, Purpose
from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import find_contact_point
from portal.database import session
from portal.messages.suppressing import suppression_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One purpose at one address. Without a choice it is off. A pause and a cap outlive the
    choice, so that saying no and yes again forgets neither."""

    purpose: Purpose
    choice: ConsentEvent | None = None
    paused_until: datetime | None = None
    per_month: int | None = None

    @property
    def is_on(self) -> bool:
        return self.choice is not None and self.choice.action is Action.GIVEN

    def is_paused(self, at: datetime) -> bool:
        return self.paused_until is not None and at < self.paused_until


@dataclass(frozen=True)
class Verdict:
    """May we send? If not, why, in words for staff."""

    allowed: bool
    reason: str = ""


def standings(contact_point: ContactPoint) -> dict[Purpose, Standing]:
    """How each purpose stands at this address."""
    return standings_at([contact_point.id])[contact_point.id]


def standings_at(contact_point_ids: Collection[int]) -> dict[int, dict[Purpose, Standing]]:
    """The same for several addresses at once, by their ids."""
    last_of_each = (
        select(func.max(ConsentEvent.id))
        .where(ConsentEvent.contact_point_id.in_(contact_point_ids))
        .group_by(ConsentEvent.contact_point_id, ConsentEvent.purpose, ConsentEvent.action)
    )
    found = session.scalars(
        select(ConsentEvent).where(ConsentEvent.id.in_(last_of_each)).order_by(ConsentEvent.id)
    )
    events = defaultdict(list)
    for each in found:
        events[each.contact_point_id, each.purpose].append(each)
    return {
        point_id: {purpose: folded(purpose, events[point_id, purpose]) for purpose in Purpose}
        for point_id in contact_point_ids
    }


def folded(purpose: Purpose, events: Iterable[ConsentEvent]) -> Standing:
    """What the events of one purpose, oldest first, come to."""
    choice, paused_until, per_month = None, None, None
    for each in events:
        if each.is_choice:
            choice = each
        elif each.action is Action.PAUSED:
            paused_until = each.until
        else:
            per_month = each.per_month
    return Standing(purpose=purpose, choice=choice, paused_until=paused_until, per_month=per_month)


def may_send(
    customer: Customer, address: str, purpose: Purpose, at: datetime, *, sent_this_month: int
) -> Verdict:
    """Whether a mail for `purpose` may go to `address` at that time.

    `sent_this_month` counts what went there for the purpose in the reader's calendar month.
    """
    contact_point = find_contact_point(address)
    if contact_point is None or contact_point.customer_id != customer.id:
        return Verdict(False, "not an address of this customer")
    if not contact_point.is_verified:
        return Verdict(False, "nobody has confirmed the address")
    suppressed = suppression_of(address)
    if suppressed is not None:
        return Verdict(False, f"suppressed: {suppressed.reason}")
    return verdict(standings(contact_point)[purpose], at, sent_this_month=sent_this_month)


def verdict(standing: Standing, at: datetime, *, sent_this_month: int) -> Verdict:
    """What the customer's own choice says."""
    if standing.choice is None:
        return Verdict(False, "never said yes")
    if not standing.is_on:
        return Verdict(False, f"said no: {standing.choice.number}")
    if standing.is_paused(at):
        return Verdict(False, f"paused until {standing.paused_until:%Y-%m-%d}")
    if standing.per_month is not None and sent_this_month >= standing.per_month:
        return Verdict(False, f"wants at most {standing.per_month} a month")
    return Verdict(True)

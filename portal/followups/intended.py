"""One mail that is meant for one customer, with all that is asked about it before it leaves: for a
mail in the ledger, and in a dry run for one that is in no ledger yet."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from portal.consent.standing import standings_at
from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import contact_points_at
from portal.database import session
from portal.deadlines import local_days
from portal.deadlines.calendars import Calendar
from portal.followups import due_times, spec_reading
from portal.followups.enrolled_models import Arm, FollowUpMail
from portal.followups.models import Playbook, PlaybookVersion
from portal.followups.spec import Spec, Step
from portal.orders.models import Order
from portal.tickets.models import Ticket

MOST_ADDRESSES = 20


@dataclass(frozen=True, kw_only=True)
class Intended:
    playbook: Playbook
    version: PlaybookVersion
    spec: Spec
    step_number: int
    arm: Arm
    customer: Customer
    contact_point: ContactPoint | None
    order: Order | None
    ticket: Ticket | None
    since: datetime
    """When what set it off happened."""
    due_at: datetime
    zone: ZoneInfo
    zone_is_guess: bool
    mail: FollowUpMail | None = None

    @property
    def step(self) -> Step:
        return self.spec.steps[self.step_number - 1]

    @property
    def expires_at(self) -> datetime:
        return self.due_at + timedelta(days=self.spec.expires_after_days)


def of_mail(mail: FollowUpMail) -> Intended:
    """What a planned mail is about, as things are now."""
    (found,) = of_mails([mail])
    return found


def of_mails(mails: Sequence[FollowUpMail]) -> list[Intended]:
    """The same for several at once."""
    points = contact_points_at({each.message.to_address for each in mails if each.message})
    specs = {each.enrolment.version_id: each.enrolment.version for each in mails}
    read = {number: spec_reading.read(version.spec) for number, version in specs.items()}
    return [_of(each, points, read[each.enrolment.version_id]) for each in mails]


def _of(mail: FollowUpMail, points: Mapping[str, ContactPoint], spec: Spec) -> Intended:
    enrolment = mail.enrolment
    found = points.get(mail.message.to_address) if mail.message else None
    is_theirs = found is not None and found.customer_id == mail.customer_id
    zone, _ = local_days.zone_named(mail.zone, _company_zone())
    return Intended(
        playbook=mail.playbook,
        version=enrolment.version,
        spec=spec,
        step_number=mail.step,
        arm=enrolment.arm,
        customer=mail.customer,
        contact_point=found if is_theirs else None,
        order=enrolment.trigger.order,
        ticket=enrolment.trigger.ticket,
        since=enrolment.trigger.at,
        due_at=mail.due_at,
        zone=zone,
        zone_is_guess=mail.zone_is_guess,
        mail=mail,
    )


def planned(
    playbook: Playbook,
    version: PlaybookVersion,
    spec: Spec,
    *,
    arm: Arm,
    customer: Customer,
    order: Order | None,
    ticket: Ticket | None,
    contact_point: ContactPoint | None,
    since: datetime,
    house: Calendar,
) -> list[Intended]:
    """Every step for a customer whom something at `since` let in; working days are the house's."""
    own = (contact_point and contact_point.time_zone) or customer.time_zone
    zone, is_guess = local_days.zone_named(own, _company_zone())
    return [
        Intended(
            playbook=playbook,
            version=version,
            spec=spec,
            step_number=number,
            arm=arm,
            customer=customer,
            contact_point=contact_point,
            order=order,
            ticket=ticket,
            since=since,
            due_at=due_times.due_at(step, since, zone, house),
            zone=zone,
            zone_is_guess=is_guess,
        )
        for number, step in enumerate(spec.steps, start=1)
    ]


def address_for(customer: Customer, spec: Spec, ticket: Ticket | None) -> ContactPoint | None:
    """Where they are written to: where a concern came from, else where `addresses_of` says."""
    return where(ticket) or addresses_of([customer.id], spec)[customer.id]


def where(ticket: Ticket | None) -> ContactPoint | None:
    """Where a concern came from, when somebody confirmed that address."""
    is_known = ticket is not None and ticket.contact_point.is_verified
    return ticket.contact_point if ticket is not None and is_known else None


def addresses_of(customer_ids: Collection[int], spec: Spec) -> dict[int, ContactPoint | None]:
    """For each customer the first confirmed address that agreed to mails like it, else the first
    confirmed one, else the first."""
    points: dict[int, list[ContactPoint]] = {each: [] for each in customer_ids}
    for point in session.scalars(
        select(ContactPoint)
        .where(ContactPoint.customer_id.in_(points))
        .order_by(ContactPoint.customer_id, ContactPoint.id)
    ):
        points[point.customer_id].append(point)
    standing: Mapping[int, Any] = {}
    if spec.purpose is not None:
        standing = standings_at([each.id for found in points.values() for each in found])

    def agreed(point: ContactPoint) -> bool:
        return spec.purpose is None or standing[point.id][spec.purpose].is_on

    return {each: _first(found[:MOST_ADDRESSES], agreed) for each, found in points.items()}


def _first(
    points: Sequence[ContactPoint], agreed: Callable[[ContactPoint], bool]
) -> ContactPoint | None:
    verified = [each for each in points if each.is_verified]
    return next(filter(agreed, verified), None) or next(iter(verified or points), None)


def _company_zone() -> str:
    return current_app.extensions["portal_settings"].time_zone

"""One mail that is meant for one customer, with all that is asked about it before it leaves: for a
mail in the ledger, and in a dry run for one that is in no ledger yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from portal.consent.standing import standings
from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import find_contact_point
from portal.database import session
from portal.followups import due_times, spec_reading
from portal.followups.enrolled_models import Arm, FollowUpMail
from portal.followups.models import Playbook, PlaybookVersion
from portal.followups.spec import Spec, Step
from portal.orders.models import Order
from portal.promises.calendars import calendar_of
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
    enrolment = mail.enrolment
    address = mail.message.to_address if mail.message else ""
    found = find_contact_point(address) if address else None
    is_theirs = found is not None and found.customer_id == mail.customer_id
    zone, _ = due_times.zone_named(mail.zone, _company_zone())
    return Intended(
        playbook=mail.playbook,
        version=enrolment.version,
        spec=spec_reading.read(enrolment.version.spec),
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
    since: datetime,
) -> list[Intended]:
    """Every step for a customer whom something at `since` let in."""
    contact_point = address_for(customer, spec, ticket)
    own = (contact_point and contact_point.time_zone) or customer.time_zone
    zone, is_guess = due_times.zone_named(own, _company_zone())
    _, house = calendar_of(None)
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
    """Where they are written to: where a concern came from, else the first confirmed address that
    agreed to mails like it, else the first confirmed one."""
    if ticket is not None and ticket.contact_point.is_verified:
        return ticket.contact_point
    points = _points_of(customer)
    verified = [each for each in points if each.is_verified]
    if spec.purpose is not None:
        agreed = (each for each in verified if standings(each)[spec.purpose].is_on)
        if (first := next(agreed, None)) is not None:
            return first
    return next(iter(verified or points), None)


def _points_of(customer: Customer) -> Sequence[ContactPoint]:
    return session.scalars(
        select(ContactPoint)
        .where(ContactPoint.customer_id == customer.id)
        .order_by(ContactPoint.id)
        .limit(MOST_ADDRESSES)
    ).all()


def _company_zone() -> str:
    return current_app.extensions["portal_settings"].time_zone

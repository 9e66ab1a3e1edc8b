"""The dry run: who would get what, who would not and why, told by the code that sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.customers.models import Customer
from portal.database import session
from portal.followups import arms, audience, enrolling, gates, intended, spec_reading, triggers
from portal.followups.enrolled_models import Arm, Enrolment, FollowUpMail
from portal.followups.gates import OPEN, STOPPED, Passage
from portal.followups.intended import Intended
from portal.followups.models import Playbook, PlaybookVersion
from portal.messages.models import Message, MessageState
from portal.orders.models import Order
from portal.tickets.models import Ticket

MOST_FORESEEN = 500


@dataclass(frozen=True)
class Foreseen:
    """One mail that would be due, or one customer who is not meant."""

    playbook: Playbook
    customer: Customer
    due_at: datetime
    step: int
    outcome: str
    gate: str
    why: str
    until: datetime | None = None
    message_id: int | None = None

    @property
    def goes(self) -> bool:
        return self.outcome != STOPPED

    @property
    def leaves_at(self) -> datetime:
        return self.until or self.due_at

    def as_json(self) -> dict[str, Any]:
        return {
            "playbook": self.playbook.key,
            "customer": self.customer.number,
            "step": self.step,
            "due": self.due_at.isoformat(),
            "goes": self.outcome == OPEN,
            "outcome": self.outcome,
            "gate": self.gate,
            "why": self.why,
            "until": self.until.isoformat() if self.until else None,
        }


def foresee(
    playbook: Playbook,
    version: PlaybookVersion,
    *,
    now: datetime,
    until: datetime,
    at: datetime | None = None,
    as_if_live: bool = False,
    most: int = MOST_FORESEEN,
) -> Iterator[Foreseen]:
    """What is due between `now` and `until`, and what is overdue. Each is judged when it is due, or
    all of them at `at`."""
    for mail in _planned(playbook, until, most):
        what = intended.of_mail(mail)
        yield _judged(what, at or max(now, what.due_at), as_if_live, mail.message_id)
    yield from _not_enrolled(playbook, version, now, until, at, as_if_live, most)


def by_day(found: list[Foreseen]) -> list[tuple[Any, list[Foreseen]]]:
    """The calendar: who gets what on which day, as the company's calendar has it."""
    zone = ZoneInfo(current_app.extensions["portal_settings"].time_zone)
    going = sorted((each for each in found if each.goes), key=lambda each: each.leaves_at)
    days = groupby(going, key=lambda each: each.leaves_at.astimezone(zone).date())
    return [(day, list(mails)) for day, mails in days]


def _planned(playbook: Playbook, until: datetime, most: int) -> list[FollowUpMail]:
    found = (
        select(FollowUpMail)
        .join(Message, Message.id == FollowUpMail.message_id)
        .options(
            joinedload(FollowUpMail.message),
            joinedload(FollowUpMail.customer),
            joinedload(FollowUpMail.enrolment).joinedload(Enrolment.version),
            joinedload(FollowUpMail.enrolment).joinedload(Enrolment.trigger),
        )
        .where(
            FollowUpMail.playbook_id == playbook.id,
            FollowUpMail.stopped_by.is_(None),
            Message.state == MessageState.QUEUED,
            Message.due_at <= until,
        )
        .order_by(Message.due_at, FollowUpMail.id)
        .limit(most)
    )
    return list(session.scalars(found))


def _not_enrolled(
    playbook: Playbook,
    version: PlaybookVersion,
    now: datetime,
    until: datetime,
    at: datetime | None,
    as_if_live: bool,
    most: int,
) -> Iterator[Foreseen]:
    spec = spec_reading.read(version.spec)
    since, latest = enrolling.window(spec, now)
    for each in triggers.occurrences(playbook, spec, since, latest, most=most):
        customer = session.get_one(Customer, each.customer_id)
        order = session.get(Order, each.order_id) if each.order_id else None
        ticket = session.get(Ticket, each.ticket_id) if each.ticket_id else None
        place = arms.place_of(playbook.key, customer.number)
        arm = Arm.HOLDOUT if arms.is_held_back(place, spec.holdout_percent) else Arm.TREAT
        steps = intended.planned(
            playbook, version, spec,
            arm=arm, customer=customer, order=order, ticket=ticket, since=each.at,
        )  # fmt: skip
        if steps[0].expires_at <= now:
            continue
        if unmet := audience.left_out_by(spec, customer, order, ticket):
            yield Foreseen(playbook, customer, steps[0].due_at, 1, STOPPED, "audience",
                           f"left out: {unmet}")  # fmt: skip
            continue
        for what in steps:
            if what.due_at <= until:
                yield _judged(what, at or max(now, what.due_at), as_if_live, None)


def _judged(what: Intended, at: datetime, as_if_live: bool, message_id: int | None) -> Foreseen:
    passage: Passage = gates.ask(what, at, as_if_live=as_if_live)
    last = passage.last
    return Foreseen(
        what.playbook, what.customer, what.due_at, what.step_number,
        last.outcome, last.gate, "every gate opens" if passage.is_open else last.why, last.until,
        message_id,
    )  # fmt: skip

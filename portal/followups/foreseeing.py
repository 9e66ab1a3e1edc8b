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
from portal.followups import candidates, enrolling, gates, intended, spec_reading, triggers
from portal.followups.circumstances import Circumstances
from portal.followups.enrolled_models import Enrolment, FollowUpMail
from portal.followups.gates import OPEN, STOPPED, Passage
from portal.followups.intended import Intended
from portal.followups.models import Playbook, PlaybookVersion
from portal.messages.models import Message, MessageState

MOST_FORESEEN = 500
AUDIENCE = "audience"
"""Who is not meant is said before any gate is asked."""


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
    whats = intended.of_mails(_planned(playbook, until, most))
    known = Circumstances(whats, at or now)
    for what in whats:
        judged_at = at or max(now, what.due_at)
        yield _judged(what, gates.passage_of(what, judged_at, known, as_if_live=as_if_live))
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
    found = triggers.occurrences(playbook, spec, since, latest, most=most)
    meant = []
    for each in candidates.of(playbook, version, spec, found):
        if each.steps[0].expires_at <= now:
            continue
        if unmet := each.left_out_by(spec):
            yield Foreseen(playbook, each.customer, each.steps[0].due_at, 1, STOPPED, AUDIENCE,
                           f"left out: {unmet}")  # fmt: skip
        else:
            meant += [what for what in each.steps if what.due_at <= until]
    known = Circumstances(meant, at or now)
    for what in meant:
        judged_at = at or max(now, what.due_at)
        yield _judged(what, gates.passage_of(what, judged_at, known, as_if_live=as_if_live))


def _judged(what: Intended, passage: Passage) -> Foreseen:
    last = passage.last
    return Foreseen(
        what.playbook, what.customer, what.due_at, what.step_number,
        last.outcome, last.gate, "every gate opens" if passage.is_open else last.why, last.until,
        what.mail.message_id if what.mail else None,
    )  # fmt: skip

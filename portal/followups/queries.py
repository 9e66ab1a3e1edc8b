"""Questions about playbooks, and the numbers of one: each opens its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from portal.customers.models import Customer
from portal.database import session
from portal.followups.enrolled_models import Enrolment, EnrolmentState, FollowUpAnswer, FollowUpMail
from portal.followups.models import Playbook, PlaybookEvent, PlaybookVersion
from portal.followups.policy import visible_to
from portal.messages.models import UNDER_WAY, Message, MessageState

MOST_PLAYBOOKS = 200
MOST_EVENTS = 50
PAGE = 50
HAS_ANSWER = exists().where(FollowUpAnswer.mail_id == FollowUpMail.id)


def their_tickets() -> Select[tuple[int | None]]:
    """The concerns that an answer to a check-in opened, or was added to."""
    return select(FollowUpAnswer.ticket_id).where(FollowUpAnswer.ticket_id.is_not(None))


@dataclass(frozen=True)
class Part:
    """A part of all the mails that were meant, and which they are."""

    title: str
    holds: ColumnElement[bool]
    tone: str = ""


def _answered(code: str) -> ColumnElement[bool]:
    return exists().where(
        FollowUpAnswer.mail_id == FollowUpMail.id,
        FollowUpAnswer.counts.is_(True),
        FollowUpAnswer.code == code,
    )


def _stopped(*gates: str) -> ColumnElement[bool]:
    return FollowUpMail.stopped_by.in_(gates)


_goes_on = FollowUpMail.stopped_by.is_(None)
PARTS: Mapping[str, Part] = {
    "planned": Part("Planned", and_(_goes_on, Message.state.in_(UNDER_WAY)), "info"),
    "sent": Part("Sent", Message.state == MessageState.SENT, "good"),
    "good": Part("Answered: all good", _answered("good"), "good"),
    "wrong": Part("Answered: something is wrong", _answered("wrong"), "bad"),
    "unanswered": Part("Not answered yet", and_(Message.state == MessageState.SENT, ~HAS_ANSWER)),
    "held-back": Part("Held back to measure the effect", _stopped("arm")),
    "stop-rules": Part("Stopped by a stop rule", _stopped("stop rules"), "warn"),
    "forbidden": Part("Forbidden at their relationship level", _stopped("relationship"), "warn"),
    "no-address": Part("No address that is confirmed", _stopped("contact"), "warn"),
    "suppressed": Part("Not written to any more", _stopped("suppression"), "warn"),
    "no-permission": Part("No permission", _stopped("consent"), "warn"),
    "cap": Part("Would have been too much", _stopped("cap"), "warn"),
    "no-value": Part("A value was missing", _stopped("content"), "bad"),
    "retired": Part("The playbook was retired", _stopped("playbook", "switch")),
    "expired": Part("Too late", _stopped("expiry")),
    "refused": Part(
        "Refused by a mail server",
        or_(Message.state == MessageState.FAILED,
            and_(_goes_on, Message.state == MessageState.BLOCKED)),
        "bad",
    ),
    "doubt": Part(
        "Nobody knows whether it arrived", Message.state == MessageState.UNCERTAIN, "warn"
    ),
}  # fmt: skip


def playbooks(user: Any) -> Sequence[Playbook]:
    return session.scalars(
        select(Playbook)
        .options(joinedload(Playbook.owner))
        .where(visible_to(user))
        .order_by(Playbook.state == "retired", Playbook.title, Playbook.id)
        .limit(MOST_PLAYBOOKS)
    ).all()


def playbook_for(user: Any, key: str) -> Select[tuple[Playbook]]:
    return select(Playbook).where(visible_to(user), Playbook.key == key)


def version_of(playbook: Playbook, n: int) -> Select[tuple[PlaybookVersion]]:
    return select(PlaybookVersion).where(
        PlaybookVersion.playbook_id == playbook.id, PlaybookVersion.n == n
    )


def numbers(playbook: Playbook) -> dict[str, int]:
    """How many mails there are in each part, asked at once."""
    columns = [func.count(case((part.holds, 1))).label(name) for name, part in PARTS.items()]
    columns.append(func.count().label("all"))
    row = session.execute(_mails_of(playbook).with_only_columns(*columns).order_by(None)).one()
    return dict(row._mapping)


def numbers_of_all(shown: Sequence[Playbook]) -> dict[int, Row[Any]]:
    """Planned, sent, answered and wrong for each of them."""
    names = ("planned", "sent", "good", "wrong")
    columns = [func.count(case((PARTS[name].holds, 1))).label(name) for name in names]
    rows = session.execute(
        select(FollowUpMail.playbook_id, *columns)
        .outerjoin(Message, Message.id == FollowUpMail.message_id)
        .where(FollowUpMail.playbook_id.in_([each.id for each in shown]))
        .group_by(FollowUpMail.playbook_id)
    )
    return {row.playbook_id: row for row in rows}


def in_review(shown: Sequence[Playbook]) -> set[int]:
    """Those of which a version waits for a second person."""
    waiting = select(PlaybookVersion.playbook_id).where(
        PlaybookVersion.playbook_id.in_([each.id for each in shown]),
        PlaybookVersion.submitted_at.is_not(None),
        PlaybookVersion.sent_back_at.is_(None),
        PlaybookVersion.approved_at.is_(None),
    )
    return set(session.scalars(waiting))


def people(playbook: Playbook, part: str, *, before: int = 0) -> Sequence[FollowUpMail]:
    """The mails of one part with whose they are, newest first; one more than a page."""
    found = _mails_of(playbook).options(
        joinedload(FollowUpMail.customer),
        joinedload(FollowUpMail.message),
        joinedload(FollowUpMail.answers),
    )
    if part in PARTS:
        found = found.where(PARTS[part].holds)
    if before:
        found = found.where(FollowUpMail.id < before)
    return session.scalars(found.limit(PAGE + 1)).unique().all()


def left_out(playbook: Playbook) -> Sequence[Row[Any]]:
    """How many were not meant, by the condition that left them out."""
    return session.execute(
        select(Enrolment.exit_reason, func.count().label("count"))
        .where(Enrolment.playbook_id == playbook.id, Enrolment.state == EnrolmentState.LEFT_OUT)
        .group_by(Enrolment.exit_reason)
        .order_by(func.count().desc())
        .limit(20)
    ).all()


def ended(playbook: Playbook) -> dict[str, int]:
    """How many enrolments ended how."""
    rows = session.execute(
        select(Enrolment.outcome, func.count())
        .where(Enrolment.playbook_id == playbook.id, Enrolment.outcome.is_not(None))
        .group_by(Enrolment.outcome)
        .order_by(Enrolment.outcome)
    )
    return {row[0]: row[1] for row in rows}


def ended_people(playbook: Playbook, outcome: str, *, before: int = 0) -> Sequence[Enrolment]:
    return _enrolled(playbook, Enrolment.outcome == outcome, before)


def left_out_people(playbook: Playbook, *, before: int = 0) -> Sequence[Enrolment]:
    return _enrolled(playbook, Enrolment.state == EnrolmentState.LEFT_OUT, before)


def _enrolled(playbook: Playbook, which: ColumnElement[bool], before: int) -> Sequence[Enrolment]:
    """Newest first; one more than a page."""
    found = (
        select(Enrolment)
        .options(joinedload(Enrolment.customer))
        .where(Enrolment.playbook_id == playbook.id, which)
        .order_by(Enrolment.id.desc())
        .limit(PAGE + 1)
    )
    return session.scalars(found.where(Enrolment.id < before) if before else found).all()


def happened(playbook: Playbook) -> Sequence[PlaybookEvent]:
    return session.scalars(
        select(PlaybookEvent)
        .where(or_(PlaybookEvent.playbook_id == playbook.id, PlaybookEvent.playbook_id.is_(None)))
        .order_by(PlaybookEvent.id.desc())
        .limit(MOST_EVENTS)
    ).all()


def of_customer(customer: Customer, *, most: int) -> Sequence[FollowUpMail]:
    return (
        session.scalars(
            select(FollowUpMail)
            .options(
                joinedload(FollowUpMail.playbook),
                joinedload(FollowUpMail.message),
                joinedload(FollowUpMail.answers),
            )
            .where(FollowUpMail.customer_id == customer.id)
            .order_by(FollowUpMail.id.desc())
            .limit(most)
        )
        .unique()
        .all()
    )


def _mails_of(playbook: Playbook) -> Select[tuple[FollowUpMail]]:
    return (
        select(FollowUpMail)
        .outerjoin(Message, Message.id == FollowUpMail.message_id)
        .where(FollowUpMail.playbook_id == playbook.id)
        .order_by(FollowUpMail.id.desc())
    )

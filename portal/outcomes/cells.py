"""The numbers of the report as questions to the rows: each is a condition on an enrolment, so that
the number and the people behind it can never say different things.

A *part* is a way to sort enrolments, a *key* one of its values: "fate" has "answered", "option" has
"City 8|belt".
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.followups.enrolled_models import (
    Arm,
    Enrolment,
    EnrolmentState,
    FollowUpAnswer,
    FollowUpMail,
)
from portal.messages.models import UNDER_WAY, Message, MessageEvent, MessageState
from portal.tickets.models import Ticket, TicketState
from portal.tickets.view_models import TicketTag

GATE, STOP = "gate:", "stop:"
STOPPED = {
    "a complaint is open%": "complaint",
    "order % was cancelled": "cancelled",
    "they answered already": "answered",
    "they ordered again%": "ordered",
    "a newer one %": "newer",
}
"""How the stop rules begin their reasons, so that each is a loss of its own."""
BETWEEN = "|"
WRONG = "wrong"


def _mail(*holds: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(FollowUpMail.enrolment_id == Enrolment.id, *holds)


def _message(*holds: ColumnElement[bool]) -> ColumnElement[bool]:
    return _mail(Message.id == FollowUpMail.message_id, *holds)


def _happened(kind: str) -> ColumnElement[bool]:
    return exists().where(MessageEvent.message_id == Message.id, MessageEvent.kind == kind)


def _of_its_answer(column: Any, *holds: ColumnElement[bool]) -> Any:
    """Of the answer that counts, to the last of its mails that was answered."""
    return (
        select(column)
        .join(FollowUpMail, FollowUpMail.id == FollowUpAnswer.mail_id)
        .where(FollowUpMail.enrolment_id == Enrolment.id, FollowUpAnswer.counts.is_(True), *holds)
        .order_by(FollowUpAnswer.at.desc(), FollowUpAnswer.id.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _gate() -> Any:
    """What stopped the first of its mails."""
    return (
        select(
            case(
                *(
                    (and_(FollowUpMail.stopped_by == "stop rules", FollowUpMail.reason.like(says)),
                     literal(f"{STOP}{name}"))
                    for says, name in STOPPED.items()
                ),
                else_=literal(GATE) + func.coalesce(FollowUpMail.stopped_by, ""),
            )
        )
        .where(FollowUpMail.enrolment_id == Enrolment.id)
        .order_by(FollowUpMail.step)
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )  # fmt: skip


def fate() -> Any:
    """What became of an enrolment: one of these and no other."""
    sent = Message.state == MessageState.SENT
    return case(
        (Enrolment.state == EnrolmentState.LEFT_OUT, literal("left out")),
        (Enrolment.arm == Arm.HOLDOUT, literal("held back")),
        (_mail(FollowUpAnswer.mail_id == FollowUpMail.id), literal("answered")),
        (_message(sent, ~_happened("dsn_failed")), literal("silent")),
        (_message(sent), literal("came back")),
        (_message(Message.state == MessageState.UNCERTAIN), literal("doubt")),
        (
            _message(Message.state.in_(UNDER_WAY), FollowUpMail.stopped_by.is_(None)),
            literal("waiting"),
        ),
        (
            _message(
                FollowUpMail.stopped_by.is_(None),
                Message.state.in_((MessageState.FAILED, MessageState.BLOCKED)),
            ),
            literal("refused"),
        ),
        else_=func.coalesce(_gate(), f"{GATE}none"),
    )


def answer() -> Any:
    return func.coalesce(_of_its_answer(FollowUpAnswer.code), "")


def left_out_by() -> Any:
    return case(
        (Enrolment.state == EnrolmentState.LEFT_OUT, func.coalesce(Enrolment.exit_reason, "")),
        else_="",
    )


def _ticket_of_its_answer() -> Any:
    """The concern that an answer opened or found; the one it became part of, when it did."""
    whole = aliased(Ticket)
    return (
        select(func.coalesce(whole.id, Ticket.id))
        .select_from(FollowUpAnswer)
        .join(FollowUpMail, FollowUpMail.id == FollowUpAnswer.mail_id)
        .join(Ticket, Ticket.id == FollowUpAnswer.ticket_id)
        .outerjoin(whole, whole.id == Ticket.merged_into_id)
        .where(FollowUpMail.enrolment_id == Enrolment.id)
        .order_by(FollowUpAnswer.id)
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )


def loop() -> Any:
    """How the concern of an answer stands: "solved", or "open|" and who looks after it."""
    concern = aliased(Ticket)
    holder = cast(func.coalesce(concern.assignee_id, 0), String)
    stands = case(
        (concern.state == TicketState.SOLVED, literal("solved")),
        else_=literal(f"open{BETWEEN}") + holder,
    )
    found = select(stands).where(concern.id == _ticket_of_its_answer()).correlate(Enrolment)
    return func.coalesce(found.scalar_subquery(), "")


def is_late() -> ColumnElement[bool]:
    """Its concern waits for us, and longer than promised."""
    concern = aliased(Ticket)
    return exists().where(
        concern.id == _ticket_of_its_answer(),
        concern.state != TicketState.SOLVED,
        concern.due_at < clock.now(),
    )


def has_topic(word: str) -> ColumnElement[bool]:
    return exists().where(
        TicketTag.ticket_id == FollowUpAnswer.ticket_id,
        TicketTag.word == word,
        FollowUpAnswer.mail_id == FollowUpMail.id,
        FollowUpMail.enrolment_id == Enrolment.id,
    )


def said_stop(kind: str) -> ColumnElement[bool]:
    return _message(_happened(kind))

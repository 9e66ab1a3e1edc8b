"""Answers leave when they are due, unless something speaks against it: then they stop, and their
writer is told.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.access import DESK
from portal.accounts.models import User
from portal.database import atomic, session
from portal.history.recording import record
from portal.tickets import conversation, held_rows, notices, spam, triage
from portal.tickets.composing_models import HeldAnswer, HeldState, Macro
from portal.tickets.files import KeptFile
from portal.tickets.holding_events import AnswerStopped
from portal.tickets.models import Origin, Reply, Ticket, TicketState
from portal.tickets.saying import Words

log = logging.getLogger(__name__)
AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the desk wants said to the customer, and how it leaves the ticket."""

    body: str
    files: Sequence[KeptFile] = ()
    then: TicketState = TicketState.WAITING
    macro: Macro | None = None
    once: str | None = None


def release_due() -> int:
    """Let leave what is due; returns how many answers left or were stopped."""
    due = session.scalars(
        select(HeldAnswer.id)
        .where(HeldAnswer.state == HeldState.WAITING, HeldAnswer.due_at <= clock.now())
        .order_by(HeldAnswer.due_at, HeldAnswer.id)
        .limit(AT_ONCE)
    ).all()
    return sum(_released(held_id) for held_id in due)


def _released(held_id: int) -> bool:
    """One that breaks stops, and lets the others leave."""
    try:
        return release(held_id)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("an answer could not leave", extra={"held": held_id})
        return _break(held_id)


@atomic()
def _break(held_id: int) -> bool:
    held = held_rows.taken_row(held_id)
    if held is not None:
        _stop(held, "It could not be sent")
    return held is not None


@atomic()
def release(held_id: int) -> bool:
    """Let it leave unless something speaks against it: then it stops, and its writer is told."""
    held = held_rows.taken_row(held_id)
    if held is None or held.state is not HeldState.WAITING or held.due_at > clock.now():
        return False
    if trouble := _why_not(held):
        _stop(held, trouble)
    else:
        let_go(held)
    return True


def let_go(held: HeldAnswer) -> Reply:
    """It leaves: from here on it is a word like any other."""
    words = Words(
        body=held.body, origin=Origin.DESK, files=[held_rows.kept_file(file) for file in held.files]
    )
    macro = session.get(Macro, held.macro_id) if held.macro_id else None
    answer = Answer(body=held.body, then=held.then, macro=macro, once=held.once)
    said = leave(held.ticket, words, by=held.author, answer=answer)
    held_rows.drop(held)
    return said


def leave(ticket: Ticket, words: Words, *, by: User, answer: Answer) -> Reply:
    if answer.macro is not None:
        apply_settings(ticket, answer.macro, by=by)
    return conversation.answer(ticket, words, by=by, once=answer.once, then=answer.then)


def apply_settings(ticket: Ticket, macro: Macro, *, by: User) -> None:
    """What a macro sets besides its words, inside a verb."""
    if macro.priority is not None:
        triage.prioritise(ticket, priority=macro.priority, by=by)
    if macro.assigns_me:
        triage.assign(ticket, to=by, by=by)


def _why_not(held: HeldAnswer) -> str:
    author, ticket = held.author, held.ticket
    if not author.is_active or author.role not in DESK:
        return f"{author.name} does not work at the desk any more"
    if ticket.merged_into_id is not None:
        return "The concern was merged into another"
    if (taken := spam.spam_of(ticket)) and taken.at > held.created_at:
        return "The concern was marked as spam"
    if ticket.contact_point_id != held.contact_point_id:
        return "It would go to another address now"
    wrote = session.scalars(
        select(Reply.author_name)
        .where(Reply.ticket_id == ticket.id, Reply.id > held.seen_id, Reply.by_staff.is_(False))
        .order_by(Reply.id)
    ).first()
    return f"{wrote} wrote meanwhile" if wrote else ""


def _stop(held: HeldAnswer, trouble: str) -> None:
    held.state, held.reason = HeldState.STOPPED, trouble[:250]
    stopped = AnswerStopped(number=held.ticket.number)
    record(stopped, customer=held.ticket.customer, by=held.author)
    text = f"{held.ticket.number}: your answer was not sent. {trouble}"
    notices.tell_staff(held.author_id, held.ticket, text)

"""Answers wait before they leave: some seconds in which they can be undone, or until a chosen day.

Until an answer leaves, nothing has happened: no word in the thread, no mail, no notice. Leaving and
being taken back are one row's two ends, and whoever locks it first decides.
"""

from datetime import datetime

from sqlalchemy import select

from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets import conversation, drafting, held_rows, leaving, meanwhile
from portal.tickets.composing_models import HeldAnswer, HeldState
from portal.tickets.holding_events import AnswerPlanned, AnswerTakenBack
from portal.tickets.leaving import Answer
from portal.tickets.meanwhile import Seen, WroteMeanwhile
from portal.tickets.models import Origin, Reply, Ticket
from portal.tickets.saying import SentOtherwise, Words


class LeftAlready(Exception):
    """The answer has left, or was taken back by somebody else: it cannot be changed any more."""


@atomic()
def send(
    ticket: Ticket,
    answer: Answer,
    *,
    by: User,
    seen: Seen | None = None,
    at: datetime | None = None,
    is_planned: bool = False,
) -> Reply | HeldAnswer:
    """Let the answer leave now, or `at` its time. Raises WroteMeanwhile when there is something in
    the ticket that `seen` does not cover."""
    lock(ticket)
    earlier = _held_before(ticket, answer)
    if earlier is not None:
        return earlier
    words = Words(body=answer.body, origin=Origin.DESK, files=answer.files)
    if said := conversation.said_by_form(ticket, answer.once, words):
        return said
    if seen is not None and meanwhile.unseen(ticket, seen, by=by):
        raise WroteMeanwhile(ticket.number)
    held_rows.clear_aside(ticket, by=by)
    if at is None:
        return leaving.leave(ticket, words, by=by, answer=answer)
    held = _hold(ticket, answer, by=by, at=at, is_planned=is_planned)
    if is_planned:
        planned = AnswerPlanned(number=ticket.number, until=_on_the_clock(at))
        record(planned, customer=ticket.customer, by=by)
    return held


@atomic()
def take_back(held_id: int, *, by: User) -> HeldAnswer:
    """Back into the composer of who takes it: words and files. Nobody outside ever saw it."""
    held = _taken(held_id)
    ticket = held.ticket
    place = drafting.desk_place(ticket)
    kept = drafting.draft_of(by, place)
    begun = kept.fields.get("body", "") if kept else ""
    body = f"{held.body}\n\n{begun}" if begun else held.body
    drafting.save(by, place, {"body": body, "visibility": "reply"})
    held.state, held.author_id, held.body = HeldState.ASIDE, by.id, ""
    if held.is_planned:
        record(AnswerTakenBack(number=ticket.number), customer=ticket.customer, by=by)
    return held


@atomic()
def send_now(held_id: int, *, by: User) -> Reply:
    """Do not wait any longer, whatever stopped it: who presses has seen it."""
    held = _taken(held_id)
    return leaving.let_go(held)


def _on_the_clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _hold(
    ticket: Ticket, answer: Answer, *, by: User, at: datetime, is_planned: bool
) -> HeldAnswer:
    held = HeldAnswer(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        author_id=by.id,
        contact_point_id=ticket.contact_point_id,
        body=answer.body,
        then=answer.then,
        macro_id=answer.macro.id if answer.macro else None,
        seen_id=meanwhile.seen_in(ticket).word,
        due_at=at,
        is_planned=is_planned,
        once=answer.once,
    )
    session.add(held)
    session.flush()
    session.add_all(held_rows.file_row(held, file) for file in answer.files)
    return held


def _taken(held_id: int) -> HeldAnswer:
    held = held_rows.taken_row(held_id)
    if held is None or held.state is HeldState.ASIDE:
        raise LeftAlready(held_id)
    return held


def _held_before(ticket: Ticket, answer: Answer) -> HeldAnswer | None:
    """What this form has sent already and what has not left."""
    if answer.once is None:
        return None
    earlier = session.scalars(
        select(HeldAnswer).where(HeldAnswer.ticket_id == ticket.id, HeldAnswer.once == answer.once)
    ).one_or_none()
    if earlier is None or earlier.state is HeldState.ASIDE:
        return earlier
    kept = sorted(file.sha256 for file in earlier.files)
    if earlier.body != answer.body or kept != sorted(file.sha256 for file in answer.files):
        raise SentOtherwise(ticket.number)
    return earlier

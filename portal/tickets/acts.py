"""Doing something to tickets so that it can be undone: what each was before and after is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.access import Actor, Role
from portal.database import atomic, lock, session
from portal.departments.models import Department
from portal.history.recording import record
from portal.tickets import clocks, resolution, snoozing, spam, tagging
from portal.tickets.act_events import TicketActUndone
from portal.tickets.models import Priority, Ticket, TicketKind, TicketState
from portal.tickets.view_models import Act, ActStep

UNDO_FOR = timedelta(hours=24)
MOST_TICKETS = 5_000
CHUNK = 100
MOST_LISTED = 50
Change = Callable[[Ticket], None]


@dataclass(frozen=True)
class Undone:
    """How many tickets are as they were, and the numbers of those that have changed since."""

    restored: int
    refused: Sequence[str]


def do(change: Change, tickets: Sequence[int], *, what: str, by: Actor) -> tuple[Act | None, int]:
    """Change these tickets (ids), CHUNK in a transaction, and keep how each stood before.

    Gives the act and how many tickets are different now; no act where that is none.
    """
    act, changed = None, 0
    ids = sorted(set(tickets))[:MOST_TICKETS]
    for first in range(0, len(ids), CHUNK):
        act, more = do_some(change, ids[first : first + CHUNK], act, what=what, by=by)
        changed += more
    return act, changed


@atomic()
def do_some(
    change: Change, ids: Sequence[int], act: Act | None, *, what: str, by: Actor
) -> tuple[Act | None, int]:
    """One transaction of it, as part of an act that may have begun before."""
    steps = []
    # In the order of their numbers, so that two who change the same tickets never block each other.
    for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id)):
        lock(ticket)
        before = _standing(ticket)
        change(ticket)
        session.flush()
        after = _standing(ticket)
        different = [name for name in before if before[name] != after[name]]
        if different:
            kept = ({name: each[name] for name in different} for each in (before, after))
            steps.append((ticket.id, *kept))
    if not steps:
        return act, 0
    if act is None:
        act = Act(actor_id=by.id, what=what)
        session.add(act)
        session.flush()
    session.add_all(
        ActStep(act_id=act.id, ticket_id=ticket_id, before=before, after=after)
        for ticket_id, before, after in steps
    )
    return act, len(steps)


def undo(act: Act, *, by: Actor) -> Undone:
    """Make the tickets as they were before the act; one that has changed since stays as it is.

    What a customer was told meanwhile stays told. Undoing twice does nothing more.
    """
    if not _claim(act):
        return Undone(0, [])
    steps = session.scalars(
        select(ActStep.id).where(ActStep.act_id == act.id).order_by(ActStep.ticket_id)
    ).all()
    refused: list[str] = []
    for first in range(0, len(steps), CHUNK):
        refused += _undo(act, steps[first : first + CHUNK], by)
    return Undone(len(steps) - len(refused), refused)


def recent(user: Any) -> Sequence[Act]:
    """What this person did and may still undo, the latest first."""
    return session.scalars(
        select(Act)
        .where(
            Act.actor_id == user.id,
            Act.undone_at.is_(None),
            Act.done_at > clock.now() - UNDO_FOR,
        )
        .order_by(Act.done_at.desc(), Act.id.desc())
        .limit(MOST_LISTED)
    ).all()


def undoable_by(user: Any) -> Select[tuple[Act]]:
    """Their own acts; leads may undo everybody's."""
    query = select(Act)
    return query if user.role in (Role.LEAD, Role.ADMIN) else query.where(Act.actor_id == user.id)


def last_on(ticket: Ticket, *, by: Any) -> Act | None:
    """What this person did to this ticket alone last, if they may still undo it."""
    to_others = aliased(ActStep)
    return session.scalars(
        select(Act)
        .join(ActStep, ActStep.act_id == Act.id)
        .where(
            ActStep.ticket_id == ticket.id,
            Act.actor_id == by.id,
            Act.undone_at.is_(None),
            Act.done_at > clock.now() - UNDO_FOR,
            ~select(to_others.id)
            .where(to_others.act_id == Act.id, to_others.ticket_id != ticket.id)
            .exists(),
        )
        .order_by(Act.id.desc())
        .limit(1)
    ).first()


def only_ticket_of(act: Act) -> Ticket | None:
    """The ticket that it was done to; None when it was done to several."""
    ids = session.scalars(select(ActStep.ticket_id).where(ActStep.act_id == act.id).limit(2)).all()
    return session.get_one(Ticket, ids[0]) if len(ids) == 1 else None


@atomic()
def _claim(act: Act) -> bool:
    lock(act)
    if act.undone_at is not None or act.done_at <= clock.now() - UNDO_FOR:
        return False
    act.undone_at = clock.now()
    return True


@atomic()
def _undo(act: Act, step_ids: Sequence[int], by: Actor) -> list[str]:
    """The numbers of those that have changed since."""
    refused = []
    steps = select(ActStep).where(ActStep.id.in_(step_ids)).order_by(ActStep.ticket_id)
    for step in session.scalars(steps):
        ticket = lock(session.get_one(Ticket, step.ticket_id))
        now = _standing(ticket)
        has_changed = any(now[name] != value for name, value in step.after.items())
        if has_changed or not _is_in_use(step.before.get("department_id")):
            refused.append(ticket.number)
            continue
        _restore(ticket, step.before, by)
        undone = TicketActUndone(number=ticket.number, act=act.what)
        record(undone, customer=ticket.customer, by=by)
    return refused


def _standing(ticket: Ticket) -> dict[str, Any]:
    """What an act can change, as it can be kept in JSON."""
    return {
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "kind": ticket.kind.value,
        "assignee_id": ticket.assignee_id,
        "department_id": ticket.department_id,
        "due_at": _text(ticket.due_at),
        "snoozed_until": _text(ticket.snoozed_until),
        "snoozed_due_at": _text(ticket.snoozed_due_at),
        "solved_at": _text(ticket.solved_at),
        "solved_by_customer": ticket.solved_by_customer,
        "is_spam": spam.spam_of(ticket) is not None,
        "tags": list(tagging.tags_of(ticket)),
    }


def _restore(ticket: Ticket, before: dict[str, Any], by: Actor) -> None:
    if "snoozed_until" in before:
        snoozing.end_quietly(ticket)
    for word in before.get("tags", ()):
        tagging.tag(ticket, word=word, by=by)
    if "tags" in before:
        for word in set(tagging.tags_of(ticket)) - set(before["tags"]):
            tagging.untag(ticket, word=word, by=by)
    if "is_spam" in before:
        spam.call(ticket, is_spam=before["is_spam"], by=by)
        ticket.state = TicketState(before.get("state", ticket.state))
    elif "state" in before:
        _restore_state(ticket, TicketState(before["state"]), by)
    if "priority" in before:
        ticket.priority = Priority(before["priority"])
    if "kind" in before:
        ticket.kind = TicketKind(before["kind"])
    for name in ("assignee_id", "department_id", "solved_by_customer"):
        if name in before:
            setattr(ticket, name, before[name])
    for name in ("due_at", "snoozed_until", "snoozed_due_at", "solved_at"):
        if name in before:
            setattr(ticket, name, _moment(before[name]))
    if before.get("is_spam") is False and ticket.state in (TicketState.NEW, TicketState.OPEN):
        clocks.owe(ticket)  # The pause it had has ended.
    clocks.put_right(ticket)


def _restore_state(ticket: Ticket, state: TicketState, by: Actor) -> None:
    """Through the verbs where the customer's thread tells of it, but without another mail."""
    if ticket.is_solved:
        resolution.reopen(ticket, by=by)
    if state is TicketState.SOLVED:
        resolution.end(ticket, by=by)
    ticket.state = state


def _is_in_use(department_id: int | None) -> bool:
    """A concern never goes back to a department that has been retired since."""
    department = session.get(Department, department_id) if department_id else None
    return department is None or not department.is_retired


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

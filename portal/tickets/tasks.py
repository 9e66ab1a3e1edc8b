"""What the desk sets itself to do about a ticket, one by one or as a checklist, in order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import DESK, Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets.models import Ticket
from portal.tickets.time_events import TaskDone, TaskOpenAgain, TasksAdded
from portal.tickets.time_models import Checklist, TicketTask
from portal.tickets.triage import NotAtTheDesk

MOST_ON_A_TICKET = 100
MOST_LISTED = 200


class TooManyTasks(Exception):
    """Nobody works through that many."""


@atomic()
def add(
    ticket: Ticket,
    *,
    texts: Sequence[str],
    by: Actor | None,
    assignee: User | None = None,
    due_at: datetime | None = None,
) -> Sequence[TicketTask]:
    """Put tasks on the ticket, in this order; without an assignee they are for anyone. `by=None` is
    the portal itself: whoever has it do so says why in the history."""
    lock(ticket)
    if assignee is not None and (assignee.role not in DESK or not assignee.is_active):
        raise NotAtTheDesk(assignee.name)
    if len(of(ticket)) + len(texts) > MOST_ON_A_TICKET:
        raise TooManyTasks(f"{ticket.number} can have {MOST_ON_A_TICKET} tasks")
    added = [
        TicketTask(
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            text=text,
            assignee_id=assignee.id if assignee else None,
            due_at=due_at,
        )
        for text in texts
    ]
    if added:
        session.add_all(added)
        session.flush()
    if added and by is not None:
        event = TasksAdded(number=ticket.number, count=len(added), first=added[0].text)
        record(event, customer=ticket.customer, by=by)
    return added


@atomic()
def tick(task: TicketTask, *, by: Actor) -> None:
    """It is done. Ticking it twice changes nothing."""
    lock(task)
    if task.done_at is not None:
        return
    task.done_at, task.done_by_id = clock.now(), by.id
    number = task.ticket.number
    record(TaskDone(number=number, task=task.text), customer=task.ticket.customer, by=by)


@atomic()
def untick(task: TicketTask, *, by: Actor) -> None:
    lock(task)
    if task.done_at is None:
        return
    task.done_at = task.done_by_id = None
    number = task.ticket.number
    record(TaskOpenAgain(number=number, task=task.text), customer=task.ticket.customer, by=by)


@atomic()
def keep_checklist(name: str, lines: Sequence[str]) -> Checklist:
    """Keep tasks under a name; the name twice is the same checklist with new lines."""
    known = session.scalars(select(Checklist).where(Checklist.name == name)).one_or_none()
    checklist = known or Checklist(name=name)
    checklist.lines, checklist.removed_at = "\n".join(lines), None
    session.add(checklist)
    session.flush()
    return checklist


@atomic()
def forget_checklist(checklist: Checklist) -> None:
    lock(checklist)
    checklist.removed_at = checklist.removed_at or clock.now()


@atomic()
def restore_checklist(checklist: Checklist) -> None:
    lock(checklist)
    checklist.removed_at = None


def checklists() -> Sequence[Checklist]:
    kept = select(Checklist).where(Checklist.removed_at.is_(None))
    return session.scalars(kept.order_by(Checklist.name)).all()


def of(ticket: Ticket) -> Sequence[TicketTask]:
    """The tasks of a ticket, in their order."""
    return session.scalars(
        select(TicketTask)
        .options(joinedload(TicketTask.assignee))
        .where(TicketTask.ticket_id == ticket.id)
        .order_by(TicketTask.id)
    ).all()


def undone_of(user: User) -> Sequence[TicketTask]:
    """What somebody has to do, the soonest first."""
    return session.scalars(
        select(TicketTask)
        .options(joinedload(TicketTask.ticket).joinedload(Ticket.customer))
        .where(TicketTask.assignee_id == user.id, TicketTask.done_at.is_(None))
        .order_by(TicketTask.due_at.nulls_last(), TicketTask.id)
        .limit(MOST_LISTED)
    ).all()


def lines_of(text: str) -> list[str]:
    """One task a line; empty lines and list marks left out."""
    lines = (" ".join(line.lstrip("-* \t").split()) for line in text.splitlines())
    return [line for line in lines if line]

"""One fault behind many concerns: link them, and answer all of their customers in one act, each in
their own thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.jobs import sweep
from portal.tickets.conversation import answer
from portal.tickets.issue_events import IssueLinked, IssueUnlinked
from portal.tickets.issue_models import IssueAnswer, IssueTicket, KnownIssue
from portal.tickets.models import Origin, Ticket, TicketState
from portal.tickets.saying import Words
from portal.tickets.survivors import survivor_of

CHUNK = 50
MOST_LISTED = 100


class IssueHasEnded(Exception):
    """Nobody is linked to it, or answered about it, any more."""


@atomic()
def open_issue(title: str, *, by: Actor, once: str | None = None) -> KnownIssue:
    """Begin a known issue; the same form twice begins it once."""
    known = select(KnownIssue).where(KnownIssue.once == once)
    if once and (earlier := session.scalars(known).first()):
        return earlier
    issue = KnownIssue(title=title, opened_by_id=by.id, once=once)
    session.add(issue)
    session.flush()
    return issue


@atomic()
def link(ticket: Ticket, issue: KnownIssue, *, by: Actor) -> None:
    """This ticket is about that issue. Linking it twice changes nothing."""
    lock(issue)
    if issue.ended_at is not None:
        raise IssueHasEnded(issue.number)
    ticket = survivor_of(ticket)
    if _link_of(ticket, issue) is None:
        session.add(
            IssueTicket(issue_id=issue.id, customer_id=ticket.customer_id, ticket_id=ticket.id)
        )
        linked = IssueLinked(number=ticket.number, issue=issue.number)
        record(linked, customer=ticket.customer, by=by)


@atomic()
def unlink(ticket: Ticket, issue: KnownIssue, *, by: Actor) -> None:
    lock(issue)
    if known := _link_of(ticket, issue):
        session.execute(delete(IssueTicket).where(IssueTicket.id == known.id))
        unlinked = IssueUnlinked(number=ticket.number, issue=issue.number)
        record(unlinked, customer=ticket.customer, by=by)


@atomic()
def end_issue(issue: KnownIssue) -> None:
    lock(issue)
    issue.ended_at = issue.ended_at or clock.now()


@atomic()
def reopen_issue(issue: KnownIssue) -> None:
    lock(issue)
    issue.ended_at = None


@atomic()
def answer_all(
    issue: KnownIssue, *, body: str, by: User, solves: bool = False, once: str | None = None
) -> IssueAnswer:
    """Say it to everybody linked now whose concern is not solved. The worker carries it out."""
    lock(issue)
    if issue.ended_at is not None:
        raise IssueHasEnded(issue.number)
    key = f"{issue.id}:{by.id}:{once}"[:80] if once else None
    known = select(IssueAnswer).where(IssueAnswer.once == key)
    if key and (earlier := session.scalars(known).first()):
        return earlier
    last = session.scalar(select(func.max(IssueTicket.id)).where(IssueTicket.issue_id == issue.id))
    given = IssueAnswer(
        issue_id=issue.id, by_id=by.id, body=body, solves=solves, once=key, last_link_id=last or 0
    )
    session.add(given)
    session.flush()
    return given


@sweep(every=timedelta(seconds=5))
def give_answers() -> int:
    """A chunk of the oldest answer that is not given to everybody yet."""
    waiting = select(IssueAnswer.id).where(IssueAnswer.finished_at.is_(None))
    given_id = session.scalars(waiting.order_by(IssueAnswer.id).limit(1)).first()
    return give_chunk(given_id) if given_id else 0


def give_chunk(given_id: int) -> int:
    """Answer the next tickets, each in a transaction of its own: given twice, it is said once."""
    given = session.get_one(IssueAnswer, given_id)
    if not given.by.is_active:
        _note_progress(given_id, 0, is_last=True)
        return 1
    links = session.execute(
        select(IssueTicket.id, IssueTicket.ticket_id)
        .where(
            IssueTicket.issue_id == given.issue_id,
            IssueTicket.id > given.done_through_id,
            IssueTicket.id <= given.last_link_id,
        )
        .order_by(IssueTicket.id)
        .limit(CHUNK)
    ).all()
    for _, ticket_id in links:
        _give(given_id, ticket_id)
    _note_progress(given_id, links[-1].id if links else 0, is_last=len(links) < CHUNK)
    return max(len(links), 1)


@atomic()
def _give(given_id: int, ticket_id: int) -> None:
    given = session.get_one(IssueAnswer, given_id)
    ticket = lock(survivor_of(session.get_one(Ticket, ticket_id)))
    if ticket.is_solved:
        return
    then = TicketState.SOLVED if given.solves else TicketState.WAITING
    words = Words(body=given.body, origin=Origin.DESK)
    answer(ticket, words, by=given.by, once=f"issue-answer:{given.id}", then=then)


@atomic()
def _note_progress(given_id: int, link_id: int, *, is_last: bool) -> None:
    given = lock(session.get_one(IssueAnswer, given_id))
    given.done_through_id = max(given.done_through_id, link_id)
    if is_last:
        given.finished_at = given.finished_at or clock.now()


@dataclass(frozen=True)
class Listed:
    issue: KnownIssue
    affected: int
    last_answer_at: datetime | None


def listed() -> list[Listed]:
    """The known issues, those that go on first."""
    affected = (
        select(func.count(IssueTicket.id))
        .where(IssueTicket.issue_id == KnownIssue.id)
        .scalar_subquery()
    )
    answered = (
        select(func.max(IssueAnswer.given_at))
        .where(IssueAnswer.issue_id == KnownIssue.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(KnownIssue, affected, answered)
        .order_by(KnownIssue.ended_at.is_not(None), KnownIssue.id.desc())
        .limit(MOST_LISTED)
    )
    return [Listed(*row) for row in rows]


def going_on() -> Sequence[KnownIssue]:
    return session.scalars(
        select(KnownIssue).where(KnownIssue.ended_at.is_(None)).order_by(KnownIssue.id.desc())
    ).all()


def issues_of(ticket: Ticket) -> Sequence[KnownIssue]:
    return session.scalars(
        select(KnownIssue)
        .join(IssueTicket, IssueTicket.issue_id == KnownIssue.id)
        .where(IssueTicket.ticket_id == ticket.id)
        .order_by(KnownIssue.id)
    ).all()


def answers_to(issue: KnownIssue) -> Sequence[IssueAnswer]:
    return session.scalars(
        select(IssueAnswer).where(IssueAnswer.issue_id == issue.id).order_by(IssueAnswer.id.desc())
    ).all()


def tickets_of(issue: KnownIssue, *, most: int) -> Sequence[Ticket]:
    return session.scalars(
        select(Ticket)
        .join(IssueTicket, IssueTicket.ticket_id == Ticket.id)
        .where(IssueTicket.issue_id == issue.id)
        .order_by(IssueTicket.id)
        .limit(most)
    ).all()


def _link_of(ticket: Ticket, issue: KnownIssue) -> IssueTicket | None:
    linked = (IssueTicket.issue_id == issue.id, IssueTicket.ticket_id == ticket.id)
    return session.scalars(select(IssueTicket).where(*linked)).one_or_none()

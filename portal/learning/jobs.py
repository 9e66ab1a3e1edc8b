"""What the worker does: read what came in, keep the index up, learn again, leave it to the next."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import atomic, lock, session
from portal.jobs import sweep
from portal.learning import knowing, likeness, proposing, training
from portal.learning.models import ToRead
from portal.tickets.models import Ticket, TicketState

AT_ONCE = 50
LOOKED_AT_AGAIN = 500
AGAIN_AFTER = timedelta(hours=6)


@sweep(every=timedelta(seconds=1))
def read_what_came_in() -> int:
    """Propose for new concerns, and find solved ones that are like them."""
    waiting = session.scalars(select(ToRead.ticket_id).order_by(ToRead.since).limit(AT_ONCE)).all()
    if waiting:
        _make_ready()
    return sum(read_one(ticket_id) for ticket_id in waiting)


def _make_ready() -> None:
    """Before the first row is locked: what takes its time is in memory then."""
    likeness.keep_up()
    for field in training.LEARNED:
        knowing.known(field)


@atomic()
def read_one(ticket_id: int) -> bool:
    """Whoever has the concern's row does it; the next finds that it is done."""
    ticket = lock(session.get_one(Ticket, ticket_id))
    row = session.get(ToRead, ticket_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    proposing.read(ticket)
    likeness.keep(ticket)
    return True


@sweep(every=timedelta(seconds=30))
def learn_what_is_due() -> int:
    return training.run_due()


@sweep(every=timedelta(seconds=20))
def keep_the_index_up() -> int:
    return likeness.keep_up()


@sweep(every=timedelta(minutes=10))
def leave_the_index() -> int:
    return int(likeness.leave())


@sweep(every=AGAIN_AFTER)
def look_again() -> int:
    """What was solved since may be like what is still open. Tells 0: there is no next batch."""
    _look_again()
    return 0


@atomic()
def _look_again() -> None:
    waiting = select(ToRead.ticket_id)
    open_ones = session.scalars(
        select(Ticket.id)
        .where(Ticket.state != TicketState.SOLVED, Ticket.id.not_in(waiting))
        .order_by(Ticket.last_word_at.desc(), Ticket.id.desc())
        .limit(LOOKED_AT_AGAIN)
    ).all()
    session.add_all(ToRead(ticket_id=each, since=clock.now()) for each in open_ones)

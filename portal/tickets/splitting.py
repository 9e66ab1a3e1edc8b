"""Words that are about something else go on in a ticket of their own."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.access import Actor
from portal.database import atomic, session
from portal.history.recording import record
from portal.tickets import clocks
from portal.tickets.company import first_answer_by
from portal.tickets.merge_events import TicketBegunBySplit, TicketSplit
from portal.tickets.merging import move_words
from portal.tickets.models import Reply, Ticket, TicketState, TicketViewer
from portal.tickets.survivors import lock_survivor, refresh_last_word


class CannotSplit(Exception):
    """Nothing was chosen, or nothing would be left."""


@atomic()
def split(ticket: Ticket, *, words: Sequence[int], subject: str, by: Actor) -> Ticket:
    """Move these words into a new ticket of the same customer, which is ours to answer. Whoever
    reads the one reads the other; merging it back undoes it.
    """
    ticket = lock_survivor(ticket)
    every = session.scalars(
        select(Reply).where(Reply.ticket_id == ticket.id).order_by(Reply.id)
    ).all()
    chosen = [word for word in every if word.id in set(words)]
    if not chosen:
        raise CannotSplit("Choose the messages that move")
    if not any(word.is_for_the_customer for word in every if word not in chosen):
        raise CannotSplit(f"Leave one message in {ticket.number}")
    ids = [word.id for word in chosen]
    begun = _beside(ticket, chosen, subject or ticket.subject)
    session.add(begun)
    session.flush()
    clocks.start(begun, clocks.terms_now(begun))
    session.add_all(
        TicketViewer(customer_id=begun.customer_id, ticket_id=begun.id, user_id=viewer.user_id)
        for viewer in ticket.viewers
    )
    session.flush()
    move_words(ids, to=begun)
    refresh_last_word(begun)
    refresh_last_word(ticket)
    customer = ticket.customer
    record(
        TicketSplit(number=ticket.number, other=begun.number, count=len(ids)),
        customer=customer,
        by=by,
    )
    record(TicketBegunBySplit(number=begun.number, other=ticket.number), customer=customer, by=by)
    return begun


def _beside(ticket: Ticket, words: Sequence[Reply], subject: str) -> Ticket:
    """The same customer, order and readers; a promise that runs is never put off."""
    answers = [word.created_at for word in words if word.by_staff and word.is_for_the_customer]
    due_at = ticket.promised_at or first_answer_by(
        ticket.kind, customer=ticket.customer, order=ticket.order
    )
    return Ticket(
        customer_id=ticket.customer_id,
        contact_point_id=ticket.contact_point_id,
        raised_by_id=ticket.raised_by_id,
        assignee_id=ticket.assignee_id,
        department_id=ticket.department_id,
        order_id=ticket.order_id,
        kind=ticket.kind,
        subject=subject,
        state=TicketState.OPEN if answers else TicketState.NEW,
        priority=ticket.priority,
        origin=words[0].origin,
        confirmed_at=ticket.confirmed_at,
        opened_at=words[0].created_at,
        due_at=due_at,
        first_promised_at=due_at,
        first_answered_at=min(answers, default=None),
        last_word_at=words[-1].created_at,
    )

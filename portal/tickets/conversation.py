"""The talk in a ticket: the customer's words, the desk's answers, and notes among staff."""

from collections.abc import Sequence

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, session
from portal.history.recording import record
from portal.preferences.telling import tell
from portal.tickets import clocks, mails, news, snoozing, spam, triage
from portal.tickets.events import PAUSED, TicketAnswered, TicketNoted, TicketReplied
from portal.tickets.files import KeptFile, Upload, keep_all
from portal.tickets.models import Origin, Reply, Ticket, TicketState, Visibility
from portal.tickets.queries import is_closed
from portal.tickets.resolution import end, reopen
from portal.tickets.saying import SentOtherwise, Words, key_of, say
from portal.tickets.survivors import lock_survivor


def reply(
    ticket: Ticket,
    *,
    body: str,
    by: Actor,
    files: Sequence[Upload] = (),
    once: str | None = None,
    then: TicketState | None = None,
) -> Reply:
    """Say something in the ticket; who says it decides whether it asks or answers.

    An answer leaves the ticket `then`: waiting for the customer unless it says otherwise.
    """
    if by.is_staff:
        words = Words(body=body, origin=Origin.DESK, files=keep_all(files))
        return answer(ticket, words, by=by, once=once, then=then or TicketState.WAITING)
    words = Words(body=body, origin=Origin.WEB, files=keep_all(files))
    return hear(ticket, words, by=by, once=once)


@atomic()
def hear(ticket: Ticket, words: Words, *, by: Actor, once: str | None = None) -> Reply:
    """The customer says something: it is our turn, and a new promise runs unless one does. In spam
    only who signs in here is heard.
    """
    key = key_of(once, within=ticket.about)
    ticket = lock_survivor(ticket)
    if earlier := _said_before(key, words):
        return earlier
    said = say(ticket, words, by=by, once=key)
    replied = TicketReplied(number=ticket.number, reply_id=said.id, origin=words.origin)
    record(replied, customer=ticket.customer, by=by)
    if spam.spam_of(ticket) and by.id is None:
        return said
    reopen(ticket, by=by)
    our_turn(ticket, by=by)
    return said


@atomic()
def answer(
    ticket: Ticket, words: Words, *, by: Actor, once: str | None = None, then: TicketState
) -> Reply:
    """The desk answers, by mail too, unless the reader's access has ended. What the customer solved
    meanwhile stays solved.
    """
    key = key_of(once, within=ticket.about)
    ticket = lock_survivor(ticket)
    if earlier := _said_before(key, words):
        return earlier
    spam.unmark(ticket, by=by)
    if ticket.assignee_id is None:
        triage.assign(ticket, to=by, by=by)
    said = say(ticket, words, by=by, once=key)
    ticket.first_answered_at = ticket.first_answered_at or clock.now()
    # While we wait for somebody else it is not the customer's turn, whatever was said to them.
    stays = then is not TicketState.SOLVED and clocks.pause_of(ticket) is not None
    left = PAUSED if stays else then.value
    answered = TicketAnswered(number=ticket.number, reply_id=said.id, then=left)
    record(answered, customer=ticket.customer, by=by)
    _leave(ticket, TicketState.OPEN if stays else then, by=by, owes=not stays)
    if not is_closed(ticket.contact_point):
        tell(news.answered(said), mail=mails.answered(said))
    return said


def note(
    ticket: Ticket,
    *,
    body: str,
    by: Actor,
    files: Sequence[Upload] = (),
    once: str | None = None,
) -> Reply:
    """Leave a note for colleagues: no mail, no promise, never shown to a customer."""
    return note_kept(ticket, body=body, by=by, files=keep_all(files), once=once)


def note_kept(
    ticket: Ticket, *, body: str, by: Actor, files: Sequence[KeptFile], once: str | None = None
) -> Reply:
    """The same, with files that are on disk already."""
    words = Words(body=body, origin=Origin.DESK, files=files)
    return _note(ticket, words, by=by, once=once)


@atomic()
def _note(ticket: Ticket, words: Words, *, by: Actor, once: str | None) -> Reply:
    key = key_of(once, within=ticket.about)
    ticket = lock_survivor(ticket)
    if earlier := _said_before(key, words, Visibility.NOTE):
        return earlier
    said = say(ticket, words, by=by, visibility=Visibility.NOTE, once=key)
    noted = TicketNoted(number=ticket.number, reply_id=said.id)
    record(noted, customer=ticket.customer, by=by)
    return said


def our_turn(ticket: Ticket, *, by: Actor | None) -> None:
    """It is ours to answer, inside a verb. A promise that runs is kept, never put off."""
    if ticket.state is not TicketState.NEW:
        ticket.state = TicketState.OPEN
    if not snoozing.hear_the_customer(ticket, by=by):
        clocks.owe(ticket)
    clocks.turn(ticket)


def _leave(ticket: Ticket, then: TicketState, *, by: Actor, owes: bool) -> None:
    snoozing.end_quietly(ticket)
    if ticket.is_solved:
        return
    if then is TicketState.SOLVED:
        end(ticket, by=by)
        return
    clocks.met(ticket)
    ticket.state = then
    if owes and then is not TicketState.WAITING:
        clocks.owe(ticket)
    clocks.turn(ticket)


def said_by_form(ticket: Ticket, once: str | None, words: Words) -> Reply | None:
    """The answer that the form with this key has become; None when it said nothing yet."""
    return _said_before(key_of(once, within=ticket.about), words)


def _said_before(
    key: str | None, words: Words, visibility: Visibility = Visibility.REPLY
) -> Reply | None:
    """What this form said already. A note is no answer, though its words be the same."""
    if key is None:
        return None
    earlier = session.scalars(select(Reply).where(Reply.once == key)).first()
    if earlier is not None and not (
        earlier.visibility is visibility and words.are_those_of(earlier)
    ):
        raise SentOtherwise(key)
    return earlier

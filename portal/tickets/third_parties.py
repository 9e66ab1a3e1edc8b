"""Words from an address that is not in the ticket: for the desk alone, until somebody decides."""

from dataclasses import replace

from portal.access import Actor
from portal.accounts.confirming import Reader
from portal.database import atomic, lock
from portal.history.recording import record
from portal.tickets import spam
from portal.tickets.conversation import our_turn
from portal.tickets.events import ThirdPartyAccepted, ThirdPartyDismissed, ThirdPartyWrote
from portal.tickets.models import Reply, Ticket, Visibility
from portal.tickets.resolution import reopen
from portal.tickets.saying import Words, say, snippet_of


@atomic()
def overhear(ticket: Ticket, words: Words, *, name: str, address: str) -> Reply:
    """Keep what a stranger wrote, for the desk to look at. The ticket stays its customer's,
    and spam stays spam.
    """
    lock(ticket)
    stranger = Reader(name or address)
    note = f"From {address}, which is not in this concern"
    said = say(ticket, replace(words, notes=(note, *words.notes)), by=stranger, is_unverified=True)
    wrote = ThirdPartyWrote(number=ticket.number, reply_id=said.id, address=address)
    record(wrote, customer=ticket.customer, by=stranger)
    if spam.spam_of(ticket):
        return said
    reopen(ticket, by=None)
    our_turn(ticket, by=None)
    return said


@atomic()
def accept_third_party(reply: Reply, *, by: Actor) -> None:
    """These words belong here: the customer reads them from now on. Nobody joins the ticket."""
    ticket = lock(reply.ticket)
    lock(reply)
    if not reply.awaits_decision:
        return
    reply.is_unverified = False
    shown = [each for each in ticket.replies if each.is_for_the_customer]
    ticket.snippet = snippet_of(shown[-1].body)
    accepted = ThirdPartyAccepted(number=ticket.number, reply_id=reply.id, author=reply.author_name)
    record(accepted, customer=ticket.customer, by=by)


@atomic()
def dismiss_third_party(reply: Reply, *, by: Actor) -> None:
    """These words do not belong here: they stay with the desk, as a note."""
    ticket = lock(reply.ticket)
    lock(reply)
    if not reply.awaits_decision:
        return
    reply.visibility = Visibility.NOTE
    dismissed = ThirdPartyDismissed(
        number=ticket.number, reply_id=reply.id, author=reply.author_name
    )
    record(dismissed, customer=ticket.customer, by=by)

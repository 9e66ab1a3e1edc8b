"""A word in a ticket, written down: the reply row, its files, and the ticket's last words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from portal import clock
from portal.access import Actor
from portal.database import session
from portal.tickets.files import KeptFile
from portal.tickets.models import Attachment, Origin, Reply, Ticket, Visibility
from portal.tickets.word_index import index

SNIPPET = 160


class SentOtherwise(Exception):
    """The same form came before with other words: neither may be taken for the other."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says, before it is written down. Its files are already on disk."""

    body: str
    origin: Origin
    files: Sequence[KeptFile] = ()
    rest: str = ""
    inbound_id: int | None = None
    notes: Sequence[str] = ()

    def are_those_of(self, reply: Reply) -> bool:
        kept = sorted(attachment.sha256 for attachment in reply.attachments)
        return reply.body == self.body and kept == sorted(file.sha256 for file in self.files)


def say(
    ticket: Ticket,
    words: Words,
    *,
    by: Actor | None,
    visibility: Visibility = Visibility.REPLY,
    once: str | None = None,
    is_unverified: bool = False,
) -> Reply:
    """Write the words down, inside the verb of whoever says them."""
    reply = Reply(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        author_id=by.id if by else None,
        author_name=(by.name if by else "") or _name_of(ticket),
        by_staff=bool(by and by.is_staff),
        visibility=visibility,
        origin=words.origin,
        body=words.body,
        rest=words.rest,
        is_unverified=is_unverified,
        inbound_mail_id=words.inbound_id,
        notes={"notes": list(words.notes)},
        once=once,
    )
    session.add(reply)
    session.flush()
    session.add_all(_attachment(reply, file) for file in words.files)
    if reply.is_for_the_customer:
        ticket.snippet = snippet_of(words.body)
        ticket.last_word_at = clock.now()
    index(ticket)
    return reply


def snippet_of(body: str) -> str:
    """The first words, on one line."""
    return " ".join(body[: 4 * SNIPPET].split())[:SNIPPET]


def key_of(once: str | None, *, within: str) -> str | None:
    """A form's key as it is kept: another customer's form can never meet it."""
    return hashlib.sha256(f"{within}\n{once}".encode()).hexdigest() if once else None


def _name_of(ticket: Ticket) -> str:
    return ticket.contact_point.name or ticket.customer.name or ticket.contact_point.address


def _attachment(reply: Reply, file: KeptFile) -> Attachment:
    return Attachment(
        ticket_id=reply.ticket_id,
        reply_id=reply.id,
        sha256=file.sha256,
        size=file.size,
        name=file.name,
        media_type=file.media_type,
    )

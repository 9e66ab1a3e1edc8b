"""What the portal writes to customers about their tickets."""

from typing import Any

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.reading.reply_text import REPLY_MARKERS
from portal.tickets.models import Reply, Ticket
from portal.web.languages import lazy
from portal.web.links import absolute


def received(ticket: Ticket) -> Mail:
    """A receipt for who raised it signed in: number and promise."""
    return _about(
        ticket,
        reference=f"ticket-received:{ticket.id}",
        subject=f"{ticket.number}: {ticket.subject}",
        template="tickets/mail/received",
    )


def acknowledged(ticket: Ticket, *, token: str) -> Mail:
    """A receipt to an address nobody has shown to be theirs: no word of what was said.

    It holds a way in, so it is of the kind whose words the ledger forgets once they are sent.
    """
    return _about(
        ticket,
        reference=f"ticket-acknowledged:{ticket.id}",
        subject=lazy("We have your concern, %(number)s", number=ticket.number),
        template="tickets/mail/acknowledged",
        purpose=Purpose.ACCOUNT,
        url=absolute("tickets.show_unconfirmed", token=token),
    )


def answered(reply: Reply) -> Mail:
    """The desk's answer, in full."""
    ticket = reply.ticket
    return _about(
        ticket,
        reference=f"ticket-answered:{reply.id}",
        subject=_in_thread(ticket),
        template="tickets/mail/answered",
        from_name=_given(reply.author_name),
        on_behalf_of=reply.author,
        reply=reply,
        markers=REPLY_MARKERS,
    )


def solved(ticket: Ticket) -> Mail:
    """The desk holds it for solved; the page has the button that says it is not."""
    return _about(
        ticket,
        reference=f"ticket-solved:{ticket.id}:{ticket.solved_at:%Y%m%dT%H%M%S%f}",
        subject=_in_thread(ticket),
        template="tickets/mail/solved",
        from_name=_given(ticket.assignee.name) if ticket.assignee else "",
        markers=REPLY_MARKERS,
    )


def _about(
    ticket: Ticket,
    *,
    reference: str,
    subject: Any,
    template: str,
    url: str = "",
    purpose: Purpose = Purpose.SERVICE,
    from_name: str = "",
    on_behalf_of: User | None = None,
    **context: Any,
) -> Mail:
    return Mail(
        to_address=ticket.contact_point.address,
        # A name that nobody has confirmed may be an advertisement addressed to a stranger.
        to_name=ticket.contact_point.name if ticket.is_confirmed else "",
        customer=ticket.customer,
        purpose=purpose,
        reference=reference,
        subject=subject,
        template=template,
        context={
            "ticket": ticket,
            "url": url or absolute("tickets.show", number=ticket.number),
            **context,
        },
        thread=ticket.about,
        from_name=from_name,
        on_behalf_of=on_behalf_of,
    )


def _in_thread(ticket: Ticket) -> Any:
    """One subject for the whole thread; what an unconfirmed sender chose is not repeated."""
    if not ticket.is_confirmed:
        return lazy("Your concern %(number)s", number=ticket.number)
    return f"{ticket.number}: {ticket.subject}"


def _given(name: str) -> str:
    return name.split()[0] if name.strip() else name

"""What an agent may want to look at again before an answer leaves. Asked once, then they decide."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.messages.models import InboundMail
from portal.tickets import notices
from portal.tickets.models import Reply, Ticket

PROMISES_A_FILE = re.compile(
    r"\b(attach(ed|ment|ments|ing)\b|enclos(ed|ure)\b"
    r"|anhang\b|anbei\b|angehängt|beigefügt|beiliegend|in der anlage"
    r"|ci-joint|pi[èe]ces?[ -]jointes?|joint à ce|en annexe"
    r"|bijlagen?\b|bijgevoegd|toegevoegd bestand|als bijlage)"
    r"|مرفق|المرفق|أرفق|ارفق",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^>.*$", re.MULTILINE)


@dataclass(frozen=True)
class Caution:
    name: str
    text: str


def about(ticket: Ticket, body: str, *, has_files: bool) -> list[Caution]:
    """The cautions for this answer."""
    found = []
    if not has_files and promises_a_file(body):
        found.append(Caution("file", "You mention an attachment, but no file is added"))
    address = ticket.contact_point.address
    if _is_ours(address):
        found.append(Caution("colleague", f"{address} belongs to a colleague"))
    elif wrote := _other_writer(ticket):
        found.append(Caution("address", f"The last mail came from {wrote}. This goes to {address}"))
    if named := notices.mentioned(body):
        names = ", ".join(user.name for user in named)
        found.append(Caution("mention", f"You mention {names}. The customer reads this"))
    return found


def promises_a_file(body: str) -> bool:
    """In English, German, French, Dutch or Arabic; what is quoted was said by others."""
    return PROMISES_A_FILE.search(QUOTED.sub("", body)) is not None


def _is_ours(address: str) -> bool:
    """Somebody who works here reads there."""
    staff = select(User.id).where(User.email_key == address.lower(), User.role.is_not(None))
    return session.scalar(staff.limit(1)) is not None


def _other_writer(ticket: Ticket) -> str:
    """Where the last mail of this ticket came from, if that is not where answers go."""
    last = session.scalar(
        select(InboundMail.from_address)
        .join(Reply, Reply.inbound_mail_id == InboundMail.id)
        .where(Reply.ticket_id == ticket.id)
        .order_by(Reply.id.desc())
        .limit(1)
    )
    own = ticket.contact_point.address.lower()
    return last if last and last.lower() != own else ""

"""What was said in a ticket since somebody looked: no answer leaves over words its writer has not
seen.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.tickets.composing_models import HeldAnswer, HeldState
from portal.tickets.models import Reply, Ticket


class WroteMeanwhile(Exception):
    """Somebody said something in the ticket that the writer of this answer has not seen."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How much of the ticket its reader had before them: the last word, the last held answer."""

    word: int
    held: int = 0

    def __str__(self) -> str:
        return f"{self.word}.{self.held}"

    @classmethod
    def read(cls, text: str | None) -> "Seen | None":
        """What a form carries; None for anything else, which claims nothing."""
        word, _, held = (text or "").partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (word, held)):
            return None
        return cls(word=int(word), held=int(held))


def unseen(ticket: Ticket, seen: Seen, *, by: User) -> list[Reply | HeldAnswer]:
    """What others have said or sent in the ticket since."""
    words = select(Reply).where(
        Reply.ticket_id == ticket.id, Reply.id > seen.word, Reply.author_id.is_distinct_from(by.id)
    )
    held = select(HeldAnswer).where(
        HeldAnswer.ticket_id == ticket.id,
        HeldAnswer.id > seen.held,
        HeldAnswer.author_id != by.id,
        HeldAnswer.state == HeldState.WAITING,
    )
    return [*session.scalars(words.order_by(Reply.id)), *session.scalars(held)]


def seen_in(ticket: Ticket) -> Seen:
    """All there is in the ticket now."""
    word = select(func.max(Reply.id)).where(Reply.ticket_id == ticket.id)
    held = select(func.max(HeldAnswer.id)).where(HeldAnswer.ticket_id == ticket.id)
    both = session.execute(select(word.scalar_subquery(), held.scalar_subquery())).one()
    return Seen(word=both[0] or 0, held=both[1] or 0)

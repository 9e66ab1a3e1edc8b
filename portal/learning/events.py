"""What the portal does by itself to a concern, and how that is told."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class TicketSortedByItself(TicketEvent):
    kind = "ticket.sorted_by_itself"
    icon = "lightbulb"
    is_internal = True
    what: str
    """The field."""
    to: str
    because: str

    def sentence(self) -> str:
        why = f", because of {self.because}" if self.because else ""
        return f"sorted {self.number} by itself: {self.what} {self.to}{why}"

    def outline(self) -> str:
        return f"sorted {self.number} by itself: {self.what}"


@dataclass(frozen=True, kw_only=True)
class TicketSpokenIn(TicketEvent):
    kind = "ticket.spoken_in"
    icon = "message-circle"
    is_internal = True
    what: str
    """The code of the language."""

    def sentence(self) -> str:
        return f"chose the language in which {self.number} is written to: {self.what}"

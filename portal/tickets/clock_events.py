"""The clock stands still and goes on, in the words of the contact history."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent
from portal.web.languages import _

WAITS_FOR = {
    "supplier": "a supplier",
    "part": "a part",
    "workshop": "the workshop",
    "other": "somebody else",
}


@dataclass(frozen=True, kw_only=True)
class TicketPaused(TicketEvent):
    kind = "ticket.paused"
    icon = "clock"
    purpose: str
    """The reason, as a word."""
    words: str
    until: str

    def sentence(self) -> str:
        words = self.words.rstrip(".")
        return f"{self.outline()}: {words}" if words else self.outline()

    def outline(self) -> str:
        end = f" until {self.until}" if self.until else ""
        return f"let the clock of {self.number} stand still{end}: waits for " + WAITS_FOR.get(
            self.purpose, "somebody else"
        )

    def in_thread(self, who: str | None) -> str:
        if self.purpose == "supplier":
            return _("We wait for our supplier")
        if self.purpose == "part":
            return _("We wait for a part")
        if self.purpose == "workshop":
            return _("We wait for the workshop")
        return _("We wait for somebody else")


@dataclass(frozen=True, kw_only=True)
class TicketGoesOn(TicketEvent):
    kind = "ticket.goes_on"
    icon = "clock"

    def sentence(self) -> str:
        return f"let the clock of {self.number} go on"

    def in_thread(self, who: str | None) -> str:
        return _("We go on")


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(TicketEvent):
    """Other terms hold for the ticket; what was promised is never put off by it."""

    kind = "ticket.promise_moved"
    icon = "clock"
    is_internal = True
    why: str
    until: str

    def sentence(self) -> str:
        due = f", next answer by {self.until}" if self.until else ""
        return f"promised {self.number} sooner: {self.why}{due}"

    def outline(self) -> str:
        return f"promised {self.number} sooner"

"""What presses, in the words of the contact history; among staff."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent

PROMISES = {
    "first_answer": "first answer",
    "next_answer": "next answer",
    "solution": "solution",
}


@dataclass(frozen=True, kw_only=True)
class PromisePressed(TicketEvent):
    kind = "ticket.pressed"
    icon = "alarm-clock"
    is_internal = True
    what: str
    until: str
    is_late: bool

    def sentence(self) -> str:
        promise = PROMISES.get(self.what, self.what)
        if self.is_late:
            return f"The {promise} of {self.number} is late: it was promised by {self.until}"
        return f"The {promise} of {self.number} is due by {self.until}"

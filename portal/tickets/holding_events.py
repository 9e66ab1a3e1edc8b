"""What happens to answers before they leave. No customer reads any of it."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class AnswerPlanned(TicketEvent):
    kind = "ticket.answer-planned"
    icon = "clock"
    is_internal = True
    until: str

    def sentence(self) -> str:
        return f"wrote an answer in {self.number} that leaves at {self.until}"


@dataclass(frozen=True, kw_only=True)
class AnswerTakenBack(TicketEvent):
    kind = "ticket.answer-taken-back"
    icon = "rotate-ccw"
    is_internal = True

    def sentence(self) -> str:
        return f"took back an answer in {self.number} before it left"


@dataclass(frozen=True, kw_only=True)
class AnswerStopped(TicketEvent):
    kind = "ticket.answer-stopped"
    icon = "hand"
    is_internal = True

    def sentence(self) -> str:
        return f"has an answer in {self.number} that was held back"

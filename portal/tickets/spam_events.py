"""What becomes of spam, in the contact history; no customer reads it."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class TicketMarkedSpam(TicketEvent):
    kind = "ticket.marked_spam"
    icon = "ban"
    is_internal = True

    def sentence(self) -> str:
        return f"marked {self.number} as spam"


@dataclass(frozen=True, kw_only=True)
class TicketNotSpam(TicketEvent):
    kind = "ticket.not_spam"
    icon = "rotate-ccw"
    is_internal = True

    def sentence(self) -> str:
        return f"said that {self.number} is not spam"


@dataclass(frozen=True, kw_only=True)
class SenderBlocked(TicketEvent):
    kind = "ticket.sender_blocked"
    icon = "mail-x"
    is_internal = True

    def sentence(self) -> str:
        return f"blocked the sender of {self.number}"


@dataclass(frozen=True, kw_only=True)
class SenderLetIn(TicketEvent):
    kind = "ticket.sender_let_in"
    icon = "mail"
    is_internal = True

    def sentence(self) -> str:
        return f"lets the sender of {self.number} write again"

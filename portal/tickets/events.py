"""What happens in a ticket, in the words of the contact history and of the thread."""

from dataclasses import dataclass

from portal.history.events import CustomerEvent
from portal.tickets.models import Ticket


@dataclass(frozen=True, kw_only=True)
class TicketEvent(CustomerEvent):
    number: str

    @property
    def about(self) -> str:
        return Ticket.about_of(Ticket.id_of(self.number))

    def in_thread(self) -> str:
        """What the customer reads between the messages, after the actor's name; empty: nothing."""
        return ""


@dataclass(frozen=True, kw_only=True)
class TicketRaised(TicketEvent):
    kind = "ticket.raised"
    icon = "message-circle"
    what: str
    subject: str
    origin: str

    def sentence(self) -> str:
        how = " by e-mail" if self.origin == "mail" else ""
        return f"raised {self.number}{how}: {self.subject}"

    def outline(self) -> str:
        return f"raised {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketConfirmed(TicketEvent):
    kind = "ticket.confirmed"
    icon = "mail-open"

    def sentence(self) -> str:
        return f"showed that {self.number} is theirs"


@dataclass(frozen=True, kw_only=True)
class TicketReplied(TicketEvent):
    kind = "ticket.replied"
    icon = "reply"
    reply_id: int
    origin: str

    def sentence(self) -> str:
        how = " by e-mail" if self.origin == "mail" else ""
        return f"wrote in {self.number}{how}"


@dataclass(frozen=True, kw_only=True)
class TicketAnswered(TicketEvent):
    kind = "ticket.answered"
    icon = "reply"
    reply_id: int

    def sentence(self) -> str:
        return f"answered {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketNoted(TicketEvent):
    kind = "ticket.noted"
    icon = "sticky-note"
    reply_id: int

    def sentence(self) -> str:
        return f"left a note in {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    kind = "ticket.assigned"
    icon = "user-check"
    to: str
    to_self: bool

    def sentence(self) -> str:
        if not self.to:
            return f"put {self.number} back for anyone to take"
        return f"took {self.number} on" if self.to_self else f"gave {self.number} to {self.to}"

    def in_thread(self) -> str:
        if not self.to:
            return ""
        return "took this on" if self.to_self else f"gave this to {self.to}"


@dataclass(frozen=True, kw_only=True)
class TicketPrioritised(TicketEvent):
    kind = "ticket.prioritised"
    icon = "flame"
    priority: str

    def sentence(self) -> str:
        return f"set {self.number} to {self.priority}"


@dataclass(frozen=True, kw_only=True)
class TicketPut(TicketEvent):
    kind = "ticket.put"
    icon = "arrow-right"
    state: str

    def sentence(self) -> str:
        return f"put {self.number} to {self.state}"


@dataclass(frozen=True, kw_only=True)
class TicketSolved(TicketEvent):
    kind = "ticket.solved"
    icon = "circle-check"
    hours_open: int

    def sentence(self) -> str:
        return f"solved {self.number} after {self.hours_open} h"

    def in_thread(self) -> str:
        return "marked this as solved"


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    kind = "ticket.reopened"
    icon = "rotate-ccw"

    def sentence(self) -> str:
        return f"reopened {self.number}"

    def in_thread(self) -> str:
        return "reopened this"


@dataclass(frozen=True, kw_only=True)
class TicketShared(TicketEvent):
    kind = "ticket.shared"
    icon = "users"
    with_name: str

    def sentence(self) -> str:
        return f"shared {self.number} with {self.with_name}"

    def in_thread(self) -> str:
        return f"shared this with {self.with_name}"


@dataclass(frozen=True, kw_only=True)
class TicketUnshared(TicketEvent):
    kind = "ticket.unshared"
    icon = "users"
    with_name: str

    def sentence(self) -> str:
        return f"stopped sharing {self.number} with {self.with_name}"

    def in_thread(self) -> str:
        return f"stopped sharing this with {self.with_name}"


@dataclass(frozen=True, kw_only=True)
class ThirdPartyWrote(TicketEvent):
    """A mail with the right token, from an address that is not in the ticket."""

    kind = "ticket.third_party_wrote"
    icon = "user-x"
    reply_id: int
    address: str

    def sentence(self) -> str:
        return f"wrote into {self.number} from {self.address}, which is not in it"

    def outline(self) -> str:
        return f"wrote into {self.number} from an address that is not in it"


@dataclass(frozen=True, kw_only=True)
class ThirdPartyAccepted(TicketEvent):
    kind = "ticket.third_party_accepted"
    icon = "user-check"
    reply_id: int
    author: str

    def sentence(self) -> str:
        return f"let what {self.author} wrote into {self.number}"

    def outline(self) -> str:
        return f"let what a third party wrote into {self.number}"


@dataclass(frozen=True, kw_only=True)
class ThirdPartyDismissed(TicketEvent):
    kind = "ticket.third_party_dismissed"
    icon = "user-x"
    reply_id: int
    author: str

    def sentence(self) -> str:
        return f"kept what {self.author} wrote out of {self.number}"

    def outline(self) -> str:
        return f"kept what a third party wrote out of {self.number}"

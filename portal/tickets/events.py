"""What happens in a ticket, in the words of the contact history and of the thread."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from portal.history.events import CustomerEvent
from portal.tickets.models import Ticket
from portal.web.languages import _

PAUSED = "paused"
"""Where others have a state: the ticket waits for somebody else still."""


@dataclass(frozen=True, kw_only=True)
class TicketEvent(CustomerEvent):
    is_for_guests: ClassVar[bool] = True
    """Whether those who only have a link to the ticket read it, too."""
    number: str

    @property
    def about(self) -> str:
        return Ticket.about_of(Ticket.id_of(self.number))

    def in_thread(self, who: str | None) -> str:
        """What the customer reads between the messages; empty: nothing. `who` did it, None for the
        reader. Whole sentences, because each language builds them its own way."""
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
    facts = TicketEvent.facts | {"then"}
    reply_id: int
    then: str = "waiting"
    """The state in which the answer left the ticket, or PAUSED."""

    def sentence(self) -> str:
        return f"answered {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketNoted(TicketEvent):
    kind = "ticket.noted"
    icon = "sticky-note"
    is_internal = True
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

    def in_thread(self, who: str | None) -> str:
        if not self.to or who is None:
            return ""
        if self.to_self:
            return with_names(_("%(who)s took this on"), who=who)
        return with_names(_("%(who)s gave this to %(colleague)s"), who=who, colleague=self.to)


@dataclass(frozen=True, kw_only=True)
class TicketPrioritised(TicketEvent):
    kind = "ticket.prioritised"
    icon = "flame"
    is_internal = True
    priority: str

    def sentence(self) -> str:
        return f"set {self.number} to {self.priority}"


@dataclass(frozen=True, kw_only=True)
class TicketPut(TicketEvent):
    kind = "ticket.put"
    icon = "arrow-right"
    is_internal = True
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

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You marked this as solved")
        return with_names(_("%(who)s marked this as solved"), who=who)


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    kind = "ticket.reopened"
    icon = "rotate-ccw"

    def sentence(self) -> str:
        return f"reopened {self.number}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You reopened this")
        return with_names(_("%(who)s reopened this"), who=who)


@dataclass(frozen=True, kw_only=True)
class ThirdPartyWrote(TicketEvent):
    """A mail with the right token, from an address that is not in the ticket."""

    kind = "ticket.third_party_wrote"
    icon = "user-x"
    is_internal = True
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
    is_internal = True
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
    is_internal = True
    reply_id: int
    author: str

    def sentence(self) -> str:
        return f"kept what {self.author} wrote out of {self.number}"

    def outline(self) -> str:
        return f"kept what a third party wrote out of {self.number}"


def with_names(sentence: str, **names: str) -> Markup:
    """The sentence with names in it, each kept together whichever way it is written."""
    return Markup(sentence) % {
        place: Markup("<bdi>{}</bdi>").format(name) for place, name in names.items()
    }

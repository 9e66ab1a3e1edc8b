"""Who a ticket was shown to, in the words of the contact history and of the thread. Those who only
have a link to it read nothing of this.
"""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent, with_names
from portal.web.languages import _


@dataclass(frozen=True, kw_only=True)
class TicketShared(TicketEvent):
    kind = "ticket.shared"
    icon = "users"
    is_for_guests = False
    with_name: str

    def sentence(self) -> str:
        return f"shared {self.number} with {self.with_name}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return with_names(_("You shared this with %(name)s"), name=self.with_name)
        return with_names(_("%(who)s shared this with %(name)s"), who=who, name=self.with_name)


@dataclass(frozen=True, kw_only=True)
class TicketUnshared(TicketEvent):
    kind = "ticket.unshared"
    icon = "users"
    is_for_guests = False
    with_name: str

    def sentence(self) -> str:
        return f"stopped sharing {self.number} with {self.with_name}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return with_names(_("You stopped sharing this with %(name)s"), name=self.with_name)
        return with_names(
            _("%(who)s stopped sharing this with %(name)s"), who=who, name=self.with_name
        )


@dataclass(frozen=True, kw_only=True)
class TicketLinkMade(TicketEvent):
    """A link that shows the ticket to whoever has it, until a day."""

    kind = "ticket.link_made"
    icon = "link"
    is_for_guests = False
    link_id: int
    until: str
    with_files: bool

    def sentence(self) -> str:
        files = " with its files" if self.with_files else ""
        return f"made a link that shows {self.number}{files} until {self.until}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You made a link that shows this")
        return with_names(_("%(who)s made a link that shows this"), who=who)


@dataclass(frozen=True, kw_only=True)
class TicketLinkEnded(TicketEvent):
    kind = "ticket.link_ended"
    icon = "circle-x"
    is_for_guests = False
    link_id: int

    def sentence(self) -> str:
        return f"ended a link that showed {self.number}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You ended a link that showed this")
        return with_names(_("%(who)s ended a link that showed this"), who=who)

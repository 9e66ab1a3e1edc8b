"""What the desk's sorting and its undoing say in the contact history."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import FACTS
from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class TicketTagged(TicketEvent):
    kind = "ticket.tagged"
    icon = "tag"
    is_internal = True
    tag: str

    def sentence(self) -> str:
        return f"tagged {self.number} {self.tag}"

    def outline(self) -> str:
        return f"tagged {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketUntagged(TicketEvent):
    kind = "ticket.untagged"
    icon = "tag"
    is_internal = True
    tag: str

    def sentence(self) -> str:
        return f"took the tag {self.tag} off {self.number}"

    def outline(self) -> str:
        return f"took a tag off {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketHandedOver(TicketEvent):
    kind = "ticket.handed_over"
    icon = "arrow-right"
    is_internal = True
    facts: ClassVar[frozenset[str]] = FACTS | {"to"}
    to: str

    def sentence(self) -> str:
        if not self.to:
            return f"took {self.number} out of its department"
        return f"handed {self.number} to {self.to}"


@dataclass(frozen=True, kw_only=True)
class TicketActUndone(TicketEvent):
    kind = "ticket.act_undone"
    icon = "rotate-ccw"
    is_internal = True
    act: str

    def sentence(self) -> str:
        return f"undid in {self.number}: {self.act}"

    def outline(self) -> str:
        return f"undid something in {self.number}"


@dataclass(frozen=True, kw_only=True)
class TicketKindChanged(TicketEvent):
    kind = "ticket.kind_changed"
    icon = "tag"
    is_internal = True
    what: str

    def sentence(self) -> str:
        return f"set {self.number} to {self.what}"

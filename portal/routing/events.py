"""What routing says in the history of a ticket; among staff."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import FACTS
from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class TicketRouted(TicketEvent):
    kind = "ticket.routed"
    icon = "arrow-right"
    is_internal = True
    facts: ClassVar[frozenset[str]] = FACTS | {"rules"}
    rules: list[int]
    version: int

    def sentence(self) -> str:
        named = ", ".join(str(each) for each in self.rules or ())
        return f"Rule {named} sorted {self.number}"

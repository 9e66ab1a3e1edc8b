"""Known issues, in the words of the history of each ticket; among staff."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import FACTS
from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class IssueLinked(TicketEvent):
    kind = "ticket.issue_linked"
    icon = "link"
    is_internal = True
    facts: ClassVar[frozenset[str]] = FACTS | {"issue"}
    issue: str

    def sentence(self) -> str:
        return f"linked {self.number} to the known issue {self.issue}"


@dataclass(frozen=True, kw_only=True)
class IssueUnlinked(TicketEvent):
    kind = "ticket.issue_unlinked"
    icon = "link"
    is_internal = True
    facts: ClassVar[frozenset[str]] = FACTS | {"issue"}
    issue: str

    def sentence(self) -> str:
        return f"unlinked {self.number} from the known issue {self.issue}"

"""Merging, taking apart and splitting, in the words of the history and of the thread."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import FACTS
from portal.tickets.events import TicketEvent
from portal.web.languages import _


@dataclass(frozen=True, kw_only=True)
class _WithAnother(TicketEvent):
    facts: ClassVar[frozenset[str]] = FACTS | {"other"}
    is_for_guests: ClassVar[bool] = False
    other: str


@dataclass(frozen=True, kw_only=True)
class TicketMerged(_WithAnother):
    """The ticket's words are in another one now."""

    kind = "ticket.merged"
    icon = "merge"

    def sentence(self) -> str:
        return f"merged {self.number} into {self.other}"


@dataclass(frozen=True, kw_only=True)
class TicketTookIn(_WithAnother):
    """Another ticket's words came into this one."""

    kind = "ticket.took_in"
    icon = "merge"

    def sentence(self) -> str:
        return f"took {self.other} into {self.number}"

    def in_thread(self, who: str | None) -> str:
        return _("Your concern %(number)s goes on here") % {"number": self.other}


@dataclass(frozen=True, kw_only=True)
class TicketUnmerged(_WithAnother):
    kind = "ticket.unmerged"
    icon = "rotate-ccw"

    def sentence(self) -> str:
        return f"took {self.number} out of {self.other} again"

    def in_thread(self, who: str | None) -> str:
        return _("This goes on by itself again")


@dataclass(frozen=True, kw_only=True)
class TicketLetGo(_WithAnother):
    """A ticket that was merged into this one is on its own again."""

    kind = "ticket.let_go"
    icon = "rotate-ccw"

    def sentence(self) -> str:
        return f"let {self.other} go from {self.number}"

    def in_thread(self, who: str | None) -> str:
        return _("Your concern %(number)s goes on by itself again") % {"number": self.other}


@dataclass(frozen=True, kw_only=True)
class TicketSplit(_WithAnother):
    """Some words went into a new ticket."""

    kind = "ticket.split"
    icon = "share-2"
    count: int

    def sentence(self) -> str:
        count = f"{self.count} messages" if self.count > 1 else "one message"
        return f"moved {count} from {self.number} into {self.other}"

    def in_thread(self, who: str | None) -> str:
        return _("A part of this goes on in %(number)s") % {"number": self.other}


@dataclass(frozen=True, kw_only=True)
class TicketBegunBySplit(_WithAnother):
    kind = "ticket.begun_by_split"
    icon = "share-2"

    def sentence(self) -> str:
        return f"began {self.number} with words from {self.other}"

    def in_thread(self, who: str | None) -> str:
        return _("This began in %(number)s") % {"number": self.other}

"""What passes between the desk and a partner, in the history of the ticket; among staff."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import FACTS
from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class JobEvent(TicketEvent):
    is_internal = True
    facts: ClassVar[frozenset[str]] = FACTS | {"job", "partner"}
    job: str
    partner: str


@dataclass(frozen=True, kw_only=True)
class JobGiven(JobEvent):
    kind = "job.given"
    icon = "building"
    passed_on: int
    """How many words and files of the concern went with it."""

    def sentence(self) -> str:
        return f"asked {self.partner} about {self.number} ({self.job})"


@dataclass(frozen=True, kw_only=True)
class JobWrittenTo(JobEvent):
    kind = "job.written_to"
    icon = "building"

    def sentence(self) -> str:
        return f"wrote to {self.partner} about {self.number} ({self.job})"


@dataclass(frozen=True, kw_only=True)
class JobAnswered(JobEvent):
    kind = "job.answered"
    icon = "building"

    def sentence(self) -> str:
        return f"answered {self.job} about {self.number}"


@dataclass(frozen=True, kw_only=True)
class JobEnded(JobEvent):
    kind = "job.ended"
    icon = "circle-check"

    def sentence(self) -> str:
        return f"ended {self.job}: {self.partner} no longer sees anything of {self.number}"


@dataclass(frozen=True, kw_only=True)
class JobLinkSent(JobEvent):
    kind = "job.link_sent"
    icon = "link"

    def sentence(self) -> str:
        return f"sent {self.partner} a new link to {self.job} about {self.number}"

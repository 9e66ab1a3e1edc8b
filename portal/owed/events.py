"""What is owed, and what became of it, in the words of the contact history."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class CheckInEvent(CustomerEvent):
    icon: ClassVar[str] = "calendar"
    facts: ClassVar[frozenset[str]] = CustomerEvent.facts | {"how", "answer"}
    check_in_id: int
    product: str

    @property
    def about(self) -> str:
        return f"check_in:{self.check_in_id}"


@dataclass(frozen=True, kw_only=True)
class CheckInOwed(CheckInEvent):
    kind = "check_in.owed"
    until: str

    def sentence(self) -> str:
        return f"owes a check-in about the {self.product} by {self.until}"


@dataclass(frozen=True, kw_only=True)
class CheckInByHand(CheckInEvent):
    """No mail asks them: somebody of us has to."""

    kind = "check_in.by_hand"
    icon: ClassVar[str] = "hand"
    is_internal: ClassVar[bool] = True
    reason: str
    owner: str

    def sentence(self) -> str:
        to = f"{self.owner} asks" if self.owner else "somebody has to ask"
        why = f": {self.reason}" if self.reason else ""
        return f"let no mail ask about the {self.product}, {to} instead{why}"


@dataclass(frozen=True, kw_only=True)
class CheckInLate(CheckInEvent):
    kind = "check_in.late"
    icon: ClassVar[str] = "alarm-clock"
    is_internal: ClassVar[bool] = True

    def sentence(self) -> str:
        return f"told who leads that the check-in about the {self.product} is late"


@dataclass(frozen=True, kw_only=True)
class CheckInTried(CheckInEvent):
    kind = "check_in.tried"
    icon: ClassVar[str] = "phone"
    is_internal: ClassVar[bool] = True
    how: str

    def sentence(self) -> str:
        return f"tried to ask about the {self.product}, and did not reach them"


@dataclass(frozen=True, kw_only=True)
class CheckInMade(CheckInEvent):
    """`number` is the concern that it opened; `how` one of models.How."""

    kind = "check_in.made"
    icon: ClassVar[str] = "circle-check"
    how: str
    answer: str = ""
    number: str = ""

    def sentence(self) -> str:
        way = {"mail": "by mail", "phone": "on the telephone", "letter": "by letter"}
        said = {"good": ": all is well", "wrong": ": something is wrong"}.get(self.answer, "")
        about = f", {self.number}" if self.number else ""
        return f"asked {way.get(self.how, 'in person')} how the {self.product} does{said}{about}"


@dataclass(frozen=True, kw_only=True)
class CheckInWaived(CheckInEvent):
    kind = "check_in.waived"
    icon: ClassVar[str] = "ban"
    is_internal: ClassVar[bool] = True
    reason: str

    def sentence(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"no longer owes the check-in about the {self.product}{why}"

"""What follow-ups write into the contact history."""

from dataclasses import dataclass

from portal.history.events import FACTS, CustomerEvent


@dataclass(frozen=True, kw_only=True)
class FollowUpEvent(CustomerEvent):
    icon = "mail-open"
    facts = FACTS | {"playbook", "code"}
    playbook: str


@dataclass(frozen=True, kw_only=True)
class EnrolledByHand(FollowUpEvent):
    kind = "follow_up.enrolled"

    def sentence(self) -> str:
        return f"put them into “{self.playbook}”"


@dataclass(frozen=True, kw_only=True)
class CheckInAnswered(FollowUpEvent):
    """`number` is the concern that it opened or found; empty without one."""

    kind = "follow_up.answered"
    code: str
    number: str

    def sentence(self) -> str:
        said = {"good": "all is well", "wrong": "something is wrong"}.get(self.code, self.code)
        about = f", {self.number}" if self.number else ""
        return f"answered “{self.playbook}”: {said}{about}"

    @property
    def about(self) -> None:
        return None

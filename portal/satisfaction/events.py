"""Asking and answering, in the words of the contact history."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent, with_names
from portal.web.languages import _


@dataclass(frozen=True, kw_only=True)
class SatisfactionAsked(TicketEvent):
    kind = "satisfaction.asked"
    icon = "mail"

    def sentence(self) -> str:
        return f"asked how {self.number} was"


@dataclass(frozen=True, kw_only=True)
class SatisfactionAnswered(TicketEvent):
    kind = "satisfaction.answered"
    icon = "star"
    is_for_guests = False
    score: int
    was_solved: bool | None

    def sentence(self) -> str:
        return f"gave {self.number} {self.score} of 5{_unsolved(self.was_solved)}"

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You gave this %(score)s of 5", score=self.score)
        return with_names(_("%(who)s gave this %(score)s of 5"), who=who, score=str(self.score))


@dataclass(frozen=True, kw_only=True)
class SatisfactionCorrected(SatisfactionAnswered):
    kind = "satisfaction.corrected"
    before: int

    def sentence(self) -> str:
        return (
            f"changed {self.before} of 5 for {self.number} to {self.score} of 5"
            f"{_unsolved(self.was_solved)}"
        )

    def in_thread(self, who: str | None) -> str:
        if who is None:
            return _("You changed this to %(score)s of 5", score=self.score)
        return with_names(
            _("%(who)s changed this to %(score)s of 5"), who=who, score=str(self.score)
        )


@dataclass(frozen=True, kw_only=True)
class SatisfactionFollowedUp(TicketEvent):
    """A low answer gave somebody something to do."""

    kind = "satisfaction.followed_up"
    icon = "triangle-alert"
    is_internal = True
    score: int
    owner: str

    def sentence(self) -> str:
        for_whom = f" for {self.owner}" if self.owner else ""
        return f"opened a follow-up{for_whom}: {self.number} got {self.score} of 5"


def _unsolved(was_solved: bool | None) -> str:
    return ", not solved" if was_solved is False else ""

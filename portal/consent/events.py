"""Choices about mail, for the contact history."""

from dataclasses import dataclass

from portal.consent.models import Purpose
from portal.history.events import FACTS, CustomerEvent

CALLED = {
    Purpose.CHECK_INS: "check-ins",
    Purpose.ADVICE: "advice",
    Purpose.NEWS: "news",
    Purpose.OFFERS: "offers",
    Purpose.SURVEYS: "surveys",
}


@dataclass(frozen=True, kw_only=True)
class ChoiceMade(CustomerEvent):
    """What they have in common. `receipt` is the number of the consent event."""

    icon = "mail-open"
    purpose: str
    address: str
    receipt: str

    @property
    def called(self) -> str:
        return CALLED[Purpose(self.purpose)]


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ChoiceMade):
    kind = "consent.given"
    facts = FACTS | {"basis"}
    basis: str

    def sentence(self) -> str:
        if self.basis == "soft_opt_in":
            return f"was told that we send {self.called} to {self.address} unless they object"
        return f"said yes to {self.called} at {self.address}"


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(ChoiceMade):
    kind = "consent.withdrawn"
    icon = "mail-x"

    def sentence(self) -> str:
        return f"said no to {self.called} at {self.address}"


@dataclass(frozen=True, kw_only=True)
class ConsentPaused(ChoiceMade):
    kind = "consent.paused"
    icon = "clock"
    until: str

    def sentence(self) -> str:
        if not self.until:
            return f"let {self.called} go on at {self.address}"
        return f"paused {self.called} at {self.address} until {self.until}"


@dataclass(frozen=True, kw_only=True)
class ConsentCapped(ChoiceMade):
    kind = "consent.capped"
    icon = "calendar"
    per_month: int

    def sentence(self) -> str:
        if not self.per_month:
            return f"lifted the limit on {self.called} at {self.address}"
        return f"wants at most {self.per_month} a month of {self.called} at {self.address}"

"""Promises made by hand, and what we promise to whom, in the words of the contact history."""

from dataclasses import dataclass

from portal.history.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class HandPromiseEvent(CustomerEvent):
    icon = "calendar"
    what: str
    where: str = ""
    """What it was made in: "ticket:7"."""
    facts = CustomerEvent.facts - {"what"} | {"where"}

    @property
    def about(self) -> str | None:
        return self.where or None


@dataclass(frozen=True, kw_only=True)
class PromiseMade(HandPromiseEvent):
    kind = "promise.made"
    until: str
    owner: str = ""

    def sentence(self) -> str:
        return f"promised by {self.until}: {self.what}" if self.what else self.outline()

    def outline(self) -> str:
        return f"made a promise for {self.until}"


@dataclass(frozen=True, kw_only=True)
class PromiseSettled(HandPromiseEvent):
    kind = "promise.settled"
    state: str

    def sentence(self) -> str:
        return f"{self.outline()}: {self.what}" if self.what else self.outline()

    def outline(self) -> str:
        said = {
            "kept": "kept a promise",
            "broken": "did not keep a promise",
            "withdrawn": "took back a promise made by mistake",
        }
        return said.get(self.state, "settled a promise")


@dataclass(frozen=True, kw_only=True)
class LevelGiven(CustomerEvent):
    kind = "customer.level"
    icon = "star"
    is_internal = True
    level: str
    product: str = ""
    """Empty: the customer as such."""
    reason: str = ""
    facts = CustomerEvent.facts | {"level"}

    def sentence(self) -> str:
        return f"{self.outline()}: {self.reason}" if self.reason else self.outline()

    def outline(self) -> str:
        whom = f"{self.product} of this customer" if self.product else "this customer"
        if self.level == "none":
            return f"took the level back that was decided for {whom}"
        return f"put {whom} on the level {self.level}"

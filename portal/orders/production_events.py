"""What happens to orders in production, as the contact history tells it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.orders.events import OrderEvent
from portal.orders.production_words import AT_THE_DESK

AT_THE_DESK_BY_CODE = {reason.value: text.lower() for reason, text in AT_THE_DESK.items()}


def _why(reason: str) -> str:
    return AT_THE_DESK_BY_CODE.get(reason, "something else")


@dataclass(frozen=True, kw_only=True)
class PartDone(OrderEvent):
    kind = "order.part_done"
    icon: ClassVar[str] = "check"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "part"})
    part: str

    def sentence(self) -> str:
        return f"finished a step of order {self.number}: {self.part}"


@dataclass(frozen=True, kw_only=True)
class OrderWaits(OrderEvent):
    kind = "order.waits"
    icon: ClassVar[str] = "hourglass"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "reason"})
    reason: str

    def sentence(self) -> str:
        return f"let order {self.number} wait: {_why(self.reason)}"


@dataclass(frozen=True, kw_only=True)
class OrderWentOn(OrderEvent):
    kind = "order.went_on"
    icon: ClassVar[str] = "arrow-right"

    def sentence(self) -> str:
        return f"went on with order {self.number}"


@dataclass(frozen=True, kw_only=True)
class DateMoved(OrderEvent):
    kind = "order.date_moved"
    icon: ClassVar[str] = "calendar"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "stage", "from_on", "to_on", "reason"})
    stage: str
    from_on: str
    to_on: str
    reason: str

    def sentence(self) -> str:
        moved = f"moved {self.stage} of order {self.number} from {self.from_on} to {self.to_on}"
        return f"{moved}: {_why(self.reason)}"


@dataclass(frozen=True, kw_only=True)
class DelayAsked(OrderEvent):
    kind = "order.delay_asked"
    icon: ClassVar[str] = "calendar"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "from_on", "to_on"})
    delay_id: int
    from_on: str
    to_on: str

    def sentence(self) -> str:
        return f"asked to deliver order {self.number} on {self.to_on} instead of {self.from_on}"


@dataclass(frozen=True, kw_only=True)
class DelayAgreed(OrderEvent):
    kind = "order.delay_agreed"
    icon: ClassVar[str] = "check"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "to_on"})
    delay_id: int
    to_on: str

    def sentence(self) -> str:
        return f"agreed to {self.to_on} for order {self.number}"


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    kind = "order.cancelled"
    icon: ClassVar[str] = "x"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "fee"})
    fee: str

    def sentence(self) -> str:
        return f"cancelled order {self.number}, fee {self.fee}"


@dataclass(frozen=True, kw_only=True)
class ParcelSent(OrderEvent):
    kind = "order.parcel_sent"
    icon: ClassVar[str] = "package"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "carrier"})
    carrier: str

    def sentence(self) -> str:
        return f"sent a parcel of order {self.number} with {self.carrier}"

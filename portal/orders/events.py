"""What happens to orders, as the contact history tells it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import CustomerEvent
from portal.orders.models import ProductionStage
from portal.orders.words import REACHED


@dataclass(frozen=True, kw_only=True)
class OrderEvent(CustomerEvent):
    order_id: int
    number: str

    @property
    def about(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    kind = "order.placed"
    icon: ClassVar[str] = "package"
    product: str
    promised_on: str

    def sentence(self) -> str:
        return f"placed order {self.number}: {self.product}"


@dataclass(frozen=True, kw_only=True)
class StageReached(OrderEvent):
    kind = "order.stage_reached"
    icon: ClassVar[str] = "wrench"
    stage: str
    name: str = ""
    """As its product calls the stage, where it has words of its own."""

    def sentence(self) -> str:
        if self.name:
            return f"brought order {self.number} to “{self.name}”"
        return f"{REACHED[ProductionStage(self.stage)]} order {self.number}"


@dataclass(frozen=True, kw_only=True)
class UsedFirst(OrderEvent):
    kind = "order.used_first"
    icon: ClassVar[str] = "zap"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "on"})
    on: str

    def sentence(self) -> str:
        return f"used order {self.number} for the first time on {self.on}"

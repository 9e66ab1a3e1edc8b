"""What happens to quotes and to builds that were ordered, as the contact history tells it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.history.events import CustomerEvent
from portal.orders.events import OrderEvent


@dataclass(frozen=True, kw_only=True)
class QuoteEvent(CustomerEvent):
    icon: ClassVar[str] = "file-text"
    quote_id: int
    number: str

    @property
    def about(self) -> str:
        return f"quote:{self.quote_id}"


@dataclass(frozen=True, kw_only=True)
class QuoteAsked(QuoteEvent):
    kind = "quote.asked"
    product: str

    def sentence(self) -> str:
        return f"asked for quote {self.number}: {self.product}"


@dataclass(frozen=True, kw_only=True)
class QuoteIssued(QuoteEvent):
    kind = "quote.issued"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "total", "until"})
    total: str
    until: str

    def sentence(self) -> str:
        return f"issued quote {self.number} over {self.total}, valid until {self.until}"


@dataclass(frozen=True, kw_only=True)
class QuoteAccepted(QuoteEvent):
    kind = "quote.accepted"
    icon: ClassVar[str] = "check"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "order"})
    order: str

    def sentence(self) -> str:
        return f"accepted quote {self.number}: order {self.order}"


@dataclass(frozen=True, kw_only=True)
class QuoteDeclined(QuoteEvent):
    kind = "quote.declined"
    icon: ClassVar[str] = "x"

    def sentence(self) -> str:
        return f"declined quote {self.number}"


@dataclass(frozen=True, kw_only=True)
class QuoteWithdrawn(QuoteEvent):
    kind = "quote.withdrawn"
    icon: ClassVar[str] = "x"

    def sentence(self) -> str:
        return f"withdrew their wish for quote {self.number}"


@dataclass(frozen=True, kw_only=True)
class BuildChanged(OrderEvent):
    kind = "order.build_changed"
    icon: ClassVar[str] = "pencil"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "more"})
    more: str

    def sentence(self) -> str:
        return f"changed the build of order {self.number}, {self.more}"


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(OrderEvent):
    kind = "order.paid"
    icon: ClassVar[str] = "check"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "amount"})
    amount: str

    def sentence(self) -> str:
        return f"received {self.amount} for order {self.number}"


@dataclass(frozen=True, kw_only=True)
class RefundOwed(OrderEvent):
    kind = "order.refund_owed"
    icon: ClassVar[str] = "undo-2"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "amount", "until"})
    amount: str
    until: str

    def sentence(self) -> str:
        return f"{self.amount} of order {self.number} goes back, by {self.until}"


@dataclass(frozen=True, kw_only=True)
class RefundSent(OrderEvent):
    kind = "order.refund_sent"
    icon: ClassVar[str] = "check"
    facts: ClassVar[frozenset[str]] = frozenset({"number", "amount"})
    amount: str

    def sentence(self) -> str:
        return f"sent {self.amount} of order {self.number} back"

"""The board: a column for each stage, the earliest due first, and no more of it than a screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.production_models import Delay, OrderWait, Reason
from portal.orders.stages import name_of
from portal.web.forms import tidy

CARDS = 25
COUNT_CAP = 500
LONGEST_SEARCH = 100
MOST_EXPORTED = 5000
DELIVERED_FOR = timedelta(days=7)
NEXT = dict(zip(ProductionStage, list(ProductionStage)[1:], strict=False))
FILTERS = {
    "": "All",
    "late": "Late",
    "waiting": "Waiting",
    "consent": "Asked to agree",
    "week": "Due in 7 days",
}


@dataclass(frozen=True)
class Card:
    """One order. `due_on` is the day its next stage is planned for."""

    order: Order
    customer: str
    due_on: date | None
    reason: Reason | None
    asked_until: date | None
    today: date

    @property
    def next_stage(self) -> ProductionStage | None:
        return NEXT.get(self.order.stage)

    @property
    def next_name(self) -> Any:
        """The next stage as its product calls it."""
        return name_of(self.order, self.next_stage) if self.next_stage else ""

    @property
    def is_behind(self) -> bool:
        """The next stage should have been reached."""
        is_over = self.next_stage is None or self.due_on is None
        return not is_over and self.due_on < self.today

    @property
    def breaks_its_promise(self) -> bool:
        is_made = self.order.stage in (ProductionStage.READY, ProductionStage.DELIVERED)
        return not is_made and self.order.promised_on < self.today


@dataclass(frozen=True)
class Column:
    stage: ProductionStage
    cards: Sequence[Card]
    count: int
    more_url: str

    @property
    def counted(self) -> str:
        return f"{COUNT_CAP}+" if self.count > COUNT_CAP else str(self.count)


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the address asks for: words, one filter, perhaps one column alone from some card on."""

    text: str = ""
    show: str = ""
    stage: ProductionStage | None = None
    after: str = ""
    today: date = field(default_factory=lambda: clock.now().date())

    @classmethod
    def asked(cls, address: Mapping[str, str]) -> "Board":
        typed = tidy(address.get("q", ""))[:LONGEST_SEARCH]
        show, stage = address.get("show", ""), address.get("stage", "")
        return cls(
            text="".join(letter for letter in typed if letter.isprintable()),
            show=show if show in FILTERS else "",
            stage=ProductionStage(stage) if stage in list(ProductionStage) else None,
            after=address.get("after", "")[:40],
        )

    def columns(self) -> list[Column]:
        """Two questions for each column, whatever is in the workshop."""
        counts = self._counts()
        stages = [self.stage] if self.stage else list(ProductionStage)
        return [self._column(stage, counts.get(stage, 0)) for stage in stages]

    def every(self) -> Sequence[Card]:
        """All that is found, for paper and files, the earliest due first."""
        found = session.execute(
            self._cards().order_by(OrderStep.planned_on, Order.id).limit(MOST_EXPORTED)
        )
        return [self._card(row) for row in found]

    def address(self, **changes: str) -> str:
        kept = {"q": self.text, "show": self.show, "stage": self.stage or "", "after": self.after}
        said = {name: str(value) for name, value in (kept | changes).items() if value}
        return f"?{urlencode(said)}" if said else ""

    def _column(self, stage: ProductionStage, count: int) -> Column:
        query = self._cards().where(Order.stage == stage)
        if self.stage and (place := _place(self.after)):
            query = query.where(tuple_(OrderStep.planned_on, Order.id) > place)
        rows = session.execute(
            query.order_by(OrderStep.planned_on, Order.id).limit(CARDS + 1)
        ).all()
        cards = [self._card(row) for row in rows[:CARDS]]
        more = ""
        if len(rows) > CARDS:
            last = cards[-1]
            more = self.address(stage=stage, after=f"{last.due_on.isoformat()}.{last.order.id}")
        return Column(stage, cards, count, more)

    def _cards(self) -> Select[Any]:
        """Each order with its customer, the day its next stage is due, its wait and question."""
        wait = and_(OrderWait.order_id == Order.id, OrderWait.ended_at.is_(None))
        asked = and_(Delay.order_id == Order.id, Delay.ended_at.is_(None))
        return (
            select(Order, Customer.name, OrderStep.planned_on, OrderWait.reason, Delay.answer_by)
            .join(Customer, Customer.id == Order.customer_id)
            .join(OrderStep, and_(OrderStep.order_id == Order.id, _is_next()))
            .outerjoin(OrderWait, wait)
            .outerjoin(Delay, asked)
            .where(*self._held())
        )

    def _card(self, row: Row[Any]) -> Card:
        order, customer, due_on, reason, asked_until = row
        return Card(order, customer, due_on, reason, asked_until, self.today)

    def _held(self) -> list[ColumnElement[bool]]:
        held: list[ColumnElement[bool]] = [Order.cancelled_at.is_(None), self._is_recent()]
        if self.text:
            held += [_says(word) for word in self.text.split()[:6]]
        if self.show == "late":
            made = (ProductionStage.READY, ProductionStage.DELIVERED)
            held += [Order.promised_on < self.today, Order.stage.not_in(made)]
        if self.show == "waiting":
            held += [_has(OrderWait)]
        if self.show == "consent":
            held += [_has(Delay)]
        if self.show == "week":
            soon = self.today + timedelta(days=7)
            held += [Order.promised_on <= soon, Order.stage != ProductionStage.DELIVERED]
        return held

    def _is_recent(self) -> ColumnElement[bool]:
        """What was delivered leaves the board after some days."""
        since = self.today - DELIVERED_FOR
        step = aliased(OrderStep)
        recent = select(step.id).where(
            step.order_id == Order.id,
            step.stage == ProductionStage.DELIVERED,
            step.done_on >= since,
        )
        return or_(Order.stage != ProductionStage.DELIVERED, recent.correlate(Order).exists())

    def _counts(self) -> dict[ProductionStage, int]:
        """How many there are in each stage; counting stops at a cap for each."""
        found = {}
        for stage in [self.stage] if self.stage else list(ProductionStage):
            some = select(Order.id).join(Customer, Customer.id == Order.customer_id)
            some = some.where(Order.stage == stage, *self._held()).limit(COUNT_CAP + 1)
            found[stage] = session.scalar(select(func.count()).select_from(some.subquery())) or 0
        return found


def with_stage(board: Board, stage: ProductionStage | None) -> Board:
    return replace(board, stage=stage, after="")


def _is_next() -> ColumnElement[bool]:
    """The step an order in this stage comes to next; of a delivered one, its last."""
    pairs = [and_(Order.stage == now, OrderStep.stage == then) for now, then in NEXT.items()]
    last = ProductionStage.DELIVERED
    return or_(*pairs, and_(Order.stage == last, OrderStep.stage == last))


def _has(kind: Any) -> ColumnElement[bool]:
    its = aliased(kind)
    open_ = select(its.id).where(its.order_id == Order.id, its.ended_at.is_(None))
    return open_.correlate(Order).exists()


def _says(word: str) -> ColumnElement[bool]:
    return or_(
        Order.id == Order.id_of(word),
        Order.product.icontains(word, autoescape=True),
        Order.build.icontains(word, autoescape=True),
        Customer.name.icontains(word, autoescape=True),
    )


def _place(after: str) -> tuple[date, int] | None:
    day, _dot, number = after.partition(".")
    try:
        place = date.fromisoformat(day)
    except ValueError:
        return None
    is_id = number.isascii() and number.isdigit() and len(number) < 10
    return (place, int(number)) if is_id else None

"""Which level holds for a customer and a product, and deciding on another one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders.models import Order
from portal.promises.events import LevelGiven
from portal.promises.models import CustomerLevel, Level
from portal.relationship.models import ProductLevel
from portal.relationship.rules import LEVELS, Cell, ProductLine, Rules
from portal.timekeeping import setting

MOST_PRODUCTS = 50


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The level of one customer with one product, and where it comes from."""

    product: str
    level: Level
    why: str
    line: ProductLine

    @property
    def cell(self) -> Cell:
        return self.line.cells[self.level]


class Levels:
    """Which levels hold for these customers, in three questions to the database however many they
    are."""

    def __init__(self, customer_ids: Collection[int], rules: Rules) -> None:
        self.customer_ids, self.rules = customer_ids, rules
        self._whole = {
            each.customer_id: each
            for each in session.scalars(_decided(CustomerLevel, customer_ids))
        }
        self._own = {
            (each.customer_id, each.product): each
            for each in session.scalars(_decided(ProductLevel, customer_ids))
        }

    def of_product(self, customer_id: int, product: str) -> Standing:
        line = self.rules.line_of(product)
        if own := self._own.get((customer_id, product)):
            return Standing(product=product, level=own.level, why=_because(own.reason), line=line)
        if whole := self._whole.get(customer_id):
            why = f"{_because(whole.reason)}, for all their products"
            return Standing(product=product, level=whole.level, why=why, line=line)
        why = f"the default of {line.name}"
        return Standing(product=product, level=line.default, why=why, line=line)

    def closest(self, customer_id: int) -> Standing:
        """For what is about no product: the closest level they have with any that they bought."""
        line = self.rules.line_of(None)
        if whole := self._whole.get(customer_id):
            return Standing(product="", level=whole.level, why=_because(whole.reason), line=line)
        products = self._bought.get(customer_id, ())
        if not products:
            why = f"the default of {line.name}: they have bought nothing"
            return Standing(product="", level=line.default, why=why, line=line)
        found = (self.of_product(customer_id, each) for each in products)
        return max(found, key=lambda each: LEVELS.index(each.level))

    def of_all(self, customer_id: int) -> list[Standing]:
        """One for each product that they bought or that was decided on, by name."""
        decided = {product for owner, product in self._own if owner == customer_id}
        names = decided.union(self._bought.get(customer_id, ()))
        return [self.of_product(customer_id, each) for each in sorted(names)]

    @cached_property
    def _bought(self) -> Mapping[int, list[str]]:
        found = defaultdict(list)
        rows = session.execute(
            select(Order.customer_id, Order.product)
            .where(Order.customer_id.in_(self.customer_ids), Order.cancelled_at.is_(None))
            .distinct()
            .order_by(Order.customer_id, Order.product)
        )
        for customer_id, product in rows:
            found[customer_id].append(product)
        return found


def standings(customer: Customer, rules: Rules) -> list[Standing]:
    return Levels([customer.id], rules).of_all(customer.id)[:MOST_PRODUCTS]


def products_of(customer: Customer) -> Sequence[str]:
    """The names of what they have bought."""
    return session.scalars(
        select(Order.product)
        .where(Order.customer_id == customer.id, Order.cancelled_at.is_(None))
        .distinct()
        .order_by(Order.product)
        .limit(MOST_PRODUCTS)
    ).all()


def owes_something(rules: Rules) -> ColumnElement[bool]:
    """The same rule for the database: whether the level of an order's customer and product is one
    at which a check-in is owed."""
    decided = (
        select(ProductLevel.level)
        .where(ProductLevel.customer_id == Order.customer_id, ProductLevel.product == Order.product)
        .scalar_subquery()
    )
    whole = (
        select(CustomerLevel.level)
        .where(CustomerLevel.customer_id == Order.customer_id)
        .scalar_subquery()
    )
    named = [product for each in rules.lines for product in each.products]
    owing = []
    for line in rules.lines:
        is_of = Order.product.in_(line.products) if line.products else Order.product.not_in(named)
        level = func.coalesce(decided, whole, literal(line.default.value))
        owing.append(and_(is_of, level.in_([each.value for each in line.owing])))
    return or_(false(), *owing)


@atomic()
def decide(customer: Customer, product: str, *, level: Level | None, reason: str, by: User) -> None:
    """Put this customer's product, or all of them without one, on a level; None takes it back."""
    if not product:
        setting.put_on_level(customer, level=level, reason=reason, by=by)
        return
    lock(customer)
    kept = session.scalars(
        select(ProductLevel).where(
            ProductLevel.customer_id == customer.id, ProductLevel.product == product
        )
    ).one_or_none()
    if kept is not None and (kept.level, kept.reason) == (level, reason):
        return
    if kept is not None and level is None:
        session.delete(kept)
    elif level is not None:
        kept = kept or ProductLevel(customer_id=customer.id, product=product)
        kept.level, kept.reason, kept.by_id, kept.at = level, reason, by.id, clock.now()
        session.add(kept)
    else:
        return
    session.flush()
    event = LevelGiven(level=level.value if level else "none", product=product, reason=reason)
    record(event, customer=customer, by=by)


def _decided(model: Any, customer_ids: Collection[int]) -> Select[Any]:
    return select(model).where(model.customer_id.in_(customer_ids))


def _because(reason: str | None) -> str:
    return f"decided for them: {reason}" if reason else "decided for them"

"""What is owed as the desk's list: views, filters, and pages beside a row. Each page costs the same
however much is owed, and counting stops at a cap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.followups.enrolled_models import FollowUpMail
from portal.orders.models import Order
from portal.owed.models import OPEN, OwedCheckIn, OwedState
from portal.promises.calendars import house_zone
from portal.web.listing import COUNT_CAP

PAGE = 50
FRIDAY = 4
MOST_BESIDE = 20
MINE, NOBODY = "mine", "nobody"
_is_open = OwedCheckIn.state.in_(OPEN)


@dataclass(frozen=True)
class View:
    text: str
    says: str
    is_over: bool = False
    """What has ended, the last first; else the soonest due."""
    is_hot: bool = False


VIEWS: Mapping[str, View] = {
    "friday": View("Owed by Friday", "The mail asks most of them. What it cannot ask is yours."),
    "by-hand": View("By telephone or letter", "No mail asks them."),
    "late": View("Late", "Owed, and the day is over.", is_hot=True),
    "all": View("All that is owed", "The soonest first."),
    "made": View("Made", "They were asked.", is_over=True),
    "waived": View("No longer owed", "Each says why.", is_over=True),
}


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The list as it is asked for; what is left empty does not narrow it."""

    view: str = "friday"
    text: str = ""
    line: str = ""
    whose: str = ""
    """MINE, NOBODY, or empty for everybody's."""
    reader_id: int
    after: OwedCheckIn | None = None

    def rows(self) -> Sequence[OwedCheckIn]:
        """One more than a page."""
        shown = VIEWS[self.view]
        by = (OwedCheckIn.ended_at if shown.is_over else OwedCheckIn.due_at, OwedCheckIn.id)
        found = self._narrowed(self.view).options(*_SHOWN)
        if self.after is not None:
            there = self.after.ended_at if shown.is_over else self.after.due_at
            here = tuple_(*by)
            beside = tuple_(there, self.after.id)
            found = found.where(here < beside if shown.is_over else here > beside)
        order = [column.desc() for column in by] if shown.is_over else list(by)
        return session.scalars(found.order_by(*order).limit(PAGE + 1)).all()

    def counts(self) -> dict[str, int]:
        """How many each view holds, up to a cap, in one question."""
        columns = [
            select(func.count())
            .select_from(self._narrowed(name).with_only_columns(OwedCheckIn.id)
                         .limit(COUNT_CAP + 1).subquery())
            .scalar_subquery()
            .label(name.replace("-", "_"))
            for name in VIEWS
        ]  # fmt: skip
        return dict(zip(VIEWS, session.execute(select(*columns)).one(), strict=True))

    def _narrowed(self, view: str) -> Select[tuple[OwedCheckIn]]:
        found = select(OwedCheckIn).where(_holds(view))
        if self.line:
            found = found.where(OwedCheckIn.line == self.line)
        if self.whose == MINE:
            found = found.where(OwedCheckIn.owner_id == self.reader_id)
        if self.whose == NOBODY:
            found = found.where(OwedCheckIn.owner_id.is_(None))
        return found.where(self._says()) if self.text else found

    def _says(self) -> ColumnElement[bool]:
        """By its own number, the order's, or the customer's number or name."""
        named = select(Customer.id).where(
            or_(
                Customer.id == Customer.id_of(self.text),
                Customer.name.icontains(self.text, autoescape=True),
            )
        )
        return or_(
            OwedCheckIn.id == OwedCheckIn.id_of(self.text),
            OwedCheckIn.order_id == Order.id_of(self.text),
            OwedCheckIn.customer_id.in_(named),
        )


def friday() -> date:
    """The one that ends this working week; on a day of the weekend, the next week's."""
    today = clock.now().astimezone(house_zone()).date()
    return today + timedelta(days=(FRIDAY - today.weekday()) % 7)


def check_in_for(number: str) -> Select[tuple[OwedCheckIn]]:
    return select(OwedCheckIn).options(*_SHOWN).where(OwedCheckIn.id == OwedCheckIn.id_of(number))


def open_of(*which: Any) -> Sequence[OwedCheckIn]:
    """What is owed now to a customer or for an order, the soonest first."""
    return _beside(_is_open, *which)


def of_order(order: Order) -> Sequence[OwedCheckIn]:
    return _beside(OwedCheckIn.order_id == order.id)


def of_customer(customer: Customer) -> Sequence[OwedCheckIn]:
    """What is and was owed to them, the last due first."""
    found = select(OwedCheckIn).options(*_SHOWN).where(OwedCheckIn.customer_id == customer.id)
    return session.scalars(found.order_by(OwedCheckIn.id.desc()).limit(MOST_BESIDE)).all()


def _beside(*which: Any) -> Sequence[OwedCheckIn]:
    found = select(OwedCheckIn).options(*_SHOWN).where(*which)
    found = found.order_by(OwedCheckIn.due_at, OwedCheckIn.id).limit(MOST_BESIDE)
    return session.scalars(found).all()


def _holds(view: str) -> ColumnElement[bool]:
    return {
        "friday": lambda: and_(_is_open, OwedCheckIn.due_on <= friday()),
        "by-hand": lambda: OwedCheckIn.state == OwedState.BY_HAND,
        "late": lambda: and_(_is_open, OwedCheckIn.due_at <= clock.now()),
        "all": lambda: _is_open,
        "made": lambda: OwedCheckIn.state == OwedState.MADE,
        "waived": lambda: OwedCheckIn.state == OwedState.WAIVED,
    }.get(view, false)()


_SHOWN = (
    joinedload(OwedCheckIn.customer),
    joinedload(OwedCheckIn.order),
    joinedload(OwedCheckIn.owner),
    joinedload(OwedCheckIn.ended_by),
    joinedload(OwedCheckIn.ticket),
    joinedload(OwedCheckIn.mail).joinedload(FollowUpMail.message),
)

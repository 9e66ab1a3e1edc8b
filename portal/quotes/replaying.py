"""Computing again what was ordered, from what the order kept: it must come out the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from portal.building.choices import pairs
from portal.configurator.faults import UnknownPick
from portal.database import session
from portal.orders.models import Order
from portal.quotes.figures import NotForSale, TooMuch, figures
from portal.quotes.models import OrderedBuild

AT_A_TIME = 200


@dataclass(frozen=True)
class Difference:
    number: str
    n: int
    what: str


def replay_all() -> Iterator[tuple[OrderedBuild, list[Difference]]]:
    """Every ordered build, oldest first, with what came out differently."""
    last = 0
    while True:
        some = select(OrderedBuild).where(OrderedBuild.id > last).order_by(OrderedBuild.id)
        found = session.scalars(some.limit(AT_A_TIME)).all()
        if not found:
            return
        for made in found:
            yield made, list(replay(made))
        last = found[-1].id


def replay(made: OrderedBuild) -> Iterator[Difference]:
    number = Order.number_of(made.order_id)
    if made.version.sha256 != made.version_sha256:
        yield Difference(number, made.n, "the model's text is another one")
    try:
        again = figures(made.version, pairs(made.picks), made.quantity)
    except (UnknownPick, NotForSale, TooMuch) as error:
        yield Difference(number, made.n, f"cannot be built: {error!r}")
        return
    for name, value in again.columns().items():
        kept = getattr(made, name)
        if kept != value:
            yield Difference(number, made.n, f"{name} is {kept!r}, computed {value!r}"[:300])

"""Customers, one address each, and an order for three in four of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from portal.articles.words import fold
from portal.customers.models import Customer
from portal.demo.filling import phrases
from portal.demo.filling.engine import DAY, Engine
from portal.demo.filling.rows import NULL, Loader, Row
from portal.orders.models import Order
from portal.tickets.word_index import written

CUSTOMERS = ("id", "kind", "name", "language", "created_at")
POINTS = ("id", "customer_id", "name", "address", "address_key", "verified_at", "created_at")
ORDERS = ("id", "customer_id", "product", "build", "stage", "placed_at", "promised_on",
          "price_minor", "currency")  # fmt: skip
LANGUAGES = ("en",) * 6 + ("de",) * 2 + ("fr", "ar")
STAGES = ("delivered",) * 14 + ("ordered", "frame", "paint", "assembly", "ready")
KNOWN_FROM_WORD = 6
"""Where in a ticket's row of the search index its customer begins: after its number."""


@dataclass
class People:
    """What a concern needs to know of its customer, each under the same index."""

    ids: Sequence[str]
    point_ids: Sequence[str]
    names: list[str] = field(default_factory=list)
    order_ids: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Name and address as the search index has them."""
    words_with_order: list[str] = field(default_factory=list)


def settle(
    loader: Loader, count: int, *, firsts: dict[str, int], chance: np.random.Generator, in_: Engine
) -> People:
    """Let so many customers be; ids go on from `firsts`."""
    ids = [str(firsts["customers"] + number) for number in range(count)]
    points = [str(firsts["contact_points"] + number) for number in range(count)]
    people = People(ids, points)
    customers: list[Row] = []
    addresses: list[Row] = []
    orders: list[Row] = []
    given, family = _folded(phrases.FIRST_NAMES), _folded(phrases.LAST_NAMES)
    draws = chance.random((count, 6)).tolist()
    for number, (one, two, three, four, five, six) in enumerate(draws):
        first, last = int(one * len(given)), int(two * len(family))
        name = f"{phrases.FIRST_NAMES[first]} {phrases.LAST_NAMES[last]}"
        address = f"{given[first]}.{family[last]}.{ids[number]}@example.com"
        since = in_.moment(int(four * 300) * DAY + 9 * 60)
        spoken = LANGUAGES[int(three * 10)]
        customers.append(f"{ids[number]}\tperson\t{name}\t{spoken}\t{since}\n")
        addresses.append(
            f"{points[number]}\t{ids[number]}\t{name}\t{address}\t{address}\t{since}\t{since}\n"
        )
        parts = [[given[first], family[last]], [given[first], family[last], ids[number]]]
        parts[1] += ["example", "com"]
        order_id = NULL
        words = with_order = written(parts, is_sqlite=in_.is_sqlite, first=KNOWN_FROM_WORD)
        if five < 0.75:
            order_id = str(firsts["orders"] + len(orders))
            orders.append(_order(order_id, ids[number], since, six, in_))
            parts.append(["m", str(int(order_id) + Order.number_offset)])
            with_order = written(parts, is_sqlite=in_.is_sqlite, first=KNOWN_FROM_WORD)
        people.names.append(name)
        people.order_ids.append(order_id)
        people.words.append(words)
        people.words_with_order.append(with_order)
    loader.put(Customer.__tablename__, CUSTOMERS, customers)
    loader.put("contact_points", POINTS, addresses)
    loader.put(Order.__tablename__, ORDERS, orders)
    return people


def _order(order_id: str, customer_id: str, since: str, chance: float, in_: Engine) -> Row:
    product = phrases.PRODUCTS[int(chance * 997) % len(phrases.PRODUCTS)]
    stage = STAGES[int(chance * len(STAGES))]
    price = 90_000 + int(chance**3 * 600_000)
    return (
        f"{order_id}\t{customer_id}\t{product}\tas in the shop\t{stage}\t{since}\t{since[:10]}"
        f"\t{price}\tEUR\n"
    )


def _folded(names: Sequence[str]) -> list[str]:
    return [fold(name) for name in names]

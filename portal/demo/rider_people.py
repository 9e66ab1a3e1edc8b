"""The riders of the demo: who they are, what they bought, and what became of their check-in. Drawn,
but the same with every start."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from portal.articles.words import fold
from portal.demo.filling.phrases import FIRST_NAMES, LAST_NAMES
from portal.orders.models import Order

COUNT, SEED = 500, 8
FIRST_DELIVERED, LAST_DELIVERED = 83, 15
ASKED_AFTER = timedelta(days=10)
BIKES = {
    "City 8": (("8-speed hub",), ("belt", "chain"), ("moss green", "slate blue", "black", "cream"),
               ("50 cm", "54 cm", "58 cm"), ("long rack", "front rack", "no rack")),
    "Tourer": (("steel 52 cm", "steel 56 cm"), ("3 × 9 gears", "2 × 10 gears"),
               ("ochre", "sage", "navy"), ("dynamo light",)),
    "E-City": (("mid motor",), ("400 Wh", "500 Wh"), ("graphite", "signal red")),
}  # fmt: skip
EXTRAS = (
    ("Lamp set", 8_900),
    ("Rain bags", 14_500),
    ("Child seat", 19_900),
    ("Winter tyres", 11_800),
)
WRONG_OF = {"belt": 0.22}
"""Belts of this autumn squeak; of everything else one in twenty-five is not right."""
WRONG, TURNED_UP, ORDER_AGAIN = 0.03, 0.46, 0.11
LOST = (("consent", 0.05), ("stop rules", 0.02), ("contact", 0.015), ("cap", 0.01))
MOST_WRONG = 15


@dataclass
class Rider:
    """Somebody the check-in chose, and what will have become of it."""

    name: str
    address: str
    product: str
    build: str
    delivered_on: date
    due_at: datetime
    fate: str
    answer: str = ""
    answered_at: datetime | None = None
    again: tuple[str, int] | None = None
    customer_id: int = 0
    point_id: int = 0
    order_id: int = 0
    mail_id: int = 0

    @property
    def order_number(self) -> str:
        return Order.number_of(self.order_id)

    @property
    def handed_over(self) -> datetime:
        return self.due_at - ASKED_AFTER + timedelta(hours=4)


def drawn(now: datetime, zone: tzinfo) -> list[Rider]:
    """The same people with every start."""
    chance, today = random.Random(SEED), now.astimezone(zone).date()
    found, wrong = [], 0
    for number in range(COUNT):
        days_ago = FIRST_DELIVERED - number * (FIRST_DELIVERED - LAST_DELIVERED) // COUNT
        delivered_on = today - timedelta(days=days_ago)
        due_at = datetime.combine(delivered_on + ASKED_AFTER, time(10), zone)
        product = chance.choices(list(BIKES), (6, 3, 2))[0]
        parts = [chance.choice(each) for each in BIKES[product]]
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        each = Rider(
            name=f"{first} {last}", address=f"{fold(first)}.{fold(last)}.{number}@example.com",
            product=product, build=", ".join(one for one in parts if one != "no rack"),
            delivered_on=delivered_on, due_at=due_at, fate=_fate(chance),
            again=chance.choice(EXTRAS) if chance.random() < ORDER_AGAIN else None,
        )  # fmt: skip
        at = due_at + timedelta(hours=min(400, 1 + chance.expovariate(1 / 40)))
        if each.fate == "sent" and chance.random() < TURNED_UP and at < now:
            odds = WRONG_OF.get("belt" if "belt" in each.build else "", WRONG)
            is_wrong = chance.random() < odds and wrong < MOST_WRONG
            wrong += is_wrong
            each.answer, each.answered_at = "wrong" if is_wrong else "good", at
        found.append(each)
    return found


def _fate(chance: random.Random) -> str:
    at = chance.random()
    for name, share in LOST:
        if at < share:
            return name
        at -= share
    return "came back" if at < 0.015 else "stopped" if at < 0.02 else "sent"

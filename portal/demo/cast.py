"""The demo's people as the portal knows them: staff, customers, and what they bought."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from portal import clock
from portal.access import Actor
from portal.accounts import confirming, passwords
from portal.accounts.models import User
from portal.accounts.signing_up import add_staff, user_at
from portal.customers.models import ContactPoint, Customer, address_key
from portal.customers.registering import contact_point_for, make_organisation
from portal.database import session
from portal.demo.people import CONTENT, ORGANISATIONS, PASSWORD, PEOPLE, STAFF, Person
from portal.demo.timeline import Step
from portal.money import Money
from portal.orders.models import Order, ProductionStage
from portal.orders.placing import place, plan
from portal.orders.production import reach
from portal.web.languages import FALLBACK, LANGUAGES

FETCHED_AFTER = timedelta(days=2)
KNOWN_BEFORE_ORDERING = timedelta(days=40)
OTHERS_KNOWN_FOR = timedelta(days=150)


@dataclass
class Cast:
    """Who is who in the database."""

    staff: dict[str, User] = field(default_factory=dict)
    """By given name in lower case."""
    contact_points: dict[str, ContactPoint] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    orders: dict[str, list[Order]] = field(default_factory=dict)

    def speaker(self, email: str) -> Actor:
        """Who speaks when this address writes: its user, or whoever reads there."""
        return self.users.get(email) or confirming.reader_at(self.contact_points[email])

    def order_of(self, email: str, product: str | None) -> Order | None:
        """Their order of this product, or of anything, as far as they have one yet."""
        placed = [each for each in self.orders.get(email, ()) if product in (None, each.product)]
        return placed[0] if placed else None


def hire(cast: Cast) -> None:
    """Everybody at the desk. They share one password, and so one hash of it."""
    password_hash = passwords.hashed(PASSWORD)
    for colleague in STAFF:
        cast.staff[colleague.name.split()[0].lower()] = add_staff(
            name=colleague.name,
            address=colleague.email,
            role=colleague.role,
            password_hash=password_hash,
        )


def arrivals(cast: Cast, now: datetime) -> Iterator[Step]:
    """Every customer becomes known some weeks before their first order."""
    password_hash = passwords.hashed(PASSWORD)
    for person in PEOPLE:
        yield Step(now - known_for(person), _introduce, cast, [person], password_hash)
    for people in ORGANISATIONS.values():
        yield Step(now - known_for(people[0]), _introduce, cast, people, password_hash)


def purchases(cast: Cast, now: datetime) -> Iterator[Step]:
    """Every order, and each production stage it has reached by now."""
    for email, product, build, euros, days_ago, days_to_build in _orders():
        sold_at = now - timedelta(days=days_ago)
        sale = _Sale(cast, email, product, build, euros, days_to_build)
        yield Step(sold_at, sale.place)
        for stage, on in sale.stages(sold_at.date()):
            reached_at = datetime.combine(on, time(14), sold_at.tzinfo)
            if sold_at < reached_at < now:
                yield Step(reached_at, sale.reach, stage)


@dataclass
class _Sale:
    cast: Cast
    email: str
    product: str
    build: str
    euros: int
    days_to_build: int
    order: Order | None = None

    def place(self) -> None:
        self.order = place(
            customer=self.cast.contact_points[self.email].customer,
            product=self.product,
            build=self.build,
            price=Money(100 * self.euros),
            promised_on=clock.now().date() + timedelta(days=self.days_to_build),
            by=self.cast.staff["ines"],
        )
        self.cast.orders.setdefault(self.email, []).append(self.order)

    def stages(self, sold_on: date) -> Iterator[tuple[ProductionStage, date]]:
        """Each stage on its planned day; the customer comes for it two days later."""
        for step in plan(sold_on, sold_on + timedelta(days=self.days_to_build))[1:]:
            late = FETCHED_AFTER if step.stage is ProductionStage.DELIVERED else timedelta()
            yield step.stage, step.planned_on + late

    def reach(self, stage: ProductionStage) -> None:
        assert self.order is not None
        reach(self.order, stage, on=clock.now().date(), by=self.cast.staff["tom"])


def _introduce(cast: Cast, people: list[Person], password_hash: str) -> None:
    customer = None
    for person in people:
        if customer is None:
            contact_point = contact_point_for(person.email, name=person.name)
            customer = contact_point.customer
            customer.language = person.language
            if person.organisation:
                make_organisation(customer, name=person.organisation)
        else:
            contact_point = _colleague(customer, person)
        cast.contact_points[person.email] = contact_point
        if person.has_account:
            confirming.verify(contact_point, by=confirming.reader_at(contact_point))
            user = user_at(contact_point)
            user.password_hash = password_hash
            user.sees = person.sees
            if person.language in LANGUAGES and person.language != FALLBACK:
                user.language = contact_point.language = person.language
            cast.users[person.email] = user


def _colleague(customer: Customer, person: Person) -> ContactPoint:
    contact_point = ContactPoint(
        customer_id=customer.id,
        name=person.name,
        address=person.email,
        address_key=address_key(person.email),
    )
    session.add(contact_point)
    session.flush()
    return contact_point


def known_for(person: Person) -> timedelta:
    """How long they, or their organisation, have been customers."""
    party = ORGANISATIONS.get(person.organisation, (person,))
    buyers = {each.email for each in party}
    ordered = [days_ago for buyer, *_, days_ago, _ in _orders() if buyer in buyers]
    return timedelta(days=max(ordered)) + KNOWN_BEFORE_ORDERING if ordered else OTHERS_KNOWN_FOR


@cache
def _orders() -> list[tuple[str, str, str, int, int, int]]:
    return json.loads((CONTENT / "orders.json").read_text())

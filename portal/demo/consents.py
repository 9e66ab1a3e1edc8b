"""What the demo's customers chose that may be sent to them, and who looked at their data."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from itertools import cycle

from flask import current_app

from portal import clock
from portal.consent.choices import Objected, give, withdraw
from portal.consent.models import Basis, Purpose
from portal.consent.pace import cap, pause
from portal.consent.wordings import Shown, current, shown
from portal.demo.cast import KNOWN_BEFORE_ORDERING, Cast, known_for
from portal.demo.people import ORGANISATIONS, PEOPLE, Person
from portal.demo.timeline import Step
from portal.demo.workdays import awake
from portal.history.looking import looked_at

MAYA = "maya.okafor@example.com"
PLACE = "/privacy"
PAUSE = timedelta(days=45)
A_MINUTE = timedelta(minutes=1)
SEASONS: tuple[tuple[Purpose, float], ...] = (
    (Purpose.NEWS, 0.8),
    (Purpose.ADVICE, 0.6),
    (Purpose.OFFERS, 0.45),
    (Purpose.SURVEYS, 0.3),
    (Purpose.CHECK_INS, 0.2),
)
"""What somebody may say yes to, and after which part of their time with us."""
LOOKS_DAYS_AGO = (
    ("ines", 40),
    ("tom", 26),
    ("ines", 12),
    ("sofie", 9),
    ("ines", 3),
    ("hanneke", 1),
)


def choices(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """Everybody chose something, each a little otherwise; Maya has been through all of it."""
    people = [*PEOPLE, *(person for party in ORGANISATIONS.values() for person in party)]
    first = cycle(range(len(SEASONS)))
    for person, start in zip(people, first, strict=False):
        if person.has_account and person.email != MAYA:
            for purpose, part in SEASONS[start::2]:
                at = awake(now - known_for(person) * part, zone)
                yield Step(at, _say_yes, cast, person, purpose)
    for person in people:
        yield Step(now - known_for(person) + KNOWN_BEFORE_ORDERING + A_MINUTE, _told, cast, person)
    yield from _mayas(cast, now, zone)


def looks(cast: Cast, now: datetime) -> Iterator[Step]:
    """Who of staff had Maya's record open."""
    for name, days_ago in LOOKS_DAYS_AGO:
        yield Step(now - timedelta(days=days_ago), _look, cast, name)


def _mayas(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    maya = next(person for person in PEOPLE if person.email == MAYA)
    for days_ago, act, *what in (
        (70, _say_yes, maya, Purpose.NEWS),
        (70, _say_yes, maya, Purpose.OFFERS),
        (33, _say_yes, maya, Purpose.ADVICE),
        (33, _slow_down),
        (12, _say_no, Purpose.OFFERS),
        (5, _rest),
    ):
        yield Step(awake(now - timedelta(days=days_ago), zone), act, cast, *what)


def _told(cast: Cast, person: Person) -> None:
    """Their first order told them that we ask how it does, and that they may object."""
    order = cast.order_of(person.email, None)
    if order is None:
        return
    with suppress(Objected):
        give(
            cast.contact_points[person.email], Purpose.CHECK_INS,
            shown=_shown(Purpose.CHECK_INS, person.language, Basis.SOFT_OPT_IN), place="order",
            by=None, basis=Basis.SOFT_OPT_IN, evidence=order.number,
        )  # fmt: skip


def _say_yes(cast: Cast, person: Person, purpose: Purpose) -> None:
    give(
        cast.contact_points[person.email], purpose, shown=_shown(purpose, person.language),
        place=PLACE, by=cast.users[person.email],
    )  # fmt: skip


def _say_no(cast: Cast, purpose: Purpose) -> None:
    withdraw(cast.contact_points[MAYA], purpose, place=PLACE, by=cast.users[MAYA])


def _slow_down(cast: Cast) -> None:
    cap(cast.contact_points[MAYA], Purpose.ADVICE, per_month=1, place=PLACE, by=cast.users[MAYA])


def _rest(cast: Cast) -> None:
    pause(
        cast.contact_points[MAYA], Purpose.NEWS, until=clock.now() + PAUSE, place=PLACE,
        by=cast.users[MAYA],
    )  # fmt: skip


def _look(cast: Cast, name: str) -> None:
    looked_at(cast.contact_points[MAYA].customer_id, by=cast.staff[name])


def _shown(purpose: Purpose, language: str, basis: Basis = Basis.CONSENT) -> Shown:
    company = current_app.extensions["portal_settings"].brand.name
    return shown(current(purpose, basis), language, company)

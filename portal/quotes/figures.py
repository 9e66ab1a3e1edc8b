"""What a build costs and when it comes, for a quote or an order: computed from its version only."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.building import choices as said
from portal.building import queries
from portal.building.configuring import Configured, configured
from portal.building.models import Build, ModelVersion
from portal.building.since import Since, since
from portal.database import session
from portal.money import Money

PRICE_HELD = timedelta(days=30)
"""How long a saved build keeps its price when the list has another one."""
MOST_OF_ONE = 99
LARGEST = 2**31 - 1


class NotForSale(Exception):
    """The build is not complete, or it is offered no longer as it is."""


class TooMuch(ValueError):
    """A quantity or an amount beyond what we take."""


@dataclass(frozen=True)
class Figures:
    """One build of one version, so many times."""

    version: ModelVersion
    made: Configured
    quantity: int

    @property
    def unit(self) -> Money:
        assert self.made.price is not None
        return self.made.price

    @property
    def total(self) -> Money:
        return Money(self.unit.minor * self.quantity, self.unit.currency)

    @property
    def ready_on(self) -> date:
        return self.made.ready_on()

    @property
    def mark(self) -> str:
        """Of what was shown: a form carries it, so that another price is noticed, never used."""
        return f"{self.version.sha256[:12]}:{self.unit.minor}:{self.made.days}"

    def columns(self) -> dict[str, Any]:
        """As quotes and ordered builds keep them."""
        lines = [[each.group, each.text, each.price.minor] for each in self.made.lines]
        return {
            "version_id": self.version.id,
            "picks": said.document(self.made.picks),
            "summary": ", ".join(each.text for each in self.made.lines if each.group),
            "quantity": self.quantity,
            "unit_minor": self.unit.minor,
            "currency": self.unit.currency,
            "days": self.made.days,
            "lines": {"lines": lines},
        }


def figures(version: ModelVersion, picks: list[tuple[str, str]], quantity: int) -> Figures:
    """Raises UnknownPick, NotForSale for what cannot be built, and TooMuch."""
    if not 1 <= quantity <= MOST_OF_ONE:
        raise TooMuch(quantity)
    made = configured(version, picks)
    if not made.is_complete or made.price is None or made.price.minor < 0:
        raise NotForSale
    found = Figures(version, made, quantity)
    if found.total.minor > LARGEST:
        raise TooMuch(found.total.minor)
    return found


@dataclass(frozen=True)
class Standing:
    """How a saved build can be had today.

    `figures` are None when it cannot be ordered as it is: it is not complete, or something in it
    is discontinued, and `since` names the nearest. `price_was` is what it cost when it was saved,
    where that is another price than now.
    """

    since: Since
    figures: Figures | None
    held_until: date | None = None
    price_was: Money | None = None


def standing(build: Build, quantity: int = 1) -> Standing:
    today = session.scalars(queries.current_of(build.version)).one_or_none()
    its = since(build, today)
    if today is None or not its.then.is_complete or its.gone or its.changes:
        return Standing(its, None)
    held_until = (build.changed_at + PRICE_HELD).date()
    if its.is_newer and its.price_more > 0 and clock.now() < build.changed_at + PRICE_HELD:
        return Standing(its, figures(build.version, build.picks, quantity), held_until)
    found = figures(today, build.picks, quantity)
    was = its.then.price if its.price_more else None
    return Standing(its, found, held_until if not its.is_newer else None, was)


def current_version(version: ModelVersion) -> ModelVersion | None:
    return session.scalars(queries.current_of(version)).one_or_none()


def version_at(version_id: int) -> ModelVersion:
    return session.scalars(select(ModelVersion).where(ModelVersion.id == version_id)).one()

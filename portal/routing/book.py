"""The list of rules in force, and changing it: each change is a new version of the whole list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import DESK, Actor
from portal.accounts.models import User
from portal.database import atomic, session
from portal.departments.queries import names_in_house
from portal.routing.models import RuleBook
from portal.routing.rules import Rule, Standing

MOST_RULES = 100
MOST_VERSIONS = 30


class ChangedMeanwhile(Exception):
    """Somebody else changed the list since the page was drawn."""


@dataclass(frozen=True)
class Book:
    version: int = 0
    rules: Sequence[Rule] = ()
    next_key: int = 1

    def rule(self, key: int) -> Rule | None:
        return next((rule for rule in self.rules if rule.key == key), None)


def current() -> Book:
    """The list in force; an empty one where nobody has written a rule yet."""
    latest = select(RuleBook).order_by(RuleBook.version.desc()).limit(1)
    kept = session.scalars(latest).one_or_none()
    return _book(kept) if kept else Book()


def versions() -> Sequence[RuleBook]:
    """The last changes, latest first."""
    return session.scalars(
        select(RuleBook).order_by(RuleBook.version.desc()).limit(MOST_VERSIONS)
    ).all()


def at(version: int) -> RuleBook | None:
    return session.scalars(select(RuleBook).where(RuleBook.version == version)).one_or_none()


def change(
    to: Callable[[Book], tuple[Sequence[Rule], int]], *, seen: int, what: str, by: Actor
) -> int:
    """Make the list what `to` makes of the one in force: rules and the next free key. `seen` is the
    version its changer has read. Gives the number of the new version."""
    try:
        return _change(to, seen=seen, what=what, by=by)
    except IntegrityError:  # two wrote the same version: the first did
        raise ChangedMeanwhile(seen) from None


@atomic()
def _change(
    to: Callable[[Book], tuple[Sequence[Rule], int]], *, seen: int, what: str, by: Actor
) -> int:
    now = current()
    if now.version != seen:
        raise ChangedMeanwhile(seen)
    rules, next_key = to(now)
    kept = {"rules": [rule.as_json() for rule in rules], "next_key": next_key}
    session.add(RuleBook(version=seen + 1, rules=kept, what=what[:250], by_id=by.id))
    session.flush()
    return seen + 1


def undo(version: int, *, by: Actor) -> int:
    """Take the latest change back, as one more change. Raises ChangedMeanwhile for one that is no
    longer the latest."""
    taken_back, before = at(version), at(version - 1)
    if taken_back is None:
        raise ChangedMeanwhile(version)
    former = _book(before) if before else Book()

    def restored(now: Book) -> tuple[Sequence[Rule], int]:
        return former.rules, now.next_key

    return change(restored, seen=version, what=f"took back: {taken_back.what}", by=by)


def standing() -> Standing:
    staff = select(User.id, User.name).where(User.role.in_(DESK), User.disabled_at.is_(None))
    return Standing(
        departments={each.id: each.name for each in names_in_house()},
        staff={each.id: each.name for each in session.execute(staff.order_by(User.name))},
    )


def _book(kept: RuleBook) -> Book:
    rules = tuple(Rule.of_json(each) for each in kept.rules["rules"])
    return Book(version=kept.version, rules=rules, next_key=kept.rules["next_key"])

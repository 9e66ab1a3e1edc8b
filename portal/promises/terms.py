"""Which promises hold for a concern, from which policy each comes, and why that one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal.database import session
from portal.deadlines.calendars import Calendar
from portal.deadlines.values import Promise, Targets
from portal.promises import standard
from portal.promises.calendars import calendar_of
from portal.promises.models import BusinessCalendar, CustomerLevel, Level, PromisePolicy

RULE = (
    "The policy that names more of product, department, level and kind comes first. Between two "
    "that name as many, product counts before department, department before level, level before "
    "kind; of two alike the newer. What it does not promise comes from the next that does."
)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a policy looks at."""

    kind: str
    level: Level | None = None
    department_id: int | None = None
    product: str | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    targets: Targets
    calendar: Calendar
    kept_calendar: BusinessCalendar | None
    sources: Mapping[Promise, str]
    """The name of the policy each promise comes from."""


def terms_for(situation: Situation) -> Terms:
    return choose(situation, every_policy())


def every_policy() -> Sequence[PromisePolicy]:
    return session.scalars(select(PromisePolicy).where(PromisePolicy.is_on)).all()


def choose(situation: Situation, policies: Sequence[PromisePolicy]) -> Terms:
    """The terms, each promise from the most specific of these policies that makes it."""
    matching = sorted(
        (each for each in policies if holds_for(each, situation)), key=rank, reverse=True
    )
    targets, sources = {}, {}
    for promise in Promise:
        source = next((each for each in matching if each.minutes(promise) is not None), None)
        targets[promise] = (
            timedelta(minutes=source.minutes(promise) or 0)
            if source
            else _standard(promise, situation.kind)
        )
        sources[promise] = source.name if source else standard.NAME
    calendar_id = next((each.calendar_id for each in matching if each.calendar_id), None)
    kept, calendar = calendar_of(calendar_id)
    return Terms(
        targets=Targets(
            first_answer=targets[Promise.FIRST_ANSWER],
            next_answer=targets[Promise.NEXT_ANSWER],
            solution=targets[Promise.SOLUTION],
        ),
        calendar=calendar,
        kept_calendar=kept,
        sources={promise: sources[promise] for promise in Promise if targets[promise]},
    )


def holds_for(policy: PromisePolicy, situation: Situation) -> bool:
    return (
        policy.kind in (None, situation.kind)
        and policy.level in (None, situation.level)
        and policy.department_id in (None, situation.department_id)
        and (policy.product is None or _same(policy.product, situation.product))
    )


def level_of(customer_id: int) -> Level | None:
    found = session.get(CustomerLevel, customer_id)
    return found.level if found else None


def rank(policy: PromisePolicy) -> tuple[int | bool, ...]:
    """How specific it is: the greater comes first. RULE says the same in words."""
    named = [
        each is not None
        for each in (policy.product, policy.department_id, policy.level, policy.kind)
    ]
    return (sum(named), *named, policy.id)


def _standard(promise: Promise, kind: str) -> timedelta | None:
    if promise is Promise.FIRST_ANSWER:
        return standard.FIRST_ANSWER[kind]
    return standard.NEXT_ANSWER if promise is Promise.NEXT_ANSWER else None


def _same(one: str, other: str | None) -> bool:
    return one.strip().casefold() == (other or "").strip().casefold()

"""Policies and rules as sentences, and what they come to on a Friday afternoon. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from portal.deadlines import forecasting
from portal.deadlines.calendars import Calendar
from portal.promises.hours import in_words
from portal.promises.models import PressingRule, PromisePolicy, Side
from portal.tickets.forecasts import Outlook
from portal.timekeeping.events import PROMISES

KINDS = {
    "complaint": "complaints",
    "question": "questions",
    "broken": "something broken",
    "request": "requests",
    "idea": "ideas",
    "praise": "praise",
}
FRIDAY = 4


def of_policy(policy: PromisePolicy, departments: Mapping[int, str]) -> str:
    """ "Customers of the level partnership, with something broken: first answer within 1 h…" """
    made = [
        f"{name} within {in_words(minutes)}"
        for name, minutes in (
            ("first answer", policy.first_minutes),
            ("next answer", policy.next_minutes),
            ("solution", policy.solution_minutes),
        )
        if minutes is not None
    ]
    return f"{_whom(policy, departments)}: {', '.join(made) or 'nothing is promised yet'}."


def of_rule(rule: PressingRule, departments: Mapping[int, str]) -> str:
    """ "30 min before a first answer is due: tell who looks after it; make it at least high." """
    promise = PROMISES[rule.promise]
    if not rule.minutes:
        when = f"When a {promise} is due"
    elif rule.side is Side.BEFORE:
        when = f"{in_words(rule.minutes)} before a {promise} is due"
    else:
        when = f"{in_words(rule.minutes)} after a {promise} was due"
    acts = []
    told = [
        who
        for who, is_told in (
            ("who looks after it", rule.tells_assignee),
            ("who leads", rule.tells_leads),
        )
        if is_told
    ]
    if told:
        acts.append(f"tell {' and '.join(told)}")
    if rule.raises_to:
        acts.append(f"make it at least {rule.raises_to}")
    if rule.department_id:
        acts.append(f"hand it to {departments.get(rule.department_id, 'a department')}")
    return f"{when}: {'; '.join(acts) or 'only write it down'}."


def of_outlook(outlook: Outlook) -> str:
    """ "Will be late, as it looks: 6 are due before it and Ines answers one in about 40 min…" """
    if outlook.forecast is None:
        window, so_far = in_words(forecasting.WINDOW), outlook.pace.answers
        return (
            f"Too little history to tell: {outlook.who} gave {so_far or 'no'}"
            f" {'answer' if so_far == 1 else 'answers'} in the last {window} of working time, and"
            f" it takes {forecasting.FEWEST}."
        )
    foreseen = outlook.forecast
    ahead = f"{foreseen.ahead:,}" if foreseen.ahead else "none"
    return (
        f"{'Will be late' if foreseen.is_late else 'In time'}, as it looks:"
        f" {ahead} {'is' if foreseen.ahead == 1 else 'are'} due before it, and {outlook.who}"
        f" answers one in about {_about(foreseen.each)}. That takes {_about(foreseen.needs)} of"
        f" working time, and {in_words(foreseen.left)} {_is_left(foreseen.left)} left."
    )


def friday_afternoon(now: datetime, zone: tzinfo) -> datetime:
    """The next Friday, ten minutes to five."""
    here = now.astimezone(zone)
    day = here.date() + timedelta(days=(FRIDAY - here.weekday()) % 7)
    return datetime.combine(day, datetime.min.time(), zone).replace(hour=16, minute=50)


def example(calendar: Calendar, minutes: int | None, at: datetime) -> str:
    """ "Fri 16:50 → Mon 11:20", with the date when it is more than a week away."""
    if minutes is None:
        return ""
    due = calendar.after(at, timedelta(minutes=minutes)).astimezone(calendar.zone)
    begun = at.astimezone(calendar.zone)
    is_far = due - begun > timedelta(days=6)
    return f"{begun:%a %H:%M} → {due:%a %H:%M}{f', {due.day} {due:%b}' if is_far else ''}"


def _about(length: timedelta) -> str:
    """As exact as a forecast is: to five minutes, and to a quarter of an hour above two hours."""
    minutes = length / timedelta(minutes=1)
    step = 1 if minutes < 10 else 5 if minutes < 120 else 15
    return in_words(max(1, step * round(minutes / step)))


def _is_left(left: timedelta) -> str:
    return "is" if in_words(left) in ("1 h", "1 min") else "are"


def _whom(policy: PromisePolicy, departments: Mapping[int, str]) -> str:
    parts = []
    if policy.level:
        parts.append(f"customers on the level {policy.level}")
    if policy.kind:
        parts.append(KINDS.get(policy.kind, policy.kind))
    if policy.product:
        parts.append(f"about {policy.product}")
    if policy.department_id:
        parts.append(f"in {departments.get(policy.department_id, 'a department')}")
    whom = ", ".join(parts) or "everybody, whatever it is"
    return whom[0].upper() + whom[1:]

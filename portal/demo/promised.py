"""What Marlow Cycles promises to whom, and a clock or two that tell of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from portal.database import session
from portal.deadlines import feasts
from portal.deadlines.values import Promise
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.demo.workdays import shifted
from portal.promises import by_hand, standard
from portal.promises.models import Level, PressingRule, Side
from portal.tickets import pausing
from portal.tickets.clock_models import PauseReason
from portal.tickets.models import Ticket
from portal.timekeeping import foreseeing, sentences, setting

AFTER_HIRING = timedelta(days=1)
HOURS_LOOKED_AHEAD = 80
POLICIES = (
    {"name": "Repairs", "kind": "broken", "solution_minutes": 40 * 60},
    {"name": "Complaints", "kind": "complaint", "solution_minutes": 60 * 60},
    {"name": "Partners", "level": Level.PARTNERSHIP, "first_minutes": 120},
    {
        "name": "Partners, broken",
        "level": Level.PARTNERSHIP,
        "kind": "broken",
        "solution_minutes": 16 * 60,
    },
)
LEVELS = {
    "bram@waalkade.example.com": Level.PARTNERSHIP,
    "maria@northwind.example.com": Level.PROACTIVE,
    "petra.willems@beuningen.example.com": Level.ACCOUNTABLE,
}
WAITS_FOR_A_PART = "Clicking from the bottom bracket"
WAITS_FOR_A_CALL = "Lackschaden bei Lieferung"


def promised(cast: Cast, begun: datetime, now: datetime, zone: tzinfo) -> Iterator[Step]:
    yield Step(begun + AFTER_HIRING, _decide, cast, zone)
    yield Step(now - timedelta(days=60), _know_them, cast)
    yield Step(shifted(now, -14, zone), _wait_for_a_part, cast, shifted(now, 30, zone))
    yield Step(shifted(now, -9, zone), _say_when_we_call, cast, shifted(now, -1, zone))
    yield Step(now, _press, cast)
    yield from foresight(now, zone)


def foresight(now: datetime, zone: tzinfo) -> Iterator[Step]:
    """The worker's look ahead, each working hour of the last weeks."""
    for hours in range(HOURS_LOOKED_AHEAD):
        yield Step(shifted(now, -hours, zone), foreseeing.look_ahead)


def _decide(cast: Cast, zone: tzinfo) -> None:
    lead = cast.staff["hanneke"]
    calendar = setting.save_calendar(
        None,
        name="Desk in Nijmegen",
        time_zone=str(zone),
        week=standard.WEEK,
        is_standard=True,
        by=lead,
    )
    for year in (2025, 2026, 2027, 2028):
        setting.add_holidays(calendar, feasts.of_all_germany(year), by=lead)
    for policy in POLICIES:
        setting.save_policy(None, policy, by=lead)


def _know_them(cast: Cast) -> None:
    for email, level in LEVELS.items():
        customer = cast.contact_points[email].customer
        setting.put_on_level(customer, level=level, by=cast.staff["hanneke"])


def _wait_for_a_part(cast: Cast, until: datetime) -> None:
    if ticket := _about(WAITS_FOR_A_PART):
        pausing.pause(
            ticket,
            reason=PauseReason.SUPPLIER,
            words="The maker sends a new bottom bracket. We fit it the day it comes.",
            until=until,
            by=cast.staff["tom"],
        )


def _say_when_we_call(cast: Cast, by_when: datetime) -> None:
    if ticket := _about(WAITS_FOR_A_CALL):
        by_hand.promise(
            ticket.customer,
            what="Call you about the scratch, with a date for the new paint",
            by_when=by_when,
            owner=cast.staff["ines"],
            about=ticket.about,
            by=cast.staff["ines"],
        )


def _press(cast: Cast) -> None:
    """From today on: nobody is told now of what was late long ago."""
    for promise in (Promise.FIRST_ANSWER, Promise.NEXT_ANSWER):
        _rule(cast, promise=promise, side=Side.BEFORE, minutes=30, tells_assignee=True)
    _rule(cast, promise=Promise.SOLUTION, side=Side.AFTER, minutes=0, tells_leads=True)


def _rule(cast: Cast, **does: object) -> None:
    rule = PressingRule(**{"tells_assignee": True, "tells_leads": False, "is_on": True} | does)
    setting.add_rule(rule, sentence=sentences.of_rule(rule, {}), by=cast.staff["hanneke"])


def _about(subject: str) -> Ticket | None:
    found = select(Ticket).where(Ticket.subject == subject, Ticket.solved_at.is_(None))
    return session.scalars(found.limit(1)).first()

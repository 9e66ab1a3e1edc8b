"""Who deals with what at Marlow Cycles, the rules that sort what comes in, and two suppliers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.departments import keeping
from portal.departments.models import Department
from portal.partners import giving, queries, talking
from portal.partners.giving import Passed
from portal.partners.models import Job
from portal.routing import book
from portal.routing.rules import Deal, Rule
from portal.tickets.models import Ticket

DEPARTMENTS = {
    "Workshop": (
        "Repairs: brakes, gears, wheels, lights, locks, motors and batteries that squeal, click, "
        "stop or break, and appointments for a service.",
        ("tom", "hanneke"),
    ),
    "Orders": (
        "Orders under way: changing or cancelling one, delivery and the day of collection.",
        ("ines", "hanneke"),
    ),
    "Billing": (
        "Money: invoices, VAT numbers, payments, cards, refunds and exchange rates.",
        ("ines",),
    ),
    "Warranty": (
        "What is ours to put right: damage at delivery, paint, missing parts, guarantee claims.",
        ("hanneke", "tom"),
    ),
    "Advice": (
        "Before and after buying: which product fits, accessories, child seats, ideas and praise.",
        ("ines", "tom"),
    ),
}
PARTNERS = {
    "Lakwerk": ("Paint and powder coating of frames.", "werkplaats@lakwerk.example.com"),
    "Velomotor": ("Motors and batteries of E-City.", "service@velomotor.example.com"),
}
DAYS = timedelta(days=3)


def work(cast: Cast, now: datetime, since: timedelta) -> Iterator[Step]:
    yield Step(now - since, _open, cast)
    yield Step(now - since + timedelta(minutes=5), _write_rules, cast)
    yield Step(now - timedelta(minutes=12), _ask_the_painter, cast)
    yield Step(now - timedelta(minutes=11), _ask_about_the_motor, cast)
    yield Step(now - timedelta(minutes=4), _hear_about_the_motor)


def _open(cast: Cast) -> None:
    lead = cast.staff["hanneke"]
    for name, (purpose, members) in DEPARTMENTS.items():
        department = keeping.open_department(name=name, purpose=purpose, by=lead)
        for member in members:
            keeping.let_in(department, cast.staff[member], by=lead)
    for name, (purpose, address) in PARTNERS.items():
        keeping.open_department(
            name=name, purpose=purpose, is_partner=True, address=address, by=lead
        )


def _write_rules(cast: Cast) -> None:
    to = {each.name: each.id for each in session.scalars(select(Department))}
    danger = ("brake", "motor", "battery", "charger")
    money = ("invoice", "VAT", "refund", "payment", "card", "exchange rate", "Rechnung")
    damage = ("paint", "Lack", "scratch", "missing", "fehlt", "wrong")
    orders = ("order", "deliver", "collect", "appointment", "retrait", "cancel")
    fleet = "@waalkade.example.com"
    lead, workshop = cast.staff["hanneke"], to["Workshop"]
    rules = [
        Rule(key=1, kind="broken", words=danger, priority="high", tags=("safety",), goes_on=True),
        Rule(key=2, kind="broken", product="E-City", department_id=workshop, tags=("e-bike",)),
        Rule(key=3, kind="broken", department_id=workshop),
        Rule(key=4, words=money, department_id=to["Billing"]),
        Rule(key=5, kind="complaint", words=damage, department_id=to["Warranty"]),
        Rule(key=6, words=orders, department_id=to["Orders"]),
        Rule(key=7, sender=fleet, deal=Deal.PERSON, assignee_id=lead.id, is_on=False),
        Rule(key=8, department_id=to["Advice"]),
    ]
    book.change(
        lambda now: (rules, len(rules) + 1),
        seen=0,
        what="the first rules were written",
        by=lead,
    )


def _ask_the_painter(cast: Cast) -> None:
    ticket = _ticket("Lackschaden bei Lieferung")
    _give(
        ticket,
        "Lakwerk",
        subject="Scratch in the top tube at delivery",
        asked="The frame came out of the box with a scratch, about 4 mm, down to the metal.\n\n"
        "Can you respray the top tube in the same colour, and when could we bring it?",
        cast=cast,
    )


def _ask_about_the_motor(cast: Cast) -> None:
    _give(
        _ticket("Motor cuts out on hills"),
        "Velomotor",
        subject="Motor cuts out under load",
        asked="Is there a fault known for this series? We would rather swap the part than guess.",
        cast=cast,
    )


def _hear_about_the_motor() -> None:
    job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
    talking.answer(
        job,
        body="Yes: the torque sensor of batch 31 drops out when it is wet. Send us the serial "
        "number and a new sensor leaves here tomorrow.",
    )


def _give(ticket: Ticket, partner: str, *, subject: str, asked: str, cast: Cast) -> None:
    to = session.scalars(select(Department).where(Department.name == partner)).one()
    facts = giving.facts_of(ticket)
    passed = Passed(
        subject=subject,
        asked=asked,
        facts=[facts[each] for each in ("product", "build") if each in facts],
        words=queries.words_to_pass_on(ticket)[:1],
        files=queries.files_to_pass_on(ticket)[:2],
        due_at=clock.now() + DAYS,
    )
    giving.give(ticket, passed, to=to, by=cast.staff["hanneke"])


def _ticket(subject: str) -> Ticket:
    return session.scalars(select(Ticket).where(Ticket.subject == subject)).one()

"""How the demo's desk taught its portal: what was proposed is settled when somebody answers."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.articles.models import Topic
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.questions import topics_by_words
from portal.demo.talks import CUSTOMER, NOTE, Talk
from portal.demo.timeline import Step
from portal.departments.models import Department
from portal.learning import confirming, jobs, settings, training
from portal.learning.models import Field
from portal.tickets import tagging
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Ticket

A_MOMENT = timedelta(minutes=2)
LEARNED_BEFORE = [timedelta(days=days) for days in (60, 30, 3)]
SORTED = {
    "Orders": {
        "delivery": ("tracking", "lead_time", "late", "abroad", "address"),
        "cancelling": ("cancel",),
    },
    "Billing": {
        "refund": ("refund", "reverted", "paid"),
        "card payment": ("double", "declined", "pending", "fee", "fraud", "installments"),
        "invoice": ("invoice", "offers"),
    },
    "Warranty": {"return": ("return", "trial"), "warranty": ("warranty", "service")},
    "Workshop": {"battery": ("battery",), "keys": ("key",)},
    "Advice": {
        "account": ("details", "password", "close", "kids", "lockout", "signup", "website"),
        "sizes": ("size", "compare"),
        "showroom": ("showroom", "dealer", "human"),
    },
}
"""The department and the tag that the desk finds right for what a question is about."""
ARTICLES = {
    "Workshop": (Topic.TROUBLE, Topic.CARE),
    "Orders": (Topic.ORDERS,),
    "Warranty": (Topic.RETURNS,),
    "Advice": (Topic.CHOOSING, Topic.ACCOUNT),
}
ACTS = ("Billing",)


def lessons(cast: Cast, talks: Sequence[Talk], now: datetime) -> Iterator[Step]:
    for before in LEARNED_BEFORE:
        yield Step(now - before, training.run_due)
    yield Step(now - LEARNED_BEFORE[0] - A_MOMENT, _allow, cast)
    answers = {
        topic: (department, tag)
        for department, tags in SORTED.items()
        for tag, topics in tags.items()
        for topic in topics
    }
    about = topics_by_words()
    for talk in talks:
        if talk.turns[0].at < now - LEARNED_BEFORE[0]:
            continue
        yield Step(talk.turns[0].at + A_MOMENT / 2, _read, talk)
        answered = [turn for turn in talk.turns if turn.who != CUSTOMER]
        topic = about.get((talk.subject, talk.turns[0].text), "")
        if answered and topic in answers:
            who = answered[0].who.removeprefix(NOTE)
            yield Step(answered[0].at - A_MOMENT, _settle, cast, talk, who, *answers[topic])


def _allow(cast: Cast) -> None:
    for department in session.scalars(select(Department).where(Department.is_partner.is_(False))):
        topics = [topic.value for topic in ARTICLES.get(department.name, ())]
        acts = department.name in ACTS
        settings.allow(department, acts=acts, topics=topics, by=cast.staff["hanneke"])


def _read(talk: Talk) -> None:
    jobs.read_one(Ticket.id_of(talk.number))


def _settle(cast: Cast, talk: Talk, who: str, department: str, tag: str) -> None:
    ticket = session.get_one(Ticket, Ticket.id_of(talk.number))
    to = session.scalars(select(Department).where(Department.name == department)).one()
    by = cast.staff[who]
    if ticket.department_id == to.id:
        confirming.confirm(ticket, Field.DEPARTMENT, str(to.id), by=by)
    else:
        hand_over(ticket, to=to, by=by)
    tagging.tag(ticket, word=tag, by=by)

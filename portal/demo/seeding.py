"""Opening the demo company: months of its past, played through the ordinary verbs."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.demo import building, built_to_order, drafting, unwanted, visits
from portal.demo.afterwards import afterwards
from portal.demo.articles import add_articles
from portal.demo.cast import Cast, arrivals, hire, purchases
from portal.demo.consents import choices, looks
from portal.demo.departments import work
from portal.demo.followups import follow_ups
from portal.demo.inbound import mails
from portal.demo.learned import lessons
from portal.demo.owed import owed
from portal.demo.promised import promised
from portal.demo.questions import Desk
from portal.demo.riders import riders
from portal.demo.stories import stories
from portal.demo.telephone import calls
from portal.demo.timeline import Step, play
from portal.messages.answers import Answer, Stage
from portal.messages.models import Message, MessageState
from portal.messages.outcomes import settle
from portal.team import counting

HIRED_BEFORE = timedelta(days=500)
DEPARTMENTS_SINCE = timedelta(days=110)
HELP_SINCE = timedelta(days=90)
STILL_IN_THE_POST = 24
"""So many of the newest mails really leave at the first start: the mailbox is not empty."""
DELIVERY_TAKES = timedelta(seconds=4)
LONG_DELIVERED = Answer(Stage.END, 250, "2.0.0 Delivered before this demo was opened")
ATTEMPT = "before the demo was opened"


def is_seeded() -> bool:
    return session.scalar(select(Customer.id).limit(1)) is not None


@atomic()
def seed() -> None:
    """Fill the empty database, all or nothing."""
    now = clock.now()
    zone = ZoneInfo(current_app.extensions["portal_settings"].time_zone)
    cast = Cast()
    steps = [Step(now - HIRED_BEFORE, hire, cast), Step(now - HELP_SINCE, _write_the_help, cast)]
    steps += [*arrivals(cast, now), *purchases(cast, now), *mails(cast, now, zone)]
    steps += [*choices(cast, now, zone), *looks(cast, now), *work(cast, now, DEPARTMENTS_SINCE)]
    steps += [*building.steps(cast, now), *built_to_order.steps(cast, now)]
    steps += [*visits.steps(now), *drafting.steps(cast, now)]
    steps += [*follow_ups(cast, now, zone), *unwanted.steps(cast, now)]
    steps += riders(cast, now, zone)
    questions = list(Desk(now, zone).talks())
    for talk in (*stories(now, zone), *questions):
        steps += talk.steps(cast)
    steps += lessons(cast, questions, now)
    steps += promised(cast, now - HIRED_BEFORE, now, zone)
    steps += [*afterwards(cast, now, zone), *calls(cast, now, zone), *owed(cast, now, zone)]
    play(steps)
    counting.rebuild()
    _deliver_the_past()


def _write_the_help(cast: Cast) -> None:
    add_articles(by=cast.staff["hanneke"])


def _deliver_the_past() -> None:
    """What the portal wrote long ago was delivered long ago; a worker must not send it today."""
    queued = select(Message).where(
        Message.state == MessageState.QUEUED, Message.consent_purpose.is_(None)
    )
    newest_first = queued.order_by(Message.due_at.desc(), Message.id.desc())
    messages = session.scalars(newest_first.offset(STILL_IN_THE_POST)).all()
    for message in messages:
        message.state, message.attempt = MessageState.CLAIMED, ATTEMPT
    for message in messages:
        with clock.stopped_at(message.due_at + DELIVERY_TAKES):
            settle(message.id, ATTEMPT, LONG_DELIVERED)

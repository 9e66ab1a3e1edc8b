"""The demo's check-ins: Sofie wrote them, Hanneke approved them, and some were answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.followups import answering, enrolling, intended, starting, versions
from portal.followups.enrolled_models import FollowUpAnswer, FollowUpMail
from portal.followups.models import Playbook
from portal.messages import delivery, outcomes
from portal.messages.answers import Answer, Stage
from portal.messages.models import Message, MessageState
from portal.tickets import conversation
from portal.tickets.models import Ticket

WRITTEN_DAYS_AGO, APPROVED_DAYS_AGO = 75, 74
STILL_TO_SEND = timedelta(days=5)
"""What was due in these last days leaves at the first start, so the mailbox has some."""
ARRIVED = Answer(Stage.END, 250, "2.0.0 Delivered before this demo was opened")
ANSWERS = {
    "maria@northwind.example.com": ("good", "All twenty are out every day.", 26),
    "fatima.elamrani@example.com": ("good", "", 4),
    "bram@waalkade.example.com": ("good", "The couriers like them.", 30),
    "sanne.hoekstra@example.com": ("wrong", "The stand does not hold it on our gravel.", 31),
    "ewa.nowak@example.com": ("wrong", "The belt squeaks when it rains.", 20),
}
"""Who answered what, and how many hours after the mail."""
REPLIES = {
    "sanne.hoekstra@example.com": "A wider foot for the stand is in the post. It clips on.",
    "ewa.nowak@example.com": "Try talc on a dry belt. Does it still squeak after rain?",
}


def follow_ups(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """Each working morning the check-ins of that day leave; some are answered the day after."""
    yield Step(now - timedelta(days=WRITTEN_DAYS_AGO), _write, cast)
    yield Step(now - timedelta(days=APPROVED_DAYS_AGO), _approve, cast)
    for days_ago in range(APPROVED_DAYS_AGO - 1, -1, -1):
        day = (now - timedelta(days=days_ago)).astimezone(zone)
        morning = day.replace(hour=10, minute=1, second=0, microsecond=0)
        if morning < now:
            yield Step(morning, _a_morning, now - morning > STILL_TO_SEND)
            yield Step(morning + timedelta(hours=5), _answers, cast)
            yield Step(morning + timedelta(hours=7), _replies, cast)
    yield Step(now - timedelta(minutes=1), _a_morning, False)


def _write(cast: Cast) -> None:
    """The check-in as it comes, but about bikes and no lamps, and without quiet hours: the demo may
    be opened at night."""
    sofie, ines = cast.staff["sofie"], cast.staff["ines"]
    bikes = {"quiet": None, "audience": [{"fact": "cost_at_least", "amount": 500}]}
    for name, changes in (("check-in", bikes), ("win-back", {}), ("thank-you", {})):
        chosen = starting.starter(name)
        assert chosen is not None
        playbook = starting.take_over(chosen, owner=sofie, care_of=ines, by=sofie, **changes)
        if name != "thank-you":
            versions.submit(versions.newest_of(playbook), by=sofie)


def _approve(cast: Cast) -> None:
    """The check-in only: the win-back still waits for a second person."""
    playbook = session.scalars(select(Playbook).order_by(Playbook.id).limit(1)).one()
    versions.approve(versions.newest_of(playbook), by=cast.staff["hanneke"])


def _a_morning(is_long_ago: bool) -> None:
    """Enrol, and let what is due pass its gates; what is long ago arrived long ago."""
    enrolling.enrol_due()
    if not is_long_ago:
        return
    for claimed in delivery.claim(of=delivery.STANDS_ON_A_CHOICE):
        if delivery.begin_handing(claimed):
            outcomes.settle(claimed.id, claimed.attempt, ARRIVED)


def _answers(cast: Cast) -> None:
    """Whose answer has come by now."""
    waiting = session.scalars(
        select(FollowUpMail)
        .join(Message, Message.id == FollowUpMail.message_id)
        .where(Message.state == MessageState.SENT, Message.to_address.in_(ANSWERS))
        .order_by(FollowUpMail.id)
    ).all()
    for mail in waiting:
        code, words, hours = ANSWERS[mail.message.to_address] if mail.message else ("", "", 0)
        is_over = mail.due_at + timedelta(hours=hours) <= clock.now()
        if is_over and not mail.answers:
            option = intended.of_mail(mail).spec.option(code)
            assert option is not None
            user = cast.users.get(mail.message.to_address) if mail.message else None
            answering.answer(mail, option, words=words, via=answering.LINK, by=user)


def _replies(cast: Cast) -> None:
    """Ines looks after what an answer opened, the same afternoon."""
    opened = session.scalars(
        select(Ticket)
        .join(FollowUpAnswer, FollowUpAnswer.ticket_id == Ticket.id)
        .where(Ticket.first_answered_at.is_(None))
    ).all()
    for ticket in opened:
        body = REPLIES.get(ticket.contact_point.address)
        if body:
            conversation.reply(ticket, body=body, by=cast.staff["ines"])

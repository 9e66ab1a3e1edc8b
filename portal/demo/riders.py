"""The check-in's many: some hundreds of riders whom it chose, written as rows where nothing hangs
on it, and through the ordinary verbs where somebody says that something is wrong."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select, text

from portal.database import session
from portal.demo.cast import Cast
from portal.demo.rider_people import Rider, drawn
from portal.demo.rider_rows import let_in
from portal.demo.timeline import Step
from portal.demo.workdays import awake
from portal.followups import answering, intended
from portal.followups.enrolled_models import FollowUpAnswer, FollowUpMail
from portal.tickets import conversation, resolution, tagging
from portal.tickets.models import Ticket

LET_IN_DAYS_AGO = 73.5
WORDS = {
    "belt": ("The belt squeaks after rain.", "A high whine from the belt.", "Belt chirps uphill."),
    "": ("The brake rubs on one side.", "The light flickers on cobbles.", "It pulls to the left."),
}


def riders(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """All of them at once, and then the complaints of some, each in its time."""
    them = drawn(now, zone)
    wrong = [each for each in them if each.answer == "wrong" and each.answered_at]
    yield Step(now - timedelta(days=LET_IN_DAYS_AGO), let_in, them, now)
    for weeks in range(int(LET_IN_DAYS_AGO) // 7 + 1):
        yield Step(now - timedelta(days=LET_IN_DAYS_AGO - 7 * weeks), _count_the_rows)
    for number, each in enumerate(wrong):
        assert each.answered_at is not None
        yield Step(each.answered_at, _complains, each)
        replied = awake(each.answered_at + timedelta(hours=5), zone)
        if replied < now:
            yield Step(replied, _is_answered, cast, each)
        solved = awake(replied + timedelta(days=2 + number % 3), zone)
        if solved < now and number % 6:
            yield Step(solved, _is_solved, cast, each)


def _count_the_rows() -> None:
    """PostgreSQL counts rows by itself, but not those of a transaction that still runs; without it
    joins compare all with all."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def _complains(rider: Rider) -> None:
    mail = session.get_one(FollowUpMail, rider.mail_id)
    if rider.fate != "sent":
        return
    option = intended.of_mail(mail).spec.option("wrong")
    assert option is not None
    said = WORDS["belt" if "belt" in rider.build else ""]
    words = said[rider.mail_id % len(said)]
    given = answering.answer(mail, option, words=words, via=answering.LINK, by=None)
    if given.ticket is not None:
        word = "belt" if "belt" in words.lower() else "brakes" if "brake" in words else "fit"
        tagging.tag(given.ticket, word=word, by=None)


def _is_answered(cast: Cast, rider: Rider) -> None:
    if (ticket := _concern_of(rider)) is not None:
        body = "Bring it by on any working day: ten minutes, and nothing to pay."
        conversation.reply(ticket, body=body, by=cast.staff["ines"])


def _is_solved(cast: Cast, rider: Rider) -> None:
    if (ticket := _concern_of(rider)) is not None:
        resolution.solve(ticket, by=cast.staff["ines"])


def _concern_of(rider: Rider) -> Ticket | None:
    found = select(Ticket).join(FollowUpAnswer, FollowUpAnswer.ticket_id == Ticket.id)
    return session.scalars(found.where(FollowUpAnswer.mail_id == rider.mail_id)).first()

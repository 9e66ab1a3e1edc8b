"""The gates of a whole claim, asked at once: they say what they say one by one, and ask no more
questions for many mails than for a few."""

from dataclasses import asdict, dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from portal import clock
from portal.consent import choices, pace
from portal.consent.models import Basis, Purpose
from portal.database import atomic, current_database, session
from portal.followups.enrolled_models import FollowUpMail
from portal.messages import delivery, recalling, suppressing
from portal.messages.models import MessageEvent, MessageState
from portal.tickets.models import TicketKind
from tests import make
from tests.followups.making import DELIVERED_ON, DUE, MORNING, delivered, live, mails, planned, sent


class Undone(Exception):
    """Takes back what a claim did, so that it can be done another way."""


@dataclass(frozen=True)
class Became:
    """What a claim wrote down about one mail."""

    state: str
    reason: str | None
    try_at: object
    stopped_by: str | None
    gates: list[dict[str, object]]
    consent_event_id: int | None
    subject: str
    enrolment: str


def became(mail: FollowUpMail) -> Became:
    return Became(
        mail.message.state, mail.message.reason, mail.message.try_at, mail.stopped_by,
        mail.gates["results"], mail.consent_event_id, mail.message.subject, mail.enrolment.state,
    )  # fmt: skip


def claimed_in(batches_of: int) -> list[dict[str, object]]:
    """What becomes of everything that is due, in claims of that size; then it is undone."""
    told: list[dict[str, object]] = []
    times = len(mails())
    try:
        with atomic(), clock.stopped_at(MORNING):
            for _ in range(times):
                delivery.claim(batches_of, of=delivery.STANDS_ON_A_CHOICE)
            session.flush()
            found = session.scalars(select(FollowUpMail).order_by(FollowUpMail.id))
            told = [asdict(became(each)) for each in found]
            raise Undone
    except Undone:
        session.expire_all()
    return told


def told(user, **columns):
    return make.consent(
        user, Purpose.CHECK_INS, basis=Basis.SOFT_OPT_IN, wording="We ask how it does.",
        wording_language="en", evidence="M-20001", **columns,
    )  # fmt: skip


def person(number: int):
    """Somebody with a delivery, who stands as the number says."""
    user = make.user(f"Reader {number}", email=f"reader{number}@example.com")
    point = user.customer.contact_points[0]
    if number % 7:
        told(user)
    delivered(user, DELIVERED_ON - timedelta(days=number % 3))
    match number % 11:
        case 1:
            choices.withdraw(point, Purpose.CHECK_INS, place="/u", by=user)
        case 2:
            make.ticket(by=user, kind=TicketKind.COMPLAINT)
        case 3:
            suppressing.suppress(point.address, reason=suppressing.HARD_BOUNCE)
        case 4:
            delivered(user, DELIVERED_ON, product="Tourer")
        case 5 if number % 7:
            until = DUE + timedelta(days=30)
            pace.pause(point, Purpose.CHECK_INS, until=until, place="/privacy", by=user)
        case 6 if number % 7:
            pace.cap(point, Purpose.CHECK_INS, per_month=1, place="/privacy", by=user)
            delivered(user, DELIVERED_ON, product="Fold 3")
        case 8:
            delivered(user, DELIVERED_ON, product="Tourer")
            complained(user)
    return user


@atomic()
def complained(user):
    letter = make.message(to=user, state=MessageState.SENT)
    session.add(MessageEvent(message_id=letter.id, kind="complaint", particulars={}))


@pytest.mark.parametrize("stops", [["open_complaint"], ["open_complaint", "newer", "answered"]])
def test_all_at_once_they_say_what_they_say_one_by_one(mark, lea, kim, stops, app):
    live(owner=mark, approved_by=lea, care_of=kim, stops=stops)
    for number in range(1, 24):
        person(number)
    planned()

    together, one_by_one = claimed_in(50), claimed_in(1)

    assert together == one_by_one
    reasons = {each["stopped_by"] for each in together}
    assert {"consent", "stop rules", "suppression", None} <= reasons
    assert {"more than they should get in so many days"} <= {each["reason"] for each in together}


def test_what_left_before_counts_the_same(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, stops=["open_complaint"])
    delivered(ana, DELIVERED_ON - timedelta(days=1))
    planned()
    sent(DUE - timedelta(hours=20))
    delivered(ana, product="Tourer")
    delivered(ana, product="Fold 3")
    planned()

    assert claimed_in(50) == claimed_in(1)


def questions_of(number: int) -> int:
    """How often a claim of so many asks the database."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engine = current_database().write
    with clock.stopped_at(MORNING):
        sa.event.listen(engine, "before_cursor_execute", note)
        claimed = delivery.claim(number, of=delivery.STANDS_ON_A_CHOICE)
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(claimed) == number
    return len([each for each in asked if not each.lstrip().startswith("UPDATE")])


def test_a_claim_of_many_asks_no_more_than_one_of_a_few(mark, lea, kim, app):
    live(owner=mark, approved_by=lea, care_of=kim)
    for number in range(23):
        user = make.user(f"Reader {number}", email=f"reader{number}@example.com")
        told(user)
        delivered(user)
    planned()

    assert questions_of(3) == questions_of(20) <= 25


def test_what_is_taken_back_is_asked_again_at_the_next_claim(ana, check_in, told):
    delivered(ana)
    planned()
    with clock.stopped_at(MORNING):
        (claimed,) = delivery.claim(of=delivery.STANDS_ON_A_CHOICE)

        recalling.recall(ana.customer_id)

        assert not delivery.begin_handing(claimed)
        (again,) = delivery.claim(of=delivery.STANDS_ON_A_CHOICE)
        assert delivery.begin_handing(again)


def test_a_slow_claim_asks_again_before_it_begins_the_rest(ana, check_in, told):
    """Time passes without anybody reporting it."""
    delivered(ana)
    planned()
    with clock.stopped_at(MORNING):
        claimed = delivery.claim(of=delivery.STANDS_ON_A_CHOICE)
    with clock.stopped_at(DUE + timedelta(days=15)):
        delivery.ask_again(claimed)

        assert not delivery.begin_handing(claimed[0])

    assert mails()[0].stopped_by == "expiry"

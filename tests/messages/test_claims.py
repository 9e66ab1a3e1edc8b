"""Which worker may send which mail, and what becomes of it when the worker is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.database import atomic, session
from portal.messages import delivery, outcomes, transport
from portal.messages.answers import Answer, Stage
from portal.messages.delivery import begin_handing, claim, deliver_due
from portal.messages.models import Message, MessageState, Purpose
from portal.messages.recovering import recover_stale
from tests import make

MINUTE = timedelta(minutes=1)
KEPT = Answer(Stage.END, 250, "Kept")


def state_of(message: Message) -> MessageState:
    session.expire_all()
    return session.get_one(Message, message.id).state


def take_all() -> list[int]:
    taken = []
    while found := claim(limit=7):
        taken += [each.id for each in found]
    return taken


def test_eight_workers_claim_each_of_400_mails_once(ana, race):
    with atomic():
        for number in range(400):
            session.add(
                Message(
                    reference=f"many:{number}", purpose=Purpose.SERVICE, subject="Hello",
                    to_address="ana@example.com", text="Hello", in_reply_to={"ids": []},
                )
            )  # fmt: skip

    taken = race(take_all, 8)

    assert sorted(id for each in taken for id in each) == sorted(
        session.scalars(select(Message.id)).all()
    )
    assert len({tuple(each) for each in taken if each}) > 1, "one worker took them all"


def deliver_all() -> int:
    return sum(iter(deliver_due, 0))


def test_four_workers_send_each_mail_once(ana, race, smtp_process):
    messages = [make.message(to=ana) for _ in range(60)]

    sent = race(deliver_all, 4)

    assert sum(sent) == 60, sent
    assert len({each["message_id"] for each in smtp_process.arrived()}) == 60
    assert len(smtp_process.arrived()) == 60
    assert {state_of(each) for each in messages} == {MessageState.SENT}


def test_a_claim_that_ran_out_cannot_send(ana, smtp):
    """A worker that the system stopped, and that goes on after another one has taken over."""
    message = make.message(to=ana)
    [stopped] = claim()
    with clock.stopped_at(clock.now() + 3 * MINUTE):
        assert recover_stale() == 1
        [other] = claim()
        assert other.id == stopped.id

        assert not begin_handing(stopped)
        with transport.outgoing().connect() as connection:
            delivery._hand_over(connection, stopped)
            delivery._hand_over(connection, other)

    assert len(smtp.arrived) == 1
    assert state_of(message) is MessageState.SENT


def test_a_worker_that_died_before_handing_over_loses_nothing(ana, smtp):
    message = make.message(to=ana)
    claim()

    assert recover_stale() == 0
    with clock.stopped_at(clock.now() + 3 * MINUTE):
        recover_stale()
        deliver_due()

    assert state_of(message) is MessageState.SENT


def test_a_worker_that_died_while_handing_over_leaves_its_mail_in_doubt(ana, smtp):
    message = make.message(to=ana)
    begin_handing(claim()[0])

    with clock.stopped_at(clock.now() + 3 * MINUTE):
        recover_stale()
        deliver_due()

    assert state_of(message) is MessageState.UNCERTAIN
    assert message.reason == "the worker that was handing it over disappeared"
    assert not smtp.arrived


@pytest.mark.parametrize("purpose", Purpose)
def test_a_clock_an_hour_ahead_harms_nobody(ana, smtp, purpose):
    """Another worker's clock runs ahead and it takes back what is being handed over right now."""
    message = make.message(to=ana, purpose=purpose)
    [claimed] = claim()
    begin_handing(claimed)
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        recover_stale()

    outcomes.settle(claimed.id, claimed.attempt, KEPT)

    assert state_of(message) is MessageState.SENT
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        deliver_due()
    assert not smtp.arrived


def test_an_answer_to_a_claim_that_is_not_its_own_any_more_counts_for_nothing(ana, smtp):
    message = make.message(to=ana)
    [claimed] = claim()
    begin_handing(claimed)
    with atomic():
        session.execute(update(Message).values(attempt="another worker's"))

    outcomes.settle(claimed.id, claimed.attempt, KEPT)

    assert state_of(message) is MessageState.HANDING

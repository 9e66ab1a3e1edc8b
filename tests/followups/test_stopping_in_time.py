"""A no while the lane runs, with workers as real processes on a real and slow mail server: once it
is written down, no further mail to them is begun."""

import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from portal import clock
from portal.consent import choices
from portal.consent.models import Purpose
from portal.database import atomic, session
from portal.followups import enrolling, switching
from portal.messages.models import UNDER_WAY, Message, MessageEvent, MessageState
from tests.followups.making import delivered, live

MAILS = 40
ENDED = (MessageState.SENT, MessageState.UNCERTAIN, MessageState.BLOCKED)


def post_many(ana, owner, approved_by, care_of):
    """Many mails to one person that are due now."""
    playbook = live(
        owner=owner, approved_by=approved_by, care_of=care_of,
        stops=["open_complaint"], cap=None, quiet=None,
    )  # fmt: skip
    twelve_days_ago = (clock.now() - timedelta(days=12)).date()
    for number in range(MAILS):
        delivered(ana, twelve_days_ago, product=f"City {number}")
    enrolling.enrol_due()
    return playbook


def begun() -> int:
    counted = select(func.count()).where(MessageEvent.kind == MessageState.HANDING)
    return session.scalar(counted) or 0


def wait_for(done: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        session.commit()
        session.expire_all()
        time.sleep(0.05)


def all_ended() -> bool:
    left = select(func.count()).where(Message.state.in_(UNDER_WAY))
    return session.scalar(left) == 0


def nothing_is_claimed() -> bool:
    held = (MessageState.CLAIMED, MessageState.HANDING)
    return session.scalar(select(func.count()).where(Message.state.in_(held))) == 0


@atomic()
def say_no(point, user) -> int:
    """Returns how many had been begun when it counts."""
    choices.withdraw(point, Purpose.CHECK_INS, place="/u", by=user)
    return begun()


@atomic()
def paused(playbook, lead) -> int:
    switching.pause(playbook, reason="the wording", by=lead)
    return begun()


def test_after_a_no_no_further_mail_is_begun(ana, mark, lea, kim, told, slow_server, workers):
    post_many(ana, mark, lea, kim)
    for _ in range(2):
        workers.start()
    wait_for(lambda: begun() >= 3)

    at_the_no = say_no(ana.customer.contact_points[0], ana)

    wait_for(all_ended)
    assert begun() == at_the_no < MAILS
    states = session.scalars(select(Message.state)).all()
    assert states.count(MessageState.BLOCKED) == MAILS - at_the_no
    assert len(slow_server.arrived()) == at_the_no


def test_a_pause_takes_back_what_is_claimed(ana, mark, lea, kim, told, slow_server, workers):
    playbook = post_many(ana, mark, lea, kim)
    workers.start()
    wait_for(lambda: begun() >= 3)

    at_the_pause = paused(playbook, lea)

    wait_for(nothing_is_claimed)
    in_the_claim_that_was_being_made = 50
    assert at_the_pause <= begun() <= at_the_pause + in_the_claim_that_was_being_made
    assert set(session.scalars(select(Message.state))) <= {*ENDED, MessageState.QUEUED}

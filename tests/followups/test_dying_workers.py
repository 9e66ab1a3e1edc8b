"""A mailing whose workers die at any moment, while they enrol, claim and hand over: real processes,
kill -9, a real mail server that takes its time.

`make kill-playbooks` runs the same for as long as MAILS and KILLS say.
"""

import os
import random
import time
from collections import Counter
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from portal import clock
from portal.consent.models import Basis, Purpose
from portal.database import session
from portal.followups import answering, intended
from portal.followups.enrolled_models import Enrolment, FollowUpMail
from portal.messages import identity, queries
from portal.messages.models import UNDER_WAY, Message, MessageState
from portal.messages.recovering import recover_stale
from tests import make
from tests.followups.making import delivered, live

MAILS = int(os.environ.get("MAILS", "24"))
KILLS = int(os.environ.get("KILLS", "8"))
WORKERS = 2
CLAIM_RAN_OUT = timedelta(minutes=3)


def deliver_to_many():
    twelve_days_ago = (clock.now() - timedelta(days=12)).date()
    for number in range(MAILS):
        user = make.user(f"Reader {number}", email=f"reader{number}@example.com")
        make.consent(
            user, Purpose.CHECK_INS, basis=Basis.SOFT_OPT_IN, wording="We ask how it does.",
            wording_language="en", evidence="M-20001",
        )  # fmt: skip
        delivered(user, twelve_days_ago)


def is_over() -> bool:
    session.commit()
    session.expire_all()
    enrolled = session.scalar(select(func.count()).select_from(Enrolment))
    left = session.scalar(select(func.count()).where(Message.state.in_(UNDER_WAY)))
    return enrolled == MAILS and left == 0


def kill_until_it_is_over(workers) -> int:
    kills, deadline = 0, time.monotonic() + 120 + MAILS + KILLS
    while not is_over() or kills < min(KILLS, 3):
        assert time.monotonic() < deadline
        time.sleep(random.uniform(0.05, 0.4))
        if kills < KILLS:
            workers.kill(random.choice(workers.running))
            workers.start()
            kills += 1
        # Sooner than the claims of the dead run out, and so against the living ones as well.
        if random.random() < 0.3:
            with clock.stopped_at(clock.now() + CLAIM_RAN_OUT):
                recover_stale()
    return kills


def answer(mail: FollowUpMail) -> None:
    """Its reader presses a button in it: only who has it can."""
    what = intended.of_mail(mail)
    answering.answer(mail, what.spec.option("good"), words="", via=answering.LINK, by=None)


def test_nobody_is_enrolled_twice_and_no_mail_is_sent_twice_or_claimed_falsely(
    mark, lea, kim, slow_server, workers
):
    live(owner=mark, approved_by=lea, care_of=kim, quiet=None)
    deliver_to_many()
    for _ in range(WORKERS):
        workers.start()

    kills = kill_until_it_is_over(workers)

    enrolled = Counter(session.scalars(select(Enrolment.customer_id)))
    assert len(enrolled) == MAILS and set(enrolled.values()) == {1}
    mails = session.scalars(select(FollowUpMail)).all()
    assert len(mails) == len({each.enrolment_id for each in mails}) == MAILS
    arrived = Counter(each["message_id"] for each in slow_server.arrived())
    assert set(arrived.values()) <= {1}, "sent twice"
    by_state: dict[MessageState, list[FollowUpMail]] = {}
    for each in mails:
        by_state.setdefault(each.message.state, []).append(each)
    assert by_state.keys() <= {MessageState.SENT, MessageState.UNCERTAIN}
    there = {identity.message_id(each.message.token): each for each in mails}.keys() & arrived
    sent = by_state.get(MessageState.SENT, [])
    doubted = by_state.get(MessageState.UNCERTAIN, [])
    assert {identity.message_id(each.message.token) for each in sent} <= there, "claimed falsely"
    connections = current_app.extensions["portal_settings"].bulk_connections
    assert len(doubted) <= kills * connections
    print(f"{MAILS} mails, {kills} kills: {len(sent)} sent, {len(doubted)} in doubt")

    for each in doubted:
        if identity.message_id(each.message.token) in arrived:
            answer(each)
            assert session.get_one(Message, each.message_id).state is MessageState.SENT
    still = select(func.count()).where(queries.is_stuck())
    assert session.scalar(still) == MAILS - len(there)

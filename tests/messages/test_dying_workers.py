"""Workers that die, stand still or have the wrong time, as real processes on a real mail server.

`make kill-campaign` runs the same for as long as MAILS and KILLS say.
"""

import fcntl
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select, text

from portal import clock
from portal.database import atomic, current_database, session
from portal.messages import identity
from portal.messages.models import Message, MessageState, Purpose
from portal.messages.recovering import recover_stale
from tests.messages.workers import Workers
from tests.rig.smtp import Process

MAILS = int(os.environ.get("MAILS", "60"))
KILLS = int(os.environ.get("KILLS", "15"))
WORKERS = 3
THREADS = 12
CLAIM_RAN_OUT = timedelta(minutes=3)
ENDED = (MessageState.SENT, MessageState.UNCERTAIN, MessageState.FAILED)


@pytest.fixture
def slow_server(portal, app, tmp_path):
    """It takes its time between keeping a mail and saying so: there workers like to die."""
    server = Process(tmp_path, pause=0.03)
    portal.change_settings(smtp_url=server.url)
    yield server
    server.close()


@pytest.fixture
def workers(app):
    with Workers(app.extensions["portal_settings"]) as running:
        yield running


def post_many(number: int, *, address: str = "ana@example.com", **columns: str | None) -> None:
    with atomic():
        for each in range(number):
            session.add(
                Message(
                    reference=f"many:{each}", purpose=Purpose.SERVICE, to_address=address,
                    thread=f"ticket:{each % THREADS}", subject=str(each), text="Hello",
                    in_reply_to={"ids": []}, **columns,
                )
            )  # fmt: skip


def states() -> Counter[MessageState]:
    session.expire_all()
    return Counter(session.scalars(select(Message.state)))


def wait_for(done: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, states()
        session.commit()
        time.sleep(0.05)


def recover_with_a_clock_that_runs_ahead() -> None:
    """Sooner than the claims of the dead run out, and so against the living ones as well."""
    with clock.stopped_at(clock.now() + CLAIM_RAN_OUT):
        recover_stale()


def stop_between_transactions(pid: int) -> None:
    """A process stopped inside one would keep its row, or all of SQLite, from everybody else."""
    for _ in range(200):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.1)
        if not somebody_is_writing():
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.02)
    raise AssertionError("it was always in the middle of writing")


def somebody_is_writing() -> bool:
    database = current_database()
    if database.lock_file is None:
        open_ones = "state LIKE 'idle in transaction%' AND datname = current_database()"
        with database.read.connect() as connection:
            return bool(
                connection.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {open_ones}"))
            )
    with database.lock_file.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def arrived_ids(server: Process) -> list[str]:
    return [each["message_id"] for each in server.arrived()]


@pytest.mark.parametrize("purpose", [None, "advice"], ids=["waited for", "in bulk"])
def test_killed_workers_send_nothing_twice_and_claim_nothing_falsely(slow_server, workers, purpose):
    post_many(MAILS, consent_purpose=purpose)
    for _ in range(WORKERS):
        workers.start()
    connections = current_app.extensions["portal_settings"].bulk_connections if purpose else 1
    kills = 0
    deadline = time.monotonic() + 60 + MAILS

    while sum(states()[each] for each in ENDED) < MAILS:
        assert time.monotonic() < deadline, states()
        time.sleep(random.uniform(0.05, 0.25))
        if kills < KILLS:
            workers.kill(random.choice(workers.running))
            workers.start()
            kills += 1
        if random.random() < 0.2:
            recover_with_a_clock_that_runs_ahead()
        session.commit()

    messages = session.scalars(select(Message).order_by(Message.id)).all()
    by_id = {identity.message_id(each.token): each for each in messages}
    arrived = arrived_ids(slow_server)
    sent = {each for each, message in by_id.items() if message.state is MessageState.SENT}
    uncertain = by_id.keys() - sent
    print(f"{MAILS} mails, {kills} kills: {len(sent)} sent, {len(uncertain)} uncertain, "
          f"{len(uncertain & set(arrived))} of them arrived")  # fmt: skip
    assert len(arrived) == len(set(arrived)), "sent twice"
    assert sent <= set(arrived), "claimed falsely"
    assert len(uncertain) <= kills * connections
    assert states()[MessageState.FAILED] == 0
    for thread in range(THREADS):
        of_thread = [by_id[each].id for each in arrived if by_id[each].thread == f"ticket:{thread}"]
        assert of_thread == sorted(of_thread), "a later mail overtook an earlier one"


def test_a_worker_that_stood_still_cannot_send_what_others_took_over(slow_server, workers):
    post_many(40)
    stopped = workers.start()
    wait_for(lambda: states()[MessageState.SENT] >= 2, seconds=30)
    stop_between_transactions(stopped.pid)
    recover_with_a_clock_that_runs_ahead()
    workers.start()
    wait_for(lambda: sum(states()[each] for each in ENDED) == 40, seconds=180)

    os.kill(stopped.pid, signal.SIGCONT)
    wait_for(lambda: states()[MessageState.SENT] == 40, seconds=30)

    arrived = arrived_ids(slow_server)
    assert len(arrived) == len(set(arrived)) == 40

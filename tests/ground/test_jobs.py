"""Sweeps: each in its own context, none stopped by another's failure, and a worker that stops."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock, jobs
from portal.database import session
from portal.jobs import Worker
from tests import make


@pytest.fixture
def sweep() -> Callable:
    """Registers a sweep for this test only."""
    before = dict(jobs.SWEEPS)
    yield jobs.sweep
    jobs.SWEEPS.clear()
    jobs.SWEEPS.update(before)


def test_each_is_run_and_says_how_much_it_did(app, sweep):
    @sweep(every=timedelta(minutes=1))
    def count_customers() -> int:
        return session.scalar(sa.text("SELECT count(*) FROM customers"))

    make.customer("Ana")

    assert jobs.run_once(app)[f"{__name__}.{count_customers.__name__}"] == 1


def test_one_that_fails_stops_nobody_else_and_is_in_the_log(app, sweep, caplog):
    done = []

    @sweep(every=timedelta(minutes=1))
    def fail() -> int:
        raise ZeroDivisionError

    @sweep(every=timedelta(minutes=1))
    def succeed() -> int:
        done.append(1)
        return 1

    jobs.run_once(app)

    assert done == [1]
    assert "sweep failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_worker_shows_that_it_lives_and_stops_when_told(app, sweep):
    stopping = threading.Event()

    @sweep(every=timedelta(0))
    def stop() -> int:
        stopping.set()
        return 0

    jobs.work(app, stopping=stopping)

    session.expire_all()
    assert len(session.scalars(sa.select(Worker)).all()) == 1


def test_a_worker_comes_back_at_once_while_there_is_something_to_do(app, sweep):
    stopping, left = threading.Event(), [3, 2, 1]

    @sweep(every=timedelta(days=1))
    def empty_the_queue() -> int:
        if left:
            return left.pop()
        stopping.set()
        return 0

    jobs.work(app, stopping=stopping)

    assert left == []


def test_workers_that_have_long_been_gone_are_forgotten(app):
    with clock.stopped_at(make.MONDAY):
        jobs._beat(app, "gone")
    with clock.stopped_at(make.MONDAY + timedelta(days=2)):
        jobs._beat(app, "here")

    session.expire_all()
    assert session.scalars(sa.select(Worker.name)).all() == ["here"]

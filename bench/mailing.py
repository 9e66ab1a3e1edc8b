"""One mailing from the deliveries that set it off to the last mail that left.

    nice -n 10 .venv/bin/python -m bench.mailing --people 2000 [--delay-ms 20]
    nice -n 10 .venv/bin/python -m bench.mailing --people 100000

A check-in that somebody approved, so many customers of whom each got a delivery ten days ago and
each tenth never said yes, on a PostgreSQL of its own and a mail server that answers in its own
process. Everything is what workers do: enrolling and planning, then asking the gates, filling in,
handing over and writing down. While it runs, the page that shows its progress is asked for now and
then. Prints JSON: for each part, CPU of the portal and of PostgreSQL in ms for a mail, mails a
second, and how much memory the portal's process had at most.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from bench.cpu import seconds_of
from bench.mail import FAR_AWAY, NEAR, portal_at, sink
from bench.queue import environ_of
from portal import clock, schema
from portal.access import Role
from portal.accounts.models import User
from portal.consent.models import Purpose
from portal.consent.wordings import current
from portal.database import atomic, current_database, session
from portal.followups import enrolling, progress, starting, versions
from portal.followups.models import Playbook
from portal.messages import bulk
from portal.messages.models import UNDER_WAY, Message, MessageState
from tests.rig.postgresql import Keeper

DAYS_AGO = 11
ASKED_EVERY = 5_000


def main() -> None:
    asked = _options()
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(sink(asked.delay_ms))
        environ = environ_of(folder, port, keeper.cluster)
        app = portal_at(environ, port, FAR_AWAY if asked.delay_ms else NEAR)
        with app.app_context():
            schema.upgrade()
            playbook = approved()
            fill(asked.people)
            figures = run(playbook, asked.people)
        print(json.dumps({"people": asked.people, "delay_ms": asked.delay_ms, **figures}, indent=2))


def run(playbook: Playbook, people: int) -> dict[str, Any]:
    pid = _postmaster()
    planning = measured(lambda: _until_nothing(enrolling.enrol_due), pid, lambda: people)
    looks: list[float] = []
    sending = measured(lambda: _send(playbook, looks), pid, _sent)
    states = dict(
        session.execute(select(Message.state, func.count()).group_by(Message.state)).all()
    )
    return {
        "planning": planning,
        "sending": sending,
        "became": {str(state): count for state, count in states.items()},
        "progress_page_ms": {"most": round(max(looks) * 1000, 1), "asked": len(looks)},
        "memory_mb_at_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measured(act: Callable[[], Any], postmaster: int, count: Callable[[], int]) -> dict[str, float]:
    """CPU and wall of `act`, for each of `count()` mails."""
    cpu, database, wall = time.process_time(), seconds_of(postmaster), time.perf_counter()
    act()
    cpu, database = time.process_time() - cpu, seconds_of(postmaster) - database
    wall, mails = time.perf_counter() - wall, max(1, count())
    return {
        "mails": mails,
        "cpu_ms": round(1000 * cpu / mails, 3),
        "postgresql_cpu_ms": round(1000 * database / mails, 3),
        "mails_per_second": round(mails / wall, 1),
    }


def _send(playbook: Playbook, looks: list[float]) -> None:
    """As workers do, and somebody watches."""
    waiting = select(func.count()).where(
        Message.state.in_(UNDER_WAY), Message.try_at <= clock.now()
    )
    dealt_with = 0
    while session.scalar(waiting):
        done = bulk.deliver_bulk()
        dealt_with += done
        if not looks or dealt_with >= ASKED_EVERY * len(looks):
            began = time.perf_counter()
            progress.progress(playbook, "7")
            looks.append(time.perf_counter() - began)


def _until_nothing(sweep: Callable[[], int]) -> None:
    while sweep():
        pass


def _sent() -> int:
    return session.scalar(select(func.count()).where(Message.state == MessageState.SENT)) or 0


def _postmaster() -> int:
    folder = session.scalar(text("SHOW data_directory"))
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


@atomic()
def approved() -> Playbook:
    writer, second = _staff("Sofie", Role.MARKETER), _staff("Lea", Role.LEAD)
    chosen = starting.starter("check-in")
    assert chosen is not None
    changes = {"holdout_percent": 0, "quiet": None}
    playbook = starting.take_over(chosen, owner=writer, care_of=second, by=writer, **changes)
    version = versions.newest_of(playbook)
    versions.submit(version, by=writer)
    versions.approve(version, by=second)
    return playbook


def _staff(name: str, role: Role) -> User:
    address = f"{name.lower()}@marlow.example.com"
    user = User(name=name, email=address, email_key=address, role=role)
    session.add(user)
    session.flush()
    return user


def fill(people: int) -> None:
    """So many customers, each with an address, a bicycle that was delivered, and nine of ten with
    a yes."""
    day = (clock.now() - timedelta(days=DAYS_AGO)).date()
    given = {
        "people": people, "day": day, "purpose": Purpose.CHECK_INS.value,
        "wording": current(Purpose.CHECK_INS).version,
    }  # fmt: skip
    with current_database().write.begin() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement), given)
    autocommit = current_database().write.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


STATEMENTS = (
    """INSERT INTO customers (id, kind, name, language, created_at)
    SELECT n, 'person', 'Reader Number' || n, 'en', now() FROM generate_series(1, :people) n""",
    """INSERT INTO contact_points
        (id, customer_id, name, address, address_key, verified_at, created_at)
    SELECT n, n, 'Reader Number' || n, 'reader' || n || '@example.com',
        'reader' || n || '@example.com', now(), now()
    FROM generate_series(1, :people) n""",
    """INSERT INTO orders (id, customer_id, product, build, stage, placed_at, promised_on,
        price_minor, currency, warranty_until)
    SELECT n, n, 'City ' || n % 9, 'Red', 'delivered', CAST(:day AS date) - 30, :day,
        129900, 'EUR', CAST(:day AS date) + 730
    FROM generate_series(1, :people) n""",
    """INSERT INTO order_steps (order_id, stage, planned_on, done_on)
    SELECT n, 'delivered', :day, :day FROM generate_series(1, :people) n""",
    """INSERT INTO consent_events (customer_id, contact_point_id, address, purpose, action, basis,
        wording_version, wording_language, wording, evidence, place, at, by_name)
    SELECT n, n, 'reader' || n || '@example.com', :purpose, 'given', 'soft_opt_in', :wording, 'en',
        'We ask how it does.', 'M-' || 20000 + n, '/orders', now() - interval '40 days', ''
    FROM generate_series(1, :people) n WHERE n % 10 > 0""",
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--delay-ms", type=float, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()

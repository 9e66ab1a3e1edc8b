"""Filling the database with as many concerns as somebody wants."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import numpy as np
import sqlalchemy as sa

from portal import clock
from portal.database import session
from portal.demo.filling.concerns import Raising, Staff
from portal.demo.filling.engine import Engine
from portal.demo.filling.loading import loading
from portal.demo.filling.people import settle
from portal.demo.filling.talks import talks
from portal.tickets.desk_queries import desk_staff

SEED = 20_261_122
SINCE = timedelta(days=730)
TALKS = 4_000
TICKETS_OF_ONE = 4


class NobodyAnswers(Exception):
    """There is nobody at the desk to look after the tickets."""


def fill(tickets: int, *, seed: int = SEED) -> None:
    """Add so many tickets with their customers, all or none. The same seed, on the same day and
    behind the same rows, gives the same."""
    staff: Staff = [(str(row.id), row.name) for row in desk_staff()]
    if not staff:
        raise NobodyAnswers
    chance = np.random.default_rng(seed)
    now = datetime.combine(clock.now().date(), time(8), UTC)
    in_ = Engine(session.database.is_sqlite, (now - SINCE).date(), (now + SINCE).date())
    firsts = {name: _first(name) for name in ("customers", "contact_points", "orders", "tickets")}
    every_talk = talks(min(TALKS, tickets), Random(seed))
    session.commit()
    with loading() as loader:
        count = max(1, tickets // TICKETS_OF_ONE)
        people = settle(loader, count, firsts=firsts, chance=chance, in_=in_)
        raising = Raising(people, staff, every_talk, in_)
        until = in_.minute(now)
        loader.know(raising.known())
        for chunk in raising.chunks(
            tickets, first_id=firsts["tickets"], until=until, chance=chance
        ):
            chunk.put(loader)


def _first(table: str) -> int:
    """The id after the highest."""
    return (session.scalar(sa.text(f"SELECT max(id) FROM {table}")) or 0) + 1

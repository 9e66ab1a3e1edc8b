"""How often something may happen, counted in the database so that all processes count together."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Line, Model, atomic, lock, session
from portal.jobs import sweep


class Limit(Model):
    """When the next go at `key` would arrive if everybody came evenly (GCRA)."""

    __tablename__ = "limits"

    key: Mapped[Line] = mapped_column(primary_key=True)
    arrives_at: Mapped[datetime]


@atomic()
def allows(key: str, *, times: int, per: timedelta) -> bool:
    """Take one of `times` goes per period at `key`; False, and nothing taken, when none is left."""
    now = clock.now()
    limit = session.get(Limit, key, with_for_update=True)
    if limit is None:
        limit = _first(key, now)
    arrives_at = max(limit.arrives_at, now) + per / times
    if arrives_at - now > per:
        return False
    limit.arrives_at = arrives_at
    return True


def _first(key: str, now: datetime) -> Limit:
    """Two processes may make the first row at once; both then wait for the same one."""
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    session.execute(insert(Limit).values(key=key, arrives_at=now).on_conflict_do_nothing())
    return lock(session.get_one(Limit, key))


@atomic()
def forgive(key: str) -> None:
    """Forget what was counted, as after a right password."""
    session.execute(delete(Limit).where(Limit.key == key))


@sweep(every=timedelta(hours=1))
@atomic()
def forget_past_limits() -> int:
    return session.execute(delete(Limit).where(Limit.arrives_at < clock.now())).rowcount

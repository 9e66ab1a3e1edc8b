"""Having effects computed: by a worker, and known to the page when they are of what it shows."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.building.models import ModelVersion, VersionState
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import Unsound
from portal.database import atomic, session
from portal.jobs import sweep
from portal.releasing import effects
from portal.releasing.effects import Effect
from portal.releasing.models import EffectCheck

QUIET_FOR = timedelta(seconds=5)
"""A draft that somebody is at work on is not tried after every change."""
GIVEN_UP_AFTER = timedelta(minutes=5)


def of(draft: ModelVersion) -> Effect | None:
    """What is known of what the draft says now."""
    check = session.get(EffectCheck, draft.id)
    if check is None or check.sha256 != draft.sha256 or check.done_at is None:
        return None
    return Effect.read(check.effect)


@sweep(every=timedelta(seconds=3))
def try_drafts() -> int:
    """Try one draft that has come to rest. This also compiles it, so that publishing is quick."""
    for version_id in session.scalars(_waiting().limit(5)).all():
        if check(session.get_one(ModelVersion, version_id)):
            return 1
    return 0


def check(draft: ModelVersion) -> bool:
    """Try it, unless somebody does or has done so; False then."""
    sha256 = draft.sha256
    if not _claim(draft.id, sha256):
        return False
    session.refresh(draft)
    if draft.sha256 == sha256 and draft.is_draft:
        _keep(draft.id, sha256, _looked(draft))
    return True


def _looked(draft: ModelVersion) -> Effect:
    try:
        return effects.look(draft)
    except (Unsound, OutOfTime):
        return Effect.untried()


@atomic()
def forget(draft: ModelVersion) -> bool:
    """Have it tried anew, as customers go on saving; False where it is being tried or waits."""
    gone = session.execute(
        delete(EffectCheck).where(
            EffectCheck.version_id == draft.id, EffectCheck.done_at.is_not(None)
        )
    )
    return gone.rowcount > 0


def _waiting() -> Any:
    now = clock.now()
    return (
        select(ModelVersion.id)
        .outerjoin(EffectCheck, EffectCheck.version_id == ModelVersion.id)
        .where(
            ModelVersion.state == VersionState.DRAFT,
            ModelVersion.changed_at < now - QUIET_FOR,
            or_(EffectCheck.version_id.is_(None), _is_stale()),
        )
        .order_by(ModelVersion.changed_at.desc())
    )


def _is_stale() -> Any:
    now = clock.now()
    return or_(
        EffectCheck.sha256 != ModelVersion.sha256,
        EffectCheck.done_at.is_(None) & (EffectCheck.began_at < now - GIVEN_UP_AFTER),
    )


@atomic()
def _claim(version_id: int, sha256: str) -> bool:
    now = clock.now()
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    new = {"version_id": version_id, "sha256": "", "effect": {}, "began_at": now}
    session.execute(insert(EffectCheck).values(new).on_conflict_do_nothing())
    taken = session.execute(
        update(EffectCheck)
        .where(
            EffectCheck.version_id == version_id,
            or_(
                EffectCheck.sha256 != sha256,
                EffectCheck.done_at.is_(None) & (EffectCheck.began_at < now - GIVEN_UP_AFTER),
            ),
        )
        .values(sha256=sha256, effect={}, began_at=now, done_at=None)
    )
    return taken.rowcount > 0


@atomic()
def _keep(version_id: int, sha256: str, effect: Effect) -> None:
    session.execute(
        update(EffectCheck)
        .where(EffectCheck.version_id == version_id, EffectCheck.sha256 == sha256)
        .values(effect=effect.written(), done_at=clock.now())
    )

"""Keeping builds: under a name, for an account or only under their code, and letting them go."""

from datetime import timedelta

from sqlalchemy import delete, exists, select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.building import choices as said
from portal.building.configuring import Configured
from portal.building.models import Build, ModelVersion
from portal.configurator.faults import NoBuild
from portal.database import Model, atomic, lock, session
from portal.jobs import sweep

LONGEST_NAME = 80
KEPT_WITHOUT_ACCOUNT = timedelta(days=180)


@atomic()
def save(version: ModelVersion, made: Configured, *, name: str = "", by: User | None) -> Build:
    """Keep what was chosen. The same choices again are the build that is there already.

    Raises NoBuild where they do not fit together.
    """
    if not made.is_valid:
        raise NoBuild
    kept = said.document(made.choices)
    owner = by if by is not None and by.id and not by.is_staff else None
    build = _same(version, kept, owner) if owner else None
    if build is None:
        build = Build(version_id=version.id, choices=kept)
        if owner:
            build.user_id, build.customer_id = owner.id, owner.customer_id
        session.add(build)
    _price(build, made)
    if name or not build.name:
        build.name = name[:LONGEST_NAME]
    session.flush()
    return build


def _same(version: ModelVersion, kept: dict[str, list[str]], owner: User) -> Build | None:
    mine = select(Build).where(Build.user_id == owner.id, Build.version_id == version.id)
    return next((each for each in session.scalars(mine) if each.choices == kept), None)


def _price(build: Build, made: Configured) -> None:
    build.price_minor = made.price.minor
    build.currency = made.price.currency
    build.days = made.days
    build.is_complete = made.is_complete
    build.changed_at = clock.now()


@atomic()
def rename(build: Build, *, name: str, by: Actor | None) -> None:
    lock(build)
    build.name = name[:LONGEST_NAME]
    build.changed_at = clock.now()


@atomic()
def remove(build: Build, *, by: Actor | None) -> None:
    """Let it go. Where a concern or a quote is about it, it stays for them, and is nobody's."""
    lock(build)
    if _is_named(build.id):
        build.user_id = build.customer_id = None
        build.name = ""
        return
    session.delete(build)


@atomic()
def keep(builds: list[Build], *, by: User) -> int:
    """What a visitor saved becomes theirs once they have signed in. Others' stay others'."""
    kept = 0
    for build in builds:
        lock(build)
        if build.user_id is None and build.customer_id is None:
            build.user_id, build.customer_id = by.id, by.customer_id
            kept += 1
    return kept


@sweep(every=timedelta(hours=6))
@atomic()
def forget_what_nobody_came_back_for() -> int:
    """Builds without an account go after half a year, unless something else names them."""
    old = select(Build.id).where(
        Build.user_id.is_(None),
        Build.customer_id.is_(None),
        Build.changed_at < clock.now() - KEPT_WITHOUT_ACCOUNT,
        *(~exists().where(column == Build.id) for column in _naming()),
    )
    return session.execute(delete(Build).where(Build.id.in_(old.limit(1000)))).rowcount


def _is_named(build_id: int) -> bool:
    return any(session.scalar(select(exists().where(each == build_id))) for each in _naming())


def _naming() -> list:
    """The columns of all domains that name a build, found by their foreign keys."""
    return [
        column
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "builds.id" for key in column.foreign_keys)
    ]

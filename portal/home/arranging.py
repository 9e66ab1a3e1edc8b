"""Arranging one's page: a step, taking it back, and going back to the suggestion.

A step says what is to happen, not how the page shall be: it is applied to what stands there when
its turn comes, so that two windows lose nothing of each other.
"""

from collections.abc import Container

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.home import starting
from portal.home.layout import Layout, Own, laid_out
from portal.home.models import ArrangeStep, OwnPage
from portal.home.moves import Step, stepped

MOST_STEPS = 500
"""So many can be taken back one by one; the one before them leads to the beginning."""


def own_choices(user: User) -> Own:
    page = session.get(OwnPage, user.id)
    return Own.read(page.choices if page else {})


def layout_of(user: User) -> Layout:
    """All that stands on their page, whether or not it has something to show now."""
    return laid_out(starting.start_for(user), own_choices(user), starting.offered())


def can_undo(user: User) -> bool:
    return bool(session.scalar(select(_steps_of(user).exists())))


@atomic()
def take(step: Step, *, by: User, filled: Container[str]) -> None:
    """Take one step. Raises NotPossible, and then nothing changes."""
    page = _page_of(by)
    own = Own.read(page.choices)
    after = stepped(step, own, starting.start_for(by), starting.offered(), filled)
    _keep(page, after)


@atomic()
def undo(*, by: User) -> bool:
    """Take the last step back; False when there is none."""
    page = _page_of(by)
    last = session.scalars(_steps_of(by).order_by(ArrangeStep.id.desc()).limit(1)).one_or_none()
    if last is None:
        return False
    page.choices = last.before
    session.delete(last)
    return True


@atomic()
def reset(*, by: User) -> bool:
    """Back to the suggestion, a step like any other; False when the page follows it already."""
    page = _page_of(by)
    if not page.choices:
        return False
    _keep(page, Own())
    return True


def _page_of(user: User) -> OwnPage:
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    session.execute(insert(OwnPage).values(user_id=user.id, choices={}).on_conflict_do_nothing())
    return lock(session.get_one(OwnPage, user.id))


def _keep(page: OwnPage, after: Own) -> None:
    session.add(ArrangeStep(user_id=page.user_id, before=page.choices))
    page.choices = after.kept()
    session.flush()
    mine = ArrangeStep.user_id == page.user_id
    newest = select(ArrangeStep.id).where(mine).order_by(ArrangeStep.id.desc())
    too_old = session.scalar(newest.offset(MOST_STEPS).limit(1))
    if too_old is not None:
        first = session.scalar(select(func.min(ArrangeStep.id)).where(mine))
        old = mine & (ArrangeStep.id <= too_old) & (ArrangeStep.id > first)
        session.execute(delete(ArrangeStep).where(old))


def _steps_of(user: User) -> Select[tuple[ArrangeStep]]:
    return select(ArrangeStep).where(ArrangeStep.user_id == user.id)

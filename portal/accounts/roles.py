"""Who may do what here, and who may not any more. All of it counts from the next request on."""

import logging

from portal import clock
from portal.access import Actor, Role
from portal.accounts import links, queries, sessions
from portal.accounts.events import AccessEnded, AccessGivenBack
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record

log = logging.getLogger(__name__)


class NotOneself(Exception):
    """Nobody changes their own role or ends their own access: somebody else has to agree."""


class LastAdmin(Exception):
    """Without an admin nobody could let anybody in again."""


@atomic()
def change_role(user: User, *, role: Role, by: Actor) -> None:
    _locked(user, by)
    if user.role is None or user.role is role:
        return
    if user.role is Role.ADMIN:
        _another_admin_than(user)
    log.info("role changed", extra={"user": user.id, "from": user.role, "to": role, "by": by.id})
    user.role = role


@atomic()
def end_access(user: User, *, by: Actor) -> None:
    """Sign them out everywhere, at once, and let them not in again."""
    _locked(user, by)
    if not user.is_active:
        return
    if user.role is Role.ADMIN:
        _another_admin_than(user)
    user.disabled_at = clock.now()
    sessions.end_all(user)
    links.revoke(user)
    log.info("access ended", extra={"user": user.id, "by": by.id})
    if user.customer is not None:
        record(AccessEnded(name=user.name), customer=user.customer, by=by)


@atomic()
def give_access_back(user: User, *, by: Actor) -> None:
    _locked(user, by)
    if user.is_active:
        return
    user.disabled_at = None
    log.info("access given back", extra={"user": user.id, "by": by.id})
    if user.customer is not None:
        record(AccessGivenBack(name=user.name), customer=user.customer, by=by)


def _locked(user: User, by: Actor) -> None:
    if user.id == by.id:
        raise NotOneself
    # All admins first and in one order: two who demote each other at once run one after the other.
    session.scalars(
        queries.active_admins().with_for_update().execution_options(populate_existing=True)
    ).all()
    lock(user)


def _another_admin_than(user: User) -> None:
    if not any(admin.id != user.id for admin in session.scalars(queries.active_admins())):
        raise LastAdmin

"""Whoever knows a build's code may see it; only who saved it may rename and delete it."""

from sqlalchemy import ColumnElement, false

from portal.access import Role
from portal.accounts.models import User
from portal.building.models import Build

EDITORS = frozenset({Role.MODELLER, Role.ADMIN})


def visible_to(user: User) -> ColumnElement[bool]:
    """Whose list a build is in. The same rule as may_read, for the database."""
    return false() if user.id is None or user.is_staff else Build.user_id == user.id


def may_read(user: User, build: Build) -> bool:
    return user.id is not None and not user.is_staff and build.user_id == user.id


def may_edit_models(user: User) -> bool:
    """Whoever makes product models: what customers can choose, and why something does not fit."""
    return user.role in EDITORS

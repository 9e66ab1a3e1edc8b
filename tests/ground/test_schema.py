"""Migrations, run by several processes at once."""

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal import schema
from portal.database import current_database, session
from portal.limits import Limit
from tests.rig.racing import Raised, race


def upgrade() -> bool:
    schema.upgrade()
    return schema.is_current()


def test_a_migrated_database_is_current(app):
    assert schema.is_current()
    assert schema.differences(current_database()) == []


def test_four_processes_upgrade_at_once(bare):
    answers = race(bare.extensions["portal_settings"], upgrade, [()] * 4)

    assert not [each for each in answers if isinstance(each, Raised)]
    assert answers == [True] * 4
    assert schema.differences(current_database()) == []


def test_a_database_without_tables_is_not_current(bare):
    assert not schema.is_current()
    with pytest.raises((OperationalError, ProgrammingError)):
        session.get(Limit, "a")
    session.rollback()

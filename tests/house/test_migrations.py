"""The migrations make what the models say, on both databases, and can be undone."""

import sqlalchemy as sa

from portal import schema


def test_up_down_and_up_again(bare):
    database = bare.extensions["portal_database"]

    schema.upgrade()
    assert schema.differences(database) == []

    schema.downgrade("base")
    assert tables(database) == {"alembic_version"}

    schema.upgrade()
    schema.upgrade()
    assert schema.differences(database) == []
    assert schema.is_current()


def tables(database) -> set[str]:
    with database.read.connect() as connection:
        return set(sa.inspect(connection).get_table_names())

"""Overwriting what was erased on the disk itself, where the database would only forget it.

PostgreSQL does so when it vacuums. SQLite keeps old text in free pages and in its write-ahead log.
"""

from contextlib import closing

from portal.database import current_database, session


def overwrite() -> None:
    """Let this connection write zeros over what it frees."""
    if session.database.is_sqlite:
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def forget_log() -> None:
    """Empty the write-ahead log; one that somebody reads just now is emptied by a later write."""
    database = current_database()
    if database.is_sqlite:
        session.commit()
        with database.write_ticket(), closing(database.write.raw_connection()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

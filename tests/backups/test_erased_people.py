"""Nobody who was erased comes back with a backup."""

import shutil
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.backups.restoring import restore
from portal.backups.taking import take
from portal.database import current_database, session
from portal.privacy import erasure, journal, requests
from tests import make


def test_whoever_was_erased_since_the_backup_is_erased_again(
    app, ana, ben, elsewhere, database_kind, tmp_path
):
    make.ticket(by=ana, subject="Front brake")
    take(current_database(), current_app.extensions["portal_files"], tmp_path / "monday")
    requests.ask_to_be_erased(ana)
    with clock.stopped_at(clock.now() + requests.COOLING_OFF):
        erasure.run_due()
    noted = journal.path()

    other = elsewhere(database_kind)
    with other.app_context():
        journal.path().parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(noted, journal.path())
        store = other.extensions["portal_files"]
        restore(current_database(), store, tmp_path / "monday", keep_mail=False)
        with clock.stopped_at(clock.now() + timedelta(minutes=1)):
            erasure.run_due()

        users = {user.id: user for user in session.scalars(select(User))}
        assert users[ana.id].name == "Erased customer 10001"
        assert users[ben.id].name == "Ben Okafor"

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.backups import folders
from portal.backups.folders import BackupDamaged
from portal.backups.restoring import NotRestored, restore
from portal.backups.taking import Manifest, take
from portal.database import session
from portal.messages import instance
from portal.messages.delivery import deliver_due
from portal.messages.models import Message, MessageState
from portal.tickets.files import Upload
from portal.tickets.models import Attachment, Origin, Ticket, TicketKind
from portal.tickets.raising import raise_concern
from tests import make
from tests.rig.databases import KINDS

PHOTO = Upload("brake.png", make.PNG)


def raise_with_photo(by: User, subject: str) -> Ticket:
    return raise_concern(
        kind=TicketKind.BROKEN,
        subject=subject,
        body="Zürich, Łódź, 東京 and a quote's mark",
        customer=by.customer,
        contact_point=by.customer.contact_points[0],
        by=by,
        origin=Origin.WEB,
        files=[PHOTO],
        confirmed=True,
    )


def back_up(app: Flask, target: Path) -> Manifest:
    return take(app.extensions["portal_database"], app.extensions["portal_files"], target)


def put_back(app: Flask, source: Path, *, keep_mail: bool = False) -> Manifest:
    return restore(
        app.extensions["portal_database"],
        app.extensions["portal_files"],
        source,
        keep_mail=keep_mail,
    )


@pytest.mark.parametrize("form", ["backup", "backup.tar"])
@pytest.mark.parametrize("kind", KINDS)
def test_either_database_can_be_put_back_into_either(
    kind: str, form: str, app: Flask, ana: User, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    number = raise_with_photo(ana, "Front brake squeals").number
    kept = back_up(app, tmp_path / form)

    other = elsewhere(kind)
    with other.app_context():
        restored = put_back(other, tmp_path / form)

        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.number, ticket.subject) == (number, "Front brake squeals")
        assert ticket.replies[0].body == "Zürich, Łódź, 東京 and a quote's mark"
        attachment = session.scalars(select(Attachment)).one()
        assert other.extensions["portal_files"].read(attachment.sha256) == make.PNG
    assert restored.rows == kept.rows
    assert kept.lost == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_after_a_restore_has_numbers_of_its_own(
    kind: str, app: Flask, ana: User, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    first = raise_with_photo(ana, "Before").id
    back_up(app, tmp_path / "backup")

    other = elsewhere(kind)
    with other.app_context():
        put_back(other, tmp_path / "backup")
        second = raise_with_photo(session.scalars(select(User)).one(), "After")

        assert second.id == first + 1


def test_mail_that_waited_is_held(
    app: Flask, ana: User, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    raise_with_photo(ana, "Front brake squeals")
    back_up(app, tmp_path / "backup")

    other = elsewhere("sqlite")
    with other.app_context():
        put_back(other, tmp_path / "backup")

        message = session.scalars(select(Message)).one()
        assert (message.state, message.reason) == (MessageState.BLOCKED, "restored from a backup")
        assert [event.kind for event in message.events][-1] == "blocked"


def test_mail_that_waited_is_sent_when_that_is_asked_for(
    app: Flask, ana: User, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    raise_with_photo(ana, "Front brake squeals")
    back_up(app, tmp_path / "backup")

    other = elsewhere("sqlite")
    with other.app_context():
        put_back(other, tmp_path / "backup", keep_mail=True)

        assert session.scalars(select(Message)).one().state is MessageState.QUEUED


def test_nothing_is_put_where_something_is(app: Flask, ana: User, tmp_path: Path):
    raise_with_photo(ana, "Front brake squeals")
    back_up(app, tmp_path / "backup")

    with pytest.raises(NotRestored, match="is not empty"):
        put_back(app, tmp_path / "backup")

    shutil.rmtree(app.extensions["portal_files"].folder)
    with pytest.raises(NotRestored, match="the database is not empty"):
        put_back(app, tmp_path / "backup")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "tables/tickets.ndjson").write_text("[]\n"), "has changed"),
        (lambda folder: (folder / "tables/tickets.ndjson").unlink(), "is missing"),
        (lambda folder: (folder / "files/extra").write_text("x"), "not part of the backup"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "no SHA256SUMS"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    damage: Callable[[Path], object],
    words: str,
    app: Flask,
    ana: User,
    elsewhere: Callable[[str], Flask],
    tmp_path: Path,
):
    raise_with_photo(ana, "Front brake squeals")
    back_up(app, tmp_path / "backup")
    damage(tmp_path / "backup")

    other = elsewhere("sqlite")
    with other.app_context(), pytest.raises(BackupDamaged, match=words):
        put_back(other, tmp_path / "backup")
    assert not other.extensions["portal_files"].folder.exists()


def test_a_backup_of_a_newer_portal_is_refused(
    app: Flask, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    back_up(app, tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup/manifest.json").read_text())
    manifest["revision"] = "9999"
    (tmp_path / "backup/manifest.json").write_text(json.dumps(manifest))
    noted = (tmp_path / "backup/SHA256SUMS").read_text().splitlines()
    sums = {line[66:]: line[:64] for line in noted}
    sums["manifest.json"] = folders.sha256_of(tmp_path / "backup/manifest.json")
    folders.write_sums(tmp_path / "backup", sums)

    other = elsewhere("sqlite")
    with other.app_context(), pytest.raises(NotRestored, match="newer portal"):
        put_back(other, tmp_path / "backup")


def test_a_restored_portal_sends_nothing_before_it_is_let_go(
    app: Flask, ana: User, smtp, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    """Neither what waited nor what is written afterwards; and what was held stays held."""
    raise_with_photo(ana, "Front brake squeals")
    waiting = len(session.scalars(select(Message)).all())
    back_up(app, tmp_path / "backup")
    other = elsewhere("sqlite")

    with other.app_context():
        put_back(other, tmp_path / "backup")
        assert deliver_due() == 0
        assert instance.let_go(by_name="Wim")
        assert deliver_due() == 0

        states = session.scalars(select(Message.state)).all()
        assert list(states) == [MessageState.BLOCKED] * waiting

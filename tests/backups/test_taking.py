import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import User
from portal.backups import rows
from portal.backups.taking import take
from portal.database import Model
from portal.tickets.models import Attachment
from tests import make


def test_anybody_can_check_a_backup_without_the_portal(app: Flask, ana: User, tmp_path: Path):
    make.attachment(make.ticket(by=ana).replies[0])
    take(app.extensions["portal_database"], app.extensions["portal_files"], tmp_path / "backup")

    check = ["sha256sum"] if shutil.which("sha256sum") else ["shasum", "-a", "256"]
    checked = subprocess.run(
        [*check, "-c", "SHA256SUMS"], cwd=tmp_path / "backup", capture_output=True, check=False
    )

    assert checked.returncode == 0


def test_a_backup_never_overwrites_anything(app: Flask, tmp_path: Path):
    (tmp_path / "monday").mkdir()

    with pytest.raises(FileExistsError, match="never overwrites"):
        take(app.extensions["portal_database"], app.extensions["portal_files"], tmp_path / "monday")


def test_nobody_but_its_owner_reads_a_backup(app: Flask, tmp_path: Path):
    for form in ("backup", "backup.tar"):
        take(app.extensions["portal_database"], app.extensions["portal_files"], tmp_path / form)

        assert (tmp_path / form).stat().st_mode & 0o077 == 0


def test_a_failed_backup_leaves_nothing_behind(app: Flask, tmp_path: Path):
    (tmp_path / "away").write_text("a file where a folder should be")

    with pytest.raises(OSError):
        take(app.extensions["portal_database"], app.extensions["portal_files"], tmp_path / "away/b")

    assert list(tmp_path.iterdir()) == [tmp_path / "away"]


def test_a_lost_file_is_named(app: Flask, ana: User, tmp_path: Path):
    attachment: Attachment = make.attachment(make.ticket(by=ana).replies[0])
    store = app.extensions["portal_files"]
    store.path(attachment.sha256).unlink()

    manifest = take(app.extensions["portal_database"], store, tmp_path / "backup")

    assert manifest.lost == [attachment.sha256]


def test_a_damaged_file_is_named(app: Flask, ana: User, tmp_path: Path):
    attachment: Attachment = make.attachment(make.ticket(by=ana).replies[0])
    store = app.extensions["portal_files"]
    store.path(attachment.sha256).write_bytes(b"something else")

    manifest = take(app.extensions["portal_database"], store, tmp_path / "backup")

    assert manifest.lost == [attachment.sha256]


@pytest.mark.one_database
def test_backups_know_how_to_keep_every_column(app: Flask):
    kinds = {table.name: rows.columns_of(table) for table in Model.metadata.sorted_tables}

    assert kinds["tickets"]["opened_at"] == "instant"
    assert kinds["orders"]["promised_on"] == "date"
    assert kinds["entries"]["particulars"] == "document"
    assert kinds["users"]["totp_last_step"] == "number"


def test_a_column_that_backups_do_not_know_is_refused():
    table = sa.Table("odd", sa.MetaData(), sa.Column("wave", sa.Interval))

    with pytest.raises(TypeError, match=r"odd\.wave"):
        rows.columns_of(table)

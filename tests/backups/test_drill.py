"""The whole drill: people go on writing while a backup is taken, and it is put back elsewhere."""

import hashlib
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.tickets.models import Attachment, Ticket
from tests import make
from tests.rig.browserless import Browser
from tests.rig.databases import KINDS
from tests.rig.live import COMMAND, Live

WRITERS = 3
BEFORE = 3
"""So many concerns each writer has had acknowledged before the backup starts."""


class Writer(threading.Thread):
    """Somebody who raises one concern after the other, each with a file of its own."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.browser = browser
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        with self.browser.app.app_context():
            while not self.stopping.is_set():
                self._raise_one()

    def _raise_one(self) -> None:
        said = f"{self.name}, number {len(self.acknowledged)}"
        page = self.browser.visit("/concerns/new")
        sent = page.fill(
            kind="question", subject=said, body=said, files=("note.txt", said.encode() * 50)
        ).press("Send to support")
        assert sent.status == 200, sent.text
        self.acknowledged.append(re.search(r"C-\d+", sent.url)[0])


def portal(live: Live, *words: str | Path, **environ: str) -> str:
    done = subprocess.run(
        [COMMAND, *words], env=live.environ | environ, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_that_was_acknowledged_before_a_backup_is_in_it(
    live: Live, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    writers = [Writer(live.browser(make.user(f"Writer{n} Ruiz"))) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 60
    while any(len(writer.acknowledged) < BEFORE for writer in writers):
        assert time.monotonic() < deadline, [writer.acknowledged for writer in writers]
        time.sleep(0.05)

    before = {number for writer in writers for number in writer.acknowledged}
    portal(live, "backup", tmp_path / "backup.tar")
    after = {number for writer in writers for number in writer.acknowledged}
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join(30)

    for kind in KINDS:
        other = elsewhere(kind)
        settings = other.extensions["portal_settings"]
        portal(
            live, "restore", tmp_path / "backup.tar",
            PORTAL_DATA=str(settings.data), PORTAL_DATABASE_URL=settings.database_url,
        )  # fmt: skip
        with other.app_context():
            kept = {ticket.number for ticket in session.scalars(select(Ticket))}
            assert before <= kept
            for attachment in session.scalars(select(Attachment)):
                content = other.extensions["portal_files"].read(attachment.sha256)
                assert hashlib.sha256(content).hexdigest() == attachment.sha256
    assert len(after) > len(before), "nobody wrote while the backup was taken"


def test_a_restored_portal_serves(
    live: Live, ana: User, elsewhere: Callable[[str], Flask], tmp_path: Path
):
    number = make.ticket(by=ana, subject="Front brake squeals").number
    portal(live, "backup", tmp_path / "backup")

    other = elsewhere("sqlite")
    settings = other.extensions["portal_settings"]
    environ = {"PORTAL_DATA": str(settings.data), "PORTAL_DATABASE_URL": settings.database_url}
    said = portal(live, "restore", tmp_path / "backup", **environ)
    with other.app_context():
        page = Browser(other, session.scalars(select(User)).one()).visit(f"/concerns/{number}")

    assert "Restored" in said
    assert page.h1 == "Front brake squeals"


@pytest.mark.one_database
def test_a_restore_into_a_place_in_use_says_so(live: Live, ana: User, tmp_path: Path):
    make.ticket(by=ana)
    portal(live, "backup", tmp_path / "backup")

    done = live.command("restore", os.fspath(tmp_path / "backup"))

    assert done.returncode == 1
    assert b"Not restored: the database is not empty" in done.stderr

import json
import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.database import session
from portal.messages.models import InboundMail
from portal.tickets.models import Ticket
from tests import make
from tests.rig.live import COMMAND, Live

MAIL = make.eml(sender="Ana Ruiz <ana@example.com>", to="help@portal.example.com")


def test_a_mail_on_standard_input_becomes_a_concern(live: Live):
    done = live.command("mail", "receive", "--to", "help@portal.example.com", stdin=MAIL)

    assert done.returncode == 0, done.stderr
    ticket = session.scalars(select(Ticket)).one()
    assert json.loads(done.stdout) == {
        "outcome": "concern", "reference": ticket.number, "reason": None,
    }  # fmt: skip


@pytest.mark.parametrize("raw", [b"", b"\xff\x00 no mail at all", b"Subject: \r\n\r\n"])
def test_whatever_comes_is_kept_and_acknowledged(raw: bytes, live: Live):
    done = live.command("mail", "receive", stdin=raw)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).keys() == {"outcome", "reference", "reason"}
    assert done.stdout.count(b"\n") == 1
    assert session.scalars(select(InboundMail)).one().size == len(raw)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "environ",
    [
        {},
        {
            "PORTAL_BASE_URL": "https://help.example.com",
            "PORTAL_SECRET_KEY": "forty characters that nobody could guess",
            "PORTAL_DATABASE_URL": "postgresql+psycopg://portal@127.0.0.1:1/portal",
        },
    ],
    ids=["not configured", "no database"],
)
def test_what_cannot_be_kept_is_to_be_delivered_again(environ: dict[str, str], tmp_path: Path):
    done = subprocess.run(
        [COMMAND, "mail", "receive"],
        env={"PATH": os.environ["PATH"], "PORTAL_DATA": str(tmp_path), **environ},
        input=MAIL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 75
    assert done.stdout == b""
    assert done.stderr.startswith(b"Not kept, deliver it again:")

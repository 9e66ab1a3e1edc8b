from pathlib import Path

import pytest

from portal.privacy.sent import CAUSES
from tests.house.source import ROOT

MAILS = sorted(
    path
    for domain in ("accounts", "privacy")
    for path in (ROOT / "templates" / domain / "mail").glob("*.txt")
)


@pytest.mark.parametrize("mail", MAILS, ids=lambda path: path.stem)
def test_every_mail_about_an_account_can_say_why_it_came(mail: Path):
    assert mail.stem in CAUSES

"""`portal followups due`: what would go, what would not, and why."""

import json

import pytest

from portal.database import session
from portal.messages.models import Message
from tests.followups.making import delivered, mails, planned


@pytest.fixture
def ahead(live):
    return lambda *options: live.command("followups", "due", *options)


def lines(answer):
    return [json.loads(each) for each in answer.stdout.splitlines()]


def test_one_line_for_each_mail_that_would_go_or_not(ana, ben, check_in, told, ahead):
    delivered(ana)
    delivered(ben)
    planned()
    before = [(each.id, each.gates, each.stopped_by) for each in mails()]

    found = lines(ahead("--at", "2026-11-23T10:00+01:00", "--dry-run"))

    by_customer = {each["customer"]: each for each in found}
    assert by_customer[ana.customer.number]["goes"] is True
    assert by_customer[ben.customer.number]["goes"] is False
    assert by_customer[ben.customer.number]["gate"] == "consent"
    assert by_customer[ben.customer.number]["why"] == "never said yes"
    assert [(each.id, each.gates, each.stopped_by) for each in mails()] == before
    assert {each.state for each in session.query(Message)} == {"queued"}


def test_without_dry_run_it_refuses(check_in, ahead):
    answer = ahead("--at", "2026-11-23T10:00")

    assert answer.returncode == 2
    assert b"--dry-run" in answer.stderr


def test_a_moment_that_is_none_is_refused(check_in, ahead):
    assert ahead("--at", "soon", "--dry-run").returncode == 2

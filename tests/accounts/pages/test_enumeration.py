"""Nobody learns from us who is a customer: known and unknown addresses get the same answer."""

import re
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from portal.accounts import passwords
from portal.accounts.models import User
from portal.database import session
from tests import make
from tests.rig.browserless import Browser

KNOWN, UNKNOWN = "ana@example.com", "zoe@example.com"
CHANGES = re.compile(
    r'value="[\w.-]{20,}"|nonce="[^"]+"|nonce-[\w-]+|' + f"{re.escape(KNOWN)}|{re.escape(UNKNOWN)}"
)
SENT = {
    "/sign-in": {"password": "not what she chose"},
    "/sign-in/link": {},
    "/register": {"name": "Zoe Adams", "password": "four green hills far off"},
    "/password/forgotten": {},
}


@contextmanager
def statements(app):
    """What the database is asked meanwhile, without the values."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engines = (app.extensions["portal_database"].read, app.extensions["portal_database"].write)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)


def ask(app, path, address):
    """Status, headers, body and statements of one who asks, as a stranger, about an address."""
    browser = Browser(app)
    token = browser.visit("/sign-in").value("csrf_token")
    fields = {"csrf_token": token, "email": address, **SENT[path]}
    with statements(app) as asked:
        answer = browser.client.post(path, data=fields, headers={"Referer": browser.base_url})
    page = browser.visit("/sign-in/mail-sent")
    varies = {"X-Request-ID", "Set-Cookie", "Content-Security-Policy", "Content-Length"}
    headers = {name: value for name, value in answer.headers.items() if name not in varies}
    bodies = [CHANGES.sub("", text) for text in (answer.get_data(as_text=True), page.html)]
    return answer.status_code, headers, bodies, asked


@pytest.mark.parametrize("path", SENT)
def test_known_and_unknown_addresses_get_the_same(ana, app, path):
    # The first of all asks makes rows that the others find: it is neither of the two.
    ask(app, path, "first@example.com")

    known, unknown = ask(app, path, KNOWN), ask(app, path, UNKNOWN)

    assert known[:3] == unknown[:3]
    assert known[3] == unknown[3]
    assert len(known[3]) > 3


@pytest.mark.parametrize("path", SENT)
def test_so_do_those_with_a_concern_but_no_account(app, path):
    make.contact_point(make.customer(), KNOWN, verified=False)
    ask(app, path, "first@example.com")

    known, unknown = ask(app, path, KNOWN), ask(app, path, UNKNOWN)

    assert known[:3] == unknown[:3]
    assert known[3] == unknown[3]


def test_an_unknown_address_costs_a_whole_hash_too(ana, app, monkeypatch):
    """Argon2 takes tens of milliseconds: without it, a stopwatch would tell."""
    verified = []

    class Counting:
        def verify(self, kept, password):
            verified.append(kept)
            return hasher.verify(kept, password)

        def hash(self, password):
            return hasher.hash(password)

        def check_needs_rehash(self, kept):
            return hasher.check_needs_rehash(kept)

    hasher = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting())
    make.user("Lin Wei", password=None)

    for address in (KNOWN, UNKNOWN, "lin@example.com"):
        before = len(verified)
        ask(app, "/sign-in", address)
        assert len(verified) == before + 1

    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 2

"""When something cannot be done: what happened, what to do, a number to quote, and no more."""

import logging

import pytest
import sqlalchemy as sa
from flask import abort

from portal.access import EVERYONE, open_to
from portal.database import Unstorable, session
from portal.web.errors import PAGES
from tests.rig.browserless import Browser

SECRET = "a-password-in-a-traceback"


@pytest.fixture
def broken(portal, app, tmp_path, request):
    """The portal with pages that fail in every way; "away" is one without its database."""
    changes = {"database_url": nowhere(portal, tmp_path)} if hasattr(request, "param") else {}
    other = portal.other_app(**changes)

    def refuse(status: int) -> None:
        abort(status)

    def fail() -> None:
        raise RuntimeError(SECRET)

    def keep_too_much() -> None:
        raise Unstorable(SECRET)

    def look_in_the_database() -> str:
        return str(session.scalar(sa.select(1)))

    for view in (refuse, fail, keep_too_much, look_in_the_database):
        rule = "/refuse/<int:status>" if view is refuse else f"/{view.__name__}"
        other.add_url_rule(rule, view.__name__, open_to(EVERYONE)(view))
    yield other
    other.extensions["portal_database"].dispose()


def nowhere(portal, folder) -> str:
    if portal.settings.database_url.startswith("sqlite"):
        return f"sqlite:///{folder}"
    return f"postgresql+psycopg://nobody@/nothing?host={folder}"


def ask(app, path: str, **headers: str):
    return Browser(app).client.get(path, headers=headers)


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_error_has_its_page(broken, status):
    answer = ask(broken, f"/refuse/{status}")

    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert text.count("<h1") == 1
    assert answer.headers["X-Request-ID"] in text


def test_an_error_without_a_page_gets_the_nearest(broken):
    assert ask(broken, "/refuse/418").status_code == 418


def test_what_broke_is_in_the_log_and_not_on_the_page(broken, caplog):
    with caplog.at_level(logging.ERROR):
        answer = ask(broken, "/fail")

    assert answer.status_code == 500
    assert SECRET not in answer.get_data(as_text=True)
    assert SECRET in caplog.text


def test_what_no_database_keeps_is_the_senders_to_mend(broken):
    answer = ask(broken, "/keep_too_much")

    assert answer.status_code == 422
    assert SECRET not in answer.text


@pytest.mark.parametrize("broken", ["away"], indirect=True)
def test_a_database_that_is_away_is_said_so(broken):
    answer = ask(broken, "/look_in_the_database")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_the_address_is_not_repeated(visitor):
    page = visitor.visit("/Your+account+is+blocked+call+1234")

    assert page.status == 404
    assert "blocked" not in page.text


def test_a_program_gets_json(broken):
    answer = ask(broken, "/refuse/404", Accept="application/json")

    assert answer.get_json() == {"error": 404, "request_id": answer.headers["X-Request-ID"]}


def test_a_form_without_its_key_says_why(visitor):
    page = visitor.post("/sign-in", {"email": "ana@example.com"})

    assert page.status == 400
    assert "open too long" in page.text


def test_a_method_that_is_not_taken(visitor):
    answer = visitor.client.delete("/sign-in")

    assert answer.status_code in (400, 405)

"""Saving what is being typed, as the page's script does it."""

import pytest

from portal.tickets.drafting import draft_of
from tests import make


def saved(browser, place, fields, **options):
    page = browser.visit("/concerns/new")
    token = page.value("csrf_token")
    headers = {"Referer": browser.base_url, "X-CSRFToken": token}
    return browser.client.post(f"/concerns/drafts/{place}", headers=headers, **options,
                               **({"data": fields} if fields is not None else {}))  # fmt: skip


def test_a_form_and_json_are_both_kept(ana, sign_in):
    browser = sign_in(ana)

    assert saved(browser, "new", {"subject": "A bell", "body": "It should r"}).status_code == 204
    assert draft_of(ana, "new").fields == {"subject": "A bell", "body": "It should r"}
    assert saved(browser, "new", None, json={"body": "It should ring"}).status_code == 204

    assert draft_of(ana, "new").fields == {"body": "It should ring"}


def test_a_reply_is_kept_with_its_concern(ana, kim, sign_in):
    ticket = make.ticket(by=ana)

    assert saved(sign_in(ana), f"reply-{ticket.number}", {"body": "Here is"}).status_code == 204

    assert draft_of(ana, f"reply-{ticket.number}").fields == {"body": "Here is"}


@pytest.mark.parametrize("place", ["reply-C-1001", "reply-C-9999", "desk-C-1001", "x", "reply-"])
def test_a_place_that_is_not_mine_is_no_place(ana, ben, sign_in, place):
    make.ticket(by=ana)

    assert saved(sign_in(ben), place, {"body": "CANARY"}).status_code == 404
    assert draft_of(ben, place) is None


@pytest.mark.parametrize(
    "typed", [[], "x", None, {"body": ["x"]}, {"body": {"a": 1}}, {"body": 7}, {"x" * 9_000: "y"}]
)
def test_odd_json_breaks_nothing(ana, sign_in, typed):
    answer = saved(sign_in(ana), "new", None, json=typed)

    assert answer.status_code in (204, 400)
    assert draft_of(ana, "new") is None


def test_json_nested_deeper_than_anybody_reads_is_refused(ana, sign_in):
    body = '{"body": ' + "[" * 100_000

    answer = saved(sign_in(ana), "new", None, data=body, content_type="application/json")

    assert answer.status_code == 400


def test_what_no_database_keeps_is_left_out(ana, sign_in):
    body = '{"body": "half \\ud800 a letter \\u0000 and nothing"}'

    answer = saved(sign_in(ana), "new", None, data=body, content_type="application/json")

    assert answer.status_code == 204
    assert draft_of(ana, "new").fields["body"] == "half \ufffd a letter  and nothing"


def test_a_visitor_s_draft_stays_in_their_browser(app, visitor):
    page = visitor.visit("/concerns/new")

    assert saved(visitor, "new", {"body": "It should r"}).status_code == 303
    assert page.all("//textarea[@data-draft]")
    assert not page.all("//form[@data-draft-url]")

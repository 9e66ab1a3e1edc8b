"""Secrets in addresses: each opens its own page and no other, and what is over is a 404."""

from datetime import timedelta

import pytest

from portal import clock
from portal.access import Role
from portal.accounts import invitations, links, signing_up
from portal.accounts.models import LinkPurpose
from tests import make

PAGES = {
    LinkPurpose.SIGN_IN: "/link/",
    LinkPurpose.CONFIRM_ADDRESS: "/confirm/",
    LinkPurpose.RESET_PASSWORD: "/password/",
    LinkPurpose.INVITATION: "/invitation/",
}


@pytest.fixture
def tokens(adam, ana, mailbox):
    """One living secret for each purpose."""
    signing_up.ask_to_register(
        name="Zoe", address="zoe@example.com", password_hash=None, browser="hers"
    )
    invitations.invite_staff(
        name="Nina", address="nina@marlow.example.com", role=Role.AGENT, by=adam
    )
    return {
        LinkPurpose.CONFIRM_ADDRESS: mailbox.links("zoe@example.com")[0].rpartition("/")[2],
        LinkPurpose.INVITATION: mailbox.links("nina@marlow.example.com")[0].rpartition("/")[2],
        **{
            purpose: links.issue(purpose, address=ana.email, user=ana, about="ticket:1")
            for purpose in (
                LinkPurpose.SIGN_IN,
                LinkPurpose.RESET_PASSWORD,
                LinkPurpose.SHOW_CONCERN,
            )
        },
    }


def test_each_opens_its_own_page_only(tokens, visitor):
    opened = {
        (purpose, page)
        for purpose, token in tokens.items()
        for page, path in PAGES.items()
        if visitor.visit(path + token).status == 200
    }

    assert opened == {(purpose, purpose) for purpose in PAGES}


def test_none_is_used_by_the_form_of_another(tokens, visitor):
    csrf_token = visitor.visit("/sign-in").value("csrf_token")
    fields = {"csrf_token": csrf_token, "password": "four green hills far off", "name": "Eve"}

    for purpose, token in tokens.items():
        for page, path in PAGES.items():
            if page is not purpose:
                assert visitor.post(path + token, fields, Referer=visitor.base_url).status == 404

    assert all(links.peek(purpose, token) for purpose, token in tokens.items())


@pytest.mark.parametrize("odd", ["x", "%20", "x" * 43, "x" * 5000, "%00", "..%2f..", "ü" * 43])
def test_what_is_no_secret_is_a_404(tokens, visitor, odd):
    csrf_token = visitor.visit("/sign-in").value("csrf_token")
    for path in PAGES.values():
        assert visitor.visit(path + odd).status == 404
        posted = visitor.post(path + odd, {"csrf_token": csrf_token}, Referer=visitor.base_url)
        assert posted.status == 404


def test_an_empty_one_is_a_404(tokens, visitor):
    for path in PAGES.values():
        assert visitor.visit(path).status == 404


def test_one_that_is_over_looks_like_one_that_never_was(ana, visitor):
    with clock.stopped_at(make.MONDAY):
        token = links.issue(LinkPurpose.SIGN_IN, address=ana.email)

    with clock.stopped_at(make.MONDAY + timedelta(hours=1)):
        over, never = visitor.visit(f"/link/{token}"), visitor.visit("/link/" + "x" * 43)

    assert (over.status, over.text) == (never.status, never.text) == (404, over.text)
    assert over.h1 == "This link is over"

"""Who comes in where. Every address is walked in tests/house/test_rights.py."""

import pytest

from portal.access import CUSTOMERS, DESK, EVERYONE, STAFF, Role, Visitor, admits
from tests import make


def test_a_visitor_who_wanted_a_page_gets_it_after_signing_in(ana, visitor):
    ticket = make.ticket(by=ana)

    page = visitor.visit(f"/concerns/{ticket.number}")
    assert page.url.endswith("/sign-in")
    page = page.fill(email=ana.email, password=make.PASSWORD).press("Sign in")

    assert page.url.endswith(f"/concerns/{ticket.number}")


def test_a_part_asked_for_after_signing_out_moves_the_whole_page(ana, visitor):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}

    answer = visitor.client.get(f"/concerns/{make.ticket(by=ana).number}", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_a_customer_is_not_told_that_the_desk_has_such_a_page(ana, sign_in):
    assert sign_in(ana).visit("/desk").status == 404


def test_staff_without_the_role_are_told_that_it_is_not_for_them(mark, ana, sign_in):
    ticket = make.ticket(by=ana)

    assert sign_in(mark).visit(f"/desk/tickets/{ticket.number}").status == 403


@pytest.mark.parametrize(
    ("audiences", "who"),
    [
        ((EVERYONE,), {"visitor", "ana", "kim", "mark"}),
        ((CUSTOMERS,), {"ana"}),
        ((STAFF,), {"kim", "mark"}),
        ((DESK,), {"kim"}),
        ((CUSTOMERS, DESK), {"ana", "kim"}),
        ((frozenset({Role.ADMIN}),), set()),
        ((), set()),
    ],
)
def test_whom_an_audience_admits(ana, kim, mark, audiences, who):
    people = {"visitor": Visitor(), "ana": ana, "kim": kim, "mark": mark}

    assert {name for name, person in people.items() if admits(audiences, person)} == who


@pytest.mark.parametrize("host", ["evil.example.net", "portal.example.com.evil.example.net", "a@b"])
def test_another_host_is_refused(visitor, host):
    answer = visitor.client.get("/", base_url=f"https://{host}")

    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_headers_of_a_proxy_nobody_configured_are_ignored(visitor):
    headers = {"X-Forwarded-Host": "evil.example.net", "X-Forwarded-Proto": "http"}

    page = visitor.visit("/password/forgotten", **headers)

    assert "evil.example.net" not in page.html

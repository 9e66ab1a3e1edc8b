"""What goes with every answer, whatever it is."""

import re

import pytest

from tests import make
from tests.rig.browserless import Browser

POLICY = (
    "default-src 'none'; script-src 'nonce-*' 'strict-dynamic'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
    "trusted-types htmx"
)
PERSONAL = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
    "Vary": "Cookie, HX-Request, HX-Request-Type",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


def said(headers) -> dict[str, str]:
    found = {name: headers.get(name) for name in PERSONAL}
    policy = found["Content-Security-Policy"]
    found["Content-Security-Policy"] = re.sub(r"'nonce-[\w-]{20,}'", "'nonce-*'", policy)
    return found


@pytest.mark.parametrize("path", ["/", "/concerns", "/nowhere", "/desk"])
def test_with_a_personal_page_and_with_an_error(ana, sign_in, path):
    assert said(sign_in(ana).visit(path).headers) == PERSONAL


def test_with_a_part_of_a_page(ana, sign_in):
    ticket = make.ticket(by=ana)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}

    answer = sign_in(ana).client.get(f"/concerns/{ticket.number}", headers=headers)

    assert said(answer.headers) == PERSONAL


def test_with_a_form_that_was_refused(visitor):
    assert said(visitor.post("/sign-in").headers) == PERSONAL


def test_the_nonce_and_the_number_are_new_each_time(visitor):
    first, second = visitor.visit("/sign-in"), visitor.visit("/sign-in")

    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_cookies_are_for_this_host_over_https_and_not_for_scripts(visitor):
    answer = visitor.client.get("/sign-in")

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")[1:])
    assert "Domain" not in cookie


def test_without_https_there_is_no_promise_of_it(portal, app):
    other = portal.other_app(base_url="http://localhost")

    headers = Browser(other).visit("/sign-in").headers

    assert "Strict-Transport-Security" not in headers
    other.extensions["portal_database"].dispose()


def test_files_of_the_look_may_be_kept_by_anybody_for_ever(visitor):
    page = visitor.visit("/sign-in")
    stylesheet = page.all("//link[@rel='stylesheet']")[0]["href"]

    headers = visitor.client.get(stylesheet).headers

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in headers.get("Vary", "")
    assert "Set-Cookie" not in headers

"""A browser without a browser: Flask's test client that sees pages, fills forms, presses buttons.

It goes the way a person goes. A form without action, method or CSRF field fails here as it would
fail for them, and every page it fetches is looked over (see lint.py).
"""

import contextvars
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, Response
from flask import session as cookie
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from lxml import html
from werkzeug.test import TestResponse

from portal.accounts import sessions
from portal.accounts.models import User
from portal.database import session
from tests.rig import lint
from tests.rig.forms import Submission
from tests.rig.pages import Page, fragments, parsed
from tests.rig.swapping import swapped, target_of

MOST_REDIRECTS = 8

both_ways = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
"""Run the test without scripts and with htmx: `press("Send reply", htmx=htmx)`."""


class IsolatedClient(FlaskClient):
    """Every request in a context of its own: inside the test's, it would share the test's `g`.

    Afterwards the test's session forgets what it has read, so that the test sees what the request
    wrote.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.application.extensions["portal_settings"].base_url)
        kwargs.setdefault("buffered", True)
        assert not session.is_writing, "a request inside atomic() would wait for itself"
        session.commit()
        try:
            answer = contextvars.Context().run(super().open, *args, **kwargs)
            # A large form was sent from a temporary file, which nobody else closes.
            answer.request.environ["wsgi.input"].close()
            return answer
        finally:
            session.expire_all()


class Browser:
    """One person's browser: its cookies, and what it sends with each request."""

    def __init__(
        self, app: Flask, user: User | None = None, *, client: Any = None, **headers: str
    ) -> None:
        self.app = app
        self.base_url = app.extensions["portal_settings"].base_url
        self.client: IsolatedClient = client or app.test_client()
        self.headers = {"Accept": "text/html,*/*;q=0.8", "User-Agent": "Browserless/1"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self._csrf_token = ""
        if user is not None:
            self._take_cookies(user)

    @property
    def csrf_token(self) -> str:
        """What the CSRF field of a form holds in this browser's session."""
        if not self._csrf_token:
            self._take_cookies(None)
        return self._csrf_token

    def visit(self, path: str, *, referrer: str = "", **headers: str) -> Page:
        """Type an address or click a link, and see what comes, after any redirects."""
        return self._ask("GET", urljoin(referrer or self.base_url, path), referrer, headers)

    def get_fragment(self, path: str, target: str = "div#part") -> Page:
        """Ask as htmx does for a part of the page."""
        return self._ask("GET", urljoin(self.base_url, path), "", htmx_headers("a", target, path))

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Page:
        """Send a form that is on no page: an attack. `csrf_token` may be among the fields."""
        url = urljoin(self.base_url, path)
        return self._ask("POST", url, url, headers, data=fields or {})

    def submit(self, page: Page, sent: Submission) -> Page:
        if sent.method == "GET":
            url = urljoin(page.url, sent.action).split("?")[0]
            return self._ask("GET", url, page.url, {}, query_string=sent.fields)
        return self._ask("POST", urljoin(page.url, sent.action), page.url, {}, **_body(sent))

    def submit_as_htmx(self, page: Page, sent: Submission) -> Page:
        """Send the form as htmx would, and swap the answer into the page."""
        source = sent.button if "hx-post" in sent.button.attrib else sent.form
        method = "POST" if "hx-post" in source.attrib else "GET"
        url = source.get("hx-post") or source.get("hx-get")
        assert url, f"the form of this button has neither hx-post nor hx-get: {sent.action}"
        assert "hx-nonce" in source.attrib, "an hx- attribute without hx-nonce is stripped"
        headers = htmx_headers(named(source), named(target_of(source, page.tree)), page.url)
        asked = [*sent.fields, *_beside(source)]
        body = _body(sent) if method == "POST" else {"query_string": asked}
        answer, url = self._answer(method, urljoin(page.url, url), page.url, headers, body)
        if moved := answer.headers.get("HX-Redirect") or answer.headers.get("HX-Location"):
            return self.visit(moved, referrer=page.url)
        if answer.headers.get("HX-Refresh") == "true":
            return self.visit(page.url)
        if answer.mimetype == "text/html" and answer.get_data():
            parts = fragments(answer.get_data(as_text=True))
            lint.look_over_fragment(answer, parts, self.app, url)
            page.tree = swapped(page.tree, source, answer, parts)
        pushed = answer.headers.get("HX-Push-Url", "false")
        return Page(self, urljoin(page.url, pushed) if pushed != "false" else page.url,
                    answer, page.tree)  # fmt: skip

    def _ask(
        self, method: str, url: str, referrer: str, headers: dict[str, str], **body: Any
    ) -> Page:
        named_ = {name.replace("_", "-"): value for name, value in headers.items()}
        answer, url = self._answer(method, url, referrer, named_, body)
        tree = parsed(answer)
        if "HX-Request" in named_ and tree is not None:
            parts = fragments(answer.get_data(as_text=True))
            lint.look_over_fragment(answer, parts, self.app, url)
        else:
            lint.look_over(answer, tree, self.app, url)
        return Page(self, url, answer, tree)

    def _answer(
        self, method: str, url: str, referrer: str, headers: dict[str, str], body: dict[str, Any]
    ) -> tuple[TestResponse, str]:
        for _ in range(MOST_REDIRECTS):
            sent = self.headers | headers | ({"Referer": referrer} if referrer else {})
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            answer = self.client.open(path or "/", method=method, headers=sent, **body)
            assert answer.status_code < 500, f"{method} {url} broke: {answer.status}"
            if answer.status_code not in (301, 302, 303, 307, 308):
                asked = answer.request.query_string.decode()
                return answer, url if not asked or "?" in url else f"{url}?{asked}"
            referrer, url = url, urljoin(url, answer.headers["Location"])
            assert url.startswith(self.base_url), f"redirected to another site: {url}"
            if answer.status_code < 307:
                method, body = "GET", {}
        raise AssertionError(f"{url} redirects without end")

    def _take_cookies(self, user: User | None) -> None:
        cookies, self._csrf_token = cookies_of(self.app, user)
        secure = self.base_url.startswith("https:")
        for name, value in cookies.items():
            host = urlsplit(self.base_url).hostname or ""
            self.client.set_cookie(name, value, domain=host, secure=secure)


def cookies_of(app: Flask, user: User | None) -> tuple[dict[str, str], str]:
    """What a page with a form leaves in a browser, after the sign-in page when there is a user: a
    sign-in row at the server, its secret in the cookie; and the CSRF token of that session.
    """
    user_id = user.id if user else None

    def visited() -> tuple[list[str], str]:
        with app.test_request_context(base_url=app.extensions["portal_settings"].base_url):
            if user_id is not None:
                sessions.sign_in(session.get_one(User, user_id))
            token = generate_csrf()
            answer = Response()
            app.session_interface.save_session(app, cookie, answer)
            return answer.headers.getlist("Set-Cookie"), token

    session.commit()
    cookies, token = contextvars.Context().run(visited)
    session.expire_all()
    return dict(each.split(";")[0].split("=", 1) for each in cookies), token


def _beside(source: html.HtmlElement) -> list[tuple[str, str]]:
    """What hx-vals sends beside the fields: "name:value", as our pages write it."""
    name, colon, value = source.get("hx-vals", "").partition(":")
    return [(name, value)] if colon else []


def htmx_headers(source: str, target: str, url: str) -> dict[str, str]:
    return {
        "HX-Request": "true",
        "HX-Request-Type": "full" if target == "body" else "partial",
        "HX-Source": source,
        "HX-Target": target,
        "HX-Current-URL": url,
    }


def named(node: html.HtmlElement) -> str:
    """How htmx 4 names an element in its headers: `form#reply`."""
    return f"{node.tag}#{node.get('id')}" if node.get("id") else node.tag


def _body(sent: Submission) -> dict[str, Any]:
    fields: dict[str, list[Any]] = {}
    for name, value in [*sent.fields, *sent.files]:
        fields.setdefault(name, []).append(value)
    is_multipart = sent.form.get("enctype") == "multipart/form-data"
    return {
        "data": fields,
        "content_type": "multipart/form-data" if is_multipart
        else "application/x-www-form-urlencoded",
    }  # fmt: skip

"""The help pages ask nobody who they are: caches may keep them for all."""

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface

from portal.articles import publishing
from portal.articles.texts import Text
from tests import make
from tests.rig.browserless import Browser

PATHS = ("/help", "/help?q=brakes", "/help?lang=ar", "/help/brakes-squeal")


class Watched(SecureCookieSessionInterface):
    """Flask's own sessions, noting which requests looked into theirs."""

    def __init__(self):
        self.looked_into = []

    def save_session(self, app, session, response):
        self.looked_into.append(session.accessed or session.modified)
        super().save_session(app, session, response)


@pytest.fixture
def watched(app, monkeypatch):
    interface = Watched()
    monkeypatch.setattr(app, "session_interface", interface)
    return interface


@pytest.fixture
def queries_of(app):
    """`queries_of(act)`: how many statements the database was asked while `act()` ran."""
    engine = app.extensions["portal_database"].read
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    def count(act):
        asked.clear()
        act()
        return len([each for each in asked if not each.startswith("BEGIN")])

    sa.event.listen(engine, "before_cursor_execute", note)
    yield count
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def article(lea):
    return make.article(by=lea)


def test_no_help_page_looks_into_the_session(article, ana, kim, sign_in, visitor, watched):
    for browser in (visitor, sign_in(ana), sign_in(kim)):
        watched.looked_into.clear()
        for path in PATHS:
            browser.visit(path)
        assert watched.looked_into == [False] * len(PATHS)


def test_the_watch_would_notice(ana, sign_in, watched):
    sign_in(ana).visit("/")

    assert watched.looked_into[-1]


@pytest.mark.parametrize("path", PATHS)
def test_everybody_gets_the_same_bytes(article, ana, kim, sign_in, visitor, path):
    browsers = [visitor, sign_in(ana), sign_in(kim), Browser(visitor.app, Cookie="theme=dark")]

    pages = [browser.visit(path) for browser in browsers]

    assert len({page.content for page in pages}) == 1
    assert len({page.headers["Content-Security-Policy"] for page in pages}) == 1


@pytest.mark.parametrize("path", PATHS)
def test_caches_may_keep_it_for_five_minutes(article, visitor, path):
    headers = visitor.visit(path).headers

    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in headers
    assert "script-src" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_page_is_not_sent_again(article, visitor, path):
    etag = visitor.visit(path).headers["ETag"]

    again = visitor.visit(path, **{"If-None-Match": etag})

    assert (again.status, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=300"


def test_a_new_version_is_sent(article, visitor, lea):
    etag = visitor.visit("/help/brakes-squeal").headers["ETag"]
    text = Text(title="Silent discs", summary="How.", body="Clean.")
    publishing.publish_text(article, "en", text=text, seen=article.stamp("en"), by=lea)

    page = visitor.visit("/help/brakes-squeal", **{"If-None-Match": etag})

    assert (page.status, page.h1) == (200, "Silent discs")


def test_a_page_that_is_not_there_is_not_kept(article, visitor):
    page = visitor.visit("/help/nothing-here")

    assert page.status == 404
    assert page.headers["Cache-Control"] == "no-store"


def test_search_engines_may_index_articles(article, visitor):
    page = visitor.visit("/help/brakes-squeal")

    assert not page.all("//meta[@name='robots']")
    assert "X-Robots-Tag" not in page.headers


def test_a_stylesheet_is_for_everybody_too(visitor, article):
    page = visitor.visit("/help")
    styles = [link["href"] for link in page.all("//link[@rel='stylesheet']")]

    assert styles
    for address in styles:
        assert "Cookie" not in visitor.visit(address).headers.get("Vary", "")


def test_a_help_page_costs_few_queries(article, visitor, lea, queries_of):
    for number in range(30):
        make.article(f"more-{number}", by=lea)

    assert queries_of(lambda: visitor.visit("/help")) == 1
    assert queries_of(lambda: visitor.visit("/help/brakes-squeal")) == 1
    assert queries_of(lambda: visitor.visit("/help?q=brakes")) <= 3

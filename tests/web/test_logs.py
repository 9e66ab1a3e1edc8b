"""One line of JSON for each thing, with its request; and nobody writes a line of their own."""

import json
import logging

import pytest

from portal.web.logs import JsonLines


@pytest.fixture
def lines():
    """What the portal logs, as it stands in the file."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    kept = Kept()
    kept.setFormatter(JsonLines())
    logger = logging.getLogger("portal")
    before = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(kept)
    logger.setLevel(before)


def test_an_answer_is_one_line_with_its_number(visitor, lines):
    page = visitor.visit("/sign-in")

    line = json.loads(lines[-1])
    assert line["request"] == page.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/sign-in", 200)


def test_what_was_asked_for_is_named_by_its_route_so_no_secret_gets_in(visitor, lines):
    visitor.client.get("/link/0123456789abcdef0123456789abcdef?email=ana@example.com")

    assert json.loads(lines[-1])["route"] == "/link/<token>"
    assert "0123456789abcdef" not in "".join(lines)
    assert "ana@" not in "".join(lines)


@pytest.mark.parametrize("text", ["a\nb", 'a"},{"level": "info"', "\x1b[2J", "a\u2028b", "é\ud800"])
def test_no_text_ends_the_line_or_forges_another(lines, text):
    logging.getLogger("portal.test").error("said %s", text, extra={"user_agent": text})

    (line,) = lines
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["user_agent"] == text


def test_an_error_has_its_traceback_in_the_same_line(lines):
    try:
        raise ZeroDivisionError("why")
    except ZeroDivisionError:
        logging.getLogger("portal.test").exception("failed")

    assert "ZeroDivisionError: why" in json.loads(lines[0])["error"]

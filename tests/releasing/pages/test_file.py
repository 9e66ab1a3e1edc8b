"""The model as a file: taken along, brought back, and what is wrong with it by line."""

import pytest

from portal.building import drafts, publishing, queries
from portal.database import session
from tests.building.models import BIKE, published

DEARER = BIKE.replace("price = 100000", "price = 110000")


@pytest.fixture
def city(app):
    return published()


def bring(person, content, do="Make it the draft", name="city.toml"):
    page = person.visit("/desk/models/city/file")
    return page.fill(file=(name, content)).press(do)


def test_what_was_brought_in_comes_back_byte_for_byte(city, mona, sign_in):
    answer = sign_in(mona).visit("/desk/models/city/file/published.toml")

    assert answer.content.decode() == BIKE
    assert answer.headers["Content-Disposition"] == 'attachment; filename="city-1.toml"'
    assert sign_in(mona).visit("/desk/models/city/file/draft.toml").status == 404
    assert sign_in(mona).visit("/desk/models/city/file/other.toml").status == 404


def test_a_file_becomes_the_draft_and_shows_what_differs(city, mona, sign_in):
    page = bring(sign_in(mona), DEARER.encode())

    assert page.h1 == "Review and publish"
    assert "Price of the bare product" in page.text and "1100.00 EUR" in page.text
    assert drafts.draft_of("city").source == DEARER
    assert session.scalars(queries.offered_as("city")).one().n == 1


def test_looking_changes_nothing(city, mona, sign_in):
    page = bring(sign_in(mona), DEARER.encode(), do="What would differ")

    assert "Price of the bare product" in page.text
    assert drafts.draft_of("city") is None


def test_lines_of_windows_and_a_byte_order_mark_are_taken(city, mona, sign_in):
    page = bring(sign_in(mona), b"\xef\xbb\xbf" + DEARER.replace("\n", "\r\n").encode())

    assert page.h1 == "Review and publish"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (BIKE.replace("price = 128000", "price = ten").encode(), "19", "cannot be read"),
        (BIKE.replace("frame = titanium", "frame = gold").encode(), None, "gold"),
        (b"\xff\xfe\x00", None, "UTF-8"),
        (b"", None, "Choose a file"),
        (b"\x00" * 50, None, "cannot be read"),
        (BIKE.replace('id = "city"', 'id = "other"', 1).encode(), None, "another model"),
        (b"[" * 100_000, None, "cannot be read"),
        (b"x" * 5_000_001, None, "larger than 5 MB"),
    ],
)
def test_what_is_wrong_is_said_by_line(city, mona, sign_in, content, line, words):
    page = bring(sign_in(mona), content)

    assert page.status == 422
    assert words in page.text
    assert drafts.draft_of("city") is None
    if line:
        assert page.all("//td[1]")[0].text == line


def test_what_the_draft_said_before_can_be_had_back(city, mona, sign_in):
    draft = publishing.add_draft(BIKE, by=mona)
    bring(sign_in(mona), DEARER.encode())

    page = sign_in(mona).visit("/desk/models/city/history")
    page.press("Undo: brought in a file")

    session.expire_all()
    assert drafts.draft_of("city").source == BIKE and draft.id

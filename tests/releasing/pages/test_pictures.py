"""Drawings at the desk: what a page may show is taken, all else is refused with its reason."""

import pytest

from portal.building import drafts, publishing
from tests.building.models import PICTURE, TOO_FINE, published

ROUND = PICTURE.replace('r="3"', 'r="5"')
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


@pytest.fixture
def city(app):
    return published()


def bring(person, content):
    page = person.visit("/desk/models/city/pictures")
    return page.fill(file=("city.svg", content)).press("Make it the draft’s drawing")


def test_a_drawing_becomes_the_drafts_and_customers_keep_theirs(city, mona, visitor, sign_in):
    page = bring(sign_in(mona), ROUND.encode())

    assert "The draft has this drawing now" in page.flashes[0]
    assert drafts.draft_of("city").picture == ROUND
    assert "Mudguards is Full" in page.text
    assert 'r="3"' in visitor.visit("/build/city?guards=full").html
    assert "The drawing is another one" in sign_in(mona).visit("/desk/models/city/publish").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEAD}<script>alert(1)</script></svg>", "“script” is not allowed"),
        (f'{HEAD}<path d="M0 0" onclick="x()"/></svg>', "“onclick” is not allowed"),
        (f'{HEAD}<image href="http://evil.example/x.png"/></svg>', "“image” is not allowed"),
        (f'{HEAD}<path d="M0 0" style="fill:red"/></svg>', "“style” is not allowed"),
        (f'{HEAD}<path fill="url(http://evil.example/)"/></svg>', "not allowed"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + f"{HEAD}</svg>", "DOCTYPE"),
        (f'{HEAD}<g data-when="wings = yes"/></svg>', "wings"),
        (f'{HEAD}<g data-when="frame = gold"/></svg>', "frame = gold"),
        (f'{HEAD}<g data-when="and and"/></svg>', "data-when"),
        ("<html><body>hello</body></html>", "not an SVG drawing"),
        ("\x89PNG\r\n\x1a\n", "not an SVG drawing"),
        ("", "Choose a file"),
        ("x" * 300_001, "larger than 300 KB"),
        (f"{HEAD}{'<g>' * 100}{'</g>' * 100}</svg>", "nested too deep"),
    ],
)
def test_what_a_page_may_not_show_is_refused(city, mona, sign_in, content, words):
    page = bring(sign_in(mona), content.encode("latin-1" if "PNG" in content else "utf-8"))

    assert page.status == 422
    assert words in page.text
    assert drafts.draft_of("city") is None


def test_the_drawing_is_taken_along_and_never_opens_as_a_page(city, mona, sign_in):
    answer = sign_in(mona).visit("/desk/models/city/pictures/drawing.svg")

    assert answer.content.decode() == PICTURE
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_drawing_of_a_draft_that_nothing_can_be_worked_out_of(city, mona, sign_in):
    publishing.add_draft(TOO_FINE, by=mona)

    page = sign_in(mona).visit("/desk/models/city/pictures")

    assert "The checker has to be satisfied" in page.text
    assert page.follow("Take it along").content.decode() == PICTURE


def test_a_drawing_that_was_brought_in_is_not_undone(city, mona, sign_in):
    bring(sign_in(mona), ROUND.encode())

    page = sign_in(mona).visit("/desk/models/city/history")

    assert "brought in a drawing" in page.text
    assert not [each for each in page.buttons() if "Undo" in each]

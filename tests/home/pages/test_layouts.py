import pytest

from portal.home import starting
from tests import make


def order(page):
    return [tile["data-tile"] for tile in page.all("//*[@data-tile]")]


def test_lea_lets_the_pages_of_owners_begin_with_articles(ana, lea, sign_in):
    make.order(of=ana, stage="delivered")
    make.article(by=lea)
    page = sign_in(lea).visit("/desk/layouts").follow("Owners")
    page = page.fill(**{"place-articles": "1", "place-being-built": "7", "size-my-data": "away"})

    preview = page.press("Preview")

    assert order(preview)[0] == "articles"
    assert "my-data" not in order(preview)
    assert order(sign_in(ana).visit("/"))[0] != "articles", "not saved yet"

    page = preview.press("Save")
    assert page.flashes == ["Pages of “Owners” begin like this from now on."]
    assert order(sign_in(ana).visit("/"))[0] == "articles"


def test_the_preview_tells_nothing_of_a_customer(ana, mark, sign_in):
    make.ticket(by=ana, subject="Bell is missing")

    page = sign_in(mark).visit("/desk/layouts/new")

    assert "concerns" in order(page)
    assert "Bell is missing" not in page.text
    assert "Ana" not in page.text


def test_a_place_that_is_none_is_refused(lea, sign_in):
    page = sign_in(lea).visit("/desk/layouts/new")

    page = page.fill(**{"place-concerns": "99"}).press("Save")

    assert page.status == 422
    assert starting.kept_for(starting.segments()[-1]) is None


def test_back_to_what_we_propose(ana, lea, sign_in):
    browser = sign_in(lea)
    browser.visit("/desk/layouts/new").fill(**{"size-concerns": "away"}).press("Save")
    assert "concerns" not in order(sign_in(ana).visit("/"))

    browser.visit("/desk/layouts/new").press("Back to what we propose")

    assert "concerns" in order(sign_in(ana).visit("/"))


@pytest.mark.parametrize("path", ["/desk/layouts", "/desk/layouts/new"])
def test_agents_do_not_lay_out(kim, ana, sign_in, path):
    assert sign_in(kim).visit(path).status == 403
    assert sign_in(ana).visit(path).status == 404


def test_a_segment_that_is_none(lea, sign_in):
    assert sign_in(lea).visit("/desk/layouts/nobody").status == 404

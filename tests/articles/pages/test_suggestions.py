import pytest
from sqlalchemy import func, select

from portal.articles.models import AvoidedConcern
from portal.database import session
from tests import make


@pytest.fixture
def shelf(lea):
    for number in range(5):
        make.article(f"brakes-{number}", by=lea, title=f"Brakes {number}")
    make.article("invoice", by=lea, title="Your invoice", summary="Where it is.")
    make.article("not-yet-out", by=lea, title="Brakes, soon", published=False)


def suggested(page):
    return [each["value"] for each in page.all("//button[@name='slug']")]


def avoided():
    return session.scalar(select(func.count()).select_from(AvoidedConcern))


def test_three_at_most_and_only_what_is_published(shelf, visitor):
    assert len(suggested(visitor.get_fragment("/help/suggest?q=brakes"))) == 3
    assert suggested(visitor.get_fragment("/help/suggest?subject=where+is+my+invoice")) == [
        "invoice"
    ]


@pytest.mark.parametrize("typed", ["", "in", "umbrella", "%22*%22", "%00", "a" * 3000])
def test_nothing_is_suggested_where_nothing_fits(shelf, visitor, typed):
    page = visitor.get_fragment(f"/help/suggest?q={typed}")

    assert page.status == 200
    assert suggested(page) == []
    assert page.text == ""


def test_the_reader_s_own_language_comes_first(shelf, lea, visitor):
    make.article("invoice", by=lea, language="de", title="Ihre Rechnung", summary="Wo sie ist.")
    german = {"Accept-Language": "de", "HX-Request": "true", "HX-Request-Type": "partial"}

    page = visitor.visit("/help/suggest?q=rechnung", **german)

    assert "Ihre Rechnung" in page.text


def test_without_scripts_the_address_is_that_of_search(shelf, visitor):
    assert visitor.visit("/help/suggest?q=invoice").path.endswith("/help?q=invoice")


def test_this_answered_it_counts_and_leads_to_the_article(shelf, visitor):
    token = visitor.visit("/help/invoice/feedback").value("csrf_token")

    page = visitor.post("/help/answered", {"csrf_token": token, "slug": "invoice"})
    again = visitor.post("/help/answered", {"csrf_token": token, "slug": "invoice"})

    assert (page.h1, again.h1) == ("Your invoice", "Your invoice")
    assert avoided() == 1


@pytest.mark.parametrize("slug", ["not-yet-out", "nothing", "", "../sign-out", "\x00", "a" * 9000])
def test_only_published_articles_answer(shelf, visitor, slug):
    token = visitor.visit("/help/invoice/feedback").value("csrf_token")

    assert visitor.post("/help/answered", {"csrf_token": token, "slug": slug}).status == 404
    assert avoided() == 0


def test_it_takes_a_form_of_ours(shelf, visitor):
    assert visitor.post("/help/answered", {"slug": "invoice"}).status == 400
    assert avoided() == 0

import pytest

from portal.articles import publishing
from tests import make


@pytest.fixture
def shelf(lea):
    make.article(by=lea)
    make.article(by=lea, language="de", title="Bremsen, die quietschen", summary="Warum.")
    make.article("invoice", by=lea, title="Your invoice", summary="Where it is.", topic="orders")
    make.article("not-yet-out", by=lea, title="Secret plans", published=False)


def titles(page):
    return [link.text for link in page.by_id("main").all(".//ul[contains(@class, 'lines')]//a")]


def test_articles_are_listed_by_topic(shelf, visitor):
    page = visitor.visit("/help")

    assert (page.status, page.h1) == (200, "Help")
    assert [each.text for each in page.all("//main//h2")][:2] == [
        "Orders, delivery and invoices",
        "When something is wrong",
    ]
    assert titles(page) == ["Your invoice", "Brakes that squeal"]
    assert page.follow("Your invoice").h1 == "Your invoice"


def test_search_finds_and_says_how_many(shelf, visitor):
    page = visitor.visit("/help").fill(q="squealing brakes").press("Search")

    assert page.path.endswith("/help?q=squealing+brakes")
    assert page.by_id("found-h").heard == "1 article about “squealing brakes”"
    assert titles(page) == ["Brakes that squeal"]
    assert page.all("//meta[@name='robots']")[0]["content"] == "noindex"


def test_nothing_found_offers_to_ask(shelf, visitor):
    page = visitor.visit("/help?q=umbrella")

    assert page.by_id("found-h").heard == "Nothing found for “umbrella”"
    assert "Raise a concern" in [link.text for link in page.links]


def test_what_was_searched_for_is_shown_as_text(shelf, visitor):
    page = visitor.visit('/help?q="><script>alert(1)</script>')

    assert "<script" not in page.html
    assert page.value("q") == '"><script>alert(1)</script>'


def test_before_anything_is_written_help_says_so(visitor):
    assert "No articles yet" in visitor.visit("/help").text


def test_an_article_with_its_way_on(shelf, visitor):
    page = visitor.visit("/help/brakes-squeal")

    assert page.h1 == "Brakes that squeal"
    assert [each.text for each in page.all("//article//h2")] == ["Clean the rim"]
    assert page.all("//meta[@name='description']")[0]["content"].startswith("Why brakes squeal")
    assert page.all("//link[@rel='canonical']")[0]["href"] == (
        "https://portal.example.com/help/brakes-squeal"
    )
    assert page.follow("Raise a concern").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/help/not-yet-out", "/help/nothing", "/help/UPPER", "/help/a/b", "/help/%00",
        "/help/..%2f", "/help/" + "a" * 5000, "/help/caf%C3%A9", "/help/-",
        "/help/not-yet-out/feedback",
    ],
)  # fmt: skip
def test_what_is_not_published_is_not_there(shelf, visitor, path):
    assert visitor.visit(path).status == 404


def test_taken_off_the_page_is_gone(shelf, visitor, lea):
    publishing.unpublish(make.article("x", by=lea), "en", by=lea)

    assert visitor.visit("/help/x").status == 404


def test_the_language_of_the_address_then_of_the_browser(shelf, visitor):
    assert visitor.visit("/help/brakes-squeal?lang=de").h1 == "Bremsen, die quietschen"
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    assert visitor.visit("/help/brakes-squeal", **german).h1 == "Bremsen, die quietschen"
    assert visitor.visit("/help/brakes-squeal?lang=en", **german).h1 == "Brakes that squeal"
    assert titles(visitor.visit("/help", **german)) == ["Your invoice", "Bremsen, die quietschen"]
    assert titles(visitor.visit("/help?q=bremsen", **german)) == ["Bremsen, die quietschen"]


def test_a_chosen_language_stays_chosen(shelf, visitor):
    page = visitor.visit("/help").follow("Deutsch").follow("Bremsen, die quietschen")

    assert page.h1 == "Bremsen, die quietschen"
    assert titles(page.follow("Alle Hilfe")) == ["Your invoice", "Bremsen, die quietschen"]


def test_what_is_not_translated_is_shown_in_english_and_says_so(shelf, visitor):
    page = visitor.visit("/help/invoice?lang=fr")

    assert page.h1 == "Your invoice"
    assert "pas encore dans votre langue" in page.text
    assert page.all("//article")[0]["lang"] == "en"


def test_an_arabic_article_runs_from_right_to_left(lea, visitor):
    make.article(by=lea)
    make.article(by=lea, language="ar", title="صرير المكابح", summary="لماذا.")

    article = visitor.visit("/help/brakes-squeal?lang=ar").all("//article")[0]

    assert (article["lang"], article["dir"]) == ("ar", "rtl")


def test_search_engines_learn_of_every_language(shelf, visitor):
    page = visitor.visit("/help/brakes-squeal")

    links = {each["hreflang"]: each["href"] for each in page.all("//link[@rel='alternate']")}
    assert links == {
        "en": "https://portal.example.com/help/brakes-squeal?lang=en",
        "de": "https://portal.example.com/help/brakes-squeal?lang=de",
    }


def test_help_is_in_the_menu_of_customers_and_articles_in_that_of_staff(ana, kim, sign_in):
    assert sign_in(ana).visit("/").follow("Help").h1 == "Help"
    assert sign_in(kim).visit("/desk").follow("Articles").h1 == "Articles"

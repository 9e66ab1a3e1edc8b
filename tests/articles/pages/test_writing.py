import pytest
from sqlalchemy import select

from portal.articles import writing
from portal.articles.models import Article
from portal.articles.texts import Text
from portal.database import session
from tests import make
from tests.rig.browserless import both_ways

THEIRS = Text(title="Brakes", summary="Why they squeal.", body="Clean the disc with alcohol.")


@pytest.fixture
def article(lea):
    return make.article(by=lea)


def new(browser, **more):
    fields = {
        "title": "Größe: which frame?",
        "summary": "Measure your leg.",
        "text": "## Measure\n\nWith a book.",
        "topic": "Choosing and fitting",
    }
    return browser.visit("/desk/articles").follow("New article").fill(fields | more)


def test_from_an_idea_to_the_page(mark, sign_in, visitor):
    page = new(sign_in(mark)).press("Save draft")

    assert page.flashes == ["The draft is kept"]
    assert page.path.endswith("/desk/articles/grosse-which-frame/en")
    assert visitor.visit("/help/grosse-which-frame").status == 404

    page = page.press("Save and publish")

    assert page.flashes == ["Everybody reads this in English now, within five minutes"]
    page = visitor.visit("/help?q=frame").follow("Größe: which frame?")
    assert page.all("//article//h2")[0].text == "Measure"


def test_an_address_of_ones_own(mona, sign_in):
    page = new(sign_in(mona), address="frame-size").press("Save draft")

    assert page.path.endswith("/desk/articles/frame-size/en")


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("Frame Size", "Use small letters, digits and hyphens, like belt-care"),
        ("suggest", "Use small letters, digits and hyphens, like belt-care"),
        ("brakes-squeal", "Another article has this address"),
        ("../etc", "Use small letters, digits and hyphens, like belt-care"),
    ],
)
def test_addresses_that_cannot_be(article, mona, sign_in, address, error):
    page = new(sign_in(mona), address=address).press("Save draft")

    assert (page.status, page.errors) == (422, [error])
    assert page.value("title") == "Größe: which frame?"


def test_a_title_that_makes_no_address_asks_for_one(mona, sign_in):
    page = new(sign_in(mona), title="صرير المكابح").press("Save draft")

    assert page.errors == ["Write an address with small letters, digits and hyphens"]


def test_an_empty_article_says_what_is_missing(mona, sign_in):
    page = sign_in(mona).visit("/desk/articles/new").press("Save draft")

    assert page.status == 422
    assert page.errors == [
        "Give it a title", "Say in one sentence what it answers", "Write the article"
    ]  # fmt: skip
    assert session.scalars(select(Article)).all() == []


@both_ways
def test_a_preview_saves_nothing_and_keeps_what_was_typed(article, mona, sign_in, htmx):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en")
    text = "# New\n\n<script>alert(1)</script> **bold**"

    page = page.fill(title="Brakes, new", text=text).press("Show preview", htmx=htmx)

    shown = page.by_id("preview")
    assert [each.text for each in shown.all(".//h2")] == ["Preview", "New"]
    assert [each.text for each in shown.all(".//strong")] == ["bold"]
    assert not shown.all(".//script")
    if not htmx:
        assert page.value("title") == "Brakes, new"
    assert article.latest("en").number == 1


@both_ways
def test_a_preview_before_the_first_save(mona, sign_in, htmx):
    page = new(sign_in(mona)).press("Show preview", htmx=htmx)

    assert page.status == 200
    assert [each.text for each in page.by_id("preview").all(".//h2")] == ["Preview", "Measure"]
    assert session.scalars(select(Article)).all() == []


def test_a_draft_is_written_beside_what_is_published(article, mona, sign_in, visitor):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal").follow("Edit English")

    page.fill(summary="Not ready yet.").press("Save draft")

    assert "Not ready yet." not in visitor.visit("/help/brakes-squeal").text
    assert (
        sign_in(mona).visit("/desk/articles/brakes-squeal/en").value("summary") == "Not ready yet."
    )


def test_a_translation_has_the_english_beside_it(article, mona, sign_in, visitor):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal").follow("Translate Arabic")

    assert "## Clean the rim" in page.text
    assert page.all("//textarea")[0]["dir"] == "rtl"
    page = page.fill(title="صرير", summary="لماذا", text="نظّف.").press("Save draft")
    assert article.latest("ar").title == "صرير"
    assert page.follow("English").value("title") == "Brakes that squeal"


def test_who_wrote_meanwhile_is_named_and_both_texts_are_there(article, lea, mona, sign_in):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en")
    writing.save(article, "en", text=THEIRS, seen=article.stamp("en"), by=lea)

    page = page.fill(text="Clean the disc with soap.").press("Save draft")

    assert page.status == 409
    assert "Lea Moreau saved another text while you wrote" in page.text
    assert page.title.startswith("Error: ")
    assert page.value("body") == "Clean the disc with soap."
    assert "Theirs: Clean the disc with alcohol." in [each.heard for each in page.all("//del")]
    assert "Yours: Clean the disc with soap." in [each.heard for each in page.all("//ins")]
    assert article.latest("en").body == THEIRS.body

    page = page.press("Save draft")

    assert page.flashes == ["The draft is kept"]
    assert article.latest("en").body == "Clean the disc with soap."


def test_publishing_over_what_one_has_not_read_is_refused_too(article, lea, mark, sign_in, visitor):
    page = sign_in(mark).visit("/desk/articles/brakes-squeal/en")
    writing.save(article, "en", text=THEIRS, seen=article.stamp("en"), by=lea)

    assert page.fill(text="Mine.").press("Save and publish").status == 409
    assert visitor.visit("/help/brakes-squeal").all("//article//h2")[0].text == "Clean the rim"


def test_a_draft_that_was_thrown_away_meanwhile(mona, lea, sign_in):
    article = make.article(by=lea, published=False)
    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en")
    writing.discard(article, "en", seen=article.stamp("en"), by=lea)

    page = page.fill(text="Mine.").press("Save draft")

    assert page.status == 409
    assert "thrown away while you wrote" in page.text
    assert page.press("Save draft").flashes == ["The draft is kept"]


@pytest.mark.parametrize("seen", ["", "9.9", "x", "1", "-1.-1", "1.1.1"])
def test_a_forged_stamp_is_a_stale_one(article, mona, sign_in, seen):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en")

    assert page.fill(seen=seen, title="Forged").press("Save draft").status == 409
    assert article.latest("en").title == "Brakes that squeal"


def test_throwing_a_draft_away(mona, lea, sign_in):
    article = make.article(by=lea)
    writing.save(article, "en", text=THEIRS, seen=article.stamp("en"), by=lea)

    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en").follow("Throw this draft away")
    assert page.h1 == "Throw the English draft of “ Brakes ” away?"
    assert article.latest("en").number == 2
    page = page.press("Throw it away")

    assert page.flashes == ["The English draft is gone"]
    assert article.latest("en").number == 1


def test_a_draft_that_changed_meanwhile_is_not_thrown_away(mona, lea, sign_in):
    article = make.article(by=lea, published=False)
    page = sign_in(mona).visit("/desk/articles/brakes-squeal/en/discard")
    writing.save(article, "en", text=THEIRS, seen=article.stamp("en"), by=lea)

    page = page.press("Throw it away")

    assert page.flashes == ["Somebody else has written meanwhile. This is the latest"]
    assert page.value("summary") == THEIRS.summary


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", "x" * 121), ("summary", "x" * 241), ("body", "x" * 50_001), ("title", "a\nb"),
     ("title", "\x01"), ("body", "\x00")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_beside_its_field(article, mona, sign_in, field, text):
    browser = sign_in(mona)
    token = browser.visit("/desk/articles/brakes-squeal/en").value("csrf_token")
    fields = {"title": "A", "summary": "B", "body": "C", "seen": "1.1", "do": "save", field: text}

    page = browser.post("/desk/articles/brakes-squeal/en", {"csrf_token": token, **fields})

    assert (page.status, len(page.errors)) == (422, 1)

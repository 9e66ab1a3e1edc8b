import pytest

from portal.articles import helping, publishing, writing
from portal.articles.texts import Text
from tests import make

LAST_MONTH = make.MONDAY - 30 * make.DAY
MORE = Text(title="Brakes that squeal", summary="Why, and what to do.", body="Clean both sides.")


@pytest.fixture
def article(lea):
    return make.article(by=lea, at=LAST_MONTH)


def test_articles_with_their_languages_and_how_they_are_received(article, lea, kim, sign_in):
    make.article(by=lea, language="de", title="Bremsen", published=False)
    helping.say(article.published("en"), is_helpful=True, words="", visitor_key="one")
    helping.say(article.published("en"), is_helpful=False, words="", visitor_key="two")
    helping.avoid_concern(article, visitor_key="one")

    row = sign_in(kim).visit("/desk/articles").all("//tbody/tr")[0]

    assert "Brakes that squeal" in row.text
    assert "English" in row.text
    assert "German, draft" in row.text
    assert [cell.text for cell in row.all(".//td")][2:] == ["1 of 2", "1"]


def test_the_last_changed_come_first_and_search_narrows(article, lea, kim, sign_in):
    make.article("invoice", by=lea, title="Your invoice")

    page = sign_in(kim).visit("/desk/articles")
    assert [each.text for each in page.all("//tbody//th/a")] == [
        "Your invoice", "Brakes that squeal"
    ]  # fmt: skip

    page = sign_in(kim).visit("/desk/articles?q=squeal")
    assert [each.text for each in page.all("//tbody//th/a")] == ["Brakes that squeal"]
    for odd in ("100%25", "_", "%00%25", "%25" * 5000):
        assert "Nothing found" in sign_in(kim).visit(f"/desk/articles?q={odd}").text


@pytest.mark.parametrize(
    ("who", "writes", "publishes"),
    [
        ("kim", False, False),
        ("mona", True, False),
        ("mark", True, True),
        ("lea", True, True),
        ("adam", True, True),
    ],
)
def test_who_may_do_what(article, sign_in, request, who, writes, publishes):
    browser = sign_in(request.getfixturevalue(who))

    index = browser.visit("/desk/articles")
    assert ("New article" in [link.text for link in index.links]) is writes
    show = browser.visit("/desk/articles/brakes-squeal")
    assert ("Take English off" in show.buttons()) is publishes
    write = browser.visit("/desk/articles/brakes-squeal/en")
    assert ("Save draft" in write.buttons()) is writes
    assert ("Save and publish" in write.buttons()) is publishes


@pytest.mark.parametrize(
    ("who", "do", "status"),
    [
        ("kim", "save", 403),
        ("kim", "publish", 403),
        ("mona", "save", 200),
        ("mona", "publish", 403),
    ],
)
def test_hidden_buttons_are_refused_too(article, sign_in, request, who, do, status):
    browser = sign_in(request.getfixturevalue(who))
    token = browser.visit("/help/brakes-squeal/feedback").value("csrf_token")
    fields = {"title": "A", "summary": "B", "body": "C", "seen": article.stamp("en"), "do": do}

    page = browser.post("/desk/articles/brakes-squeal/en", {"csrf_token": token, **fields})

    assert page.status == status
    assert article.published("en").title == "Brakes that squeal"


def test_customers_find_no_desk(article, ana, visitor, sign_in):
    assert sign_in(ana).visit("/desk/articles").status == 404
    assert sign_in(ana).visit("/desk/articles/brakes-squeal/en").status == 404
    assert visitor.visit("/desk/articles").h1 == "Sign in"


def test_taking_a_language_off(article, mark, sign_in, visitor):
    page = sign_in(mark).visit("/desk/articles/brakes-squeal").press("Take English off")

    assert page.flashes == ["The English page is off. Its versions are kept here"]
    assert visitor.visit("/help/brakes-squeal").status == 404


def test_another_topic(article, mona, sign_in, visitor):
    page = sign_in(mona).visit("/desk/articles/brakes-squeal")

    page.fill(topic="Use and care").press("Save topic")

    assert "Use and care" in [each.text for each in visitor.visit("/help").all("//main//h2")]


def test_a_topic_that_does_not_exist_is_refused(article, mona, sign_in):
    browser = sign_in(mona)
    token = browser.visit("/desk/articles/brakes-squeal").value("csrf_token")

    sent = {"csrf_token": token, "topic": "bicycles"}

    assert browser.post("/desk/articles/brakes-squeal/topic", sent).status == 422


def test_a_translation_older_than_the_english_says_so(article, lea, kim, sign_in):
    make.article(by=lea, language="de", title="Bremsen", at=LAST_MONTH)
    assert "English changed since" not in sign_in(kim).visit("/desk/articles/brakes-squeal").text

    seen = article.stamp("en")
    publishing.publish_text(article, "en", text=MORE, seen=seen, by=lea)

    assert "English changed since" in sign_in(kim).visit("/desk/articles/brakes-squeal").text


def test_what_readers_wrote_is_shown_as_text(article, kim, sign_in):
    version = article.published("en")
    helping.say(version, is_helpful=False, words="<b>Which</b> cloth?", visitor_key="one")

    assert "<b>Which</b> cloth?" in sign_in(kim).visit("/desk/articles/brakes-squeal").text


def test_versions_and_what_changed_between_them(article, lea, kim, sign_in):
    writing.save(article, "en", text=MORE, seen=article.stamp("en"), by=lea)
    publishing.publish(article, "en", seen=article.stamp("en"), by=lea)

    page = sign_in(kim).visit("/desk/articles/brakes-squeal").follow("Versions in English")

    assert page.by_id("changes-h").text == "What changed from version 1 to 2"
    assert [each.text for each in page.all("//tbody//th")] == ["Version 2", "Version 1"]
    assert "Clean both sides." in [each.text for each in page.all("//ins")]
    assert page.by_id("main").all(".//h3")[0].text == "Summary"


def test_any_two_versions_can_be_compared(article, lea, kim, sign_in):
    for number in range(2):
        text = Text(title="Brakes", summary="Why.", body=f"Number {number}.")
        publishing.publish_text(article, "en", text=text, seen=article.stamp("en"), by=lea)

    page = sign_in(kim).visit("/desk/articles/brakes-squeal/en/versions?old=1&new=2")
    assert page.by_id("changes-h").text == "What changed from version 1 to 2"
    page = page.fill(old="Version 2", new="Version 3").press("Compare")
    assert [each.heard for each in page.all("//del | //ins")] == [
        "Before: Number 0.", "After: Number 1."
    ]  # fmt: skip
    odd = sign_in(kim).visit("/desk/articles/brakes-squeal/en/versions?old=99&new=x")
    assert odd.by_id("changes-h").text == "What changed from version 2 to 3"


@pytest.mark.parametrize(
    "path", ["nothing", "brakes-squeal/xx", "brakes-squeal/de/versions", "nothing/en", "%00/en"]
)
def test_what_is_not_there(article, kim, sign_in, path):
    assert sign_in(kim).visit(f"/desk/articles/{path}").status == 404

import pytest
from sqlalchemy import select

from portal.articles.models import ArticleFeedback
from portal.database import session
from tests import make
from tests.rig.browserless import Browser


@pytest.fixture
def article(lea):
    return make.article(by=lea)


def answers():
    return [(said.is_helpful, said.words) for said in session.scalars(select(ArticleFeedback))]


def test_a_link_only_opens_the_form_with_the_answer_chosen(article, visitor):
    page = visitor.visit("/help/brakes-squeal").follow("Yes, it helped")

    assert page.value("helpful") == "yes"
    assert answers() == []


def test_an_answer_is_kept_and_can_be_changed(article, visitor):
    page = visitor.visit("/help/brakes-squeal").follow("Yes, it helped").press("Send answer")

    assert page.flashes == ["Your answer is kept"]
    assert answers() == [(True, "")]
    page = page.fill(helpful="no", words="Which alcohol?").press("Change answer")
    assert answers() == [(False, "Which alcohol?")]
    assert "Raise a concern" in [link.text for link in page.by_id("main").all(".//a")]


def test_each_reader_has_their_own_answer(article, visitor, ana, ben, sign_in):
    for browser in (visitor, Browser(visitor.app), sign_in(ana), sign_in(ben), sign_in(ana)):
        page = browser.visit("/help/brakes-squeal/feedback?helpful=no")
        page.fill(helpful="no").press("Change answer" if "Change answer" in page.buttons() else
                                      "Send answer")  # fmt: skip

    assert answers() == [(False, "")] * 4


def test_who_answered_is_not_kept(article, ana, sign_in):
    sign_in(ana).visit("/help/brakes-squeal/feedback").fill(helpful="yes").press("Send answer")

    said = session.scalars(select(ArticleFeedback)).one()
    assert len(said.visitor_key) == 64
    assert not {column.name for column in said.__table__.columns} & {"user_id", "customer_id"}


def test_without_a_choice_it_says_what_is_missing_and_keeps_the_words(article, visitor):
    page = visitor.visit("/help/brakes-squeal/feedback").fill(words="Hm.").press("Send answer")

    assert (page.status, page.errors) == (422, ["Choose yes or no"])
    assert page.value("words") == "Hm."
    assert answers() == []


@pytest.mark.parametrize(
    "fields", [{"helpful": "maybe"}, {"helpful": "yes", "words": "x" * 1001}, {}]
)
def test_bad_answers_are_refused(article, visitor, fields):
    page = visitor.visit("/help/brakes-squeal/feedback")
    token = page.value("csrf_token")

    sent = visitor.post("/help/brakes-squeal/feedback", {"csrf_token": token, **fields})

    assert sent.status == 422
    assert answers() == []


def test_a_form_from_another_site_is_refused(article, visitor):
    sent = visitor.post("/help/brakes-squeal/feedback", {"helpful": "yes"})
    assert sent.status == 400

    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    page = visitor.visit("/help/brakes-squeal/feedback")
    fields = {"helpful": "yes", "csrf_token": page.value("csrf_token")}
    assert visitor.post("/help/brakes-squeal/feedback", fields, **elsewhere).status == 403
    assert answers() == []


def test_a_flood_from_one_network_ends(article, visitor):
    statuses = [
        Browser(visitor.app)
        .visit("/help/brakes-squeal/feedback?helpful=no")
        .press("Send answer")
        .status
        for _ in range(62)
    ]

    assert statuses.count(200) == 60
    assert statuses[-1] == 429


def test_the_page_for_answers_is_not_indexed_and_not_kept(article, visitor):
    page = visitor.visit("/help/brakes-squeal/feedback")

    assert page.all("//meta[@name='robots']")[0]["content"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"

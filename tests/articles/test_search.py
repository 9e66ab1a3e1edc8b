import random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles import publishing, queries, search, writing
from portal.articles.jobs import index_what_is_missing
from portal.articles.texts import Text
from portal.database import atomic, session
from tests import make


@pytest.fixture
def shelf(lea):
    """Three articles, one of them in German too."""
    make.article(by=lea)
    make.article(
        by=lea, language="de", title="Bremsen, die quietschen", summary="Warum sie laut sind.",
        body="Die Größe der Scheibe ist gleich.",
    )  # fmt: skip
    make.article(
        "invoice", by=lea, title="Your invoice", summary="Where it is, and how to change it.",
        body="The VAT number stands on it. Brakes are not mentioned twice.",
    )  # fmt: skip
    make.article(
        "frame-size", by=lea, title="Which frame size", summary="Measure your inside leg.",
        body="Café racers take 700x40 tyres, at 2.5 bar.",
    )  # fmt: skip


def found(question, *languages, most=10):
    ids = search.find(question, languages=languages or ("en",), most=most)
    return [heading.slug for heading in queries.headings_of(ids, (languages or ("en",))[0])]


@pytest.mark.parametrize(
    ("question", "slugs"),
    [
        ("invoice", ["invoice"]),
        ("INVOICE", ["invoice"]),
        ("vat num", ["invoice"]),
        ("cafe", ["frame-size"]),
        ("700x40", ["frame-size"]),
        ("2.5 bar", ["frame-size"]),
        ("what is my frame size?", ["frame-size"]),
        ("why do brakes squeal", ["brakes-squeal"]),
        ("squealing when I stop", ["brakes-squeal"]),
        ("umbrella", []),
        ("", []),
        ("?!", []),
    ],
)
def test_what_is_asked_and_what_is_found(shelf, question, slugs):
    assert found(question) == slugs


def test_a_word_in_the_title_counts_more_than_one_in_the_text(shelf):
    assert found("brakes") == ["brakes-squeal", "invoice"]


def test_the_last_word_may_be_unfinished_the_others_not(shelf):
    assert found("inv") == ["invoice"]
    assert found("vat numb") == ["invoice"]
    assert found("va number") == []


def test_only_the_languages_asked_for_are_searched(shelf):
    assert found("quietschen") == []
    assert found("quietschen", "de", "en") == ["brakes-squeal"]
    assert found("grosse", "de", "en") == ["brakes-squeal"]
    assert found("invoice", "de", "en") == ["invoice"]


def test_an_article_found_in_two_languages_comes_once(shelf, lea):
    make.article("invoice", by=lea, language="de", title="Invoice", body="Rechnung")

    assert found("invoice", "de", "en") == ["invoice"]


def test_there_is_a_limit(lea):
    for number in range(12):
        make.article(f"brake-{number}", by=lea)

    assert len(found("brakes", most=3)) == 3


@pytest.mark.parametrize(
    "typed",
    [
        '"', "*", "'", "\\", "(", ")", ":*", "&", "|", "!", "-", "^", "NEAR(a b)", "a AND",
        "OR OR", "NOT brakes", "title:brakes", "{title}:brakes", "brakes' OR 1=1 --", "%", "_",
        "brakes'); DROP TABLE x", "<->", "a <2> b", "brakes:A", "'''", "\x00brakes", "\ud800",
        "🚲", "a" * 10_000, "'brakes':*", '"brakes', "brakes*", "+brakes", "col : x",
        "rank MATCH 'x'",
    ],
)  # fmt: skip
def test_no_sign_is_an_operator(shelf, typed):
    found(typed)


def test_a_question_that_looks_like_sql_finds_by_its_words(shelf):
    assert found("NOT brakes") == ["brakes-squeal", "invoice"]
    assert found("'brakes':*") == ["brakes-squeal", "invoice"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(app, typed):
    assert found(typed, "ar", "en") == []


def test_drafts_are_not_found_until_they_are_published(lea):
    article = make.article(by=lea, published=False)
    assert found("brakes") == []

    publishing.publish(article, "en", seen=article.stamp("en"), by=lea)
    assert found("brakes") == ["brakes-squeal"]


def test_a_new_version_is_found_by_its_words_and_no_longer_by_the_old(lea):
    article = make.article(by=lea)
    text = Text(title="Silent discs", summary="How to keep them so.", body="Alcohol.")

    publishing.publish_text(article, "en", text=text, seen=article.stamp("en"), by=lea)

    assert (found("squeal"), found("silent")) == ([], ["brakes-squeal"])


def test_what_is_taken_off_is_not_found(lea):
    article = make.article(by=lea)

    publishing.unpublish(article, "en", by=lea)

    assert found("brakes") == []


def test_a_draft_beside_it_changes_nothing(lea):
    article = make.article(by=lea)
    text = Text(title="Silent discs", summary="How to keep them so.", body="Alcohol.")

    writing.save(article, "en", text=text, seen=article.stamp("en"), by=lea)

    assert (found("squeal"), found("silent")) == (["brakes-squeal"], [])


def test_after_a_restored_backup_the_index_is_made_again(shelf):
    with atomic():
        session.execute(sa.text("DELETE FROM search_articles"))
    assert found("invoice") == []

    assert index_what_is_missing() == 4
    assert index_what_is_missing() == 0
    assert found("invoice") == ["invoice"]


def test_a_very_long_article_of_many_words_can_be_published(lea):
    letters = random.Random(7)
    words = " ".join("".join(letters.choices("abcdefghij", k=7)) for _ in range(6000))

    make.article(by=lea, body=f"{words} needle")

    assert found("needle") == ["brakes-squeal"]

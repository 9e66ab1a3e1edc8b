import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.articles import publishing, writing
from portal.articles.models import NOTHING_YET, Article, ArticleVersion, PublishedIsFinal, Topic
from portal.articles.texts import Text
from portal.articles.writing import SlugTaken, Stale
from portal.database import atomic, session
from tests import make

TEXT = Text(title="Belt", summary="It needs water.", body="Rinse it.")
MORE = Text(title="Belt", summary="It needs water.", body="Rinse it every month.")


def begin(by, slug="belt-care"):
    return writing.begin(slug=slug, topic=Topic.CARE, language="en", text=TEXT, by=by)


def test_a_new_article_is_a_draft_that_nobody_reads(mona):
    article = begin(mona)

    draft = article.latest("en")
    assert (draft.number, draft.is_draft, draft.author) == (1, True, mona)
    assert draft.html == "<p>Rinse it.</p>\n"
    assert not article.is_published


def test_two_articles_cannot_have_one_address(mona, lea):
    begin(mona)

    with pytest.raises(SlugTaken):
        begin(lea)

    assert len(session.scalars(select(ArticleVersion)).all()) == 1


def test_saving_again_changes_the_draft(mona, lea):
    article = begin(mona)

    with clock.stopped_at(make.MONDAY):
        draft = writing.save(article, "en", text=MORE, seen=article.stamp("en"), by=lea)

    assert (draft.number, draft.body, draft.author) == (1, MORE.body, lea)
    assert draft.changed_at == make.MONDAY


def test_nobody_overwrites_what_they_have_not_seen(mona, lea):
    article = begin(mona)
    seen = article.stamp("en")
    writing.save(article, "en", text=MORE, seen=seen, by=mona)

    with pytest.raises(Stale):
        writing.save(article, "en", text=TEXT, seen=seen, by=lea)

    assert article.latest("en").body == MORE.body


def test_a_draft_thrown_away_meanwhile_is_noticed_too(mona, lea):
    article = begin(mona)
    seen = article.stamp("en")
    writing.discard(article, "en", seen=seen, by=lea)

    with pytest.raises(Stale):
        writing.save(article, "en", text=MORE, seen=seen, by=mona)


def test_the_next_draft_under_the_same_number_is_another_one(mona, lea):
    article = begin(mona)
    seen = article.stamp("en")
    writing.discard(article, "en", seen=seen, by=lea)
    writing.save(article, "en", text=MORE, seen=NOTHING_YET, by=lea)

    with pytest.raises(Stale):
        writing.save(article, "en", text=TEXT, seen=seen, by=mona)


def test_what_is_published_never_changes_a_new_draft_stands_beside_it(lea):
    article = make.article(by=lea, body="Old.")

    draft = writing.save(article, "en", text=MORE, seen=article.stamp("en"), by=lea)

    assert (draft.number, article.published("en").number) == (2, 1)
    assert article.published("en").body == "Old."


def test_the_words_of_a_published_version_refuse_to_change(lea):
    version = make.article(by=lea).published("en")

    with pytest.raises(PublishedIsFinal), atomic():
        version.title = "Something else"

    session.expire_all()
    assert version.title == "Brakes that squeal"


def test_saving_what_is_on_the_page_already_makes_no_draft(lea):
    article = make.article(by=lea)
    shown = article.published("en")

    assert writing.save(article, "en", text=Text.of(shown), seen=shown.stamp, by=lea) is shown


def test_each_language_has_its_own_drafts(mona):
    article = begin(mona)

    german = writing.save(article, "de", text=MORE, seen=NOTHING_YET, by=mona)

    assert (german.number, article.latest("en").number) == (1, 1)


def test_throwing_a_draft_away_leaves_what_is_published(lea):
    article = make.article(by=lea)
    writing.save(article, "en", text=MORE, seen=article.stamp("en"), by=lea)

    writing.discard(article, "en", seen=article.stamp("en"), by=lea)
    writing.discard(article, "en", seen=article.stamp("en"), by=lea)

    assert [version.is_published for version in article.versions] == [True]


def test_nobody_throws_away_what_they_have_not_read(mona, lea):
    article = begin(mona)
    seen = article.stamp("en")
    writing.save(article, "en", text=MORE, seen=seen, by=mona)

    with pytest.raises(Stale):
        writing.discard(article, "en", seen=seen, by=lea)

    assert article.latest("en").body == MORE.body


def publish_it(article_id, seen, body, by_id):
    text = Text(title="Belt", summary="It needs water.", body=body)
    article, by = session.get_one(Article, article_id), session.get_one(User, by_id)
    publishing.publish_text(article, "en", text=text, seen=seen, by=by)
    return body


def test_of_eight_who_publish_at_once_one_wins_and_the_others_are_told(lea, race):
    article = make.article(by=lea)
    seen = article.stamp("en")

    answers = race(publish_it, each=[(article.id, seen, f"Text {n}", lea.id) for n in range(8)])

    (won,) = [answer for answer in answers if isinstance(answer, str)]
    assert {answer.name for answer in answers if answer != won} == {"Stale"}
    assert article.published("en").body == won
    assert [version.number for version in article.versions] == [1, 2]

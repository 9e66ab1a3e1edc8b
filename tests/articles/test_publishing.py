import pytest

from portal import clock
from portal.articles import publishing, writing
from portal.articles.models import VersionState
from portal.articles.texts import Text
from portal.articles.writing import Stale
from tests import make

MORE = Text(title="Brakes", summary="All about them.", body="More.")


def test_publishing_puts_the_draft_on_the_page_and_retires_the_version_before(lea, mark):
    article = make.article(by=lea)
    writing.save(article, "en", text=MORE, seen=article.stamp("en"), by=lea)

    with clock.stopped_at(make.MONDAY):
        publishing.publish(article, "en", seen=article.stamp("en"), by=mark)

    old, new = article.versions
    assert (old.state, new.state) == (VersionState.RETIRED, VersionState.PUBLISHED)
    assert (new.author, new.published_by, new.published_at) == (lea, mark, make.MONDAY)


def test_publishing_twice_changes_nothing_more(lea, mark):
    article = make.article(by=lea, published=False)
    seen = article.stamp("en")

    publishing.publish(article, "en", seen=seen, by=lea)
    publishing.publish(article, "en", seen=seen, by=mark)

    assert article.published("en").published_by == lea


def test_nobody_publishes_a_text_they_have_not_read(lea, mona):
    article = make.article(by=lea, published=False)
    seen = article.stamp("en")
    writing.save(article, "en", text=MORE, seen=seen, by=mona)

    with pytest.raises(Stale):
        publishing.publish(article, "en", seen=seen, by=lea)


def test_taken_off_the_page_its_words_stay_and_can_be_published_again(lea):
    article = make.article(by=lea)

    publishing.unpublish(article, "en", by=lea)
    publishing.unpublish(article, "en", by=lea)
    assert not article.is_published

    kept = article.latest("en")
    publishing.publish_text(article, "en", text=Text.of(kept), seen=kept.stamp, by=lea)
    assert article.published("en").number == 2


def test_one_language_is_taken_off_alone(lea):
    article = make.article(by=lea)
    make.article(by=lea, language="de", title="Bremsen")

    publishing.unpublish(article, "de", by=lea)

    assert article.published("en")
    assert not article.published("de")

import sqlalchemy as sa

from portal import clock
from portal.articles import helping, queries
from portal.articles.models import ArticleFeedback, ArticleVersion, AvoidedConcern
from portal.articles.queries import Reception
from portal.database import session
from tests import make


def say(article, helpful, key, words=""):
    helping.say(article.published("en"), is_helpful=helpful, words=words, visitor_key=key)


def reception(article):
    return queries.receptions([article.id])[article.id]


def test_each_reader_has_one_answer_and_may_change_it(lea):
    article = make.article(by=lea)

    say(article, True, "one")
    say(article, True, "two")
    say(article, False, "one", words="Which cloth?")

    assert reception(article) == Reception(yes=1, no=1)
    assert [words for _, _, words, _, _ in session.execute(queries.words_about(article))] == [
        "Which cloth?"
    ]


def test_answers_belong_to_the_version_that_was_read(lea):
    article = make.article(by=lea)
    say(article, True, "one")

    assert queries.answers_by_version(article) == {article.published("en").id: (1, 0)}


def test_an_avoided_concern_is_counted_once_a_day_for_each_reader(lea):
    article, other = make.article(by=lea), make.article("invoice", by=lea)

    with clock.stopped_at(make.MONDAY):
        for reader in ("one", "one", "two"):
            helping.avoid_concern(article, visitor_key=reader)
        helping.avoid_concern(other, visitor_key="one")
    with clock.stopped_at(make.MONDAY + make.DAY):
        helping.avoid_concern(article, visitor_key="one")

        assert (reception(article).avoided, reception(other).avoided) == (3, 1)


def test_what_was_typed_is_kept_nowhere():
    assert AvoidedConcern.__table__.columns.keys() == ["id", "article_id", "at"]


def test_lately_is_ninety_days(lea):
    article = make.article(by=lea)
    with clock.stopped_at(make.MONDAY):
        helping.avoid_concern(article, visitor_key="one")

    with clock.stopped_at(make.MONDAY + 91 * make.DAY):
        assert (reception(article).avoided, reception(article).avoided_lately) == (1, 0)


def say_it(version_id, number):
    version = session.get_one(ArticleVersion, version_id)
    helping.say(version, is_helpful=True, words=str(number), visitor_key="the same reader")


def test_a_double_press_from_two_windows_is_one_answer(lea, race):
    version = make.article(by=lea).published("en")

    race(say_it, each=[(version.id, number) for number in range(6)])

    assert session.scalar(sa.select(sa.func.count()).select_from(ArticleFeedback)) == 1

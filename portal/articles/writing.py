"""Writing articles: a draft beside what is published. Nobody overwrites what they have not seen."""

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.access import Actor
from portal.articles.markup import to_html
from portal.articles.models import NOTHING_YET, Article, ArticleVersion, Topic
from portal.articles.texts import Text
from portal.database import atomic, lock, session


class SlugTaken(Exception):
    """Another article has this address."""


class Stale(Exception):
    """Somebody else has written in this language since."""


@atomic()
def begin(*, slug: str, topic: Topic, language: str, text: Text, by: Actor) -> Article:
    """An article with its first draft. Its address stays as it is: others will link to it."""
    article = Article(slug=slug, topic=topic)
    try:
        with session.begin_nested():
            session.add(article)
    except IntegrityError:
        raise SlugTaken(slug) from None
    save(article, language, text=text, seen=NOTHING_YET, by=by)
    return article


@atomic()
def save(article: Article, language: str, *, text: Text, seen: str, by: Actor) -> ArticleVersion:
    """Keep `text` as the draft. `seen` is the stamp of what the writer began with; raises Stale
    when that is no longer the latest. Text that is on the page already makes no draft."""
    latest = latest_if_seen(article, language, seen)
    if latest and not latest.is_retired and Text.of(latest) == text:
        return latest
    if latest and latest.is_draft:
        draft = latest
        draft.edits += 1
    else:
        draft = ArticleVersion(
            language=language, number=latest.number + 1 if latest else 1, edits=1
        )
    draft.title, draft.summary, draft.body = text.title, text.summary, text.body
    draft.html = to_html(text.body)
    draft.author_id = by.id
    draft.changed_at = clock.now()
    if draft is not latest:
        article.versions.append(draft)
    session.flush()
    return draft


@atomic()
def discard(article: Article, language: str, *, seen: str, by: Actor) -> None:
    """Throw the draft away; what is published stays. Raises Stale like save()."""
    latest = latest_if_seen(article, language, seen)
    if latest and latest.is_draft:
        article.versions.remove(latest)
        session.delete(latest)


@atomic()
def move(article: Article, *, topic: Topic, by: Actor) -> None:
    """Put it under another topic."""
    lock(article)
    article.topic = topic


def latest_if_seen(article: Article, language: str, seen: str) -> ArticleVersion | None:
    """The latest version, locked; raises Stale when somebody has written since `seen`."""
    lock(article)
    if article.stamp(language) != seen:
        raise Stale(f"{article.slug} in {language}")
    return article.latest(language)

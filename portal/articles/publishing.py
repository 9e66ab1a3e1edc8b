"""What stands on the page: putting a draft there, and taking it off."""

from portal import clock
from portal.access import Actor
from portal.articles import search
from portal.articles.models import Article, VersionState
from portal.articles.texts import Text
from portal.articles.writing import latest_if_seen, save
from portal.database import atomic, lock, session


@atomic()
def publish_text(article: Article, language: str, *, text: Text, seen: str, by: Actor) -> None:
    """Save and publish in one go."""
    draft = save(article, language, text=text, seen=seen, by=by)
    publish(article, language, seen=draft.stamp, by=by)


@atomic()
def publish(article: Article, language: str, *, seen: str, by: Actor) -> None:
    """Let everybody read the latest version. Publishing what is published does nothing; raises
    Stale when the latest is not what the publisher has read."""
    latest = latest_if_seen(article, language, seen)
    if latest is None or not latest.is_draft:
        return
    _retire(article, language)
    latest.state = VersionState.PUBLISHED
    latest.published_at = clock.now()
    latest.published_by_id = by.id
    session.flush()
    search.add(latest)


@atomic()
def unpublish(article: Article, language: str, *, by: Actor) -> None:
    """Take the article off the page in this language. Its words stay at the desk."""
    lock(article)
    _retire(article, language)


def _retire(article: Article, language: str) -> None:
    shown = article.published(language)
    if shown is not None:
        shown.state = VersionState.RETIRED
        search.remove(shown)
        # Before another is published: only one may be at any moment.
        session.flush()

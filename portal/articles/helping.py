"""Whether articles help: what readers say, and the concerns that nobody had to raise."""

from datetime import timedelta

from sqlalchemy import Select, select

from portal import clock, limits
from portal.articles.models import Article, ArticleFeedback, ArticleVersion, AvoidedConcern
from portal.database import atomic, lock, session

ONCE_PER = timedelta(days=1)


@atomic()
def say(version: ArticleVersion, *, is_helpful: bool, words: str, visitor_key: str) -> None:
    """Keep a reader's answer. Each has one for an article: saying it again changes it."""
    lock(version.article)
    said = session.scalars(said_by(version.article, visitor_key)).one_or_none()
    if said is None:
        said = ArticleFeedback(article_id=version.article_id, visitor_key=visitor_key)
        session.add(said)
    said.version_id = version.id
    said.is_helpful = is_helpful
    said.words = words
    said.at = clock.now()


def said_by(article: Article, visitor_key: str) -> Select[tuple[ArticleFeedback]]:
    return select(ArticleFeedback).where(
        ArticleFeedback.article_id == article.id, ArticleFeedback.visitor_key == visitor_key
    )


@atomic()
def avoid_concern(article: Article, *, visitor_key: str) -> None:
    """Count a concern that the article answered; once a day for each reader and article."""
    if limits.allows(f"avoided:{article.id}:{visitor_key}", times=1, per=ONCE_PER):
        session.add(AvoidedConcern(article_id=article.id, at=clock.now()))

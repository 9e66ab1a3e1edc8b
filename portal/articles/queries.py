"""Articles for readers, for the desk, and how they are received."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, defer, selectinload

from portal import clock
from portal.articles.languages import best_of
from portal.articles.models import (
    SLUG,
    Article,
    ArticleFeedback,
    ArticleVersion,
    AvoidedConcern,
    Topic,
    VersionState,
)
from portal.articles.policy import published
from portal.database import session
from portal.web.languages import LANGUAGES

MOST_LISTED = 500
MOST_AT_THE_DESK = 100
RECENTLY = timedelta(days=90)


@dataclass(frozen=True)
class Heading:
    """An article in a list, in the best language there is for its reader."""

    slug: str
    topic: Topic
    language: str
    title: str
    summary: str

    @property
    def direction(self) -> str:
        return LANGUAGES[self.language].direction


def headings(language: str) -> list[Heading]:
    """All that is published, by title."""
    found = _headings(language, sa.true())
    return sorted(found.values(), key=lambda heading: heading.title.casefold())[:MOST_LISTED]


def headings_of(article_ids: Sequence[int], language: str) -> list[Heading]:
    """These articles, in their order."""
    found = _headings(language, Article.id.in_(article_ids))
    return [found[each] for each in article_ids if each in found]


def _headings(language: str, which: sa.ColumnElement[bool]) -> dict[int, Heading]:
    rows = session.execute(
        select(
            Article.id,
            Article.slug,
            Article.topic,
            ArticleVersion.language,
            ArticleVersion.title,
            ArticleVersion.summary,
        )
        .join(ArticleVersion.article)
        .where(ArticleVersion.state == VersionState.PUBLISHED, which)
    )
    by_language: dict[int, dict[str, Heading]] = {}
    for article_id, *columns in rows:
        heading = Heading(*columns)
        by_language.setdefault(article_id, {})[heading.language] = heading
    return {each: there[best_of(there, language)] for each, there in by_language.items()}


def published_versions(slug: str) -> Select[tuple[ArticleVersion]]:
    """What the page of this article shows, one in each language."""
    return (
        select(ArticleVersion)
        .join(ArticleVersion.article)
        .options(contains_eager(ArticleVersion.article), defer(ArticleVersion.body))
        .where(at_address(slug), ArticleVersion.state == VersionState.PUBLISHED)
    )


def at_address(slug: str) -> sa.ColumnElement[bool]:
    """What cannot be an address is nobody's, however long or strange it is."""
    return Article.slug == slug if SLUG.fullmatch(slug) else sa.false()


def published_article(slug: str) -> Select[tuple[Article]]:
    return select(Article).where(at_address(slug), published())


def at_the_desk(text: str = "") -> Select[tuple[Article]]:
    """What staff see, last changed first; `text` in the address or in a title narrows it."""
    changed_at = (
        select(func.max(ArticleVersion.changed_at))
        .where(ArticleVersion.article_id == Article.id)
        .scalar_subquery()
    )
    without_text = selectinload(Article.versions).options(
        defer(ArticleVersion.body), defer(ArticleVersion.html)
    )
    query = (
        select(Article)
        .options(without_text)
        .order_by(func.coalesce(changed_at, Article.created_at).desc(), Article.id.desc())
        .limit(MOST_AT_THE_DESK)
    )
    if text:
        named = Article.versions.any(ArticleVersion.title.icontains(text, autoescape=True))
        query = query.where(named | Article.slug.icontains(text, autoescape=True))
    return query


def article_at_the_desk(slug: str) -> Select[tuple[Article]]:
    return select(Article).where(at_address(slug))


@dataclass(frozen=True)
class Reception:
    """How an article is received: answers of readers, and concerns that it spared."""

    yes: int = 0
    no: int = 0
    avoided: int = 0
    avoided_lately: int = 0

    @property
    def answers(self) -> int:
        return self.yes + self.no


def receptions(article_ids: Iterable[int]) -> dict[int, Reception]:
    ids = list(article_ids)
    said = session.execute(
        select(
            ArticleFeedback.article_id,
            func.count().filter(ArticleFeedback.is_helpful),
            func.count().filter(~ArticleFeedback.is_helpful),
        )
        .where(ArticleFeedback.article_id.in_(ids))
        .group_by(ArticleFeedback.article_id)
    )
    answers = {each: (yes, no) for each, yes, no in said}
    avoided = _avoided(ids)
    return {each: Reception(*answers.get(each, (0, 0)), *avoided.get(each, (0, 0))) for each in ids}


def _avoided(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    since: datetime = clock.now() - RECENTLY
    rows = session.execute(
        select(
            AvoidedConcern.article_id,
            func.count(),
            func.count().filter(AvoidedConcern.at > since),
        )
        .where(AvoidedConcern.article_id.in_(ids))
        .group_by(AvoidedConcern.article_id)
    )
    return {each: (in_all, lately) for each, in_all, lately in rows}


def words_about(article: Article) -> Select[tuple[Any, ...]]:
    """What readers wrote beside their answer, newest first."""
    return (
        select(
            ArticleFeedback.at,
            ArticleFeedback.is_helpful,
            ArticleFeedback.words,
            ArticleVersion.language,
            ArticleVersion.number,
        )
        .join(ArticleFeedback.version)
        .where(ArticleFeedback.article_id == article.id, ArticleFeedback.words != "")
        .order_by(ArticleFeedback.at.desc())
        .limit(50)
    )


def answers_by_version(article: Article) -> dict[int, tuple[int, int]]:
    """Yes and no to each version, by its id."""
    rows = session.execute(
        select(
            ArticleFeedback.version_id,
            func.count().filter(ArticleFeedback.is_helpful),
            func.count().filter(~ArticleFeedback.is_helpful),
        )
        .where(ArticleFeedback.article_id == article.id)
        .group_by(ArticleFeedback.version_id)
    )
    return {version_id: (yes, no) for version_id, yes, no in rows}

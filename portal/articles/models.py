"""Articles, their versions in each language, and what readers said about them."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Prose, Short
from portal.web.languages import LANGUAGES, Language

SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
NOTHING_YET = "0.0"
"""The stamp of a language in which nothing is written."""


class Topic(StrEnum):
    CHOOSING = "choosing"
    ORDERS = "orders"
    CARE = "care"
    TROUBLE = "trouble"
    RETURNS = "returns"
    ACCOUNT = "account"


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PublishedIsFinal(RuntimeError):
    """Somebody tried to change words that were published."""


def _only_one(state: VersionState) -> Index:
    rule = text(f"state = '{state.value}'")
    return Index(
        f"uq_article_versions_one_{state.value}",
        "article_id",
        "language",
        unique=True,
        sqlite_where=rule,
        postgresql_where=rule,
    )


class Article(Model):
    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[Short] = mapped_column(unique=True)
    topic: Mapped[Topic] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    versions: Mapped[list["ArticleVersion"]] = relationship(
        back_populates="article", order_by="ArticleVersion.number"
    )

    @property
    def title(self) -> str:
        """What staff call it: its title in English, else in another language."""
        written = [latest.title for code in LANGUAGES if (latest := self.latest(code))]
        return written[0] if written else self.slug

    @property
    def is_published(self) -> bool:
        return any(version.is_published for version in self.versions)

    def latest(self, language: str) -> "ArticleVersion | None":
        """What staff go on writing from: the draft, else the last that was published."""
        return max(self._in(language), key=lambda version: version.number, default=None)

    def published(self, language: str) -> "ArticleVersion | None":
        return next((each for each in self._in(language) if each.is_published), None)

    def stamp(self, language: str) -> str:
        """Changes whenever somebody writes: whoever saves names the one they began with."""
        latest = self.latest(language)
        return latest.stamp if latest else NOTHING_YET

    def _in(self, language: str) -> list["ArticleVersion"]:
        return [version for version in self.versions if version.language == language]


class ArticleVersion(Model):
    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("article_id", "language", "number"),
        _only_one(VersionState.DRAFT),
        _only_one(VersionState.PUBLISHED),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    language: Mapped[Short]
    number: Mapped[int]
    edits: Mapped[int] = mapped_column(default=1)
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT, index=True)
    title: Mapped[Line]
    summary: Mapped[Line]
    body: Mapped[Prose]
    html: Mapped[Prose]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship(back_populates="versions")
    author: Mapped[User] = relationship(foreign_keys=author_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)

    @validates("title", "summary", "body", "html")
    def _refuse_when_published(self, column: str, value: Any) -> Any:
        if self.published_at is not None:
            raise PublishedIsFinal(f"{column} of version {self.number}")
        return value

    @property
    def is_draft(self) -> bool:
        return self.state is VersionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state is VersionState.PUBLISHED

    @property
    def is_retired(self) -> bool:
        return self.state is VersionState.RETIRED

    @property
    def stamp(self) -> str:
        """With its time: a draft thrown away gives its number to the next one."""
        return f"{self.number}.{self.edits}.{self.changed_at.timestamp()}"

    @property
    def spoken(self) -> Language:
        return LANGUAGES[self.language]

    @property
    def content(self) -> Markup:
        """The body as it stands on the page; it was made safe when it was saved."""
        return Markup(self.html)


class ArticleFeedback(Model):
    __tablename__ = "article_feedback"
    __table_args__ = (UniqueConstraint("article_id", "visitor_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), index=True)
    visitor_key: Mapped[Short]
    is_helpful: Mapped[bool]
    words: Mapped[Prose]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[ArticleVersion] = relationship()


class AvoidedConcern(Model):
    """Somebody typed a concern and found the answer. What they had typed is not kept."""

    __tablename__ = "avoided_concerns"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

"""Who reads and who writes articles. What is published is for everybody."""

from typing import Any

from sqlalchemy import ColumnElement, true

from portal.access import Role
from portal.articles.models import Article, ArticleVersion, VersionState

WRITERS = frozenset({Role.LEAD, Role.ADMIN, Role.MODELLER, Role.MARKETER})
PUBLISHERS = frozenset({Role.LEAD, Role.ADMIN, Role.MARKETER})


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database."""
    return true() if user.is_staff else published()


def published() -> ColumnElement[bool]:
    return Article.versions.any(ArticleVersion.state == VersionState.PUBLISHED)


def may_read(user: Any, article: Article) -> bool:
    return user.is_staff or article.is_published


def may_write(user: Any) -> bool:
    return user.role in WRITERS


def may_publish(user: Any) -> bool:
    return user.role in PUBLISHERS

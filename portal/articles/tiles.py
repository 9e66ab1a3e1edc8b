"""Articles on the customer's home page."""

from typing import Any

from flask import url_for
from sqlalchemy import case, func, select

from portal.articles import queries
from portal.articles.models import Article, ArticleFeedback
from portal.articles.policy import published
from portal.database import session
from portal.web.languages import _, language

MOST = 3


def useful(user: Any) -> dict[str, Any] | None:
    """What readers found most helpful; None when nothing is published."""
    helped = func.sum(case((ArticleFeedback.is_helpful, 1), else_=-1))
    ids = session.scalars(
        select(Article.id)
        .outerjoin(ArticleFeedback, ArticleFeedback.article_id == Article.id)
        .where(published())
        .group_by(Article.id)
        .order_by(func.coalesce(helped, 0).desc(), Article.id.desc())
        .limit(MOST)
    ).all()
    if not ids:
        return None
    return {
        "articles": queries.headings_of(ids, language().code),
        "more_url": url_for("articles.index"),
        "more_text": _("All articles"),
    }

"""Articles at the desk: all of them, one with its languages and its readers' answers, versions."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import STAFF, get_or_404, me, open_to
from portal.articles import publishing, queries, writing
from portal.articles.comparing import changes
from portal.articles.forms import TopicForm
from portal.articles.models import Article, ArticleVersion, Topic
from portal.articles.policy import PUBLISHERS, WRITERS
from portal.articles.routes import bp
from portal.articles.texts import Text
from portal.articles.wording import STATES, TOPICS
from portal.database import session
from portal.web.languages import FALLBACK, LANGUAGES, Language
from portal.web.rendering import render

LONGEST_SEARCH = 40
"""Twice as long when every sign of it is escaped, which must fit an address of 80."""


@bp.get("/desk/articles")
@open_to(STAFF)
def desk_index() -> ResponseReturnValue:
    text = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    articles = session.scalars(queries.at_the_desk(text)).all()
    return render(
        "articles/desk/index.html",
        articles=articles,
        receptions=queries.receptions(article.id for article in articles),
        text=text,
        most=queries.MOST_AT_THE_DESK,
        languages=LANGUAGES,
        topics=TOPICS,
        states=STATES,
    )


@bp.get("/desk/articles/<slug>")
@open_to(STAFF)
def desk_show(slug: str) -> ResponseReturnValue:
    article = get_or_404(queries.article_at_the_desk(slug))
    return render(
        "articles/desk/show.html",
        article=article,
        topic_form=TopicForm(None, topic=article.topic.value),
        reception=queries.receptions([article.id])[article.id],
        answers=queries.answers_by_version(article),
        words=session.execute(queries.words_about(article)).all(),
        languages=LANGUAGES,
        behind=[code for code in LANGUAGES if is_behind(article, code)],
        topics=TOPICS,
        states=STATES,
    )


@bp.post("/desk/articles/<slug>/topic")
@open_to(WRITERS)
def change_topic(slug: str) -> ResponseReturnValue:
    article = get_or_404(queries.article_at_the_desk(slug))
    form = TopicForm(request.form)
    if not form.validate():
        abort(422)
    writing.move(article, topic=Topic(form.topic.data), by=me())
    flash(f"It stands under “{TOPICS[article.topic]}” now")
    return redirect(url_for(".desk_show", slug=slug), 303)


@bp.post("/desk/articles/<slug>/<language>/unpublish")
@open_to(PUBLISHERS)
def unpublish(slug: str, language: str) -> ResponseReturnValue:
    article, spoken = article_in(slug, language)
    publishing.unpublish(article, language, by=me())
    flash(f"The {spoken.name} page is off. Its versions are kept here")
    return redirect(url_for(".desk_show", slug=slug), 303)


@bp.get("/desk/articles/<slug>/<language>/versions")
@open_to(STAFF)
def versions(slug: str, language: str) -> ResponseReturnValue:
    """What changed from one version to another; from the last but one, unless asked otherwise."""
    article, spoken = article_in(slug, language)
    kept = [each for each in article.versions if each.language == language]
    if not kept:
        abort(404)
    new = _numbered(kept, "new") or kept[-1]
    before = [each for each in kept if each.number < new.number]
    old = _numbered(kept, "old") or (before[-1] if before else new)
    return render(
        "articles/desk/versions.html",
        article=article,
        spoken=spoken,
        versions=kept,
        old=old,
        new=new,
        differences=changes(Text.of(old), Text.of(new)),
        states=STATES,
    )


def article_in(slug: str, language: str) -> tuple[Article, Language]:
    if language not in LANGUAGES:
        abort(404)
    return get_or_404(queries.article_at_the_desk(slug)), LANGUAGES[language]


def is_behind(article: Article, language: str) -> bool:
    """The English page has changed since this translation was published."""
    shown, source = article.published(language), article.published(FALLBACK)
    return bool(
        shown and source and shown is not source and source.published_at > shown.published_at
    )


def _numbered(versions: list[ArticleVersion], name: str) -> ArticleVersion | None:
    asked = request.args.get(name, "")
    return next((each for each in versions if str(each.number) == asked), None)

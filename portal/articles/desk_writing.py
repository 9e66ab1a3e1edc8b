"""Writing at the desk: a new article, a draft beside what is published, preview, publishing."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.access import STAFF, me, open_to
from portal.articles import policy, publishing, writing
from portal.articles.comparing import changes
from portal.articles.desk import article_in
from portal.articles.forms import LONGEST_BODY, NewArticleForm, WritingForm
from portal.articles.markup import to_html
from portal.articles.models import Article, ArticleVersion, Topic
from portal.articles.policy import WRITERS
from portal.articles.routes import bp
from portal.articles.texts import Text
from portal.articles.wording import STATES
from portal.articles.writing import SlugTaken, Stale
from portal.web.languages import FALLBACK, LANGUAGES
from portal.web.rendering import render


@bp.get("/desk/articles/new")
@open_to(WRITERS)
def new_article() -> ResponseReturnValue:
    return _new_page(NewArticleForm(None))


@bp.post("/desk/articles/new")
@open_to(WRITERS)
def create_article() -> ResponseReturnValue:
    form = NewArticleForm(request.form)
    if request.form.get("do") == "preview":
        return _new_page(form, preview=_preview(form))
    if not form.validate():
        return _new_page(form, status=422)
    try:
        writing.begin(
            slug=form.slug.data,
            topic=Topic(form.topic.data),
            language=form.language.data,
            text=form.text,
            by=me(),
        )
    except SlugTaken:
        form.slug.errors = ["Another article has this address"]
        return _new_page(form, status=422)
    flash("The draft is kept")
    return redirect(url_for(".write", slug=form.slug.data, language=form.language.data), 303)


@bp.get("/desk/articles/<slug>/<language>")
@open_to(STAFF)
def write(slug: str, language: str) -> ResponseReturnValue:
    article, spoken = article_in(slug, language)
    latest = article.latest(language)
    if not policy.may_write(me()):
        if latest is None:
            abort(404)
        return render(
            "articles/desk/read.html", article=article, spoken=spoken, latest=latest, states=STATES
        )
    form = WritingForm(None, obj=latest, seen=article.stamp(language))
    return _page(article, language, form)


@bp.post("/desk/articles/<slug>/<language>")
@open_to(WRITERS)
def keep(slug: str, language: str) -> ResponseReturnValue:
    article, spoken = article_in(slug, language)
    form = WritingForm(request.form)
    do = request.form.get("do")
    if do == "preview":
        return _page(article, language, form, preview=_preview(form))
    if do == "publish" and not policy.may_publish(me()):
        abort(403)
    if not form.validate():
        return _page(article, language, form, status=422)
    keep_text = publishing.publish_text if do == "publish" else writing.save
    try:
        keep_text(article, language, text=form.text, seen=form.seen.data, by=me())
    except Stale:
        return _stale_page(article, language, form)
    if do == "publish":
        flash(f"Everybody reads this in {spoken.name} now, within five minutes")
        return redirect(url_for(".desk_show", slug=slug), 303)
    flash("The draft is kept")
    return redirect(url_for(".write", slug=slug, language=language), 303)


@bp.get("/desk/articles/<slug>/<language>/discard")
@open_to(WRITERS)
def ask_to_discard(slug: str, language: str) -> ResponseReturnValue:
    article, spoken = article_in(slug, language)
    draft = article.latest(language)
    if draft is None or not draft.is_draft:
        abort(404)
    return render("articles/desk/discard.html", article=article, spoken=spoken, draft=draft)


@bp.post("/desk/articles/<slug>/<language>/discard")
@open_to(WRITERS)
def discard(slug: str, language: str) -> ResponseReturnValue:
    article, spoken = article_in(slug, language)
    try:
        writing.discard(article, language, seen=request.form.get("seen", ""), by=me())
    except Stale:
        flash("Somebody else has written meanwhile. This is the latest", "warn")
        return redirect(url_for(".write", slug=slug, language=language), 303)
    flash(f"The {spoken.name} draft is gone")
    return redirect(url_for(".desk_show", slug=slug), 303)


def _stale_page(article: Article, language: str, form: WritingForm) -> ResponseReturnValue:
    """Both texts: theirs to read, ours still in the form. Saving again keeps ours over theirs."""
    form.seen.data = article.stamp(language)
    return _page(article, language, form, is_stale=True, status=409)


def _new_page(
    form: NewArticleForm, *, preview: Markup | None = None, status: int = 200
) -> ResponseReturnValue:
    return render(
        "articles/desk/new.html",
        fragment="preview",
        status=status,
        form=form,
        preview=preview,
        action=url_for(".create_article"),
        spoken=LANGUAGES.get(form.language.data, LANGUAGES[FALLBACK]),
    )


def _page(
    article: Article,
    language: str,
    form: WritingForm,
    *,
    preview: Markup | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    latest = article.latest(language)
    return render(
        "articles/desk/write.html",
        fragment="preview",
        status=status,
        article=article,
        spoken=LANGUAGES[language],
        latest=latest,
        shown=article.published(language),
        form=form,
        preview=preview,
        action=url_for(".keep", slug=article.slug, language=language),
        is_stale=is_stale,
        differences=changes(Text.of(latest), form.text) if is_stale and latest else [],
        beside=_beside(article, language),
        languages=LANGUAGES,
        states=STATES,
    )


def _preview(form: WritingForm) -> Markup:
    return Markup(to_html((form.body.data or "")[:LONGEST_BODY]))


def _beside(article: Article, language: str) -> ArticleVersion | None:
    """The same article in the language that the writer wants beside theirs: English, if any."""
    asked: Any = request.args.get("beside", FALLBACK)
    if asked == language or asked not in LANGUAGES:
        return None
    return article.published(asked) or article.latest(asked)

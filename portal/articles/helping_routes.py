"""Readers answer: did it help, and did it spare them a concern.

The answer has a page of its own: a form needs the session for its CSRF field, and the article's
page must do without one. So no form of the portal goes unprotected, and the article stays cached.
"""

from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, get_or_404, open_to
from portal.articles import helping, queries
from portal.articles.forms import FeedbackForm
from portal.articles.models import ArticleVersion
from portal.articles.routes import asked_language, bp, find, shown_version
from portal.articles.visitors import visitor_key
from portal.database import session
from portal.limits import allows
from portal.web.languages import _, language
from portal.web.networks import this_network
from portal.web.rendering import render, wants_fragment

MOST_ANSWERS = 60
MOST_ANSWERS_PER = timedelta(hours=1)
MOST_SUGGESTED = 3
LEAST_TYPED = 3


@bp.get("/help/suggest")
@open_to(EVERYONE)
def suggest() -> ResponseReturnValue:
    """What may answer a concern that is being typed; `subject` is what its form calls the field."""
    typed = (request.args.get("q") or request.args.get("subject") or "").strip()
    if not wants_fragment():
        return redirect(url_for(".index", q=typed or None), 303)
    found = find(typed, language().code, most=MOST_SUGGESTED) if len(typed) >= LEAST_TYPED else []
    return render("articles/_suggestions.html", fragment="suggestions", suggestions=found)


@bp.post("/help/answered")
@open_to(EVERYONE)
def answered() -> ResponseReturnValue:
    """ "This answered it", pressed instead of raising a concern."""
    slug = request.form.get("slug", "")
    article = get_or_404(queries.published_article(slug))
    _not_too_often()
    helping.avoid_concern(article, visitor_key=visitor_key())
    return redirect(url_for(".show", slug=slug), 303)


@bp.get("/help/<slug>/feedback")
@open_to(EVERYONE)
def feedback(slug: str) -> ResponseReturnValue:
    """A link only opens the form with an answer chosen: link scanners must not answer."""
    version = shown_version(slug, language().code)[0]
    said = session.scalars(helping.said_by(version.article, visitor_key())).one_or_none()
    form = FeedbackForm(None)
    if said is not None:
        form.helpful.data, form.words.data = "yes" if said.is_helpful else "no", said.words
    if request.args.get("helpful") in ("yes", "no"):
        form.helpful.data = request.args["helpful"]
    return _page(version, form, is_kept=said is not None)


@bp.post("/help/<slug>/feedback")
@open_to(EVERYONE)
def send_feedback(slug: str) -> ResponseReturnValue:
    version = shown_version(slug, language().code)[0]
    form = FeedbackForm(request.form)
    if not form.validate():
        return _page(version, form, is_kept=False, status=422)
    _not_too_often()
    helping.say(
        version,
        is_helpful=form.helpful.data == "yes",
        words=form.words.data or "",
        visitor_key=visitor_key(),
    )
    flash(_("Your answer is kept"))
    return redirect(url_for(".feedback", slug=slug, lang=asked_language()), 303)


def _not_too_often() -> None:
    if not allows(f"help:{this_network()}", times=MOST_ANSWERS, per=MOST_ANSWERS_PER):
        abort(429)


def _page(
    version: ArticleVersion, form: FeedbackForm, *, is_kept: bool, status: int = 200
) -> ResponseReturnValue:
    return render(
        "articles/feedback.html",
        version=version,
        article=version.article,
        form=form,
        is_kept=is_kept,
        asked=asked_language(),
        status=status,
    )

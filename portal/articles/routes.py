"""Help for everybody. Neither page asks who reads it: the same bytes go to all, and to caches."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, open_to
from portal.articles import queries, search
from portal.articles.languages import best_of
from portal.articles.models import ArticleVersion
from portal.articles.wording import TOPICS
from portal.database import session
from portal.web.languages import FALLBACK, LANGUAGES, wanted
from portal.web.public import render_public

bp = Blueprint("articles", __name__)
MOST_FOUND = 20


def asked_language() -> str | None:
    """The language that the address names; links go on naming it."""
    asked = request.args.get("lang")
    return asked if asked in LANGUAGES else None


def reading_language() -> str:
    return wanted(asked_language(), request.accept_languages)


def find(question: str, language: str, *, most: int) -> list[queries.Heading]:
    """What is found in the reader's language or in English."""
    languages = list(dict.fromkeys((language, FALLBACK)))
    return queries.headings_of(search.find(question, languages=languages, most=most), language)


def shown_version(slug: str, language: str) -> tuple[ArticleVersion, list[str]]:
    """The article in the best language there is, and all its languages; 404 when unpublished."""
    there = {each.language: each for each in session.scalars(queries.published_versions(slug))}
    if not there:
        abort(404)
    return there[best_of(there, language)], [each for each in LANGUAGES if each in there]


@bp.get("/help")
@open_to(EVERYONE)
def index() -> ResponseReturnValue:
    question = request.args.get("q", "").strip()[: search.LONGEST_QUESTION]
    if question:
        by_topic, found = [], find(question, reading_language(), most=MOST_FOUND)
    else:
        headings, found = queries.headings(reading_language()), []
        by_topic = [
            (name, lines)
            for topic, name in TOPICS.items()
            if (lines := [each for each in headings if each.topic is topic])
        ]
    return render_public(
        "articles/index.html",
        question=question,
        found=found,
        by_topic=by_topic,
        asked=asked_language(),
        languages=LANGUAGES,
    )


@bp.get("/help/<slug>")
@open_to(EVERYONE)
def show(slug: str) -> ResponseReturnValue:
    version, there = shown_version(slug, reading_language())
    return render_public(
        "articles/show.html",
        version=version,
        article=version.article,
        topic=TOPICS[version.article.topic],
        there=[LANGUAGES[each] for each in there],
        asked=asked_language(),
        is_foreign=reading_language() not in there,
    )

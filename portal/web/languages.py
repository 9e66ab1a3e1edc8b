"""The languages of the customer's side: which one somebody reads, and its catalogue.

`_` says a text now, `lazy` when it is shown (for what is made before there is a reader: labels of
forms, words of a table), `many` says how many there are. Each takes the English text, whole
sentences with `%(name)s` for what goes into them. The desk speaks English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, Domain
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext as many
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from portal.access import me
from portal.web.cookies import keep

__all__ = ["_", "lazy", "many"]
FALLBACK = "en"
LANGUAGE_COOKIE = "language"
CATALOGUES = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """`locale` decides dates and numbers; Arabic is shown with the digits prices are typed in."""

    code: str
    name: str
    own_name: str
    locale: str
    direction: str = "ltr"

    @property
    def tag(self) -> str:
        """As HTML names it: `en-GB`."""
        return self.locale.replace("_", "-")


LANGUAGES = {
    each.code: each
    for each in (
        Language("en", "English", "English", "en_GB"),
        Language("de", "German", "Deutsch", "de_DE"),
        Language("fr", "French", "Français", "fr_FR"),
        Language("ar", "Arabic", "العربية", "ar_AE", "rtl"),
    )
}


class Catalogues(Domain):
    """The catalogues as translators edit them: read once, never compiled to a file that could be
    older than its source."""

    def get_translations(self) -> NullTranslations:
        code = language().code
        if code not in self.cache:
            self.cache[code] = _catalogue(code)
        return self.cache[code]


def init_app(app: Flask) -> None:
    babel = Babel(app, locale_selector=lambda: language().locale)
    babel.domain_instance = Catalogues()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.after_request(_keep_asked)
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_many_in_template)


def language() -> Language:
    """What is read on this page: as the reader chose, else as their browser asks."""
    if "language" not in g:
        g.language = _chosen() if request else LANGUAGES[FALLBACK]
    return g.language


def in_each_language() -> list[tuple[Language, str]]:
    """The address of this very page in each language. The answer to a form may have none."""
    if request.method != "GET":
        return []
    asked = request.args.to_dict(flat=False)
    return [
        (each, f"{request.path}?{urlencode(asked | {'lang': [each.code]}, doseq=True)}")
        for each in LANGUAGES.values()
    ]


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Let everything inside be said in `chosen`: a mail for its reader, whoever caused it."""
    before = g.get("language")
    g.language = chosen
    try:
        yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before


def of_this_browser() -> Language:
    """What was chosen in this browser, or what it asks for; without asking who reads."""
    return LANGUAGES[wanted(request.cookies.get(LANGUAGE_COOKIE), request.accept_languages)]


def wanted(asked: str | None, accepted: LanguageAccept) -> str:
    """The language asked for where we have it, else the best that the browser accepts."""
    tags = [tag for tag, quality in accepted if quality > 0]
    return next((code for code in (asked, *map(_primary, tags)) if code in LANGUAGES), FALLBACK)


def _chosen() -> Language:
    user: Any = me()
    if user.is_staff:
        return LANGUAGES[FALLBACK]
    asked = (request.args.get("lang"), getattr(user, "language", None))
    known = next((code for code in asked if code in LANGUAGES), None)
    return LANGUAGES[known] if known else of_this_browser()


# Jinja's own do the same by way of three more calls; a page says a hundred things.
@pass_context
def _in_template(context: Context, text: str, /, **variables: Any) -> str:
    return _filled_in(context, _spoken().gettext(text), variables)


@pass_context
def _many_in_template(context: Context, one: str, more: str, num: int, /, **variables: Any) -> str:
    variables.setdefault("num", num)
    return _filled_in(context, _spoken().ngettext(one, more, num), variables)


def _filled_in(context: Context, text: str, variables: dict[str, Any]) -> str:
    """With `variables` escaped in HTML; without any, %% is still one %."""
    said = Markup(text) if context.eval_ctx.autoescape else text
    return said % variables if "%" in text else said


def _spoken() -> NullTranslations:
    return current_app.extensions["babel"].instance.domain_instance.get_translations()


def _keep_asked(answer: Response) -> Response:
    """Whoever asks for a language by an address goes on in it. A page that caches keep says
    nothing of its reader."""
    asked = request.args.get("lang")
    if asked in LANGUAGES and "public" not in answer.headers.get("Cache-Control", ""):
        keep(answer, LANGUAGE_COOKIE, asked)
    return answer


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _catalogue(code: str) -> NullTranslations:
    path = CATALOGUES / code / "LC_MESSAGES" / "portal.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=code))
    compiled.seek(0)
    return Translations(compiled, domain="portal")

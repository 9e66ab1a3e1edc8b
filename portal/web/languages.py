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

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, force_locale
from flask_babel import get_locale as _babel_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext as many
from werkzeug.datastructures import LanguageAccept

from portal.access import me

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
        code = _babel_locale().language
        if code not in self.cache:
            self.cache[code] = _catalogue(code)
        return self.cache[code]


def init_app(app: Flask) -> None:
    babel = Babel(app, locale_selector=lambda: language().locale)
    babel.domain_instance = Catalogues()


def language() -> Language:
    """What is read on this page: as the reader chose, else as their browser asks."""
    if "language" not in g:
        g.language = _chosen() if request else LANGUAGES[FALLBACK]
    return g.language


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Let everything inside be said in `chosen`: a mail for its reader, whoever caused it."""
    before = g.get("language")
    g.language = chosen
    try:
        with force_locale(chosen.locale):
            yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before


def wanted(asked: str | None, accepted: LanguageAccept) -> str:
    """The language asked for where we have it, else the best that the browser accepts."""
    tags = [tag for tag, quality in accepted if quality > 0]
    return next((code for code in (asked, *map(_primary, tags)) if code in LANGUAGES), FALLBACK)


def _chosen() -> Language:
    user: Any = me()
    if user.is_staff:
        return LANGUAGES[FALLBACK]
    own = getattr(user, "language", None) or request.cookies.get(LANGUAGE_COOKIE)
    return LANGUAGES[wanted(own, request.accept_languages)]


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

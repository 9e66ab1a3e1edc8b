"""The languages that articles are written in, and which one to show to whom. Pure."""

from collections.abc import Container
from dataclasses import dataclass

from werkzeug.datastructures import LanguageAccept

FALLBACK = "en"


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    own_name: str
    direction: str = "ltr"


LANGUAGES = {
    each.code: each
    for each in (
        Language("en", "English", "English"),
        Language("de", "German", "Deutsch"),
        Language("fr", "French", "Français"),
        Language("ar", "Arabic", "العربية", "rtl"),
    )
}


def wanted(asked: str | None, accepted: LanguageAccept) -> str:
    """The language of the address where it names one, else the best that the browser accepts."""
    tags = [tag for tag, quality in accepted if quality > 0]
    return next((code for code in (asked, *map(_primary, tags)) if code in LANGUAGES), FALLBACK)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def best_of(there: Container[str], wanted: str) -> str:
    """The language to show of those that are there: as wanted, else English, else any."""
    order = [wanted, FALLBACK, *LANGUAGES]
    return next(code for code in order if code in there)

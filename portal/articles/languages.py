"""Which language of an article to show to whom."""

from collections.abc import Container

from portal.web.languages import FALLBACK, LANGUAGES


def best_of(there: Container[str], wanted: str) -> str:
    """The language to show of those that are there: as wanted, else English, else any."""
    order = [wanted, FALLBACK, *LANGUAGES]
    return next(code for code in order if code in there)

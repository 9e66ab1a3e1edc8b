"""What workers see to: that every published version can be found."""

from datetime import timedelta

from portal.articles import search
from portal.jobs import sweep


@sweep(every=timedelta(minutes=10))
def index_what_is_missing() -> int:
    """A restored backup has no search index; this makes it again."""
    missing = search.missing()
    for version in missing:
        search.add(version)
    return len(missing)

"""What has to stay of somebody who is erased: collected from the domains, each with its date."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_

from portal.manifest import domains
from portal.personal import Kept, Subject
from portal.web.languages import FALLBACK, LANGUAGES, speaking


def kept(subject: Subject) -> Sequence[Kept]:
    """What has to stay, what stays shortest first."""
    found = [each for domain in domains() for each in domain.retention(subject)]
    return sorted(found, key=lambda each: each.until)


def rows_of(table: str, all_kept: Sequence[Kept]) -> ColumnElement[bool] | None:
    """Which rows of the table have to stay; None when all of them may go."""
    rows = [each.rows[table] for each in all_kept if table in each.rows]
    return or_(*rows) if rows else None


def as_written(all_kept: Sequence[Kept]) -> list[Mapping[str, Any]]:
    """For the record, in English."""
    with speaking(LANGUAGES[FALLBACK]):
        return [
            {"what": str(each.what), "why": str(each.why), "until": each.until.isoformat()}
            for each in all_kept
        ]


def first_end(all_kept: Sequence[Kept]) -> date | None:
    return min((each.until for each in all_kept), default=None)

"""Where a page of a list by moments ends, as an address says it: the moment and the id."""

from datetime import datetime

from flask import request

BETWEEN = "~"


def place_of(at: datetime, row_id: int) -> str:
    return f"{at.isoformat()}{BETWEEN}{row_id}"


def place_asked() -> tuple[datetime, int] | None:
    """Where the page that is asked for begins; None at the beginning."""
    moment, _, found = request.args.get("after", "").rpartition(BETWEEN)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    is_id = found.isascii() and found.isdigit() and len(found) < 10
    return (at, int(found)) if is_id and at.tzinfo else None

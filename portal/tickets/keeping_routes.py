"""What is kept for people: the files in their concerns, and what they have not sent yet."""

import re
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to
from portal.tickets import drafting, queries
from portal.tickets.guests import download
from portal.tickets.routes import bp

REPLY_PLACE = re.compile(r"reply-(C-\d{1,10})")


@bp.get("/<number>/files/<int(max=2147483647):file_id>/<name>")
@open_to(CUSTOMERS)
def file(number: str, file_id: int, name: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    kept = get_or_404(queries.file_in(ticket, file_id, me()))
    return download(kept)


@bp.post("/drafts/<place>")
@open_to(CUSTOMERS)
def save_draft(place: str) -> ResponseReturnValue:
    """Keep what is being typed at a place: "new", or "reply-C-2841"."""
    if place != "new":
        named = REPLY_PLACE.fullmatch(place)
        get_or_404(queries.ticket_for(me(), named[1] if named else ""))
    typed = _typed()
    if not hasattr(typed, "items"):
        abort(400)
    fields = {name: value for name, value in typed.items() if isinstance(value, str)}
    drafting.save(me(), place, fields)
    return "", 204


def _typed() -> Any:
    try:
        return request.get_json(silent=True) if request.is_json else request.form
    except RecursionError:  # nested deeper than the reader of JSON goes
        return None

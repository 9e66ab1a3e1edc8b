"""What is kept for people: the files in their concerns, and what they have not sent yet."""

import re
from typing import Any

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to
from portal.tickets import drafting, files, queries
from portal.tickets.routes import bp
from portal.web.headers import FILE_POLICY

REPLY_PLACE = re.compile(r"reply-(C-\d{1,10})")


@bp.get("/<number>/files/<int(max=2147483647):file_id>/<name>")
@open_to(CUSTOMERS)
def file(number: str, file_id: int, name: str) -> ResponseReturnValue:
    """Always a download: nothing a stranger sent is ever opened as a page of ours."""
    ticket = get_or_404(queries.ticket_for(me(), number))
    kept = get_or_404(queries.file_in(ticket, file_id, me()))
    answer = send_file(
        files.path_of(kept.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


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

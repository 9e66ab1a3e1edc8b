"""What was sent to the desk, as it was sent: files, and mails byte for byte. Always downloads."""

import io

from flask import send_file
from flask.typing import ResponseReturnValue

from portal.access import DESK, get_or_404, me, open_to
from portal.tickets import desk_queries, queries
from portal.tickets.desk import bp, ticket_here
from portal.tickets.files import file_store
from portal.web.headers import FILE_POLICY


@bp.get("/tickets/<number>/files/<int(max=2147483647):file_id>")
@open_to(DESK)
def file(number: str, file_id: int) -> ResponseReturnValue:
    found = get_or_404(queries.file_in(ticket_here(number), file_id, me()))
    return _download(found.sha256, found.name, "application/octet-stream")


@bp.get("/tickets/<number>/words/<int(max=2147483647):reply_id>/original.eml")
@open_to(DESK)
def original(number: str, reply_id: int) -> ResponseReturnValue:
    ticket = ticket_here(number)
    mail = get_or_404(desk_queries.original_of(ticket, reply_id))
    return _download(mail.sha256, f"{ticket.number}-{reply_id}.eml", "message/rfc822")


def _download(sha256: str, name: str, media_type: str) -> ResponseReturnValue:
    answer = send_file(
        io.BytesIO(file_store().read(sha256)),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer

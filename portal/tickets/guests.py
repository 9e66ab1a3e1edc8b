"""What somebody reads who only has a link to a ticket: what customer and desk said to each other,
never a note, an address, or what a stranger wrote.
"""

from flask import send_file, url_for
from flask.wrappers import Response

from portal.access import Visitor
from portal.database import session
from portal.manifest import SharedPage
from portal.sharing.models import SharedLink
from portal.tickets import files, policy, queries, standing
from portal.tickets.models import Attachment, Ticket
from portal.tickets.thread import FileLink, thread_of
from portal.web.headers import FILE_POLICY
from portal.web.rendering import render

GUEST = Visitor()
"""Whoever looks, even somebody signed in: a link shows the same to all."""


def show(link: SharedLink, token: str) -> Response | None:
    ticket = _ticket_of(link)
    if ticket is None:
        return None

    def file_link(file: Attachment) -> FileLink | None:
        if not link.with_files:
            return None
        url = url_for("sharing.file", token=token, file_id=file.id, name=file.name)
        return FileLink(url, file.name, file.size, file.media_type)

    return render(
        "tickets/shared.html",
        ticket=ticket,
        link=link,
        status_of=standing.status_for_guests,
        thread=thread_of(ticket, GUEST, file_link),
    )


def file(link: SharedLink, file_id: int) -> Response | None:
    ticket = _ticket_of(link)
    found = queries.file_in(ticket, file_id, GUEST) if ticket else None
    kept = session.scalars(found).one_or_none() if found is not None else None
    return download(kept) if kept else None


def download(kept: Attachment) -> Response:
    """Always a download: nothing a stranger sent is ever opened as a page of ours."""
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


def _ticket_of(link: SharedLink) -> Ticket | None:
    """The ticket, as long as whoever made the link may show it themselves."""
    ticket = session.get(Ticket, Ticket.id_about(link.about))
    if ticket is None or not link.made_by.is_active:
        return None
    return ticket if policy.may_share_by_link(link.made_by, ticket) else None


SHARED_PAGE = SharedPage(show=show, file=file)

"""A ticket as a PDF, for its reader and for the desk."""

from flask import Response

from portal.access import CUSTOMERS, DESK, get_or_404, me, open_to
from portal.history.looking import looked_at
from portal.tickets import desk, paper, queries, routes
from portal.tickets.desk import ticket_here
from portal.tickets.models import Ticket
from portal.web.headers import FILE_POLICY
from portal.web.pages import reader


@routes.bp.get("/<number>/pdf")
@open_to(CUSTOMERS)
def as_pdf(number: str) -> Response:
    ticket = get_or_404(queries.ticket_for(me(), number))
    return _pdf(ticket, paper.for_its_reader(ticket, me(), reader()))


@desk.bp.get("/tickets/<number>/pdf")
@open_to(DESK)
def as_pdf_of_the_desk(number: str) -> Response:
    ticket = ticket_here(number)
    page = _pdf(ticket, paper.for_the_desk(ticket, me(), reader()))
    looked_at(ticket.customer_id, by=me())
    return page


def _pdf(ticket: Ticket, content: bytes) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{ticket.number}.pdf"'
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer

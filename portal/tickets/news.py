"""What customers are told of their tickets, in one sentence each."""

from portal.manifest import NoticeKind
from portal.preferences.telling import Told
from portal.tickets.models import Reply, Ticket
from portal.web.languages import lazy

ANSWERED = NoticeKind(name="concern-answered", title=lazy("We answer your concern"))
SOLVED = NoticeKind(name="concern-solved", title=lazy("We believe your concern is solved"))
KINDS = (ANSWERED, SOLVED)


def answered(reply: Reply) -> Told:
    text = lazy(
        "%(name)s answered your concern %(number)s",
        name=reply.author_name,
        number=reply.ticket.number,
    )
    return _told(ANSWERED, text, reply.ticket)


def solved(ticket: Ticket) -> Told:
    text = lazy("We believe your concern %(number)s is solved", number=ticket.number)
    return _told(SOLVED, text, ticket)


def _told(kind: NoticeKind, text: object, ticket: Ticket) -> Told:
    path = f"/concerns/{ticket.number}"
    return Told(kind=kind.name, text=text, path=path, about=ticket.about)

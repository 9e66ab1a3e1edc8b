"""What is kept of somebody's calls."""

from sqlalchemy import ColumnElement, and_, or_, select

from portal.calls.models import Call
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.tickets.models import Ticket
from portal.web.languages import lazy


def _calls(subject: Subject) -> ColumnElement[bool]:
    """All of a person's; in an organisation, those they had, and those about what they raised."""
    if subject.is_whole:
        return Call.customer_id == subject.customer_id
    raised = select(Ticket.id).where(Ticket.raised_by_id.in_(subject.user_ids))
    theirs = or_(Call.spoke_with.in_(subject.names), Call.ticket_id.in_(raised))
    return and_(Call.customer_id == subject.customer_id, theirs)


TABLES = (
    PersonalTable(
        model=Call,
        title=lazy("Your telephone calls with us"),
        why=lazy("To remember what was said, and to do what was promised"),
        about=_calls,
        columns={
            "customer_id": link(),
            "by_id": link(),
            "at": fact(lazy("When")),
            "direction": fact(lazy("Who called")),
            "minutes": fact(lazy("Minutes")),
            "ticket_id": fact(lazy("Concern")),
            "order_id": fact(lazy("Order")),
            "spoke_with": said(lazy("With whom")),
            "number": said(lazy("Number")),
            "said": inner("what staff noted of it", ""),
            "once": inner("the key of the form", None),
        },
    ),
)

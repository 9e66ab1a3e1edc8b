"""What is kept about people who were taken for spam, and about who said so."""

from sqlalchemy import ColumnElement, false, or_, select

from portal.customers.models import ContactPoint
from portal.personal import PersonalTable, Subject, link
from portal.tickets.spam_models import BlockedSender, TicketSpam
from portal.web.languages import lazy

WHY = lazy("To keep unwanted mail away from our support desk")


def _blocked(subject: Subject) -> ColumnElement[bool]:
    theirs = select(ContactPoint.id).where(ContactPoint.address_key.in_(subject.address_keys))
    return or_(
        BlockedSender.contact_point_id.in_(theirs), BlockedSender.by_id.in_(subject.user_ids)
    )


TABLES = (
    PersonalTable(
        model=BlockedSender,
        title=lazy("Addresses whose mail we do not take"),
        why=WHY,
        about=_blocked,
        shown=lambda subject: false(),
        columns={"contact_point_id": link(), "by_id": link()},
    ),
    PersonalTable(
        model=TicketSpam,
        title=lazy("Concerns taken for unwanted mail"),
        why=WHY,
        about=lambda subject: TicketSpam.by_id.in_(subject.user_ids),
        shown=lambda subject: false(),
        columns={"by_id": link()},
    ),
)

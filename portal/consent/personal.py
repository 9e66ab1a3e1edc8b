"""What consent events hold about a person.

They are only ever added, so that they prove what was chosen. Of somebody who was erased they prove
it about nobody: the address and the name go, the choice and its words stay.
"""

from sqlalchemy import ColumnElement, or_, select

from portal.consent.models import ConsentEvent
from portal.customers.models import ContactPoint
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy


def _theirs(subject: Subject) -> ColumnElement[bool]:
    if subject.is_whole:
        return ConsentEvent.customer_id == subject.customer_id
    by_them = ConsentEvent.by_id.in_(subject.user_ids)
    theirs = select(ContactPoint.id).where(
        ContactPoint.customer_id == subject.customer_id,
        ContactPoint.address_key.in_(subject.address_keys),
    )
    return or_(by_them, ConsentEvent.contact_point_id.in_(theirs))


TABLES = (
    PersonalTable(
        model=ConsentEvent,
        title=lazy("What you chose that we may send"),
        why=lazy("To prove what you agreed to, word for word"),
        about=_theirs,
        columns={
            "customer_id": link(),
            "contact_point_id": link(),
            "by_id": link(),
            "at": fact(lazy("When")),
            "address": said(lazy("Address")),
            "purpose": fact(lazy("What for")),
            "action": fact(lazy("Choice")),
            "wording_version": fact(lazy("Wording")),
            "wording_language": fact(lazy("Language")),
            "wording": fact(lazy("Words you read")),
            "evidence": fact(lazy("Told at")),
            "until": fact(lazy("Until")),
            "per_month": fact(lazy("At most in a month")),
            "place": fact(lazy("Where")),
            "stop": inner("which press of a button it was part of"),
            "by_name": said(lazy("Who"), lambda subject: subject.erased_name),
        },
    ),
)

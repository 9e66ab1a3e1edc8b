"""What the customer's own record holds about a person."""

from sqlalchemy import ColumnElement, String, cast, false, or_

from portal.customers.models import ContactPoint, Customer, Phone
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy


def _their_addresses(subject: Subject) -> ColumnElement[bool]:
    if subject.is_whole:
        return ContactPoint.customer_id == subject.customer_id
    return or_(
        ContactPoint.user_id.in_(subject.user_ids),
        (ContactPoint.customer_id == subject.customer_id)
        & ContactPoint.address_key.in_(subject.address_keys),
    )


NOWHERE = "@erased.invalid"


def nobodys_address(row_id: ColumnElement[int], kind: str) -> ColumnElement[str]:
    """An address that no mail can be sent to, another one for each row."""
    return f"{kind}-" + cast(row_id, String) + NOWHERE


def _their_phones(subject: Subject) -> ColumnElement[bool]:
    if subject.is_whole:
        return Phone.customer_id == subject.customer_id
    return (Phone.customer_id == subject.customer_id) & Phone.name.in_(subject.names)


TABLES = (
    PersonalTable(
        model=Phone,
        title=lazy("Your telephone numbers"),
        why=lazy("To know that it is you when you call"),
        about=_their_phones,
        rows_go=True,
        columns={
            "customer_id": link(),
            "name": said(lazy("Name")),
            "number": said(lazy("Number")),
            "digits": inner("the number, as it is compared"),
            "tail": inner("the end of the number, as it is looked for"),
            "created_at": fact(lazy("Since")),
        },
    ),
    PersonalTable(
        model=ContactPoint,
        title=lazy("Your addresses"),
        why=lazy("To write to you, and to know that it is you who writes"),
        about=_their_addresses,
        columns={
            "customer_id": link(),
            "user_id": link(),
            "name": said(lazy("Name")),
            "language": said(lazy("Language"), None),
            "time_zone": said(lazy("Time zone"), None),
            "address": said(
                lazy("Address"), lambda subject: nobodys_address(ContactPoint.id, "address")
            ),
            "address_key": inner(
                "the address, as it is compared",
                lambda subject: nobodys_address(ContactPoint.id, "address"),
            ),
            "verified_at": said(lazy("Confirmed"), None),
            "created_at": fact(lazy("Since")),
        },
    ),
    PersonalTable(
        model=Customer,
        title=lazy("You as our customer"),
        why=lazy("To call you by your name, in your language and at your time of day"),
        about=lambda subject: Customer.id == subject.customer_id if subject.is_whole else false(),
        columns={
            "kind": fact(lazy("Kind")),
            "name": said(lazy("Name"), lambda subject: subject.erased_name),
            "language": said(lazy("Language"), "en"),
            "time_zone": said(lazy("Time zone"), None),
            "created_at": fact(lazy("Since")),
        },
    ),
)

"""What the desk's composer holds about a person."""

from sqlalchemy import ColumnElement, false, or_, select

from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.tickets.composing_models import (
    DeskNotice,
    HeldAnswer,
    HeldFile,
    Macro,
    Presence,
    SendingWay,
)
from portal.tickets.models import Ticket
from portal.web.languages import lazy

WHY = lazy("To write answers to what you raised")


def _held(subject: Subject) -> ColumnElement[bool]:
    """What was to be sent to them; of an organisation's people, what they wrote themselves."""
    theirs = HeldAnswer.author_id.in_(subject.user_ids)
    return (
        or_(theirs, HeldAnswer.customer_id == subject.customer_id) if subject.is_whole else theirs
    )


def _files(subject: Subject) -> ColumnElement[bool]:
    return HeldFile.held_id.in_(select(HeldAnswer.id).where(_held(subject)))


def _notices(subject: Subject) -> ColumnElement[bool]:
    theirs = DeskNotice.user_id.in_(subject.user_ids)
    if not subject.is_whole:
        return theirs
    tickets = select(Ticket.id).where(Ticket.customer_id == subject.customer_id)
    return or_(theirs, DeskNotice.ticket_id.in_(tickets))


TABLES = (
    PersonalTable(
        model=HeldFile,
        title=lazy("Files of answers that have not been sent"),
        why=WHY,
        about=_files,
        shown=lambda subject: false(),
        rows_go=True,
        columns={
            "sha256": inner("which file it is"),
            "name": said(lazy("Name")),
            "media_type": fact(lazy("Kind")),
        },
        file=lambda row: f"files/{row['id']}-{row['name']}",
    ),
    PersonalTable(
        model=HeldAnswer,
        title=lazy("Answers that have not been sent"),
        why=WHY,
        about=_held,
        shown=lambda subject: HeldAnswer.author_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "customer_id": link(),
            "author_id": link(),
            "contact_point_id": link(),
            "body": said(lazy("Words")),
            "reason": inner("why it was not sent", ""),
            "once": inner("the key of the form", None),
        },
    ),
    PersonalTable(
        model=Macro,
        title=lazy("Texts you keep for answers"),
        why=WHY,
        about=lambda subject: Macro.owner_id.in_(subject.user_ids),
        columns={
            "owner_id": link(),
            "name": said(lazy("Name")),
            "body": said(lazy("Words")),
        },
    ),
    PersonalTable(
        model=Presence,
        title=lazy("Concerns you have open"),
        why=WHY,
        about=lambda subject: Presence.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={"user_id": link()},
    ),
    PersonalTable(
        model=DeskNotice,
        title=lazy("Notices at the desk"),
        why=WHY,
        about=_notices,
        shown=lambda subject: DeskNotice.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "text": said(lazy("Words")),
            "path": inner("where it can be seen"),
        },
    ),
    PersonalTable(
        model=SendingWay,
        title=lazy("How long you can undo sending"),
        why=WHY,
        about=lambda subject: SendingWay.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={"user_id": link()},
    ),
)

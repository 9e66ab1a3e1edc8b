"""What concerns hold about a person.

The concerns of an organisation are its own: when one of its people is erased, their words stay and
their name goes.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, false, func, literal, or_, select

from portal import clock
from portal.customers.models import ContactPoint
from portal.messages.models import InboundMail
from portal.messages.personal import is_theirs
from portal.personal import Column, Condition, PersonalTable, Subject, fact, inner, link, said
from portal.tickets.clock_models import TicketClock, TicketPause
from portal.tickets.issue_models import IssueTicket
from portal.tickets.merge_models import MergeMove, TicketMerge
from portal.tickets.models import (
    Attachment,
    Draft,
    Reply,
    Ticket,
    TicketState,
    TicketViewer,
    Visibility,
)
from portal.tickets.time_models import Follower, Snooze, TicketTask
from portal.web.languages import lazy

WHY = lazy("To deal with what you raised, and to know it when you come back to it")
GONE = "Erased"


def tickets_of(subject: Subject) -> ColumnElement[bool]:
    """Whose answers go to them: what they raised, and what came from their addresses."""
    if subject.is_whole:
        return Ticket.customer_id == subject.customer_id
    theirs = select(ContactPoint.id).where(
        ContactPoint.customer_id == subject.customer_id,
        ContactPoint.address_key.in_(subject.address_keys),
    )
    return and_(
        Ticket.customer_id == subject.customer_id,
        or_(Ticket.raised_by_id.in_(subject.user_ids), Ticket.contact_point_id.in_(theirs)),
    )


def _words(subject: Subject) -> ColumnElement[bool]:
    """All in their own concerns; in an organisation's what they said themselves."""
    if subject.is_whole:
        return Reply.customer_id == subject.customer_id
    mailed = select(InboundMail.id).where(is_theirs(InboundMail.from_address, subject))
    return and_(
        Reply.customer_id == subject.customer_id,
        or_(Reply.author_id.in_(subject.user_ids), Reply.inbound_mail_id.in_(mailed)),
    )


def _shown_words(subject: Subject) -> ColumnElement[bool]:
    """The threads they were part of, without what is for the desk alone."""
    in_theirs = Reply.ticket_id.in_(
        select(Ticket.id).where(tickets_of(subject), Ticket.confirmed_at.is_not(None))
    )
    is_for_them = and_(Reply.visibility == Visibility.REPLY, Reply.is_unverified.is_(False))
    return and_(or_(in_theirs, Reply.author_id.in_(subject.user_ids)), is_for_them)


def _of(words: Condition) -> Condition:
    return lambda subject: Attachment.reply_id.in_(select(Reply.id).where(words(subject)))


def _drafts(subject: Subject) -> ColumnElement[bool]:
    """Their own, and what staff had begun to write to them."""
    number = literal(Ticket.number_prefix) + cast(Ticket.id + Ticket.number_offset, String)
    places = select(literal("reply-") + number).where(tickets_of(subject))
    return or_(Draft.user_id.in_(subject.user_ids), Draft.place.in_(places))


def _when_whole(value: Any, column: Any) -> Any:
    """Gone with a customer; an organisation keeps it."""
    return lambda subject: value if subject.is_whole else column


def _author(subject: Subject) -> Any:
    if subject.is_whole:
        return case((Reply.by_staff, Reply.author_name), else_=subject.erased_name)
    return subject.erased_name


def at_theirs(column: Any) -> Condition:
    return lambda subject: column.in_(select(Ticket.id).where(tickets_of(subject)))


TABLES = (
    *(
        PersonalTable(
            model=model,
            title=lazy("How the desk works on your concerns"),
            why=lazy("To answer you in time, and all of it"),
            about=at_theirs(model.ticket_id),
            shown=lambda subject: false(),
            rows_go=rows_go,
            columns={"customer_id": link(), **columns},
        )
        for model, rows_go, columns in (
            (
                Snooze,
                True,
                {"by_id": link(), "reason": inner("why staff look at it later", "")},
            ),
            (Follower, True, {"user_id": link()}),
            (TicketClock, False, {}),
            (
                TicketPause,
                False,
                {"words": inner("what we waited for", ""), "by_id": link()},
            ),
            (
                TicketTask,
                False,
                {
                    "text": inner("what staff have to do about it", GONE),
                    "assignee_id": link(),
                    "done_by_id": link(),
                },
            ),
            (IssueTicket, False, {}),
            (
                TicketMerge,
                False,
                {
                    "was": inner("how it stood"),
                    "survivor_was": inner("how the other one stood"),
                    "by_id": link(),
                    "undone_by_id": link(),
                },
            ),
        )
    ),
    PersonalTable(
        model=MergeMove,
        title=lazy("Who reads your concerns since they were put together"),
        why=WHY,
        about=lambda subject: MergeMove.user_id.in_(subject.user_ids),
        shown=lambda subject: false(),
        rows_go=True,
        columns={"user_id": link()},
    ),
    PersonalTable(
        model=Draft,
        title=lazy("What you have not sent yet"),
        why=lazy("To give it back to you when you go on"),
        about=_drafts,
        shown=lambda subject: Draft.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "place": inner("where it was typed"),
            "fields": said(lazy("Words")),
            "saved_at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=TicketViewer,
        title=lazy("Concerns that colleagues show you"),
        why=WHY,
        about=lambda subject: TicketViewer.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "customer_id": link(),
            "user_id": link(),
            "ticket_id": fact(lazy("Concern")),
            "created_at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=Attachment,
        title=lazy("Files in your concerns"),
        why=WHY,
        about=lambda subject: _of(_words)(subject) if subject.is_whole else false(),
        shown=_of(_shown_words),
        rows_go=True,
        columns={
            "reply_id": fact(lazy("Message")),
            "name": said(lazy("Name")),
            "media_type": fact(lazy("Kind")),
            "size": fact(lazy("Size")),
            "sha256": inner("which file it is"),
            "created_at": fact(lazy("When")),
        },
        file=lambda row: f"files/{row['id']}-{row['name']}",
    ),
    PersonalTable(
        model=Reply,
        title=lazy("What was said in your concerns"),
        why=WHY,
        about=_words,
        shown=_shown_words,
        columns={
            "customer_id": link(),
            "author_id": link(),
            "ticket_id": fact(lazy("Concern")),
            "created_at": fact(lazy("When")),
            "author_name": said(lazy("Who"), _author),
            "body": said(lazy("Words"), _when_whole("", Reply.body)),
            "rest": said(lazy("Quoted below it")),
            "notes": inner("what reading the mail brought up", {"notes": []}),
            "once": inner("the key of the form", None),
        },
    ),
    PersonalTable(
        model=Ticket,
        title=lazy("Your concerns"),
        why=WHY,
        about=lambda subject: tickets_of(subject) if subject.is_whole else false(),
        shown=lambda subject: and_(tickets_of(subject), Ticket.confirmed_at.is_not(None)),
        columns={
            "customer_id": link(),
            "contact_point_id": link(),
            "raised_by_id": link(),
            "assignee_id": link(),
            "kind": fact(lazy("Kind")),
            "subject": said(lazy("Subject"), GONE),
            "snippet": inner("the first words of the last message, for lists", ""),
            "state": Column(lazy("State"), TicketState.SOLVED),
            "due_at": inner("when we promised to answer", None),
            "opened_at": fact(lazy("Raised")),
            "solved_at": Column(
                lazy("Solved"), lambda subject: func.coalesce(Ticket.solved_at, clock.now())
            ),
            "once": inner("the key of the form", None),
        },
    ),
)

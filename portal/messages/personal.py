"""What the ledger and the mails that came in hold about a person.

Suppressions are not here: their keyed hash names nobody, and has to stay so that somebody who was
erased is not written to again.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, false, func, or_, select, update

from portal.database import atomic, session
from portal.messages.models import (
    PUT_ASIDE,
    UNDER_WAY,
    InboundMail,
    InboundState,
    Message,
    MessageEvent,
    MessageState,
    Purpose,
)
from portal.personal import PersonalTable, Subject, fact, inner, link, said, secret
from portal.web.languages import lazy

ERASED = "its reader had themselves erased"


def is_theirs(column: Any, subject: Subject) -> ColumnElement[bool]:
    """An address of theirs, however it is spelt. SQLite puts only ASCII in lower case."""
    return or_(column.in_(subject.spellings), func.lower(column).in_(subject.spellings))


def _to_them(subject: Subject) -> ColumnElement[bool]:
    return is_theirs(Message.to_address, subject)


def _about(subject: Subject) -> ColumnElement[bool]:
    to_them = _to_them(subject)
    return or_(to_them, Message.customer_id == subject.customer_id) if subject.is_whole else to_them


def _shown(subject: Subject) -> ColumnElement[bool]:
    """Not what holds a link still that lets whoever reads it in, nor what went to somebody else at
    an address that has changed hands since."""
    unsent = Message.state.in_((*UNDER_WAY, MessageState.BLOCKED))
    is_secret = and_(Message.purpose == Purpose.ACCOUNT, unsent)
    own = or_(Message.customer_id == subject.customer_id, Message.customer_id.is_(None))
    return and_(_to_them(subject), own, ~is_secret)


def _from_them(subject: Subject) -> ColumnElement[bool]:
    return is_theirs(InboundMail.from_address, subject)


def _sent(subject: Subject) -> ColumnElement[bool]:
    """What we took for theirs; not what somebody sent from their address into another's thread."""
    elsewhere = select(Message.id).where(
        Message.thread == InboundMail.thread, Message.customer_id != subject.customer_id
    )
    return and_(_from_them(subject), InboundMail.state == InboundState.ROUTED, ~elsewhere.exists())


def _came_in(subject: Subject) -> ColumnElement[bool]:
    """What they sent, and what came back to or into their own mails and concerns."""
    theirs = select(Message.id).where(_about(subject))
    came = or_(_from_them(subject), InboundMail.matched_id.in_(theirs))
    if not subject.is_whole:
        return came
    threads = select(Message.thread).where(
        Message.customer_id == subject.customer_id, Message.thread.is_not(None)
    )
    return or_(came, InboundMail.thread.in_(threads))


@atomic()
def stop(subject: Subject) -> bool:
    """Let no mail to them leave any more. A claim that has not begun to hand its mail over is lost
    with this; one that has is waited for: False.
    """
    theirs = _about(subject)
    session.execute(
        update(Message)
        .where(theirs, Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)))
        .values(state=MessageState.BLOCKED, reason=ERASED)
    )
    session.execute(
        update(Message)
        .where(theirs, Message.state != MessageState.HANDING, Message.attempt.is_not(None))
        .values(attempt=None)
    )
    handing = select(Message.id).where(theirs, Message.state == MessageState.HANDING).limit(1)
    return session.scalar(handing) is None


TABLES = (
    PersonalTable(
        model=MessageEvent,
        title=lazy("What became of the mails"),
        why=lazy("To know whether our mail reaches you"),
        about=lambda subject: MessageEvent.message_id.in_(
            select(Message.id).where(_about(subject))
        ),
        shown=lambda subject: false(),
        columns={
            "kind": inner("what happened, like sent"),
            "particulars": inner("what mail servers answered", lambda subject: {}),
        },
    ),
    PersonalTable(
        model=InboundMail,
        title=lazy("Mails you sent us"),
        why=lazy("To read again what you wrote, as you wrote it"),
        about=_came_in,
        shown=_sent,
        columns={
            "received_at": fact(lazy("When")),
            "sha256": secret(None),
            "body_sha256": inner("to know the same mail again", ""),
            "envelope_to": said(lazy("To")),
            "return_path": inner("where the mail server sends what it cannot deliver", ""),
            "message_id_header": inner("to know the same mail again", None),
            "from_address": said(lazy("From"), None),
            "from_name": said(lazy("Name"), None),
            "subject": said(lazy("Subject"), None),
            "state": inner(
                "what we did with it",
                lambda subject: case(
                    (InboundMail.state.in_(PUT_ASIDE), InboundState.IGNORED.value),
                    else_=InboundMail.state,
                ),
            ),
            "try_at": inner("when it is looked at again", None),
            "outcome": inner("what became of it"),
            "reference": inner("what became of it, like C-1007"),
            "reason": inner("why we did so", None),
            "thread": inner("what it belongs to, like ticket:7"),
        },
        file=lambda row: f"mails/{row['id']}.eml",
    ),
    PersonalTable(
        model=Message,
        title=lazy("Mails we sent you"),
        why=lazy("To know what you were told, word for word"),
        about=_about,
        shown=_shown,
        columns={
            "token": secret(lambda subject: "erased-" + cast(Message.id, String)),
            "reference": inner("what makes it the same mail when its cause runs twice"),
            "customer_id": link(),
            "on_behalf_of_id": link(),
            "thread": inner("what it belongs to, like ticket:7"),
            "created_at": fact(lazy("When")),
            "purpose": fact(lazy("Why")),
            "consent_purpose": inner("which choice of theirs it stands on, like check_ins"),
            "from_name": fact(lazy("From")),
            "to_address": said(lazy("To")),
            "to_name": said(lazy("Name")),
            "subject": said(lazy("Subject")),
            "text": said(lazy("Text")),
            "html": inner("the text once more, with our colours", None),
            "in_reply_to": inner("the numbers of the mails before it", {"ids": []}),
            "sent_at": fact(lazy("Sent")),
            "reason": inner("why it did not leave", None),
            "attempt": inner("which worker has it", None),
            "smtp_text": inner("what the mail server answered", None),
        },
    ),
)

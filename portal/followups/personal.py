"""What follow-ups hold about a person."""

from sqlalchemy import ColumnElement, false

from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail, TriggerEvent
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy


def _answered(subject: Subject) -> ColumnElement[bool]:
    return FollowUpAnswer.customer_id == subject.customer_id if subject.is_whole else false()


def _mailed(subject: Subject) -> ColumnElement[bool]:
    return FollowUpMail.customer_id == subject.customer_id if subject.is_whole else false()


def _enrolled(subject: Subject) -> ColumnElement[bool]:
    return Enrolment.customer_id == subject.customer_id if subject.is_whole else false()


def _happened(subject: Subject) -> ColumnElement[bool]:
    return TriggerEvent.customer_id == subject.customer_id if subject.is_whole else false()


TABLES = (
    PersonalTable(
        model=FollowUpAnswer,
        title=lazy("What you answered to our check-ins"),
        why=lazy("To act on it, and to know how our products do"),
        about=_answered,
        columns={
            "customer_id": link(),
            "at": fact(lazy("When")),
            "code": fact(lazy("Answer")),
            "words": said(lazy("Your words")),
            "via": inner("whether it came by a link"),
        },
    ),
    PersonalTable(
        model=FollowUpMail,
        title=lazy("Check-ins and other mails planned for you"),
        why=lazy("To account for each of them, also for those that were not sent"),
        about=_mailed,
        columns={
            "customer_id": link(),
            "due_at": fact(lazy("Due")),
            "zone": said(lazy("Time zone")),
            "gates": inner("what our rules said to it", {"results": []}),
            "stopped_by": inner("which rule stopped it"),
            "reason": inner("why it was not sent, in words for staff", None),
        },
    ),
    PersonalTable(
        model=Enrolment,
        title=lazy("Why check-ins are planned for you"),
        why=lazy("To account for each of them"),
        about=_enrolled,
        columns={
            "customer_id": link(),
            "created_at": fact(lazy("When")),
            "exit_reason": inner("why it ended", None),
            "outcome": inner("how it ended"),
        },
    ),
    PersonalTable(
        model=TriggerEvent,
        title=lazy("What set our check-ins off"),
        why=lazy("To ask about the same thing once"),
        about=_happened,
        columns={
            "customer_id": link(),
            "at": fact(lazy("When")),
            "kind": fact(lazy("What")),
            "source": inner("where we know it from, like order"),
            "source_id": inner("its number there"),
        },
    ),
)

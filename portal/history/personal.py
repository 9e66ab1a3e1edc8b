"""What the contact history holds about a person."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_

from portal.history.events import KINDS
from portal.history.models import Entry, Look
from portal.personal import Each, PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy


def _about(subject: Subject) -> ColumnElement[bool]:
    """In an organisation: what they did, or in which they are named."""
    if subject.is_whole:
        return Entry.customer_id == subject.customer_id
    return and_(
        Entry.customer_id == subject.customer_id,
        or_(
            Entry.actor_id.in_(subject.user_ids),
            Entry.actor_name.in_(subject.names),
            Entry.kind.in_(_names_colleagues()),
        ),
    )


def _shown(subject: Subject) -> ColumnElement[bool]:
    internal = [kind for kind, event in KINDS.items() if event.is_internal]
    return and_(
        Entry.customer_id == subject.customer_id,
        Entry.kind.not_in(internal),
        Entry.customer_id == subject.customer_id
        if subject.is_whole
        else Entry.actor_id.in_(subject.user_ids),
    )


def _names_colleagues() -> list[str]:
    """Kinds that keep a text which is no fact: it may be a colleague's name."""
    return [
        kind
        for kind, event in KINDS.items()
        if any(each.type is str and each.name not in event.facts for each in fields(event))
    ]


def _who(subject: Subject) -> Any:
    """Staff stay who they are; so do colleagues."""
    theirs = (
        Entry.by_staff.is_(False)
        if subject.is_whole
        else or_(Entry.actor_id.in_(subject.user_ids), Entry.actor_name.in_(subject.names))
    )
    return case((theirs, subject.erased_name), else_=Entry.actor_name)


def _without_names(subject: Subject, row: Any) -> dict[str, Any]:
    """The facts. Of an organisation's entry only the texts that name the person go."""
    facts = KINDS[row["kind"]].facts
    return {
        name: value if name in facts or _stays(subject, value) else ""
        for name, value in row["particulars"].items()
    }


def _stays(subject: Subject, value: Any) -> bool:
    if not isinstance(value, str):
        return not isinstance(value, list | dict)
    if subject.is_whole:
        return False
    named = [each.lower() for each in (*subject.names, *subject.spellings) if each]
    return not any(each in value.lower() for each in named)


TABLES = (
    PersonalTable(
        model=Look,
        title=lazy("Who of us looked at your record"),
        why=lazy("So that you know"),
        about=lambda subject: false(),
        shown=lambda subject: (
            Look.customer_id == subject.customer_id if subject.is_whole else false()
        ),
        columns={
            "customer_id": link(),
            "viewer_id": link(),
            "role": fact(lazy("Role")),
            "hour": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=Entry,
        title=lazy("What happened"),
        why=lazy("So that everybody here knows what you told one of us"),
        about=_about,
        shown=_shown,
        columns={
            "customer_id": link(),
            "actor_id": link(),
            "at": fact(lazy("When")),
            "kind": fact(lazy("What")),
            "about": inner("what it happened to, like ticket:7"),
            "actor_name": said(lazy("Who"), _who),
            "particulars": said(lazy("Particulars"), Each(_without_names)),
        },
    ),
)

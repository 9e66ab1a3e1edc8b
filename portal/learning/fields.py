"""What a concern is now in each field, how that is said, and how it is changed."""

from dataclasses import dataclass

from portal.access import Actor
from portal.database import atomic, lock, session
from portal.departments.models import Department
from portal.history.recording import record
from portal.learning.events import TicketSpokenIn
from portal.learning.models import Field
from portal.tickets import tagging, triage
from portal.tickets.forms import KINDS
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Priority, Ticket, TicketKind
from portal.triage.urgency import SCALE
from portal.web.languages import LANGUAGES

NAMES = {
    Field.DEPARTMENT: "Department",
    Field.TOPIC: "Topic",
    Field.KIND: "Kind",
    Field.URGENCY: "Urgency",
    Field.LANGUAGE: "Language",
}
KIND_NAMES = {kind.value: text for kind, text in KINDS}
LONGEST_ID = 9
OTHER_LANGUAGES = {
    "nl": "Dutch", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "pl": "Polish",
    "ru": "Russian", "tr": "Turkish", "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
    "el": "Greek", "he": "Hebrew", "th": "Thai", "hi": "Hindi",
}  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """The portal, where it does by itself what people do."""

    id: None = None
    name: str = "The portal"
    is_staff: bool = True


MACHINE = Machine()


def now(ticket: Ticket, field: Field) -> str:
    """Its value as it stands; empty where there is none. Not for topics: there may be several."""
    if field is Field.DEPARTMENT:
        return str(ticket.department_id or "")
    if field is Field.KIND:
        return ticket.kind.value
    if field is Field.URGENCY:
        return ticket.priority.value
    if field is Field.LANGUAGE:
        return ticket.contact_point.language or ticket.customer.language
    return ""


def holds(ticket: Ticket, field: Field, value: str) -> bool:
    """Whether it is that already; an urgency that is higher still is enough."""
    if field is Field.TOPIC:
        return value in tagging.tags_of(ticket)
    if field is Field.URGENCY:
        return SCALE.index(ticket.priority.value) >= SCALE.index(value)
    return now(ticket, field) == value


def can_be(field: Field, value: str) -> bool:
    """Whether a concern can still be given this value."""
    if field is Field.DEPARTMENT:
        found = session.get(Department, int(value)) if value else None
        return found is not None and not found.is_retired and not found.is_partner
    return field is not Field.LANGUAGE or value in LANGUAGES


def named(field: Field, value: str) -> str:
    """The value as staff read it."""
    if field is Field.DEPARTMENT:
        is_id = value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
        found = session.get(Department, int(value)) if is_id else None
        return found.name if found else "No department"
    if field is Field.KIND:
        return str(KIND_NAMES.get(value, value))
    if field is Field.LANGUAGE:
        known = LANGUAGES.get(value)
        return known.name if known else OTHER_LANGUAGES.get(value, value)
    return value.capitalize() if field is Field.URGENCY else value


@atomic()
def put(ticket: Ticket, field: Field, value: str, *, by: Actor) -> None:
    """Make it that, through the verb that people use."""
    if field is Field.DEPARTMENT:
        hand_over(ticket, to=session.get_one(Department, int(value)) if value else None, by=by)
    elif field is Field.TOPIC:
        tagging.tag(ticket, word=value, by=by)
    elif field is Field.KIND:
        triage.sort(ticket, kind=TicketKind(value), by=by)
    elif field is Field.URGENCY:
        triage.prioritise(ticket, priority=Priority(value), by=by)
    else:
        _speak(ticket, value, by=by)


@atomic()
def take_back(ticket: Ticket, field: Field, value: str, was: str, *, by: Actor) -> None:
    """Make it what it was before; a tag is taken off."""
    if field is Field.TOPIC:
        tagging.untag(ticket, word=value, by=by)
    else:
        put(ticket, field, was, by=by)


@atomic()
def _speak(ticket: Ticket, language: str, *, by: Actor) -> None:
    lock(ticket)
    if now(ticket, Field.LANGUAGE) == language:
        return
    ticket.contact_point.language = language
    spoken = TicketSpokenIn(number=ticket.number, what=language)
    record(spoken, customer=ticket.customer, by=by)

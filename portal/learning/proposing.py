"""Reading a concern: what it is about is proposed, and done where a lead allowed that."""

from dataclasses import dataclass

from sqlalchemy import select

from portal import clock
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.learning import fields, reading
from portal.learning.events import TicketSortedByItself
from portal.learning.fields import MACHINE
from portal.learning.knowing import known
from portal.learning.models import (
    Confirmed,
    DepartmentLearning,
    Field,
    Outcome,
    Proposal,
    Unread,
    kept_aside,
)
from portal.tickets.models import Origin, Ticket
from portal.triage.languages import language_of
from portal.triage.urgency import raised, urgency_of

BY_WORDS = "words"
"""The version of what is told by lists of words."""
LEAST_LIKELY = 0.4
"""Below this a first guess, from names alone, is none."""
LONGEST_WORD = 40


@dataclass(frozen=True)
class Found:
    """What a model says about one field, before anybody is asked."""

    value: str
    because: tuple[str, ...]
    version: str
    likelihood: float = 1.0
    confidence: float | None = None
    abstains: bool = False

    @property
    def is_worth_saying(self) -> bool:
        """Sure, or a first guess while there are too few examples to say how sure."""
        return not self.abstains or (self.confidence is None and self.likelihood >= LEAST_LIKELY)


@atomic()
def read(ticket: Ticket) -> list[Proposal]:
    """Propose for each field of which nobody has said anything yet. Once: reading again adds only
    what was not proposed before."""
    lock(ticket)
    if ticket.is_merged or session.get(Unread, ticket.id) is not None:
        return []
    text = reading.text_of(ticket)
    settled = {*_of(Confirmed, ticket), *_of(Proposal, ticket)}
    made = [
        _made(ticket, field, found)
        for field, found in _found(ticket, text).items()
        if field not in settled
    ]
    session.add_all(made)
    session.flush()
    if not ticket.is_solved:
        _do_what_is_allowed(ticket, made)
    return made


def _found(ticket: Ticket, text: str) -> dict[Field, Found]:
    found = {}
    for field in (Field.DEPARTMENT, Field.TOPIC, Field.KIND):
        # What a customer chose themselves is no guess of ours
        if field is Field.KIND and ticket.origin is Origin.WEB:
            continue
        if (said := _learned(field, text)) is not None:
            found[field] = said
    if (urgency := _urgency(ticket, text)) is not None:
        found[Field.URGENCY] = urgency
    if (language := _language(ticket, text)) is not None:
        found[Field.LANGUAGE] = language
    return found


def _learned(field: Field, text: str) -> Found | None:
    now = known(field)
    if now is None:
        return None
    said = now.model.propose(text)
    if not fields.can_be(field, said.label):
        return None
    return Found(
        said.label, said.because, now.version, said.likelihood, said.confidence, said.abstains
    )


def _urgency(ticket: Ticket, text: str) -> Found | None:
    """Only upwards: what somebody set is never proposed to be less."""
    urgency = urgency_of(text)
    higher = raised(ticket.priority.value, urgency.priority)
    if higher == ticket.priority.value:
        return None
    return Found(higher, urgency.because, BY_WORDS)


def _language(ticket: Ticket, text: str) -> Found | None:
    language = language_of(text)
    if language is None or language == fields.now(ticket, Field.LANGUAGE):
        return None
    return Found(language, (), BY_WORDS)


def _made(ticket: Ticket, field: Field, found: Found) -> Proposal:
    return Proposal(
        ticket_id=ticket.id,
        field=field,
        value=found.value,
        confidence=found.confidence,
        likelihood=found.likelihood,
        because={"words": [word[:LONGEST_WORD] for word in found.because]},
        abstains=not found.is_worth_saying,
        model_version=found.version,
        outcome=Outcome.OPEN,
    )


def _do_what_is_allowed(ticket: Ticket, made: list[Proposal]) -> None:
    """Only what is sure, only where a lead said so, and never what somebody else has set."""
    if kept_aside(ticket.id) or not _acts(ticket, made):
        return
    for proposal in made:
        if _is_sure(proposal) and _is_free(ticket, proposal):
            do(ticket, proposal)


def do(ticket: Ticket, proposal: Proposal) -> None:
    field = proposal.field
    proposal.was = fields.now(ticket, field)
    proposal.done_at = clock.now()
    fields.put(ticket, field, proposal.value, by=MACHINE)
    told = TicketSortedByItself(
        number=ticket.number,
        what=fields.NAMES[field].lower(),
        to=fields.named(field, proposal.value),
        because=", ".join(f"“{word}”" for word in proposal.words),
    )
    record(told, customer=ticket.customer, by=MACHINE)


def _acts(ticket: Ticket, made: list[Proposal]) -> bool:
    """What is set for its department, or for the one it would surely go to."""
    department_id = ticket.department_id
    if department_id is None:
        sure = [each for each in made if each.field is Field.DEPARTMENT and _is_sure(each)]
        department_id = int(sure[0].value) if sure else None
    found = session.get(DepartmentLearning, department_id) if department_id else None
    return found is not None and found.acts


def _is_sure(proposal: Proposal) -> bool:
    if proposal.model_version == BY_WORDS:
        return True
    return not proposal.abstains and proposal.confidence is not None


def _is_free(ticket: Ticket, proposal: Proposal) -> bool:
    if proposal.field is Field.DEPARTMENT:
        return ticket.department_id is None
    if proposal.field is Field.LANGUAGE:
        return (
            ticket.contact_point.user_id is None
            and ticket.contact_point.language is None
            and fields.can_be(Field.LANGUAGE, proposal.value)
        )
    return not fields.holds(ticket, proposal.field, proposal.value)


def _of(model: type[Confirmed] | type[Proposal], ticket: Ticket) -> set[Field]:
    return set(session.scalars(select(model.field).where(model.ticket_id == ticket.id)))

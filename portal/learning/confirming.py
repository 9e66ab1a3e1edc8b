"""What people say, which is all that is learned, and what it makes of a proposal."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.learning import fields
from portal.learning.models import Confirmed, Field, Outcome, Proposal
from portal.tickets.models import Ticket
from portal.triage.urgency import SCALE


@atomic()
def confirm(ticket: Ticket, field: Field, value: str, *, by: Actor) -> None:
    """Take a person's word for it; the last one counts. A topic may have several."""
    lock(ticket)
    if field is not Field.TOPIC:
        session.execute(
            delete(Confirmed).where(
                Confirmed.ticket_id == ticket.id,
                Confirmed.field == field,
                Confirmed.value != value,
            )
        )
    if value and value not in confirmed(ticket, field):
        session.add(Confirmed(ticket_id=ticket.id, field=field, value=value, by_id=by.id))
    _judge(ticket, field, value, by)


@atomic()
def refuse(proposal: Proposal, *, by: Actor) -> None:
    """Say that it is not this; what it is instead may follow."""
    lock(proposal)
    if proposal.is_open:
        _decide(proposal, Outcome.CORRECTED, None, by)


@atomic()
def take_refusal_back(proposal: Proposal, *, by: Actor) -> None:
    lock(proposal)
    if proposal.outcome is Outcome.CORRECTED and proposal.truth is None:
        _decide(proposal, Outcome.OPEN, None, None)


@atomic()
def withdraw(ticket: Ticket, field: Field, value: str, *, by: Actor) -> None:
    """A person took it off again: a tag, or the department."""
    lock(ticket)
    gone = delete(Confirmed).where(Confirmed.ticket_id == ticket.id, Confirmed.field == field)
    session.execute(gone.where(Confirmed.value == value) if value else gone)
    proposal = proposal_of(ticket, field)
    if proposal is None or (value and proposal.value != value):
        return
    _decide(proposal, Outcome.CORRECTED, None, by)


@atomic()
def reconsider(ticket: Ticket) -> None:
    """Somebody undid something: what no longer stands was not said."""
    lock(ticket)
    for each in session.scalars(select(Confirmed).where(Confirmed.ticket_id == ticket.id)):
        if _still(ticket, each):
            continue
        session.delete(each)
        proposal = proposal_of(ticket, each.field)
        if proposal is not None and proposal.truth == each.value:
            _decide(proposal, Outcome.OPEN, None, None)


@atomic()
def leave_unsaid(ticket: Ticket) -> None:
    """It ended, and nobody said whether what was proposed is right."""
    for proposal in proposals_of(ticket):
        if proposal.is_open:
            proposal.outcome = Outcome.IGNORED


@atomic()
def ask_again(ticket: Ticket) -> None:
    """It goes on: what nobody said can still be said."""
    for proposal in proposals_of(ticket):
        if proposal.outcome is Outcome.IGNORED:
            proposal.outcome = Outcome.OPEN


def confirmed(ticket: Ticket, field: Field) -> Sequence[str]:
    return session.scalars(
        select(Confirmed.value).where(Confirmed.ticket_id == ticket.id, Confirmed.field == field)
    ).all()


def proposal_of(ticket: Ticket, field: Field) -> Proposal | None:
    return session.scalars(
        select(Proposal).where(Proposal.ticket_id == ticket.id, Proposal.field == field)
    ).one_or_none()


def proposals_of(ticket: Ticket) -> Sequence[Proposal]:
    return session.scalars(
        select(Proposal).where(Proposal.ticket_id == ticket.id).order_by(Proposal.id)
    ).all()


def _judge(ticket: Ticket, field: Field, value: str, by: Actor) -> None:
    proposal = proposal_of(ticket, field)
    if proposal is None:
        return
    if field is Field.TOPIC and proposal.value != value and proposal.outcome is Outcome.ACCEPTED:
        return
    is_right = proposal.value == value
    if field is Field.URGENCY:
        is_right = SCALE.index(value) >= SCALE.index(proposal.value)
    _decide(proposal, Outcome.ACCEPTED if is_right else Outcome.CORRECTED, value or None, by)


def _decide(proposal: Proposal, outcome: Outcome, truth: str | None, by: Actor | None) -> None:
    proposal.outcome = outcome
    proposal.truth = truth
    proposal.decided_by_id = by.id if by else None
    proposal.decided_at = clock.now() if by else None


def _still(ticket: Ticket, each: Confirmed) -> bool:
    if each.field is Field.TOPIC:
        return fields.holds(ticket, Field.TOPIC, each.value)
    return fields.now(ticket, each.field) == each.value

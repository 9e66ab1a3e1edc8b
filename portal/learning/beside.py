"""What the learning hangs beside a concern: proposals, similar solved ones, articles."""

from dataclasses import dataclass
from typing import Any

from portal.articles import queries as articles
from portal.articles import search
from portal.learning import fields, queries
from portal.learning.confirming import proposals_of
from portal.learning.models import Field, Proposal, kept_aside
from portal.tickets.models import Ticket
from portal.web.languages import FALLBACK

MOST_ARTICLES = 3


@dataclass(frozen=True)
class Line:
    """One proposal as it is read: "Workshop?", because of which words, how sure."""

    field: str
    name: str
    text: str
    words: list[str]
    sure: str
    is_done: bool
    can_be: bool


def proposals(ticket: Ticket) -> dict[str, Any] | None:
    """What waits for a person's word; None when nothing does, or it is kept aside."""
    if kept_aside(ticket.id) or ticket.is_merged:
        return None
    lines = [
        _line(proposal)
        for proposal in proposals_of(ticket)
        if proposal.is_open and _is_shown(ticket, proposal)
    ]
    return {"ticket": ticket, "lines": lines} if lines else None


def similar(ticket: Ticket) -> dict[str, Any] | None:
    found = queries.similar_to(ticket)
    return {"similar": found} if found else None


def helping(ticket: Ticket) -> dict[str, Any] | None:
    """Articles about the words of its subject, in the language the customer reads."""
    language = ticket.contact_point.language or ticket.customer.language
    ids = search.find(ticket.subject, languages=(language, FALLBACK), most=MOST_ARTICLES)
    return {"articles": articles.headings_of(ids, language)} if ids else None


def _is_shown(ticket: Ticket, proposal: Proposal) -> bool:
    if proposal.done_at is not None:
        return fields.holds(ticket, proposal.field, proposal.value)
    if proposal.abstains:
        return False
    return not fields.holds(ticket, proposal.field, proposal.value)


def _line(proposal: Proposal) -> Line:
    text = fields.named(proposal.field, proposal.value)
    return Line(
        proposal.field.value,
        fields.NAMES[proposal.field],
        f"Written in {text}" if proposal.field is Field.LANGUAGE else text,
        proposal.words,
        _sure(proposal),
        proposal.done_at is not None,
        fields.can_be(proposal.field, proposal.value),
    )


def _sure(proposal: Proposal) -> str:
    if proposal.field in (Field.URGENCY, Field.LANGUAGE):
        return ""
    if proposal.confidence is None:
        return "a first guess, too few examples to say how sure"
    return f"{round(100 * proposal.confidence)} in 100 such are right"

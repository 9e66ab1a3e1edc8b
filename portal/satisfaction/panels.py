"""How it was, beside the concern: for the desk, and for its customer."""

from typing import Any

from flask import url_for

from portal.access import me
from portal.satisfaction import answering, policy
from portal.satisfaction.asking import REASONS
from portal.satisfaction.forms import FACES
from portal.satisfaction.routes import question_of
from portal.satisfaction.scores import AT_THE_DESK, EASE, SCORES
from portal.tickets.models import Ticket


def concern(ticket: Ticket) -> dict[str, Any] | None:
    """Five faces, each of which opens the page with itself chosen; then what they said."""
    question = question_of(ticket) if ticket.is_solved or ticket.is_answered else None
    if question is None or not policy.may_answer(me(), question):
        return None
    is_open = answering.is_open(question)
    if not question.is_answered and (not is_open or not ticket.is_solved):
        return None
    return {
        "question": question,
        "is_open": is_open,
        "faces": FACES,
        "scores": SCORES,
        "url": url_for("satisfaction.show_signed_in", number=ticket.number),
    }


def ticket(ticket: Ticket) -> dict[str, Any] | None:
    question = question_of(ticket)
    if question is None:
        return None
    return {
        "question": question,
        "answers": list(question.answers),
        "why": REASONS.get(question.left_out or "", question.left_out),
        "faces": FACES,
        "scores": AT_THE_DESK,
        "eases": EASE,
    }

"""Asking how it was: once for each concern, some hours after it was solved, or not at all.

Who is asked is decided here alone, from the concern's number: whoever is judged by the answers must
not choose whom to ask.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.consent.models import Purpose
from portal.consent.standing import standings
from portal.database import atomic, lock, session
from portal.history.models import Entry
from portal.history.recording import on, record
from portal.manifest import NoticeKind
from portal.messages import suppressing
from portal.messages.models import Purpose as MailPurpose
from portal.messages.once import insert_once
from portal.preferences.telling import Told, tell
from portal.preferences.timing import allowed_at
from portal.satisfaction import mails
from portal.satisfaction.events import SatisfactionAsked
from portal.satisfaction.models import AskingRule, Question
from portal.satisfaction.permission import permission
from portal.tickets import spam
from portal.tickets.company import zone
from portal.tickets.events import TicketSolved
from portal.tickets.models import Ticket
from portal.tickets.queries import is_closed
from portal.tickets.tagging import tags_of
from portal.web.languages import lazy

HOW_WAS_IT = NoticeKind(name="how-was-it", title=lazy("We ask how a concern was dealt with"))
SHARE, AFTER_HOURS, REST_DAYS = 100, 4, 30
"""How the desk asks until a lead says otherwise."""
NIGHT = (20 * 60, 8 * 60)
BATCH = 100
SPAM = "spam"
REASONS = {
    "sample": "not in the sample",
    "merged": "part of another concern",
    "unconfirmed": "the address was never confirmed",
    "unanswered": "we never answered",
    "spam": "spam",
    "closed": "has no access any more",
    "refused": "does not want to be asked",
    "no_yes": "never said yes to surveys",
    "enough": "wants no more surveys now",
    "suppressed": "no mail reaches the address",
    "lately": "was asked lately",
}


@on(TicketSolved)
def put_question(entry: Entry) -> None:
    """A solved ticket gets its question; one that had it, or lost it, keeps what it has."""
    ticket = session.get_one(Ticket, Ticket.id_about(entry.about))
    rule = rule_now()
    is_asked = in_sample(ticket.id, rule.share)
    insert_once(
        Question,
        unique=["ticket_id"],
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        agent_id=ticket.assignee_id,
        ask_at=allowed_at(entry.at + timedelta(hours=rule.after_hours), zone(), NIGHT),
        left_out=None if is_asked else "sample",
    )


def ask_due() -> int:
    """Ask whoever is to be asked by now. Gives how many questions were decided."""
    due = select(Question.id).where(
        Question.asked_at.is_(None), Question.left_out.is_(None), Question.ask_at <= clock.now()
    )
    found = session.scalars(due.order_by(Question.ask_at, Question.id).limit(BATCH)).all()
    for question_id in found:
        _decide(question_id)
    return len(found)


@atomic()
def _decide(question_id: int) -> None:
    question = session.get(Question, question_id)
    if question is None:
        return
    ticket = lock(question.ticket)
    lock(question)
    if not question.is_waiting:
        return
    if not ticket.is_solved:
        session.delete(question)  # it was taken up again: solving it the next time asks
        return
    lock(ticket.contact_point)  # two concerns of one person: one mail
    question.left_out = _why_not(ticket, rule_now())
    if question.left_out is None:
        _ask(question)


def _ask(question: Question) -> None:
    ticket = question.ticket
    token = secrets.token_urlsafe(32)
    question.token_sha256 = digest(token)
    question.address_key = ticket.contact_point.address_key
    question.asked_at = clock.now()
    session.flush()
    record(SatisfactionAsked(number=ticket.number), customer=ticket.customer, by=None)
    told = Told(
        kind=HOW_WAS_IT.name,
        text=lazy("How was it? Tell us about %(number)s", number=ticket.number),
        path=f"/concerns/{ticket.number}",
        about=ticket.about,
    )
    mail = mails.how_was_it(question, token=token, on_a_yes=rule_now().only_with_yes)
    tell(told, mail=mail)


def _why_not(ticket: Ticket, rule: AskingRule) -> str | None:
    """Why this ticket's reader is not asked; None when they are."""
    point = ticket.contact_point
    if ticket.is_merged:
        return "merged"
    if not ticket.is_confirmed:
        return "unconfirmed"
    if not ticket.is_answered:
        return "unanswered"
    if spam.spam_of(ticket) or SPAM in tags_of(ticket):
        return "spam"
    if is_closed(point):
        return "closed"
    standing = standings(point)[Purpose.SURVEYS]
    if standing.choice is not None and not standing.is_on:
        return "refused"
    if rule.only_with_yes and not permission(point, standing).allowed:
        return "enough" if standing.is_on else "no_yes"
    if suppressing.why_not(point.address, MailPurpose.SERVICE):
        return "suppressed"
    return "lately" if _asked_since(point.address_key, rule) else None


def _asked_since(address_key: str, rule: AskingRule) -> bool:
    since = clock.now() - timedelta(days=rule.rest_days)
    asked = (Question.address_key == address_key, Question.asked_at > since)
    return session.scalar(select(Question.id).where(*asked).limit(1)) is not None


def rule_now() -> AskingRule:
    latest = select(AskingRule).order_by(AskingRule.id.desc()).limit(1)
    return session.scalars(latest).one_or_none() or AskingRule(
        share=SHARE, after_hours=AFTER_HOURS, rest_days=REST_DAYS, only_with_yes=False
    )


@atomic()
def set_rule(
    *, share: int, after_hours: int, rest_days: int, by: Actor, only_with_yes: bool = False
) -> None:
    """From the next solved concern on. The rule before stays written down."""
    session.add(
        AskingRule(
            share=share,
            after_hours=after_hours,
            rest_days=rest_days,
            only_with_yes=only_with_yes,
            by_id=by.id,
        )
    )


def in_sample(ticket_id: int, share: int) -> bool:
    """Drawn by a keyed hash of the number: the same at every look, and nobody can guess it."""
    key = current_app.config["SECRET_KEY"].encode()
    drawn = hmac.digest(key, f"satisfaction\n{ticket_id}".encode(), "sha256")
    return int.from_bytes(drawn[:8]) % 100 < share


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def opened_by(token: str) -> Question | None:
    """The question behind the secret of a mail, however old; None for anything else."""
    if len(token) != len(secrets.token_urlsafe(32)) or not token.isascii():
        return None
    return session.scalars(
        select(Question).where(Question.token_sha256 == digest(token))
    ).one_or_none()


def waiting_since(question: Question) -> datetime:
    return question.asked_at or question.ask_at

"""Giving a partner a job: what they are asked, and what of the concern is passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.departments.models import Department
from portal.history.recording import record
from portal.messages.ledger import post
from portal.partners import mails
from portal.partners.access import digest, token_of
from portal.partners.events import JobGiven
from portal.partners.masking import masked
from portal.partners.models import Job, JobFile, JobWord, Voice
from portal.tickets.models import Attachment, Reply, Ticket
from portal.tickets.saying import key_of
from portal.tickets.survivors import lock_survivor

OPEN_FOR = timedelta(days=60)
"""So long a link lives after the last word that was written to the partner."""


class NoPartner(Exception):
    """It is no partner, or one that was retired."""


@dataclass(frozen=True, kw_only=True)
class Passed:
    """What of a concern is passed on. Everything else of it stays here."""

    subject: str
    asked: str
    facts: Sequence[tuple[str, str]] = ()
    words: Sequence[Reply] = ()
    files: Sequence[Attachment] = ()
    due_at: datetime


def facts_of(ticket: Ticket) -> dict[str, tuple[str, str]]:
    """What could be passed on about the order, each under a key of its own."""
    order = ticket.order
    if order is None:
        return {}
    known = {
        "product": ("Product", order.product),
        "build": ("Build", order.build),
        "order": ("Our order", order.number),
        "stage": ("Stage", order.stage.value),
        "warranty": ("Warranty until", str(order.warranty_until or "")),
    }
    return {key: fact for key, fact in known.items() if fact[1]}


def shown_words(ticket: Ticket, reply: Reply) -> str:
    """A word of the customer's as the partner reads it."""
    return masked(reply.body, names=names_in(ticket))


def names_in(ticket: Ticket) -> list[str]:
    """What the customer and their people are called."""
    people = session.scalars(select(User.name).where(User.customer_id == ticket.customer_id)).all()
    points = [point.name for point in ticket.customer.contact_points]
    return [ticket.customer.name, *points, *people]


@atomic()
def give(
    ticket: Ticket, passed: Passed, *, to: Department, by: User, once: str | None = None
) -> Job:
    """Ask a partner about the ticket, by mail with a link. The same form twice asks once."""
    key = key_of(once, within=ticket.about)
    ticket = lock_survivor(ticket)
    if key and (earlier := session.scalars(select(Job).where(Job.once == key)).first()):
        return earlier
    lock(to)
    if to.is_retired or not to.is_partner:
        raise NoPartner(to.name)
    job = _job(ticket, passed, to, by, key)
    _pass_on(job, ticket, passed)
    asked = JobWord(
        job_id=job.id, voice=Voice.DESK, author_id=by.id, author_name=by.name, body=passed.asked
    )
    session.add(asked)
    session.flush()
    given = JobGiven(
        number=ticket.number,
        job=job.number,
        partner=to.name,
        passed_on=len(passed.words) + len(passed.files),
    )
    record(given, customer=ticket.customer, by=by)
    post(mails.asked(job, by_name=by.name, word=asked))
    return job


def _job(ticket: Ticket, passed: Passed, to: Department, by: User, key: str | None) -> Job:
    job = Job(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        department_id=to.id,
        by_id=by.id,
        subject=passed.subject,
        facts={"facts": [list(fact) for fact in passed.facts]},
        token_sha256=f"not yet {key or clock.now().isoformat()}"[:80],
        once=key,
        due_at=passed.due_at,
        expires_at=clock.now() + OPEN_FOR,
    )
    session.add(job)
    session.flush()
    job.token_sha256 = digest(token_of(job))
    return job


def _pass_on(job: Job, ticket: Ticket, passed: Passed) -> None:
    session.add_all(
        JobWord(
            job_id=job.id,
            voice=Voice.CUSTOMER,
            author_name="",
            body=shown_words(ticket, reply),
            said_at=reply.created_at,
        )
        for reply in passed.words
    )
    session.add_all(
        JobFile(
            job_id=job.id,
            sha256=file.sha256,
            size=file.size,
            name=f"file-{number}{PurePath(file.name).suffix[:10]}",
            media_type=file.media_type,
        )
        for number, file in enumerate(passed.files, start=1)
    )
    session.flush()

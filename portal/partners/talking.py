"""The talk about a job: the desk asks again, the partner answers, the desk ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post
from portal.partners import mails
from portal.partners.access import digest, token_of
from portal.partners.events import JobAnswered, JobEnded, JobLinkSent, JobWrittenTo
from portal.partners.giving import OPEN_FOR
from portal.partners.models import Job, JobFile, JobWord, Voice
from portal.tickets.conversation import note_kept
from portal.tickets.files import KeptFile
from portal.tickets.notices import tell_staff
from portal.tickets.saying import key_of
from portal.tickets.survivors import survivor_of


class HasEnded(Exception):
    """Nothing can be said in a job that has ended."""


@dataclass(frozen=True)
class Partner:
    """Who speaks in a note that a partner's answer becomes: nobody who signs in."""

    name: str
    id: None = None
    is_staff: bool = True


@atomic()
def answer(
    job: Job, *, body: str, files: Sequence[KeptFile] = (), once: str | None = None
) -> JobWord:
    """The partner answers: a note in the ticket and a notice to staff, nothing to the customer."""
    key = key_of(once, within=job.about)
    lock(job)
    if earlier := _said_before(key):
        return earlier
    if not job.is_live:
        raise HasEnded(job.number)
    word = _say(job, Voice.PARTNER, job.department.name, body, key)
    session.add_all(
        JobFile(
            job_id=job.id,
            word_id=word.id,
            sha256=file.sha256,
            size=file.size,
            name=file.name,
            media_type=file.media_type,
        )
        for file in files
    )
    job.due_at, job.answered_at = None, clock.now()
    _tell_the_desk(job, word, files)
    return word


@atomic()
def write(job: Job, *, body: str, due_at: datetime, by: User, once: str | None = None) -> JobWord:
    """Ask again: it is the partner's turn, and the link lives on."""
    key = key_of(once, within=job.about)
    lock(job)
    if earlier := _said_before(key):
        return earlier
    if job.ended_at is not None or job.department.is_retired:
        raise HasEnded(job.number)
    word = _say(job, Voice.DESK, by.name, body, key, author=by)
    job.due_at, job.warned_at = due_at, None
    job.expires_at = clock.now() + OPEN_FOR
    _record(JobWrittenTo, job, by)
    post(mails.asked(job, by_name=by.name, word=word))
    return word


@atomic()
def end(job: Job, *, by: Actor | None) -> bool:
    """From now on its link opens nothing. False when that was so already."""
    lock(job)
    if job.ended_at is not None:
        return False
    job.ended_at, job.due_at = clock.now(), None
    _record(JobEnded, job, by)
    return True


@atomic()
def send_new_link(job: Job, *, by: User) -> None:
    """Mail a new link; the ones before it open nothing any more."""
    lock(job)
    if job.ended_at is not None or job.department.is_retired:
        raise HasEnded(job.number)
    job.edition += 1
    job.token_sha256 = digest(token_of(job))
    job.expires_at = clock.now() + OPEN_FOR
    _record(JobLinkSent, job, by)
    post(mails.asked(job, by_name=by.name))


@atomic()
def warn(job: Job) -> None:
    """Tell staff, once, that the partner's answer is late."""
    lock(job)
    if job.warned_at is None and job.is_late:
        job.warned_at = clock.now()
        _tell(job, f"{job.department.name} is late with {job.number}")


def _tell_the_desk(job: Job, word: JobWord, files: Sequence[KeptFile]) -> None:
    partner = Partner(job.department.name)
    note_kept(job.ticket, body=word.body, by=partner, files=files)
    answered = JobAnswered(number=job.ticket.number, job=job.number, partner=partner.name)
    record(answered, customer=job.ticket.customer, by=partner)
    _tell(job, f"{partner.name} answered {job.number}, about {job.ticket.number}")


def _tell(job: Job, text: str) -> None:
    """Who asked, and who looks after the concern now."""
    ticket = survivor_of(job.ticket)
    for user_id in {job.by_id, ticket.assignee_id} - {None}:
        tell_staff(user_id, ticket, text)


def _record(kind: type[JobWrittenTo | JobEnded | JobLinkSent], job: Job, by: Actor | None) -> None:
    happened = kind(number=job.ticket.number, job=job.number, partner=job.department.name)
    record(happened, customer=job.ticket.customer, by=by)


def _say(
    job: Job, voice: Voice, name: str, body: str, key: str | None, author: User | None = None
) -> JobWord:
    word = JobWord(
        job_id=job.id,
        voice=voice,
        author_id=author.id if author else None,
        author_name=name,
        body=body,
        once=key,
    )
    session.add(word)
    session.flush()
    return word


def _said_before(key: str | None) -> JobWord | None:
    if key is None:
        return None
    return session.scalars(select(JobWord).where(JobWord.once == key)).first()

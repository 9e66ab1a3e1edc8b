"""What the pages of the learning ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true

from portal.database import session
from portal.learning.measuring import Settled
from portal.learning.models import (
    KEPT_ASIDE,
    Field,
    LearnedModel,
    Outcome,
    Proposal,
    SimilarTicket,
    Unread,
    kept_aside,
)
from portal.learning.training import latest
from portal.tickets import spam
from portal.tickets.company import zone
from portal.tickets.models import Reply, Ticket, Visibility

MOST_COUNTED = 10_000
PAGE = 50
SETTLED = (Outcome.ACCEPTED, Outcome.CORRECTED)
LONGEST_ANSWER = 240
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_MONTH = timedelta(days=31)


def settled(field: Field) -> list[Settled]:
    """The latest that people settled; the latest MOST_COUNTED."""
    rows = session.execute(
        select(
            Proposal.ticket_id,
            Proposal.value,
            Proposal.truth,
            Proposal.outcome,
            Proposal.confidence,
            Proposal.abstains,
            Proposal.likelihood,
            Proposal.made_at,
        )
        .where(Proposal.field == field, Proposal.outcome.in_(SETTLED))
        .order_by(Proposal.id.desc())
        .limit(MOST_COUNTED)
    )
    return [
        Settled(
            value=row.value,
            truth=row.truth or "",
            is_right=row.outcome is Outcome.ACCEPTED,
            is_sure=row.confidence is not None and not row.abstains,
            is_aside=kept_aside(row.ticket_id),
            likelihood=row.likelihood,
            made_at=row.made_at,
        )
        for row in rows
    ]


def unsettled(field: Field) -> tuple[int, int]:
    """How many still wait for a person's word, and of how many nobody said anything."""
    found = {}
    for outcome in (Outcome.OPEN, Outcome.IGNORED):
        some = (
            select(Proposal.id)
            .where(Proposal.field == field, Proposal.outcome == outcome)
            .limit(MOST_COUNTED)
            .subquery()
        )
        found[outcome] = session.scalar(select(func.count()).select_from(some)) or 0
    return found[Outcome.OPEN], found[Outcome.IGNORED]


def learned() -> dict[Field, LearnedModel]:
    """The latest model of each field that has one."""
    found = {field: latest(field) for field in Field}
    return {field: each for field, each in found.items() if each is not None}


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The proposals behind a number: narrowed by what the number counts."""

    field: Field
    outcome: str = ""
    value: str = ""
    truth: str = ""
    when: str = ""
    """A week or a month: "2026-W47", "2026-11"."""
    sure: bool = False
    aside: bool = False
    likely: float | None = None
    after: int = 0

    def select(self) -> Select[tuple[Proposal]]:
        """Up to PAGE + 1, the latest first."""
        outcomes = [Outcome(self.outcome)] if self.outcome else SETTLED
        query = (
            select(Proposal)
            .where(Proposal.field == self.field, Proposal.outcome.in_(outcomes))
            .where(*self._narrowed())
            .order_by(Proposal.id.desc())
            .limit(PAGE + 1)
        )
        return query.where(Proposal.id < self.after) if self.after else query

    def _narrowed(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [true()]
        if self.value:
            found.append(Proposal.value == self.value)
        if self.truth:
            found.append(Proposal.truth == self.truth)
        if self.sure:
            found += [Proposal.confidence.is_not(None), Proposal.abstains.is_(False)]
        if self.aside:
            found.append(Proposal.ticket_id % KEPT_ASIDE == 0)
        if self.likely is not None:
            found.append(Proposal.likelihood >= self.likely)
        if self.when:
            found.append(Proposal.made_at.between(*period_of(self.when)))
        return found


def period_of(when: str) -> tuple[datetime, datetime]:
    """From when to when it is, here. Raises ValueError for what is neither week nor month."""
    if "W" in when:
        begins = datetime.strptime(f"{when}-1", "%G-W%V-%u").replace(tzinfo=zone())
        ends = begins + timedelta(days=7) if FIRST_YEAR <= begins.year <= LAST_YEAR else begins
    else:
        begins = datetime.strptime(f"{when}-01", "%Y-%m-%d").replace(tzinfo=zone())
        ends = (begins + LONGEST_MONTH).replace(day=1) if begins.year <= LAST_YEAR else begins
    if not FIRST_YEAR <= begins.year <= LAST_YEAR:
        raise ValueError(when)
    return begins, ends


@dataclass(frozen=True)
class Likeness:
    """A solved concern that is like another one, and how it was solved."""

    number: str
    subject: str
    solved_at: datetime
    answered_by: str
    answer: str


def similar_to(ticket: Ticket) -> list[Likeness]:
    """The most similar first. What was reopened or merged since is left out."""
    rows: Sequence[Row[Any]] = session.execute(
        select(Ticket.id, Ticket.subject, Ticket.solved_at)
        .join(SimilarTicket, SimilarTicket.other_id == Ticket.id)
        .where(
            SimilarTicket.ticket_id == ticket.id,
            Ticket.solved_at.is_not(None),
            Ticket.merged_into_id.is_(None),
            ~spam.IS_SPAM,
            Ticket.id.not_in(select(Unread.ticket_id)),
        )
        .order_by(SimilarTicket.place)
    ).all()
    answers = _last_answers([row.id for row in rows])
    return [
        Likeness(
            Ticket.number_of(row.id), row.subject, row.solved_at, *answers.get(row.id, ("", ""))
        )
        for row in rows
    ]


def _last_answers(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    last = (
        select(func.max(Reply.id))
        .where(Reply.ticket_id.in_(ids), Reply.by_staff, Reply.visibility == Visibility.REPLY)
        .group_by(Reply.ticket_id)
    )
    rows = session.execute(
        select(
            Reply.ticket_id, Reply.author_name, func.substr(Reply.body, 1, LONGEST_ANSWER)
        ).where(Reply.id.in_(last))
    )
    return {ticket_id: (name, " ".join(words.split())) for ticket_id, name, words in rows}

"""Models in bytes, what they proposed, and what people made of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Json, Model, Short
from portal.departments.models import Department
from portal.tickets.models import Ticket


class Field(StrEnum):
    DEPARTMENT = "department"
    TOPIC = "topic"
    KIND = "kind"
    URGENCY = "urgency"
    LANGUAGE = "language"


class Outcome(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    IGNORED = "ignored"


class LearnedModel(Model):
    """What was learned about one field, at one time. Only the latest keeps its bytes."""

    __tablename__ = "learned_models"
    __table_args__ = (Index(None, "field", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[Field]
    version: Mapped[Short]
    """The hash of its bytes."""
    packed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    examples: Mapped[int]
    """How many concerns it learned from, each with a person's word."""
    labels: Mapped[int]
    sure_from: Mapped[float | None]
    """From what confidence on it is sure; None while there are too few examples to tell."""
    through: Mapped[int]
    """The last confirmed label it saw; what came later is learned on top."""
    trained_at: Mapped[datetime] = mapped_column(default=clock.now)


class Training(Model):
    """When a field has to be learned again, and which worker is at it."""

    __tablename__ = "trainings"

    field: Mapped[Field] = mapped_column(primary_key=True)
    wanted_at: Mapped[datetime | None]
    """Something changed that cannot wait: a department, or somebody was erased."""
    claimed_at: Mapped[datetime | None]
    trained_at: Mapped[datetime | None]
    """When somebody last tried, whether or not there was enough to learn."""


class ToRead(Model):
    """A concern that the worker has to read: it is new, or somebody wrote in it."""

    __tablename__ = "tickets_to_read"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)


class Proposal(Model):
    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("ticket_id", "field"),
        Index(None, "field", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    field: Mapped[Field]
    value: Mapped[Short]
    """The id of a department, a tag, a kind, a priority, the code of a language."""
    confidence: Mapped[float | None]
    """The share of such proposals that are right; None while there are too few to tell."""
    likelihood: Mapped[float]
    because: Mapped[Json]
    """{"words": [...]}: words of the concern itself."""
    abstains: Mapped[bool]
    model_version: Mapped[Short]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    was: Mapped[Short | None]
    """What it was before the portal did it; None where it only proposed."""
    done_at: Mapped[datetime | None]
    """When the portal did it by itself."""
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN)
    truth: Mapped[Short | None]
    """What a person says it is; None in a corrected one: they only said that it is not this."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None]

    ticket: Mapped[Ticket] = relationship()

    @property
    def words(self) -> list[str]:
        return self.because.get("words", [])

    @property
    def is_open(self) -> bool:
        return self.outcome is Outcome.OPEN

    @property
    def is_kept_aside(self) -> bool:
        return kept_aside(self.ticket_id)


class Confirmed(Model):
    """What a person made of one field of a concern. A topic may have several."""

    __tablename__ = "confirmed_labels"
    __table_args__ = (UniqueConstraint("ticket_id", "field", "value"), Index(None, "field", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    field: Mapped[Field]
    value: Mapped[Short]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class DepartmentLearning(Model):
    """What a lead allows for a department, and which articles are its examples."""

    __tablename__ = "department_learning"

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    acts: Mapped[bool] = mapped_column(default=False)
    topics: Mapped[Json]
    """{"topics": [...]}: articles about these are examples of what it deals with."""
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    department: Mapped[Department] = relationship()


class SimilarTicket(Model):
    """That a solved concern is like another one; `place` 0 is the most similar."""

    __tablename__ = "similar_tickets"
    __table_args__ = (UniqueConstraint("ticket_id", "place"), Index(None, "other_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    place: Mapped[int]
    other_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))


class SimilarIndex(Model):
    """The index of solved concerns in bytes, as one worker left it for the next to begin with."""

    __tablename__ = "similar_indexes"

    id: Mapped[int] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    through: Mapped[datetime]
    """All concerns solved until then are in it."""
    texts: Mapped[int]


class Unread(Model):
    """A concern of somebody who is erased: never read, never learned from, in no index."""

    __tablename__ = "unread_tickets"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


KEPT_ASIDE = 20


def kept_aside(ticket_id: int) -> bool:
    """One of twenty, by its number alone: nobody sees what is proposed for it."""
    return ticket_id % KEPT_ASIDE == 0

"""Jobs given to partners: what they are told, and the talk with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Line, Model, Numbered, Prose, Short
from portal.departments.models import Department
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket

_WHERE_RUNNING = {f"{kind}_where": text("ended_at IS NULL") for kind in ("postgresql", "sqlite")}


class Voice(StrEnum):
    """Whose words they are."""

    CUSTOMER = "customer"
    DESK = "desk"
    PARTNER = "partner"


class Job(Numbered, Model):
    """What a partner is asked about one ticket."""

    __tablename__ = "partner_jobs"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index(None, "ticket_id", "id"),
        Index("ix_partner_jobs_running", "due_at", "id", **_WHERE_RUNNING),
    )
    number_prefix = "J-"
    number_offset = 100

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    subject: Mapped[Line]
    """As the partner reads it; not the customer's words unless staff copied them."""
    facts: Mapped[Json]
    """{"facts": [["Product", "Tourer"], ...]}: those that were passed on, as they stood then."""
    token_sha256: Mapped[Short] = mapped_column(unique=True)
    edition: Mapped[int] = mapped_column(default=1)
    """Grows with each new link, so that those before it open nothing."""
    once: Mapped[Short | None] = mapped_column(unique=True)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime | None]
    """When their answer is due; None when it is not their turn."""
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    """When staff were told that the answer is late."""
    ended_at: Mapped[datetime | None]

    ticket: Mapped[Ticket] = relationship()
    department: Mapped[Department] = relationship()
    by: Mapped[User] = relationship()
    words: Mapped[list["JobWord"]] = relationship(order_by="JobWord.id", back_populates="job")
    files: Mapped[list["JobFile"]] = relationship(order_by="JobFile.id", back_populates="job")

    @property
    def is_live(self) -> bool:
        """Its link opens it."""
        return (
            self.ended_at is None
            and self.expires_at > clock.now()
            and not self.department.is_retired
        )

    @property
    def is_late(self) -> bool:
        return self.ended_at is None and self.due_at is not None and self.due_at < clock.now()

    @property
    def about(self) -> str:
        """How the message ledger names it."""
        return f"job:{self.id}"


class JobWord(Model):
    """Something the partner reads or wrote: a copy, so that nothing else can ever be seen."""

    __tablename__ = "partner_words"
    __table_args__ = (
        CheckConstraint("voice <> 'desk' OR author_id IS NOT NULL", name="staff_have_an_id"),
        Index(None, "job_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("partner_jobs.id"))
    voice: Mapped[Voice]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    author_name: Mapped[Line]
    body: Mapped[Prose]
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    once: Mapped[Short | None] = mapped_column(unique=True)

    job: Mapped[Job] = relationship(back_populates="words")


class JobFile(Model):
    """A file the partner may open or has sent. Its bytes are in the file store."""

    __tablename__ = "partner_files"
    __table_args__ = (Index(None, "job_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("partner_jobs.id"))
    word_id: Mapped[int | None] = mapped_column(ForeignKey("partner_words.id"), index=True)
    """The word it came with; None for one that was passed on."""
    sha256: Mapped[Short]
    size: Mapped[int]
    name: Mapped[Line]
    media_type: Mapped[Short]

    job: Mapped[Job] = relationship(back_populates="files")

"""Known issues: one fault behind many concerns, and the answers given to all of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Numbered, Prose, Short
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket


class KnownIssue(Numbered, Model):
    """Something that is wrong for many: "Batch 7 brake pads squeal"."""

    __tablename__ = "known_issues"
    number_prefix = "K-"
    number_offset = 100

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Line]
    once: Mapped[Short | None] = mapped_column(unique=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class IssueTicket(Model):
    """A ticket that is about a known issue."""

    __tablename__ = "issue_tickets"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        UniqueConstraint("issue_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("known_issues.id"))
    customer_id: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(index=True)

    ticket: Mapped[Ticket] = relationship()


class IssueAnswer(Model):
    """One answer to everybody with the issue, given ticket by ticket."""

    __tablename__ = "issue_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("known_issues.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body: Mapped[Prose]
    solves: Mapped[bool]
    once: Mapped[Short | None] = mapped_column(unique=True)
    done_through_id: Mapped[int] = mapped_column(default=0)
    """Up to which link it was given."""
    last_link_id: Mapped[int]
    """The last one linked when it was written: who comes later gets the next answer."""
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    issue: Mapped[KnownIssue] = relationship()
    by: Mapped[User] = relationship()

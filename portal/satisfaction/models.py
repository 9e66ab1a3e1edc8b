"""Questions put to customers, and what they answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Prose, Short
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket
from portal.tickets.time_models import TicketTask

_WHERE_WAITING = {
    f"{kind}_where": text("asked_at IS NULL AND left_out IS NULL")
    for kind in ("postgresql", "sqlite")
}


class Question(Model):
    """The one question about a ticket. What its last answer says stands here, too, so that counting
    many needs no second table."""

    __tablename__ = "satisfaction_questions"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index("ix_satisfaction_questions_waiting", "ask_at", "id", **_WHERE_WAITING),
        Index("ix_satisfaction_questions_asked", "asked_at", "id"),
        CheckConstraint("(score IS NULL) = (answered_at IS NULL)", name="score_has_a_time"),
        CheckConstraint("asked_at IS NULL OR left_out IS NULL", name="asked_or_left_out"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(index=True)
    ticket_id: Mapped[int] = mapped_column(unique=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who looked after the ticket when it was solved."""
    ask_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    left_out: Mapped[Short | None]
    """Why nobody is asked; one of portal.satisfaction.asking.REASONS."""
    token_sha256: Mapped[Short | None] = mapped_column(unique=True)
    address_key: Mapped[Line | None] = mapped_column(index=True)
    """Whom it was mailed to: nobody is asked often."""
    score: Mapped[int | None]
    was_solved: Mapped[bool | None]
    ease: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    """The first answer; corrections do not move it."""
    task_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_tasks.id"), index=True)
    """What a low answer gave somebody to do."""

    ticket: Mapped[Ticket] = relationship()
    agent: Mapped[User | None] = relationship()
    task: Mapped[TicketTask | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        order_by="Answer.number", back_populates="question"
    )

    @property
    def is_waiting(self) -> bool:
        return self.asked_at is None and self.left_out is None

    @property
    def is_answered(self) -> bool:
        return self.score is not None


class Answer(Model):
    """What somebody answered, once; the highest number counts."""

    __tablename__ = "satisfaction_answers"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_of_five"),
        CheckConstraint("ease IS NULL OR ease BETWEEN 1 AND 5", name="ease_of_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_questions.id"))
    number: Mapped[int]
    score: Mapped[int]
    was_solved: Mapped[bool | None]
    ease: Mapped[int | None]
    comment: Mapped[Prose] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who was signed in; None for whoever has the mail."""
    at: Mapped[datetime] = mapped_column(default=clock.now)

    question: Mapped[Question] = relationship(back_populates="answers")


class AskingRule(Model):
    """How the desk asks, as a lead set it: the last row counts, and the ones before say who changed
    what."""

    __tablename__ = "satisfaction_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[int]
    """Of a hundred solved concerns, about so many are asked."""
    after_hours: Mapped[int]
    rest_days: Mapped[int]
    """Nobody is asked again within so many days."""
    only_with_yes: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Only who said yes to surveys is asked: where the law calls the question advertising."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

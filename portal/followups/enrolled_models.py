"""Who is enrolled in a playbook and why, the mails of it, and their answers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.consent.models import ConsentEvent
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Prose, Short
from portal.followups.models import Playbook, PlaybookVersion
from portal.messages.models import Message
from portal.orders.models import Order
from portal.tickets.models import Ticket


class Arm(StrEnum):
    TREAT = "treat"
    HOLDOUT = "holdout"
    """Gets nothing, so that the effect on the others can be measured."""


class EnrolmentState(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"
    EXITED = "exited"
    LEFT_OUT = "left_out"
    """The audience is another one; the row says by which condition."""


class Outcome(StrEnum):
    """How an enrolment ended."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    """Nobody answered in time, or it was too late for all of its mails."""
    STOPPED = "stopped"
    """A gate stopped its mails; the row says for what reason."""
    COMPLETED = "completed"
    """Everything was sent, and nothing was asked."""


class TriggerEvent(Model):
    """Something that happened and lets playbooks enrol somebody; the same thing once."""

    __tablename__ = "trigger_events"
    __table_args__ = (UniqueConstraint("source", "source_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Short]
    source: Mapped[Short]
    source_id: Mapped[Short]
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]

    order: Mapped[Order | None] = relationship()
    ticket: Mapped[Ticket | None] = relationship()


class Enrolment(Model):
    """One customer in one playbook because of one event. Its arm is written before any gate is
    asked, so that the effect is measured on whom we meant to write to."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("playbook_id", "customer_id", "trigger_event_id"),
        Index(None, "trigger_event_id", "playbook_id"),
        Index(None, "customer_id", "id"),
        Index(None, "playbook_id", "created_at", "id"),
        Index(None, "state", "closes_at"),
        Index(None, "playbook_id", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    trigger_event_id: Mapped[int] = mapped_column(ForeignKey("trigger_events.id"))
    arm: Mapped[Arm]
    arm_u: Mapped[float]
    """Where between 0 and 1 the hash put them: who recomputes it gets the same."""
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.ACTIVE)
    exit_reason: Mapped[Line | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    measured_from: Mapped[datetime | None]
    """When the first mail is due, whether or not there is one: what they do from here on counts,"""
    measured_until: Mapped[datetime | None]
    """and up to here. Both are written before anything is known of it."""
    closes_at: Mapped[datetime | None]
    """When it ends at the latest: nothing stays open for ever."""
    outcome: Mapped[Short | None]
    """How it ended; one of Outcome."""

    playbook: Mapped[Playbook] = relationship()
    version: Mapped[PlaybookVersion] = relationship()
    customer: Mapped[Customer] = relationship()
    trigger: Mapped[TriggerEvent] = relationship()


class FollowUpMail(Model):
    """One step for one enrolment: the mail in the ledger, or why there is none."""

    __tablename__ = "follow_up_mails"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step"),
        Index(None, "playbook_id", "id"),
        Index(None, "playbook_id", "due_at"),
        Index(None, "customer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    step: Mapped[int]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    zone: Mapped[Short]
    zone_is_guess: Mapped[bool] = mapped_column(default=False)
    """We do not know where its reader lives, and took where the company is."""
    asked_at: Mapped[datetime | None]
    """When its gates were asked last."""
    gates: Mapped[Json]
    """{"results": [...]}: each gate and what it said, in their order."""
    stopped_by: Mapped[Short | None]
    reason: Mapped[Line | None]
    consent_event_id: Mapped[int | None] = mapped_column(
        ForeignKey("consent_events.id"), index=True
    )
    """The choice it stands on."""

    enrolment: Mapped[Enrolment] = relationship()
    playbook: Mapped[Playbook] = relationship()
    customer: Mapped[Customer] = relationship()
    message: Mapped[Message | None] = relationship()
    consent_event: Mapped[ConsentEvent | None] = relationship()
    answers: Mapped[list["FollowUpAnswer"]] = relationship(
        order_by="FollowUpAnswer.id", back_populates="mail"
    )

    @property
    def answer(self) -> "FollowUpAnswer | None":
        """The one that counts now."""
        return next((each for each in self.answers if each.counts), None)


class FollowUpAnswer(Model):
    """What its reader answered to a mail. A correction is one more row; the last one counts."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("mail_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("follow_up_mails.id"))
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    code: Mapped[Short]
    via: Mapped[Short]
    """"link": by somebody who had the mail. "portal": by who signed in."""
    words: Mapped[Prose] = mapped_column(default="")
    counts: Mapped[bool] = mapped_column(default=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    mail: Mapped[FollowUpMail] = relationship(back_populates="answers")
    ticket: Mapped[Ticket | None] = relationship()

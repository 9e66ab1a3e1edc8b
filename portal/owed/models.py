"""A check-in that is owed to somebody, from the delivery until it was made."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Line, Model, Numbered, Prose, Short
from portal.followups.enrolled_models import FollowUpMail
from portal.orders.models import Order
from portal.promises.models import Level
from portal.tickets.models import Ticket


class OwedState(StrEnum):
    WAITS = "waits"
    BY_HAND = "by_hand"
    MADE = "made"
    WAIVED = "waived"


OPEN = (OwedState.WAITS, OwedState.BY_HAND)
_WHERE_OPEN = {
    f"{kind}_where": text("state IN ('waits', 'by_hand')") for kind in ("postgresql", "sqlite")
}


class How(StrEnum):
    """How they were asked."""

    MAIL = "mail"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"


class OwedCheckIn(Numbered, Model):
    __tablename__ = "owed_check_ins"
    __table_args__ = (
        UniqueConstraint("order_id", "nth"),
        CheckConstraint(
            "(state IN ('waits', 'by_hand')) = (ended_at IS NULL)", name="ended_has_a_time"
        ),
        Index("ix_owed_check_ins_open", "due_at", "id", **_WHERE_OPEN),
        Index(None, "state", "due_at", "id"),
        Index(None, "owner_id", "state", "due_at"),
        Index(None, "customer_id", "id"),
        Index(None, "look_at"),
    )
    number_prefix = "K-"
    number_offset = 1_000

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    nth: Mapped[int]
    """The first, second or third that its level owes."""
    name: Mapped[Line]
    line: Mapped[Short]
    """The key of its product line."""
    level: Mapped[Level]
    why: Mapped[Line]
    """Where the level comes from."""
    policy_n: Mapped[int]
    """The version of the policy that it is owed by."""
    delivered_on: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    """The end of that day where they live."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[OwedState] = mapped_column(default=OwedState.WAITS)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_mails.id"), index=True)
    """The mail that asks them, or was meant to."""
    look_at: Mapped[datetime | None]
    """When to see next what became of its mail; None when nothing more can."""
    by_hand_since: Mapped[datetime | None]
    by_hand_why: Mapped[Line | None]
    tries: Mapped[int] = mapped_column(default=0)
    """How many times somebody tried and did not reach them."""
    tried_at: Mapped[datetime | None]
    told_late_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    ended_why: Mapped[Line | None]
    """Why it is no longer owed."""
    how: Mapped[Short | None]
    answer: Mapped[Short | None]
    """"good" or "wrong", as far as they said."""
    said: Mapped[Prose] = mapped_column(default="")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    """The concern that it opened."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship()
    order: Mapped[Order] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    mail: Mapped[FollowUpMail | None] = relationship()
    ticket: Mapped[Ticket | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at <= clock.now()

    @property
    def about(self) -> str:
        """How the history names it."""
        return f"check_in:{self.id}"

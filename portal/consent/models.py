"""Consent events, which are only ever added."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.customers.models import ContactPoint, Customer
from portal.database import Line, Model, Numbered, Prose, Short


class Purpose(StrEnum):
    """What a mail is for, as customers choose it."""

    CHECK_INS = "check_ins"
    ADVICE = "advice"
    NEWS = "news"
    OFFERS = "offers"
    SURVEYS = "surveys"


class Basis(StrEnum):
    """Why the law lets us write."""

    CONSENT = "consent"
    SOFT_OPT_IN = "soft_opt_in"
    """Somebody who bought, about the like, told then and each time that they may object."""


class Action(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    """Until a time; without one the pause ends."""
    CAPPED = "capped"
    """At so many in a month; without a number the cap ends."""


class Forever(RuntimeError):
    """Something tried to change or delete what was said once."""


class ConsentEvent(Numbered, Model):
    """One choice, the words that were read and how it was made. Its number is the receipt's."""

    __tablename__ = "consent_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "contact_point_id"],
            ["contact_points.customer_id", "contact_points.id"],
            onupdate="CASCADE",
        ),
        CheckConstraint("(action = 'given') = (basis IS NOT NULL)", name="given_on_a_basis"),
        CheckConstraint("until IS NULL OR action = 'paused'", name="only_a_pause_ends"),
        CheckConstraint("per_month IS NULL OR action = 'capped'", name="only_a_cap_counts"),
        Index(None, "contact_point_id", "purpose", "action", "id"),
        Index(None, "customer_id", "id"),
    )
    number_prefix = "R-"
    number_offset = 3_000

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    contact_point_id: Mapped[int]
    address: Mapped[Line]
    """As it was spelt when the choice was made."""
    purpose: Mapped[Purpose]
    action: Mapped[Action]
    basis: Mapped[Basis | None]
    wording_version: Mapped[Short | None]
    wording_language: Mapped[Short | None]
    wording: Mapped[Prose | None]
    """The exact text that was shown."""
    evidence: Mapped[Line | None]
    """For a soft opt-in: the order at which they were told."""
    until: Mapped[datetime | None]
    per_month: Mapped[int | None]
    place: Mapped[Line]
    """The page or paper where the choice was made, like "/privacy"."""
    stop: Mapped[Short | None] = mapped_column(index=True)
    """The events of one press of "Stop everything" share it."""
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    by_name: Mapped[Line] = mapped_column(default="")

    customer: Mapped[Customer] = relationship(overlaps="contact_point")
    contact_point: Mapped[ContactPoint] = relationship(overlaps="customer")

    @property
    def is_choice(self) -> bool:
        return self.action in (Action.GIVEN, Action.WITHDRAWN)


@event.listens_for(ConsentEvent, "before_update")
@event.listens_for(ConsentEvent, "before_delete")
def _refuse(_mapper: Any, _connection: Any, target: ConsentEvent) -> None:
    raise Forever(target.number)

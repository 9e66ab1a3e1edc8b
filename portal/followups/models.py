"""Playbooks, their versions, and what staff did to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Line, Model, Short


class PlaybookState(StrEnum):
    DRAFT = "draft"
    """No version of it was approved yet."""
    LIVE = "live"
    PAUSED = "paused"
    RETIRED = "retired"


class NeverChanged(RuntimeError):
    """Something tried to alter what was written for good."""


class Playbook(Model):
    __tablename__ = "playbooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Short] = mapped_column(unique=True)
    title: Mapped[Line]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Who answers for it."""
    care_of_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who at the desk looks after the concerns that its answers open."""
    state: Mapped[PlaybookState] = mapped_column(default=PlaybookState.DRAFT)
    live_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("playbook_versions.id", use_alter=True, name="fk_playbooks_live_version_id")
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    care_of: Mapped[User | None] = relationship(foreign_keys=[care_of_id])
    live_version: Mapped["PlaybookVersion | None"] = relationship(
        foreign_keys=[live_version_id], post_update=True
    )
    versions: Mapped[list["PlaybookVersion"]] = relationship(
        foreign_keys="PlaybookVersion.playbook_id", order_by="PlaybookVersion.n"
    )


class PlaybookVersion(Model):
    """What a playbook does, for good: to change it is to write the next version."""

    __tablename__ = "playbook_versions"
    __table_args__ = (
        UniqueConstraint("playbook_id", "n"),
        CheckConstraint("approved_by_id <> created_by_id", name="approved_by_a_second_person"),
        CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved_at_a_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"))
    n: Mapped[int]
    spec: Mapped[Json]
    spec_sha256: Mapped[Short]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]
    sent_back_reason: Mapped[Line | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_at: Mapped[datetime | None]

    playbook: Mapped[Playbook] = relationship(foreign_keys=[playbook_id], overlaps="versions")
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def is_in_review(self) -> bool:
        return bool(self.submitted_at and not self.sent_back_at and not self.is_approved)


class PlaybookEvent(Model):
    """What staff did to a playbook; only ever added to."""

    __tablename__ = "playbook_events"
    __table_args__ = (Index(None, "playbook_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook_id: Mapped[int | None] = mapped_column(ForeignKey("playbooks.id"))
    """None: it was done to all of them."""
    what: Mapped[Line]
    reason: Mapped[Line] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    by_name: Mapped[Line]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class FollowUpSwitch(Model):
    """The one switch for all follow-ups: while it is off none of them leaves."""

    __tablename__ = "follow_up_switches"

    name: Mapped[Short] = mapped_column(primary_key=True)
    is_off: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[Line] = mapped_column(default="")
    since: Mapped[datetime] = mapped_column(default=clock.now)


FOR_GOOD = ("playbook_id", "n", "spec", "spec_sha256", "created_by_id", "created_at")


@event.listens_for(PlaybookVersion, "before_update")
def _refuse(_mapper: Any, _connection: Any, target: PlaybookVersion) -> None:
    """A version is written once, and approved once."""
    state = inspect(target)
    final = (*FOR_GOOD, "approved_by_id", "approved_at") if _was_approved(state) else FOR_GOOD
    if any(state.attrs[name].history.has_changes() for name in final):
        raise NeverChanged(f"version {target.n} of playbook {target.playbook_id}")


def _was_approved(state: Any) -> bool:
    history = state.attrs.approved_at.history
    before = [*(history.deleted or ()), *(history.unchanged or ())]
    return any(before)

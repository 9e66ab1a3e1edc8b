"""Files of the shop floor that are too long to be taken over while somebody waits."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Model, Short, Words

MOST_BYTES = 3_000_000
Source = Annotated[str, mapped_column(Words(MOST_BYTES))]


class FloorImport(Model):
    """One file, and how far it is taken over. `done` rows are behind it, whatever came of them.

    Its text is forgotten with the last row; what was wrong stays to be read for a while.
    """

    __tablename__ = "floor_imports"
    __table_args__ = (
        Index(
            "ix_floor_imports_going_on",
            "sha256",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[Short]
    source: Mapped[Source] = mapped_column(deferred=True)
    rows: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    lines: Mapped[Json]
    """The first rows that were wrong: {"wrong": [[number, order, why], …]}."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    by: Mapped[User | None] = relationship()

    @property
    def is_going_on(self) -> bool:
        return self.finished_at is None

    @property
    def taken(self) -> int:
        return self.done - self.wrong

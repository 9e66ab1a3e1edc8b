"""Links that show one thing to whoever has them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Short


class SharedLink(Model):
    __tablename__ = "shared_links"
    __table_args__ = (Index(None, "about", "ended_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    token_sha256: Mapped[Short] = mapped_column(unique=True)
    about: Mapped[Line]
    """The one thing it shows, like "ticket:2841"."""
    with_files: Mapped[bool]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    made_by: Mapped[User] = relationship()

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.expires_at > clock.now()

"""Which build a concern is about."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.building.models import Build
from portal.database import Model
from portal.tickets.models import Ticket


class TicketBuild(Model):
    """A concern that asks about a build somebody saved; what they chose stands beside it."""

    __tablename__ = "ticket_builds"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("builds.id"), index=True)

    ticket: Mapped[Ticket] = relationship(backref=backref("about_build", uselist=False))
    build: Mapped[Build] = relationship()

"""What the desk calls spam, and whose mail it takes no more of."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import Model
from portal.tickets.models import Ticket


class TicketSpam(Model):
    """That a ticket is spam. Its own state is *solved* while it is: nobody owes anything."""

    __tablename__ = "ticket_spam"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None: the portal, because its sender is blocked."""
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User | None] = relationship()


class BlockedSender(Model):
    """An address whose words reach nobody any more."""

    __tablename__ = "blocked_senders"

    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    """Because of which."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    contact_point: Mapped[ContactPoint] = relationship()
    ticket: Mapped[Ticket] = relationship()
    by: Mapped[User] = relationship()

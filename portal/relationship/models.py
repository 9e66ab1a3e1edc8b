"""The versions of the policy, and the levels that were decided for a customer's product."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Short
from portal.promises.models import Level


class RelationshipPolicy(Model):
    """One version of what is owed, allowed and forbidden; nobody changes it, the next replaces
    it."""

    __tablename__ = "relationship_policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(unique=True)
    document: Mapped[Json]
    reason: Mapped[Line]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    by_name: Mapped[Short]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ProductLevel(Model):
    """What was decided for one product of one customer, and why."""

    __tablename__ = "product_levels"
    __table_args__ = (UniqueConstraint("customer_id", "product"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    product: Mapped[Line]
    level: Mapped[Level]
    reason: Mapped[Line]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship()
    by: Mapped[User] = relationship()

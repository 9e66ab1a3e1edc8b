"""Customers and where they can be reached."""

import unicodedata
from datetime import datetime
from enum import StrEnum

import idna
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Line, Model, Numbered, Short


class CustomerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Customer(Numbered, Model):
    __tablename__ = "customers"
    number_offset = 10_000

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.PERSON)
    name: Mapped[Line] = mapped_column(index=True)
    language: Mapped[Short] = mapped_column(default="en")
    time_zone: Mapped[Short | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    contact_points: Mapped[list["ContactPoint"]] = relationship(
        back_populates="customer", order_by="ContactPoint.id"
    )

    @property
    def is_organisation(self) -> bool:
        return self.kind is CustomerKind.ORGANISATION

    @property
    def given_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else ""


class ContactPoint(Model):
    """One e-mail address of a customer. An address belongs to one customer only."""

    __tablename__ = "contact_points"
    __table_args__ = (UniqueConstraint("customer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[Line] = mapped_column(default="")
    language: Mapped[Short | None]
    """What whoever reads this address reads; without it, as the customer does."""
    time_zone: Mapped[Short | None]
    """Where whoever reads this address lives; without it, where the customer does."""
    address: Mapped[Line]
    address_key: Mapped[Line] = mapped_column(unique=True)
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship(back_populates="contact_points")

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class Phone(Model):
    """A telephone number of a customer. One number may be that of several: a household, a firm."""

    __tablename__ = "phones"
    __table_args__ = (UniqueConstraint("customer_id", "digits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    name: Mapped[Line] = mapped_column(default="")
    """Who answers there."""
    number: Mapped[Short]
    """As it was written down."""
    digits: Mapped[Short]
    """The number as numbers are compared; see portal.customers.phones."""
    tail: Mapped[Short] = mapped_column(index=True)
    """Its last digits, which are the same however the number begins."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship()


def address_key(address: str) -> str:
    """What makes two spellings one address: composed (NFC) and lower case, nothing cleverer.

    Stronger folding (NFKC, casefold) would let `ﬁ@` or `ß@` take over somebody else's account.
    Only a domain has two official spellings, `müller.example` and `xn--mller-kva.example`.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    return f"{local}{at}{_in_ascii(domain)}"


def _in_ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except UnicodeError:
        return domain

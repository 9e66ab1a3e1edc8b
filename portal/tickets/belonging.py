"""That what hangs on a ticket belongs to the same customer."""

from sqlalchemy import ForeignKeyConstraint


def of_the_same_customer(*, nullable: str, parent: str) -> ForeignKeyConstraint:
    """A child can only point at a parent that belongs to its own customer."""
    return ForeignKeyConstraint(
        ["customer_id", nullable], [f"{parent}.customer_id", f"{parent}.id"], onupdate="CASCADE"
    )

"""Money as whole minor units of one currency; never a float."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str = "EUR"

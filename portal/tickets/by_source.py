"""Narrowing the queue to what began elsewhere in the house: domains above say what that is."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement

from portal.manifest import TicketSource, domains
from portal.tickets.models import Ticket

t = Ticket.__table__.c


class Sources(Mapping[str, str]):
    """Name and title of each, as the domains of this house offer them."""

    def __getitem__(self, name: str) -> str:
        return _sources()[name].title

    def __iter__(self) -> Iterator[str]:
        return iter(_sources())

    def __len__(self) -> int:
        return len(_sources())


def holds(value: str, _me: Any) -> ColumnElement[bool]:
    return t.id.in_(_sources()[value].tickets())


def _sources() -> dict[str, TicketSource]:
    return {each.name: each for domain in domains() for each in domain.ticket_sources}

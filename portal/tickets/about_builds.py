"""Asking about a build: the concern and what was chosen, side by side."""

from portal.building import queries
from portal.building.models import Build
from portal.database import atomic, lock, session
from portal.tickets.build_models import TicketBuild
from portal.tickets.models import Ticket


def build_named(code: str | None) -> Build | None:
    """The build somebody asks about: whoever knows its code may."""
    return session.scalars(queries.build_at((code or "")[:80])).one_or_none()


@atomic()
def attach(ticket: Ticket, build: Build | None) -> None:
    """Let the ticket be about the build. Once is enough, however often its form comes."""
    if build is None:
        return
    lock(ticket)
    if session.get(TicketBuild, ticket.id) is None:
        session.add(TicketBuild(ticket_id=ticket.id, build_id=build.id))

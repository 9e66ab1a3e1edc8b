"""Who of a department gets the next concern: by load or by turn, one after the other."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.departments.models import Department, DepartmentMember
from portal.departments.queries import at_work
from portal.routing.rules import Deal
from portal.tickets.models import Ticket, TicketState

MOST_COUNTED = 1_000
"""Whoever has more open has enough."""


@atomic()
def deal(department: Department, how: Deal) -> User | None:
    """Whose turn it is; None where nobody works. Two who deal at once wait for each other here, and
    whoever comes second counts what the first has given.
    """
    lock(department)
    members = at_work(department)
    if not members:
        return None
    load = _load(members) if how is Deal.LOAD else {}
    chosen = min(members, key=lambda member: (load.get(member.user_id, 0), member.turn, member.id))
    chosen.turn = max(member.turn for member in members) + 1
    session.flush()
    return chosen.user


def _load(members: Sequence[DepartmentMember]) -> dict[int, int]:
    """How many concerns that are not solved each of them looks after."""
    return {member.user_id: _open_of(member.user_id) for member in members}


def _open_of(user_id: int) -> int:
    held = (
        select(Ticket.id)
        .where(Ticket.assignee_id == user_id, Ticket.state != TicketState.SOLVED)
        .limit(MOST_COUNTED)
    )
    return session.scalar(select(func.count()).select_from(held.subquery())) or 0

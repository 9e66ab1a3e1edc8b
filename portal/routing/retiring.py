"""Retiring a department: its open concerns go to another one, and none is left behind."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.database import session
from portal.departments import keeping
from portal.departments.models import Department
from portal.tickets import acts
from portal.tickets.handing_over import NotHandedThere, hand_over
from portal.tickets.models import Ticket, TicketState
from portal.tickets.view_models import Act

MOST_COUNTED = 5_000
MOST_SHOWN = 1_000
AT_ONCE = 300
"""So many are moved while somebody waits; the worker moves the others."""
LOOKED_AFTER = timedelta(days=2)


def open_in(department: Department, *, most: int = MOST_COUNTED + 1) -> int:
    """How many concerns that are not solved it holds, counted up to `most`."""
    held = _open_of(department).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(held)) or 0


def open_each(department_ids: Sequence[int]) -> dict[int, int]:
    """How many each holds, in one question, counted up to MOST_SHOWN + 1."""
    if not department_ids:
        return {}
    counted = [
        select(func.count())
        .select_from(_held(department_id).limit(MOST_SHOWN + 1).subquery())
        .scalar_subquery()
        for department_id in department_ids
    ]
    return dict(zip(department_ids, session.execute(select(*counted)).one(), strict=True))


def retire(
    department: Department, *, successor: Department | None, by: Actor
) -> tuple[Act | None, int]:
    """Retire it and begin to move its open concerns. Gives the act that can be undone, and how many
    concerns still have to be moved."""
    keeping.close(department, successor=successor, by=by)
    act, _ = move_on(department, by=by)
    return act, open_in(department)


def move_on(department: Department, *, by: Actor) -> tuple[Act | None, int]:
    """Move some of what is open in a retired department."""
    to = heir(department)
    ids = session.scalars(_open_of(department).limit(AT_ONCE)).all()
    if not ids:
        return None, 0
    what = f"Concerns of {department.name} go to {to.name if to else 'no department'}"
    return acts.do(lambda ticket: hand_over(ticket, to=to, by=by), ids, what=what, by=by)


def sweep_what_was_left() -> int:
    """Move on what is still open in departments that were retired lately."""
    moved = 0
    lately = select(Department).where(Department.retired_at > clock.now() - LOOKED_AFTER)
    for department in session.scalars(lately).all():
        last = keeping.last_changed_by(department)
        moved += _moved(department, by=last) if last else 0
    return moved


def _moved(department: Department, *, by: User) -> int:
    try:
        return move_on(department, by=by)[1]
    except NotHandedThere:  # its heir was retired meanwhile: the next look finds the heir's heir
        return 0


def _open_of(department: Department) -> Select[tuple[int]]:
    return _held(department.id).order_by(Ticket.last_word_at, Ticket.id)


def _held(department_id: int) -> Select[tuple[int]]:
    return select(Ticket.id).where(
        Ticket.department_id == department_id, Ticket.state != TicketState.SOLVED
    )


def heir(department: Department) -> Department | None:
    """The first department in use among those it left its concerns to."""
    seen = {department.id}
    heir = session.get(Department, department.successor_id or 0)
    while heir is not None and heir.is_retired and heir.id not in seen:
        seen.add(heir.id)
        heir = session.get(Department, heir.successor_id or 0)
    return None if heir is None or heir.is_retired else heir

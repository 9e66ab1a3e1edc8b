"""Canned answers: saving, removing and running them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.tickets import leaving, triage
from portal.tickets.composing_models import Macro
from portal.tickets.models import Priority, Ticket, TicketState


@dataclass(frozen=True, kw_only=True)
class MacroText:
    """A canned answer as somebody writes it down."""

    name: str
    body: str
    is_for_all: bool
    then: TicketState | None
    priority: Priority | None
    assigns_me: bool


def seen_by(user: User) -> Select[tuple[Macro]]:
    """Everybody's and their own."""
    return (
        select(Macro)
        .where(Macro.removed_at.is_(None), or_(Macro.owner_id.is_(None), Macro.owner_id == user.id))
        .order_by(Macro.name, Macro.id)
    )


def all_for(user: User) -> Sequence[Macro]:
    return session.scalars(seen_by(user)).all()


def may_change(user: User, macro: Macro) -> bool:
    """Their own; everybody's is changed by who leads the desk."""
    return macro.owner_id == user.id or (macro.owner_id is None and may_share(user))


def may_share(user: User) -> bool:
    return user.role in (Role.LEAD, Role.ADMIN)


@atomic()
def save(macro: Macro | None, text: MacroText, *, by: User) -> Macro:
    if macro is None:
        macro = Macro(owner_id=by.id, name=text.name)
        session.add(macro)
    else:
        lock(macro)
    macro.name, macro.body = text.name, text.body
    macro.then, macro.priority, macro.assigns_me = text.then, text.priority, text.assigns_me
    macro.owner_id = None if text.is_for_all else by.id
    session.flush()
    return macro


@atomic()
def remove(macro: Macro) -> None:
    """Out of all lists; an answer that waits still sets what it set."""
    lock(macro)
    macro.removed_at = macro.removed_at or clock.now()


@atomic()
def run(ticket: Ticket, macro: Macro, *, by: User) -> None:
    """Set what the macro sets, without a word to the customer unless that solves it."""
    lock(ticket)
    leaving.apply_settings(ticket, macro, by=by)
    if macro.then is not None:
        triage.put(ticket, state=macro.then, by=by)

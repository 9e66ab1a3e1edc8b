"""How several tickets stand as one. Pure: values in, values out.

What presses most wins: our turn before the customer's, and the earliest promise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from portal.tickets.models import Ticket, TicketState

_MOMENTS = ("due_at", "solved_at", "first_answered_at")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The state of a ticket, with all that belongs to it."""

    state: TicketState
    due_at: datetime | None
    solved_at: datetime | None
    solved_by_customer: bool
    first_answered_at: datetime | None

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return cls(**{name: getattr(ticket, name) for name in cls.__dataclass_fields__})

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        moments = {
            name: datetime.fromisoformat(kept[name]) if kept[name] else None for name in _MOMENTS
        }
        state, by_customer = TicketState(kept["state"]), bool(kept["solved_by_customer"])
        return cls(state=state, solved_by_customer=by_customer, **moments)

    @property
    def kept(self) -> dict[str, Any]:
        moments = {name: getattr(self, name) for name in _MOMENTS}
        return {
            "state": self.state.value,
            "solved_by_customer": self.solved_by_customer,
            **{name: at.isoformat() if at else None for name, at in moments.items()},
        }

    def put_on(self, ticket: Ticket) -> None:
        for name in self.__dataclass_fields__:
            setattr(ticket, name, getattr(self, name))


def together(own: Standing, others: Iterable[Standing]) -> Standing:
    """How the survivor stands with what was merged into it."""
    every = [own, *others]
    answered = [each.first_answered_at for each in every if each.first_answered_at]
    first_answered_at = own.first_answered_at or min(answered, default=None)
    unsolved = [each for each in every if each.state is not TicketState.SOLVED]
    if not unsolved:
        return Standing(
            state=TicketState.SOLVED,
            due_at=None,
            solved_at=own.solved_at,
            solved_by_customer=own.solved_by_customer,
            first_answered_at=first_answered_at,
        )
    return Standing(
        state=_state_of(unsolved),
        due_at=min((each.due_at for each in unsolved if each.due_at), default=None),
        solved_at=None,
        solved_by_customer=False,
        first_answered_at=first_answered_at,
    )


def _state_of(unsolved: list[Standing]) -> TicketState:
    states = {each.state for each in unsolved}
    if len(states) == 1:
        return states.pop()
    return TicketState.OPEN

"""Writing the contact history, and letting other domains answer to what happened."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.history.events import CustomerEvent
from portal.history.models import Entry

Reaction = Callable[[Entry], Any]
REACTIONS: dict[str, list[Reaction]] = defaultdict(list)


def on(event: type[CustomerEvent]) -> Callable[[Reaction], Reaction]:
    """Run the function for every entry of this kind, in the transaction that records it."""

    def register(reaction: Reaction) -> Reaction:
        REACTIONS[event.kind].append(reaction)
        return reaction

    return register


@atomic()
def record(event: CustomerEvent, *, customer: Customer, by: Actor | None) -> Entry:
    """Add the event to the customer's history; `by=None` is the portal itself."""
    entry = Entry(
        customer_id=customer.id,
        kind=event.kind,
        about=event.about,
        actor_id=by.id if by else None,
        actor_name=(by.name if by else "") or "",
        by_staff=bool(by and by.is_staff),
        particulars=event.particulars,
    )
    session.add(entry)
    session.flush()
    for reaction in REACTIONS[event.kind]:
        reaction(entry)
    return entry

"""Whom something that happened may let into a playbook: their arm, where they would be written to,
and every step that is meant for them. Asked by the worker that enrols, and by the dry run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.customers.models import Customer
from portal.database import session
from portal.followups import arms, audience, intended
from portal.followups.enrolled_models import Arm
from portal.followups.intended import Intended
from portal.followups.models import Playbook, PlaybookVersion
from portal.followups.spec import Spec
from portal.followups.triggers import Occurrence
from portal.orders.models import Order
from portal.promises.calendars import calendar_of
from portal.tickets.models import Ticket


@dataclass(frozen=True, kw_only=True)
class Candidate:
    occurrence: Occurrence
    customer: Customer
    order: Order | None
    ticket: Ticket | None
    place: float
    """Where between 0 and 1 the hash puts them; see arms."""
    arm: Arm
    steps: Sequence[Intended]

    def left_out_by(self, spec: Spec) -> str | None:
        """The sentence of the audience that does not hold; None for who is meant."""
        return audience.left_out_by(spec, self.customer, self.order, self.ticket)


def of(
    playbook: Playbook, version: PlaybookVersion, spec: Spec, found: Sequence[Occurrence]
) -> list[Candidate]:
    """In the order of what happened; in so many questions to the database however many they are."""
    customers = _by_id(Customer, {each.customer_id for each in found})
    orders = _by_id(
        Order, {each.order_id for each in found if each.order_id}, selectinload(Order.steps)
    )
    tickets = _by_id(Ticket, {each.ticket_id for each in found if each.ticket_id})
    addresses = intended.addresses_of(customers.keys(), spec)
    _, house = calendar_of(None)
    made = []
    for each in found:
        customer, order = customers[each.customer_id], orders.get(each.order_id)
        ticket = tickets.get(each.ticket_id)
        place = arms.place_of(playbook.key, customer.number)
        arm = Arm.HOLDOUT if arms.is_held_back(place, spec.holdout_percent) else Arm.TREAT
        steps = intended.planned(
            playbook, version, spec, arm=arm, customer=customer, order=order, ticket=ticket,
            contact_point=intended.where(ticket) or addresses[customer.id],
            since=each.at, house=house,
        )  # fmt: skip
        made.append(
            Candidate(
                occurrence=each, customer=customer, order=order, ticket=ticket, place=place,
                arm=arm, steps=steps,
            )
        )  # fmt: skip
    return made


def _by_id(model: Any, ids: Collection[int], *options: Any) -> dict[int | None, Any]:
    if not ids:
        return {}
    found = session.scalars(select(model).options(*options).where(model.id.in_(ids)))
    return {each.id: each for each in found}

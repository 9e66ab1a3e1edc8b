"""Whom a playbook is for: conditions that read as sentences, and who is left out by which."""

from collections.abc import Callable, Mapping

from sqlalchemy import exists, select

from portal.customers.models import Customer
from portal.database import session
from portal.followups.spec import Condition, Fact, Spec, Trigger, TriggerKind
from portal.history.models import Entry
from portal.orders.models import Order
from portal.tickets.models import Ticket
from portal.web.languages import LANGUAGES

Holds = Callable[[Condition, Customer, Order | None, Ticket | None], bool]


def left_out_by(
    spec: Spec, customer: Customer, order: Order | None, ticket: Ticket | None
) -> str | None:
    """The first condition that does not hold, as a sentence; None for who is meant."""
    for condition in spec.audience:
        if not _HOLDS[condition.fact](condition, customer, order, ticket):
            return sentence(condition)
    return None


def sentence(condition: Condition) -> str:
    """The condition in words for staff."""
    some = " or ".join(condition.any_of)
    return {
        Fact.PRODUCT: f"The product is {some}",
        Fact.LANGUAGE: f"They read {' or '.join(map(_language, condition.any_of))}",
        Fact.COST_AT_LEAST: f"It cost at least {condition.amount} €",
        Fact.IS_PERSON: "They are a person, not an organisation",
        Fact.FIRST_ORDER: "It is their first order",
        Fact.BADLY_HANDLED: "We answered later than promised, or the concern was reopened",
    }[condition.fact]


def when(trigger: Trigger) -> str:
    """What sets it off, in words for staff."""
    return {
        TriggerKind.DELIVERED: "An order is delivered",
        TriggerKind.FIRST_USE: "A product is used for the first time",
        TriggerKind.FIRST_ORDER: "Somebody orders for the first time",
        TriggerKind.CONCERN_SOLVED: "A concern is solved",
        TriggerKind.WARRANTY_ENDS: "A warranty ends",
        TriggerKind.LAPSED: f"Somebody has not ordered for {trigger.days} days",
        TriggerKind.DATE: f"The day comes: {trigger.on}",
        TriggerKind.BY_HAND: "Somebody of us enrols a customer",
    }[trigger.kind]


def _language(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _is_first(customer: Customer, order: Order | None) -> bool:
    if order is None:
        return False
    earlier = exists().where(Order.customer_id == customer.id, Order.id < order.id)
    return not session.scalar(select(earlier))


def _badly_handled(ticket: Ticket | None) -> bool:
    if ticket is None:
        return False
    answered = ticket.first_answered_at
    if answered is None or answered > ticket.first_promised_at:
        return True
    reopened = exists().where(Entry.about == ticket.about, Entry.kind == "ticket.reopened")
    return bool(session.scalar(select(reopened)))


_HOLDS: Mapping[Fact, Holds] = {
    Fact.PRODUCT: lambda it, customer, order, ticket: bool(order and order.product in it.any_of),
    Fact.LANGUAGE: lambda it, customer, order, ticket: customer.language in it.any_of,
    Fact.COST_AT_LEAST: lambda it, customer, order, ticket: bool(
        order and order.price_minor >= it.amount * 100
    ),
    Fact.IS_PERSON: lambda it, customer, order, ticket: not customer.is_organisation,
    Fact.FIRST_ORDER: lambda it, customer, order, ticket: _is_first(customer, order),
    Fact.BADLY_HANDLED: lambda it, customer, order, ticket: _badly_handled(ticket),
}

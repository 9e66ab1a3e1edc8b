"""What the rules do to a concern that has just been raised."""

from contextlib import suppress

from portal.accounts.models import User
from portal.database import atomic, session
from portal.departments.models import Department
from portal.history.recording import record
from portal.routing import book
from portal.routing.dealing import deal
from portal.routing.events import TicketRouted
from portal.routing.rules import Deal, Decision, Facts, decide, folded
from portal.tickets.handing_over import NotHandedThere, hand_over
from portal.tickets.models import Priority, Ticket
from portal.tickets.tagging import tag
from portal.tickets.triage import NotAtTheDesk, assign, prioritise

LONGEST_TEXT = 5_000
"""So much of the first words is read for words of rules."""


@atomic()
def route(ticket: Ticket) -> Decision | None:
    """Follow the rules in force, once. Whoever raised it has not chosen any of this; what a rule
    does calls no rule."""
    rules = book.current()
    if not any(rule.is_on for rule in rules.rules):
        return None
    decision = decide(rules.rules, facts_of(ticket), book.standing())
    if not decision.followed:
        return None
    routed = TicketRouted(number=ticket.number, rules=decision.followed, version=rules.version)
    record(routed, customer=ticket.customer, by=None)
    _do(ticket, decision)
    return decision


def facts_of(ticket: Ticket) -> Facts:
    words = ticket.replies[0].body if ticket.replies else ""
    return Facts(
        kind=ticket.kind.value,
        origin=ticket.origin.value,
        language=ticket.contact_point.language or ticket.customer.language,
        product=ticket.order.product if ticket.order else "",
        sender=ticket.contact_point.address,
        text=folded(f"{ticket.subject}\n{words[:LONGEST_TEXT]}"),
    )


def _do(ticket: Ticket, decision: Decision) -> None:
    department = _handed(ticket, decision)
    if decision.priority:
        prioritise(ticket, priority=Priority(decision.priority), by=None)
    for word in decision.tags:
        tag(ticket, word=word, by=None)
    if (to := _dealt(department, decision)) is not None:
        with suppress(NotAtTheDesk):  # they left this very moment
            assign(ticket, to=to, by=None)


def _handed(ticket: Ticket, decision: Decision) -> Department | None:
    department = session.get(Department, decision.department_id or 0)
    if department is None:
        return None
    try:
        hand_over(ticket, to=department, by=None)
    except NotHandedThere:  # it was retired this very moment
        return None
    return department


def _dealt(department: Department | None, decision: Decision) -> User | None:
    if decision.deal is Deal.PERSON:
        return session.get(User, decision.assignee_id or 0)
    if decision.deal is Deal.NOBODY or department is None:
        return None
    return deal(department, decision.deal)

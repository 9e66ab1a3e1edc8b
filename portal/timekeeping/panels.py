"""What is promised, beside a concern at the desk, on the customer's concern, and beside the
customer."""

from typing import Any

from portal.access import DESK, me
from portal.customers.models import Customer
from portal.promises import by_hand
from portal.promises.terms import level_of
from portal.tickets import clocks, forecasts
from portal.tickets.clock_models import PauseReason
from portal.tickets.models import Ticket
from portal.timekeeping import policy, sentences, telling
from portal.timekeeping.forms import LEVELS, REASONS


def ticket(ticket: Ticket) -> dict[str, Any] | None:
    if me().role not in DESK:
        return None
    return {
        "ticket": ticket,
        "told": telling.at_the_desk(ticket),
        "outlook": forecasts.outlook_of(ticket),
        "of_outlook": sentences.of_outlook,
        "paused": clocks.pause_of(ticket),
        "promises": [each for each in by_hand.made_in(ticket.about) if each.is_open],
        "reasons": REASONS,
        "may_pause": not ticket.is_solved and not ticket.is_merged,
        "other": PauseReason.OTHER.value,
    }


def concern(ticket: Ticket) -> dict[str, Any] | None:
    stands, ends = telling.why_it_stands(ticket)
    paused = clocks.pause_of(ticket)
    return {
        "lines": telling.for_the_customer(ticket),
        "stands": stands,
        "ends": ends,
        "words": paused.words if paused else "",
        "made": by_hand.made_in(ticket.about),
    }


def customer(customer: Customer) -> dict[str, Any] | None:
    if me().role not in DESK:
        return None
    return {
        "customer": customer,
        "promises": by_hand.made_to(customer),
        "level": level_of(customer.id),
        "levels": LEVELS,
        "may_set": policy.may_set(me()),
    }

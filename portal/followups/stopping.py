"""Stop rules: what has happened since, because of which a mail must not go any more."""

from collections.abc import Callable, Mapping

from portal.followups.circumstances import Circumstances
from portal.followups.intended import Intended
from portal.followups.spec import Kind, StopRule

RULES = {
    StopRule.OPEN_COMPLAINT: "They have a complaint open",
    StopRule.CANCELLED: "The order was cancelled",
    StopRule.ANSWERED: "They answered already",
    StopRule.ORDERED_AGAIN: "They ordered again",
    StopRule.NEWER: "A newer one of this playbook is under way",
}
"""In words for staff."""


def reason_to_stop(intended: Intended, known: Circumstances) -> str | None:
    """Why it must not go, in words for staff; None while nothing speaks against it."""
    rules = set(intended.spec.stops)
    if intended.spec.kind is not Kind.SERVICE:
        rules.add(StopRule.OPEN_COMPLAINT)  # whatever the playbook says
    for rule in StopRule:
        if rule in rules and (reason := _ASKED[rule](intended, known)):
            return reason
    return None


def _open_complaint(intended: Intended, known: Circumstances) -> str | None:
    found = known.open_complaint(intended)
    return f"a complaint is open: {found}" if found else None


def _cancelled(intended: Intended, known: Circumstances) -> str | None:
    order = intended.order
    return f"order {order.number} was cancelled" if order and order.cancelled_at else None


def _answered(intended: Intended, known: Circumstances) -> str | None:
    return "they answered already" if known.has_answered(intended) else None


def _ordered_again(intended: Intended, known: Circumstances) -> str | None:
    found = known.ordered_since(intended)
    return f"they ordered again: {found}" if found else None


def _newer(intended: Intended, known: Circumstances) -> str | None:
    """Of two deliveries close together only the later one is asked about, once it is due."""
    return "a newer one of this playbook is under way" if known.has_newer(intended) else None


_ASKED: Mapping[StopRule, Callable[[Intended, Circumstances], str | None]] = {
    StopRule.OPEN_COMPLAINT: _open_complaint,
    StopRule.CANCELLED: _cancelled,
    StopRule.ANSWERED: _answered,
    StopRule.ORDERED_AGAIN: _ordered_again,
    StopRule.NEWER: _newer,
}

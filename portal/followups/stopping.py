"""Stop rules: what has happened since, because of which a mail must not go any more."""

from collections.abc import Callable, Mapping

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from portal.database import session
from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail, TriggerEvent
from portal.followups.intended import Intended
from portal.followups.spec import Kind, StopRule
from portal.messages.models import Message, MessageEvent
from portal.orders.models import Order
from portal.tickets.models import Ticket, TicketKind, TicketState

COMPLAINTS = (TicketKind.COMPLAINT, TicketKind.BROKEN)
RULES = {
    StopRule.OPEN_COMPLAINT: "They have a complaint open",
    StopRule.CANCELLED: "The order was cancelled",
    StopRule.ANSWERED: "They answered already",
    StopRule.ORDERED_AGAIN: "They ordered again",
    StopRule.NEWER: "A newer one of this playbook is under way",
}
"""In words for staff."""


def reason_to_stop(intended: Intended) -> str | None:
    """Why it must not go, in words for staff; None while nothing speaks against it."""
    rules = set(intended.spec.stops)
    if intended.spec.kind is not Kind.SERVICE:
        rules.add(StopRule.OPEN_COMPLAINT)  # whatever the playbook says
    for rule in StopRule:
        if rule in rules and (reason := _ASKED[rule](intended)):
            return reason
    return None


def complained_about_a_mail(intended: Intended) -> bool:
    """They, or their provider for them, called a mail of ours unwanted."""
    found = exists().where(
        MessageEvent.kind == "complaint",
        MessageEvent.message_id == Message.id,
        Message.customer_id == intended.customer.id,
    )
    return bool(session.scalar(select(found)))


def _open_complaint(intended: Intended) -> str | None:
    found = session.scalars(
        select(Ticket)
        .where(
            Ticket.customer_id == intended.customer.id,
            Ticket.state != TicketState.SOLVED,
            Ticket.kind.in_(COMPLAINTS),
            Ticket.merged_into_id.is_(None),
        )
        .limit(1)
    ).first()
    return f"a complaint is open: {found.number}" if found else None


def _cancelled(intended: Intended) -> str | None:
    order = intended.order
    return f"order {order.number} was cancelled" if order and order.cancelled_at else None


def _answered(intended: Intended) -> str | None:
    if intended.mail is None:
        return None
    found = exists().where(
        FollowUpAnswer.mail_id == FollowUpMail.id,
        FollowUpMail.enrolment_id == intended.mail.enrolment_id,
    )
    replied = exists().where(
        Message.id == FollowUpMail.message_id,
        FollowUpMail.enrolment_id == intended.mail.enrolment_id,
        MessageEvent.message_id == Message.id,
        MessageEvent.kind == "answered",
    )
    return "they answered already" if session.scalar(select(or_(found, replied))) else None


def _ordered_again(intended: Intended) -> str | None:
    bought = select(Order).where(
        Order.customer_id == intended.customer.id, Order.placed_at > intended.since
    )
    if intended.order is not None:
        bought = bought.where(Order.id != intended.order.id)
    found = session.scalars(bought.limit(1)).first()
    return f"they ordered again: {found.number}" if found else None


def _newer(intended: Intended) -> str | None:
    """Of two deliveries close together only the later one is asked about, once it is due."""
    if intended.mail is None:
        return None
    other, trigger = aliased(FollowUpMail), aliased(TriggerEvent)
    newer = (
        select(other.id)
        .join(Enrolment, Enrolment.id == other.enrolment_id)
        .join(trigger, trigger.id == Enrolment.trigger_event_id)
        .where(
            other.customer_id == intended.customer.id,
            other.playbook_id == intended.playbook.id,
            other.step == intended.step_number,
            other.id != intended.mail.id,
            other.stopped_by.is_(None),
            trigger.at > intended.since,
            other.due_at <= intended.expires_at,
        )
        .limit(1)
    )
    return "a newer one of this playbook is under way" if session.scalar(newer) else None


_ASKED: Mapping[StopRule, Callable[[Intended], str | None]] = {
    StopRule.OPEN_COMPLAINT: _open_complaint,
    StopRule.CANCELLED: _cancelled,
    StopRule.ANSWERED: _answered,
    StopRule.ORDERED_AGAIN: _ordered_again,
    StopRule.NEWER: _newer,
}

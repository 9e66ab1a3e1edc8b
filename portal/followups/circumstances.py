"""All that the gates ask about mails that are looked at together: a dozen questions to the database
however many they are. What is decided about one counts for the next."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from portal.consent.models import Purpose
from portal.consent.standing import Standing, standings_at
from portal.database import session
from portal.followups import switching
from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail, TriggerEvent
from portal.followups.intended import Intended
from portal.messages.models import Message, MessageEvent, MessageState
from portal.messages.suppressing import reasons_at
from portal.orders.models import Order
from portal.relationship import publishing
from portal.relationship.levels import Levels
from portal.relationship.levels import Standing as LevelStanding
from portal.tickets.models import Ticket, TicketKind, TicketState

COMPLAINTS = (TicketKind.COMPLAINT, TicketKind.BROKEN)
A_MONTH = 31
LEAVING = (MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN)


@dataclass(frozen=True)
class Had:
    """A follow-up that left or is leaving. One that has no time yet is leaving now."""

    mail_id: int
    sent_at: datetime | None
    is_sent: bool
    purpose: str | None


@dataclass(frozen=True)
class Sibling:
    """A mail of the same playbook and step to the same customer, because of something else."""

    mail_id: int
    since: datetime
    due_at: datetime


class Circumstances:
    """How things stand for these mails when they are judged, at `at` or later."""

    def __init__(self, mails: Sequence[Intended], at: datetime) -> None:
        customers = {each.customer.id for each in mails}
        points = {each.contact_point.id: each.contact_point for each in mails if each.contact_point}
        self.why_off = switching.why_off()
        self.suppressed = reasons_at({each.address for each in points.values()})
        self._standings = standings_at(points.keys())
        self._complaints = _by_customer(_open_complaints(customers))
        self._orders = _by_customer(
            _orders(customers, min((each.since for each in mails), default=at))
        )
        self._complained = set(session.scalars(_complained(customers)))
        self._answered = set(session.scalars(_answered(_enrolments(mails))))
        self._had = _had(customers, at - _looked_back(mails))
        self._siblings = _siblings(mails)
        rules = publishing.rules_in_force()
        self._levels = Levels(customers, rules) if rules else None

    def level(self, what: Intended) -> LevelStanding | None:
        """How close they are to us with the product it is about; None while no policy holds."""
        if self._levels is None:
            return None
        if what.order is not None:
            return self._levels.of_product(what.customer.id, what.order.product)
        return self._levels.closest(what.customer.id)

    def standing(self, what: Intended, purpose: Purpose) -> Standing:
        assert what.contact_point is not None
        return self._standings[what.contact_point.id][purpose]

    def open_complaint(self, what: Intended) -> str | None:
        """Its number."""
        found = self._complaints[what.customer.id]
        return Ticket.number_of(found[0].id) if found else None

    def ordered_since(self, what: Intended) -> str | None:
        """The number of an order that came later, of something else than this is about."""
        about = what.order.id if what.order else None
        later = (each.id for each in self._orders[what.customer.id]
                 if each.placed_at > what.since and each.id != about)  # fmt: skip
        return next(map(Order.number_of, later), None)

    def complained_about_a_mail(self, what: Intended) -> bool:
        """They, or their provider for them, called a mail of ours unwanted."""
        return what.customer.id in self._complained

    def has_answered(self, what: Intended) -> bool:
        return what.mail is not None and what.mail.enrolment_id in self._answered

    def has_newer(self, what: Intended) -> bool:
        """Something newer lets in the same mail, which is due before this one is too late."""
        return any(
            each.mail_id != _own(what)
            and each.since > what.since
            and each.due_at <= what.expires_at
            for each in self._siblings[_place(what)]
        )

    def had(self, what: Intended) -> list[Had]:
        """Their other follow-ups that left or leave."""
        return [each for each in self._had[what.customer.id] if each.mail_id != _own(what)]

    def goes(self, what: Intended) -> None:
        """It was let go: there is less room for the next to the same reader."""
        if what.mail is None or what.mail.message is None:
            return
        leaving = Had(what.mail.id, None, False, what.mail.message.consent_purpose)
        self._had[what.customer.id] = [*self.had(what), leaving]

    def goes_not_now(self, what: Intended) -> None:
        self._had[what.customer.id] = self.had(what)

    def never_goes(self, what: Intended) -> None:
        self.goes_not_now(what)
        others = [each for each in self._siblings[_place(what)] if each.mail_id != _own(what)]
        self._siblings[_place(what)] = others


def _own(what: Intended) -> int:
    return what.mail.id if what.mail else 0


def _place(what: Intended) -> tuple[int, int, int]:
    return what.customer.id, what.playbook.id, what.step_number


def _enrolments(mails: Sequence[Intended]) -> set[int]:
    return {each.mail.enrolment_id for each in mails if each.mail}


def _by_customer(found: Select[Any]) -> dict[int, list[Any]]:
    rows = defaultdict(list)
    for each in session.execute(found):
        rows[each.customer_id].append(each)
    return rows


def _open_complaints(customers: Collection[int]) -> Select[Any]:
    return (
        select(Ticket.customer_id, Ticket.id)
        .where(
            Ticket.customer_id.in_(customers),
            Ticket.state != TicketState.SOLVED,
            Ticket.kind.in_(COMPLAINTS),
            Ticket.merged_into_id.is_(None),
        )
        .order_by(Ticket.id)
    )


def _orders(customers: Collection[int], since: datetime) -> Select[Any]:
    return (
        select(Order.customer_id, Order.id, Order.placed_at)
        .where(Order.customer_id.in_(customers), Order.placed_at > since)
        .order_by(Order.id)
    )


def _complained(customers: Collection[int]) -> Select[tuple[int | None]]:
    return (
        select(Message.customer_id)
        .join(MessageEvent, MessageEvent.message_id == Message.id)
        .where(MessageEvent.kind == "complaint", Message.customer_id.in_(customers))
        .distinct()
    )


def _answered(enrolments: Collection[int]) -> Any:
    """Enrolments whose reader answered: by a button, or by writing back."""
    pressed = (
        select(FollowUpMail.enrolment_id)
        .join(FollowUpAnswer, FollowUpAnswer.mail_id == FollowUpMail.id)
        .where(FollowUpMail.enrolment_id.in_(enrolments))
    )
    replied = (
        select(FollowUpMail.enrolment_id)
        .join(MessageEvent, MessageEvent.message_id == FollowUpMail.message_id)
        .where(FollowUpMail.enrolment_id.in_(enrolments), MessageEvent.kind == "answered")
    )
    return pressed.union(replied)


def _looked_back(mails: Sequence[Intended]) -> timedelta:
    """Long enough for their caps, and for a calendar month wherever its reader lives."""
    caps = [each.spec.cap.days for each in mails if each.spec.cap]
    return timedelta(days=max([A_MONTH, *caps]) + 2)


def _had(customers: Collection[int], since: datetime) -> dict[int, list[Had]]:
    rows = session.execute(
        select(FollowUpMail.customer_id, FollowUpMail.id, Message.sent_at, Message.state,
               Message.consent_purpose)
        .join(Message, Message.id == FollowUpMail.message_id)
        .where(
            FollowUpMail.customer_id.in_(customers),
            or_(Message.sent_at >= since, Message.state.in_(LEAVING)),
        )
    )  # fmt: skip
    found: dict[int, list[Had]] = defaultdict(list)
    for each in rows:
        is_sent = each.state is MessageState.SENT
        found[each.customer_id].append(Had(each.id, each.sent_at, is_sent, each.consent_purpose))
    return found


def _siblings(mails: Sequence[Intended]) -> dict[tuple[int, int, int], list[Sibling]]:
    """What is not enrolled yet has none: it is judged in a dry run."""
    places = {_place(each) for each in mails if each.mail}
    rows = session.execute(
        select(FollowUpMail.customer_id, FollowUpMail.playbook_id, FollowUpMail.step,
               FollowUpMail.id, TriggerEvent.at, FollowUpMail.due_at)
        .join(Enrolment, Enrolment.id == FollowUpMail.enrolment_id)
        .join(TriggerEvent, TriggerEvent.id == Enrolment.trigger_event_id)
        .where(
            FollowUpMail.customer_id.in_({each[0] for each in places}),
            FollowUpMail.playbook_id.in_({each[1] for each in places}),
            FollowUpMail.stopped_by.is_(None),
        )
    )  # fmt: skip
    found = defaultdict(list)
    for customer_id, playbook_id, step, mail_id, since, due_at in rows:
        found[customer_id, playbook_id, step].append(Sibling(mail_id, since, due_at))
    return found

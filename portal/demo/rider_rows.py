"""The riders of the demo as rows: their orders, consents, enrolments, mails and answers, as the
verbs would have left them, in a moment."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import insert, select

from portal import clock
from portal.consent.models import Action, Basis, ConsentEvent, Purpose
from portal.consent.wordings import current, shown
from portal.customers.models import ContactPoint, Customer
from portal.database import session
from portal.demo.rider_mails import Written, events_of, gates_of, message_of
from portal.demo.rider_people import ORDER_AGAIN, SEED, Rider
from portal.followups import answering, arms, spec_reading
from portal.followups.enrolled_models import (
    Arm,
    Enrolment,
    EnrolmentState,
    FollowUpAnswer,
    FollowUpMail,
    Outcome,
    TriggerEvent,
)
from portal.followups.models import Playbook
from portal.messages.models import Message, MessageEvent
from portal.orders.models import Order, OrderStep, ProductionStage

BUILT_IN, SENT_IN, TOO_LATE_AFTER = timedelta(days=45), timedelta(days=5), timedelta(days=14)
ANSWERS_COME = 44
ORDER_UNASKED = 0.08
PRICES = {"City 8": 214_000, "Tourer": 349_000, "E-City": 384_000}


def let_in(them: Sequence[Rider], now: datetime) -> None:
    """Their rows, as the verbs would have left them."""
    playbook = session.scalars(select(Playbook).order_by(Playbook.id).limit(1)).one()
    _buy(them)
    choices = _agree(them)
    triggers = _put(
        TriggerEvent,
        [{"kind": "delivered", "source": "order", "source_id": str(each.order_id),
          "customer_id": each.customer_id, "order_id": each.order_id, "at": each.handed_over}
         for each in them],
    )  # fmt: skip
    _enrol(playbook, them, triggers, choices)
    _order_again(them, now)


def _buy(them: Sequence[Rider]) -> None:
    known = clock.now() - timedelta(days=70)
    made = _put(Customer, [{"name": each.name, "created_at": known} for each in them])
    points = _put(
        ContactPoint,
        [{"customer_id": number, "name": each.name, "address": each.address,
          "address_key": each.address, "created_at": known,
          "verified_at": None if each.fate == "contact" else known}
         for number, each in zip(made, them, strict=True)],
    )  # fmt: skip
    for each, number, point in zip(them, made, points, strict=True):
        each.customer_id, each.point_id = number, point
    orders = _place(
        [(each, each.product, each.build, PRICES[each.product],
          each.handed_over - BUILT_IN, each.delivered_on) for each in them]
    )  # fmt: skip
    for each, order in zip(them, orders, strict=True):
        each.order_id = order


def _place(bought: Sequence[tuple[Rider, str, str, int, datetime, date]]) -> list[int]:
    """Orders that were delivered on their day."""
    placed = _put(
        Order,
        [{"customer_id": each.customer_id, "product": product, "build": build,
          "stage": ProductionStage.DELIVERED, "price_minor": price, "placed_at": at,
          "promised_on": day, "warranty_until": day + timedelta(days=730)}
         for each, product, build, price, at, day in bought],
    )  # fmt: skip
    stages = list(ProductionStage)
    steps = []
    for order, (*_, at, day) in zip(placed, bought, strict=True):
        between = (day - at.date()) / (len(stages) - 1)
        for number, stage in enumerate(stages):
            on = at.date() + number * between
            steps.append({"order_id": order, "stage": stage, "planned_on": on, "done_on": on})
    session.execute(insert(OrderStep), steps)
    return placed


def _agree(them: Sequence[Rider]) -> list[int]:
    """Their order told them that we ask; gives the receipts."""
    company = current_app.extensions["portal_settings"].brand.name
    told = shown(current(Purpose.CHECK_INS, Basis.SOFT_OPT_IN), "en", company)
    return _put(
        ConsentEvent,
        [{"customer_id": each.customer_id, "contact_point_id": each.point_id,
          "address": each.address, "purpose": Purpose.CHECK_INS,
          "action": Action.WITHDRAWN if each.fate == "consent" else Action.GIVEN,
          "basis": None if each.fate == "consent" else Basis.SOFT_OPT_IN,
          "wording_version": told.version, "wording_language": told.language,
          "wording": told.text, "evidence": each.order_number, "place": "order",
          "at": each.handed_over - BUILT_IN, "by_name": each.name}
         for each in them],
    )  # fmt: skip


def _enrol(
    playbook: Playbook, them: Sequence[Rider], triggers: Sequence[int], choices: Sequence[int]
) -> None:
    version = playbook.live_version
    assert version is not None
    spec = spec_reading.read(version.spec)
    places = [arms.place_of(playbook.key, Customer.number_of(each.customer_id)) for each in them]
    for each, place in zip(them, places, strict=True):
        if arms.is_held_back(place, spec.holdout_percent):
            each.fate, each.answer, each.answered_at = "arm", "", None
    enrolments = _put(
        Enrolment,
        [_enrolment(playbook, each, place, trigger, spec.window_days)
         for each, place, trigger in zip(them, places, triggers, strict=True)],
    )  # fmt: skip
    written = [
        Written(playbook, each, enrolment, Message, ConsentEvent.number_of(choice))
        for each, enrolment, choice in zip(them, enrolments, choices, strict=True)
    ]
    mailed = [each for each in written if each.rider.fate not in ("arm", "contact")]
    messages = _put(Message, [message_of(each) for each in mailed])
    number_of = {each.enrolment_id: number for each, number in zip(mailed, messages, strict=True)}
    events = [row for each in mailed for row in events_of(each, number_of[each.enrolment_id])]
    session.execute(insert(MessageEvent), events)
    mails = _put(
        FollowUpMail,
        [_mail(playbook, each, number_of.get(each.enrolment_id), choice)
         for each, choice in zip(written, choices, strict=True)],
    )  # fmt: skip
    for each, mail in zip(them, mails, strict=True):
        each.mail_id = mail
    session.execute(
        insert(FollowUpAnswer),
        [{"mail_id": each.mail_id, "customer_id": each.customer_id, "code": "good",
          "via": answering.LINK, "at": each.answered_at}
         for each in them if each.answer == "good"],
    )  # fmt: skip


def _enrolment(
    playbook: Playbook, each: Rider, place: float, trigger: int, window_days: int
) -> dict[str, Any]:
    is_held, is_sent = each.fate == "arm", each.fate in ("sent", "came back", "stopped")
    outcome = None
    if each.answer == "good":
        outcome = Outcome.ANSWERED
    elif not is_held and not is_sent:
        outcome = Outcome.STOPPED
    return {
        "playbook_id": playbook.id, "version_id": playbook.live_version_id,
        "customer_id": each.customer_id, "trigger_event_id": trigger,
        "arm": Arm.HOLDOUT if is_held else Arm.TREAT, "arm_u": place,
        "state": EnrolmentState.COMPLETED if outcome else EnrolmentState.ACTIVE,
        "created_at": each.handed_over, "outcome": outcome.value if outcome else None,
        "exit_reason": "answered" if outcome is Outcome.ANSWERED else None,
        "ended_at": (each.answered_at or each.due_at) if outcome else None,
        "measured_from": each.due_at, "measured_until": each.due_at + timedelta(days=window_days),
        "closes_at": each.due_at + timedelta(days=window_days if is_held else ANSWERS_COME),
    }  # fmt: skip


def _mail(playbook: Playbook, written: Written, message: int | None, choice: int) -> dict[str, Any]:
    each = written.rider
    gates = gates_of(written)
    last = gates[-1]
    is_stopped = last["outcome"] == "stopped"
    return {
        "enrolment_id": written.enrolment_id, "playbook_id": playbook.id,
        "customer_id": each.customer_id, "step": 1, "message_id": message,
        "due_at": each.due_at, "expires_at": each.due_at + TOO_LATE_AFTER,
        "zone": str(each.due_at.tzinfo), "zone_is_guess": True,
        "asked_at": each.due_at, "gates": {"results": gates},
        "stopped_by": last["gate"] if is_stopped else None,
        "reason": last["why"] if is_stopped else None,
        "consent_event_id": None if each.fate in ("arm", "contact") else choice,
    }  # fmt: skip


def _order_again(them: Sequence[Rider], now: datetime) -> None:
    """Some order something more, of those held back a few less."""
    chance = random.Random(SEED)
    more = []
    for each in them:
        at = each.due_at + timedelta(days=1 + chance.random() * 24)
        is_rarer = each.fate == "arm" and chance.random() > ORDER_UNASKED / ORDER_AGAIN
        if each.again and not is_rarer and at + SENT_IN < now:
            more.append((each, each.again[0], "as it comes", each.again[1], at,
                         (at + SENT_IN).date()))  # fmt: skip
    _place(more)


def _put(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write them in one go; gives their ids in the same order."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))

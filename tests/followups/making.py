"""Playbooks, deliveries and mails to begin a test with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.followups import enrolling, starting, versions
from portal.followups.enrolled_models import FollowUpMail
from portal.followups.models import Playbook
from portal.messages import delivery, identity, outcomes
from portal.messages.answers import Answer, Stage
from portal.messages.models import Message
from portal.orders.models import Order, OrderStep, ProductionStage
from tests import make

DELIVERED_ON = date(2026, 11, 13)
DUE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten days on, ten o'clock in Amsterdam."""
MORNING = DUE + timedelta(minutes=1)


def live(
    *, owner: User, approved_by: User, care_of: User | None, starter: str = "check-in",
    **changes: Any,
) -> Playbook:  # fmt: skip
    """A starter that was taken over and approved. Nobody is held back unless a test says so."""
    chosen = starting.starter(starter)
    assert chosen is not None
    changes = {"holdout_percent": 0} | changes
    playbook = starting.take_over(chosen, owner=owner, care_of=care_of, by=owner, **changes)
    version = versions.newest_of(playbook)
    versions.submit(version, by=owner)
    versions.approve(version, by=approved_by)
    return playbook


def delivered(of: User | Customer, on: date = DELIVERED_ON, **columns: Any) -> Order:
    order = make.order(of=of, stage=ProductionStage.DELIVERED, **columns)
    _delivered_on(order, on)
    return order


@atomic()
def _delivered_on(order: Order, on: date) -> None:
    session.execute(
        update(OrderStep)
        .where(OrderStep.order_id == order.id, OrderStep.stage == ProductionStage.DELIVERED)
        .values(done_on=on)
    )
    session.execute(
        update(Order).where(Order.id == order.id).values(warranty_until=on.replace(year=2028))
    )
    session.expire_all()


def planned(at: datetime = DUE - timedelta(days=5)) -> list[FollowUpMail]:
    """Let a worker enrol whoever is due, some days before."""
    with clock.stopped_at(at):
        enrolling.enrol_due()
    return mails()


def mails() -> list[FollowUpMail]:
    session.expire_all()
    return list(session.scalars(select(FollowUpMail).order_by(FollowUpMail.id)))


def message(mail: FollowUpMail | None = None) -> Message:
    found = mail or mails()[0]
    session.expire_all()
    return session.get_one(Message, found.message_id)


def sent(at: datetime = MORNING) -> FollowUpMail:
    """Everything that is due leaves, and arrives at once; the first of the mails."""
    with clock.stopped_at(at):
        for claimed in delivery.claim(of=delivery.STANDS_ON_A_CHOICE):
            if delivery.begin_handing(claimed):
                outcomes.settle(claimed.id, claimed.attempt, Answer(Stage.END, 250, "Kept"))
    return mails()[0]


def link(mail: FollowUpMail, way: str = "a", code: str = "") -> str:
    """The path of a link in the mail."""
    mark = identity.link_mark(message(mail).token)
    return f"/{way}/{mark}/{code}" if code else f"/{way}/{mark}"


@atomic()
def renamed(user: User, name: str) -> None:
    user.customer.contact_points[0].name = name
    user.customer.name = name

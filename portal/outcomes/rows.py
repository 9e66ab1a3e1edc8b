"""How the enrolments behind a number stand, for one page or a file: a few questions for all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.customers.models import Customer
from portal.database import session
from portal.followups import files
from portal.followups.enrolled_models import (
    Arm,
    Enrolment,
    EnrolmentState,
    FollowUpAnswer,
    FollowUpMail,
)
from portal.messages.models import Message
from portal.orders.models import Order
from portal.outcomes import doings, funnel
from portal.outcomes.behind import Behind
from portal.outcomes.titles import ANSWERS
from portal.tickets.models import Ticket

AT_ONCE = 1_000
"""So many rows of a file are found at once."""
MOST_ROUNDS = 20
"""So often it is looked for more of them while somebody waits for the file."""


@dataclass
class Row:
    customer: Customer
    version: int
    enrolled_at: datetime
    stands: tuple[str, str, str]
    """In words, its tone, and why."""
    answer: str = ""
    message: Message | None = None
    ticket: Ticket | None = None
    orders: list[Order] = field(default_factory=list)


def of(enrolments: Sequence[Enrolment], *, with_orders: bool = False) -> list[Row]:
    mails = _mails_of(enrolments)
    orders = _orders_of(enrolments) if with_orders else {}
    return [_row(each, mails[each.id], orders.get(each.id, [])) for each in enrolments]


def every(behind: Behind, most: int) -> tuple[list[Row], datetime | None]:
    """All of them up to so many; and since when people were looked through, where older ones were
    left out to come to an end."""
    found: list[Row] = []
    after = None
    for _ in range(MOST_ROUNDS):
        page = behind.page(after, size=min(AT_ONCE, most - len(found)))
        found += of(page.rows)
        after = page.after
        if after is None or len(found) >= most:
            return found, None
    return found, after[0] if after else None


def _row(enrolment: Enrolment, mails: Sequence[FollowUpMail], orders: list[Order]) -> Row:
    answered = next((each for each in reversed(mails) if each.answer), None)
    shown = answered or next((each for each in reversed(mails) if each.message), None)
    given = answered.answer if answered else None
    tickets = [each.ticket for mail in mails for each in mail.answers if each.ticket]
    return Row(
        customer=enrolment.customer,
        version=enrolment.version.n,
        enrolled_at=enrolment.created_at,
        stands=_stands(enrolment, mails, shown),
        answer=ANSWERS.get(given.code, given.code) if given else "",
        message=shown.message if shown else None,
        ticket=tickets[0] if tickets else None,
        orders=orders,
    )


def _stands(
    enrolment: Enrolment, mails: Sequence[FollowUpMail], shown: FollowUpMail | None
) -> tuple[str, str, str]:
    if enrolment.state is EnrolmentState.LEFT_OUT:
        return "Left out", "", funnel.reason_of(enrolment.exit_reason or "")
    if enrolment.arm is Arm.HOLDOUT:
        return "Held back", "", ""
    if shown is None:
        return files.standing_of(mails[0]) if mails else ("Nothing planned", "", "")
    return files.standing_of(shown)


def _mails_of(enrolments: Sequence[Enrolment]) -> dict[int, list[FollowUpMail]]:
    found = defaultdict(list)
    for each in session.scalars(
        select(FollowUpMail)
        .options(
            joinedload(FollowUpMail.message),
            selectinload(FollowUpMail.answers).joinedload(FollowUpAnswer.ticket),
        )
        .where(FollowUpMail.enrolment_id.in_([each.id for each in enrolments]))
        .order_by(FollowUpMail.step)
    ):
        found[each.enrolment_id].append(each)
    return found


def _orders_of(enrolments: Sequence[Enrolment]) -> dict[int, list[Order]]:
    """What they ordered in their windows."""
    found = defaultdict(list)
    ids = [each.id for each in enrolments]
    rows = session.execute(
        select(Enrolment.id, Order)
        .join(Order, Order.customer_id == Enrolment.customer_id)
        .where(Enrolment.id.in_(ids), *doings.ordered())
        .order_by(Order.id)
    )
    for enrolment_id, order in rows:
        found[enrolment_id].append(order)
    return found

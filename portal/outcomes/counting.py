"""Counting the cells of a playbook, straight from the rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select

from portal.database import session
from portal.followups.enrolled_models import (
    Enrolment,
    FollowUpAnswer,
    FollowUpMail,
    TriggerEvent,
)
from portal.followups.models import Playbook
from portal.messages.models import Message, MessageEvent
from portal.orders.models import Order
from portal.outcomes import cells, doings
from portal.outcomes.cells import BETWEEN, WRONG
from portal.outcomes.warnings import parts_of
from portal.tickets.models import Ticket
from portal.tickets.view_models import TicketTag
from portal.web.spans import Span

STOPS = ("unsubscribed", "complaint")
Cells = Counter[tuple[int, int, str, str]]
"""By period, version, part and key."""


def cells_of(playbook: Playbook, periods: Sequence[Span]) -> Cells:
    """Straight from the rows. The periods lie one after the other."""
    found: Cells = Counter()
    for part, rows in _questions(playbook, periods):
        for which, version, key, count in session.execute(rows):
            if count:
                found[which, version, part, str(key)] += int(count)
    for which, version, part, key, count in _standing(playbook, periods):
        found[which, version, part, key] += count
    for which, version, part, key, count in _spent(playbook, periods):
        found[which, version, part, key] += count
    for which, version, part, key in _chosen(playbook, periods):
        found[which, version, part, key] += 1
    return +found


def enrolled(playbook: Playbook, periods: Sequence[Span], *columns: Any) -> Select[Any]:
    """Who was let in by it in these days."""
    return select(*columns).where(
        Enrolment.playbook_id == playbook.id,
        Enrolment.created_at >= periods[0].begins,
        Enrolment.created_at < periods[-1].ends,
    )


def which_of(column: Any, ends: Sequence[tuple[Any, bool]]) -> Any:
    """In which of the periods a row lies."""
    if len(ends) == 1:
        return case((column.is_(None), 0), else_=0)
    whens = [(column <= end if closed else column < end, at)
             for at, (end, closed) in enumerate(ends[:-1])]  # fmt: skip
    return case(*whens, else_=len(ends) - 1)


def _keys(periods: Sequence[Span]) -> list[Any]:
    which = which_of(Enrolment.created_at, [(each.ends, False) for each in periods])
    return [which.label("which"), Enrolment.version_id.label("version")]


def _questions(
    playbook: Playbook, periods: Sequence[Span]
) -> Iterator[tuple[str, Select[tuple[int, int, str, int]]]]:
    """The parts that are counted by what hangs on an enrolment."""
    keys = _keys(periods)
    base = enrolled(playbook, periods, *keys)
    several = func.count(Enrolment.id.distinct())
    tagged = (
        base.add_columns(TicketTag.word, several)
        .join(FollowUpMail, FollowUpMail.enrolment_id == Enrolment.id)
        .join(FollowUpAnswer, FollowUpAnswer.mail_id == FollowUpMail.id)
        .join(TicketTag, TicketTag.ticket_id == FollowUpAnswer.ticket_id)
    )
    yield "topic", tagged.group_by(*keys, TicketTag.word)
    stopped = (
        base.add_columns(MessageEvent.kind, several)
        .join(FollowUpMail, FollowUpMail.enrolment_id == Enrolment.id)
        .join(Message, Message.id == FollowUpMail.message_id)
        .join(MessageEvent, MessageEvent.message_id == Message.id)
        .where(MessageEvent.kind.in_(STOPS))
    )
    yield "stop", stopped.group_by(*keys, MessageEvent.kind)


def _standing(
    playbook: Playbook, periods: Sequence[Span]
) -> Iterator[tuple[int, int, str, str, int]]:
    """Fate, answer, loop and lateness of each, asked at once."""
    each = enrolled(
        playbook, periods, *_keys(periods),
        cells.fate().label("fate"), cells.answer().label("answer"),
        cells.left_out_by().label("reason"), cells.loop().label("loop"),
        case((cells.is_late(), "late"), else_="").label("late"),
    ).subquery()  # fmt: skip
    names = ("fate", "answer", "left out", "loop", "late")
    for which, version, *keys, count in session.execute(
        select(*each.c, func.count()).group_by(*each.c)
    ):
        for name, key in zip(names, keys, strict=True):
            if key:
                yield which, version, name, key, int(count)


def _spent(playbook: Playbook, periods: Sequence[Span]) -> Iterator[tuple[int, int, str, str, int]]:
    """By arm how many are measured, bought, raised a concern, and what they spent."""
    spent = select(func.sum(Order.price_minor)).where(*doings.ordered()).correlate(Enrolment)
    orders = select(func.count()).select_from(Order).where(*doings.ordered()).correlate(Enrolment)
    concerns = select(func.count()).select_from(Ticket).where(*doings.raised()).correlate(Enrolment)
    each = (
        enrolled(
            playbook, periods, *_keys(periods), Enrolment.arm,
            func.coalesce(spent.scalar_subquery(), 0).label("minor"),
            orders.scalar_subquery().label("orders"),
            concerns.scalar_subquery().label("concerns"),
        )
        .where(doings.is_measured())
        .subquery()
    )  # fmt: skip
    keys = [each.c.which, each.c.version, each.c.arm]
    sums = {
        "measured": func.count(),
        "bought": func.sum(case((each.c.orders > 0, 1), else_=0)),
        "raised": func.sum(case((each.c.concerns > 0, 1), else_=0)),
        "orders": func.sum(each.c.orders),
        "spent": func.sum(each.c.minor),
        "spent squared": func.sum(each.c.minor * each.c.minor),
    }
    for which, version, arm, *counts in session.execute(
        select(*keys, *sums.values()).group_by(*keys)
    ):
        for name, count in zip(sums, counts, strict=True):
            yield which, version, name, arm.value, int(count or 0)


def _chosen(playbook: Playbook, periods: Sequence[Span]) -> Iterator[tuple[int, int, str, str]]:
    """What the products of those who answered were made of."""
    rows = (
        enrolled(playbook, periods, *_keys(periods), cells.answer().label("answer"),
                  Order.product, Order.build)
        .join(TriggerEvent, TriggerEvent.id == Enrolment.trigger_event_id)
        .join(Order, Order.id == TriggerEvent.order_id)
        .where(cells.answer() != "")
    )  # fmt: skip
    for which, version, said, product, build in session.execute(rows):
        kinds = ("", " wrong") if said == WRONG else ("",)
        for kind in kinds:
            yield which, version, f"product{kind}", product
            for option in parts_of(build):
                yield which, version, f"option{kind}", f"{product}{BETWEEN}{option}"

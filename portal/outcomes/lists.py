"""Lists of people kept from a number, and putting a list into a playbook. Each of its mails asks
every gate, as any other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.followups import enrolling
from portal.followups.models import Playbook, PlaybookState
from portal.followups.switching import NotNow, noted
from portal.orders.queries import orders_of_customer
from portal.outcomes.behind import Behind
from portal.outcomes.models import CustomerList, ListEnrolling, ListMember
from portal.outcomes.policy import visible_to

MOST_KEPT = 10_000
"""So many people a list holds at most, the last enrolled of them."""
AT_ONCE = 25
"""So many are put into a playbook in one go, so that nobody waits long for the database."""
MOST_SHOWN = 200
PAGE = 50


class NobodyThere(Exception):
    """There is nobody behind the number."""


def keep(behind: Behind, *, name: str, source: str, by: User) -> CustomerList:
    """Keep who is behind a number now. Raises NobodyThere."""
    return _written(behind.playbook, behind.customers(MOST_KEPT), name=name, source=source, by=by)


@atomic()
def _written(
    playbook: Playbook, customers: Sequence[int], *, name: str, source: str, by: User
) -> CustomerList:
    there = set(session.scalars(select(Customer.id).where(Customer.id.in_(customers))))
    if not there:
        raise NobodyThere(playbook.key)
    made = CustomerList(
        name=name, source=source[:250], came_from_id=playbook.id, made_by_id=by.id,
        size=len(there),
    )  # fmt: skip
    session.add(made)
    session.flush()
    rows = [{"list_id": made.id, "customer_id": each} for each in sorted(there)]
    session.execute(insert(ListMember), rows)
    noted(playbook, f"kept a list of {len(there)}: {name}"[:250], by=by)
    return made


@atomic()
def put_into(kept: CustomerList, playbook: Playbook, *, by: User) -> ListEnrolling:
    """Let a worker enrol everybody on the list. Raises NotNow. Asked twice, it is done once."""
    lock(kept)
    if playbook.state is not PlaybookState.LIVE:
        raise NotNow(f"It is {playbook.state}, so nobody can be enrolled.")
    under_way = session.scalars(
        select(ListEnrolling).where(
            ListEnrolling.list_id == kept.id,
            ListEnrolling.playbook_id == playbook.id,
            ListEnrolling.done_at.is_(None),
        )
    ).first()
    if under_way is not None:
        return under_way
    asked = ListEnrolling(list_id=kept.id, playbook_id=playbook.id, by_id=by.id)
    session.add(asked)
    noted(playbook, f"put the list “{kept.name}” in"[:250], by=by)
    session.flush()
    return asked


def enrol_some() -> int:
    """Go on with the list that has waited longest; returns how many people were looked at."""
    waiting = select(ListEnrolling.id).where(ListEnrolling.done_at.is_(None))
    found = session.scalars(waiting.order_by(ListEnrolling.id).limit(1)).first()
    return _go_on(found) if found else 0


@atomic()
def _go_on(enrolling_id: int) -> int:
    asked = lock(session.get_one(ListEnrolling, enrolling_id))
    if asked.done_at is not None:
        return 0
    members = session.scalars(
        select(ListMember)
        .options(joinedload(ListMember.customer))
        .where(ListMember.list_id == asked.list_id, ListMember.customer_id > asked.reached)
        .order_by(ListMember.customer_id)
        .limit(AT_ONCE)
    ).all()
    for each in members:
        latest = session.scalars(orders_of_customer(each.customer).limit(1)).first()
        try:
            is_new = enrolling.enrol_by_hand(
                asked.playbook, each.customer, order=latest, by=asked.by
            )
        except NotNow as refused:
            asked.trouble, asked.done_at = str(refused)[:250], clock.now()
            return len(members)
        asked.enrolled += is_new
        asked.reached = each.customer_id
    if len(members) < AT_ONCE:
        asked.done_at = clock.now()
    return len(members)


def lists(user: Any) -> Sequence[CustomerList]:
    found = select(CustomerList).options(
        joinedload(CustomerList.made_by), joinedload(CustomerList.came_from)
    )
    newest = found.where(visible_to(user)).order_by(CustomerList.id.desc()).limit(MOST_SHOWN)
    return session.scalars(newest).all()


def list_for(user: Any, list_id: int) -> Select[tuple[CustomerList]]:
    return select(CustomerList).where(visible_to(user), CustomerList.id == list_id)


def members(kept: CustomerList, *, after: int = 0, most: int = PAGE + 1) -> Sequence[Customer]:
    """Those on it, in the order of their numbers."""
    return session.scalars(
        select(Customer)
        .join(ListMember, ListMember.customer_id == Customer.id)
        .where(ListMember.list_id == kept.id, Customer.id > after)
        .order_by(Customer.id)
        .limit(most)
    ).all()


def enrollings(kept: CustomerList) -> Sequence[ListEnrolling]:
    return session.scalars(
        select(ListEnrolling)
        .options(joinedload(ListEnrolling.playbook), joinedload(ListEnrolling.by))
        .where(ListEnrolling.list_id == kept.id)
        .order_by(ListEnrolling.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def open_playbooks() -> Sequence[Playbook]:
    """Those somebody can be put into now."""
    live = select(Playbook).where(Playbook.state == PlaybookState.LIVE)
    return session.scalars(live.order_by(Playbook.title, Playbook.id).limit(MOST_SHOWN)).all()

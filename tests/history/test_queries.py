from datetime import timedelta

from portal import clock
from portal.database import session
from portal.history.queries import PAGE, Timeline, entry_of
from portal.history.recording import record
from portal.orders.events import OrderPlaced, StageReached
from tests import make


def placed(customer, by, *, number="M-20001"):
    event = OrderPlaced(order_id=1, number=number, product="Tourer", promised_on="2026-12-11")
    return record(event, customer=customer, by=by)


def read(reader, customer, **more):
    timeline = Timeline(reader=reader, customer=customer, **more)
    return session.scalars(timeline.select()).all()


def test_what_happened_last_comes_first(ana, kim):
    with clock.stopped_at(make.MONDAY):
        first = placed(ana.customer, ana)
    with clock.stopped_at(make.MONDAY + timedelta(hours=1)):
        second = placed(ana.customer, kim)

    assert read(kim, ana.customer) == [second, first]


def test_a_page_goes_on_before_the_last_entry_even_in_one_moment(ana, kim):
    with clock.stopped_at(make.MONDAY):
        entries = [placed(ana.customer, ana, number=f"M-{n}") for n in range(PAGE + 5)]

    page = read(kim, ana.customer)[:PAGE]
    older = read(kim, ana.customer, before=page[-1])

    assert page + older == entries[::-1]


def test_some_kinds_alone(ana, kim):
    placed(ana.customer, ana)
    reached = StageReached(order_id=1, number="M-20001", stage="paint")
    entry = record(reached, customer=ana.customer, by=kim)

    assert read(kim, ana.customer, kinds=["order.stage_reached"]) == [entry]
    assert read(kim, ana.customer, kinds=[]) == []


def test_a_customer_reads_no_history_not_even_their_own(ana, ben):
    placed(ana.customer, ana)

    assert read(ana, ana.customer) == []
    assert read(ben, ana.customer) == []


def test_an_entry_is_found_only_with_its_own_customer(ana, ben, kim):
    entry = placed(ana.customer, ana)

    assert session.scalars(entry_of(kim, ana.customer, entry.id)).all() == [entry]
    assert session.scalars(entry_of(kim, ben.customer, entry.id)).all() == []

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.database import session
from portal.history.models import Entry
from portal.orders.cancelling import cancel, cancellation_of, rule_for
from portal.orders.delays import open_delay
from portal.orders.delivering import NoCarrierLink, TooManyParcels, parcels_of, send
from portal.orders.models import Order, ProductionStage
from portal.orders.production import NoSuchPart, finish_part, parts_of, reach
from portal.orders.production_models import Cancellation, Reason
from portal.orders.rescheduling import move
from portal.orders.standing import MovedMeanwhile, NoLongerBuilt, OrderCancelled
from tests import make

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("stage", "cents"),
    [("ordered", 0), ("frame", 28_485), ("paint", 66_465), ("assembly", 113_940)],
)
def test_what_cancelling_costs_depends_on_how_far_it_is(ana, stage, cents):
    order = make.order(of=ana, stage=ProductionStage(stage), price_minor=189_900)

    assert cancel(order, words="Moving house.", by=ana).fee_minor == cents


def test_cancelling_tells_the_customer_and_stops_production(ana, kim, mailbox):
    order = make.order(of=ana)

    cancel(order, by=ana)

    (mail,) = mailbox.to("ana@example.com")
    assert mail.subject == f"Your order {order.number} is cancelled"
    with pytest.raises(OrderCancelled):
        reach(order, ProductionStage.READY, on=TODAY, by=kim)


def test_nobody_pays_for_a_day_we_could_not_keep(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.ASSEMBLY)
    to = order.promised_on + timedelta(9)
    move(order, ProductionStage.READY, to=to, reason=Reason.PARTS, by=kim)

    assert rule_for(order, open_delay(order)).fee.minor == 0
    assert cancel(order, by=ana).fee_minor == 0
    assert open_delay(order) is None


def test_when_we_cancel_it_costs_nothing(ana, kim):
    assert cancel(make.order(of=ana), words="The mould broke.", by=kim).fee_minor == 0


def test_a_fee_that_rose_since_it_was_shown_is_shown_again(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.ORDERED)
    reach(order, ProductionStage.FRAME, on=TODAY, by=kim)

    with pytest.raises(MovedMeanwhile):
        cancel(order, seen_fee=0, by=ana)

    assert cancellation_of(order) is None


def test_what_was_delivered_is_not_cancelled_here(ana):
    with pytest.raises(NoLongerBuilt):
        cancel(make.order(of=ana, stage=ProductionStage.DELIVERED), by=ana)


def cancel_it(order_id):
    cancel(session.get_one(Order, order_id), by=None)


def test_eight_clicks_cancel_once(ana, race):
    order = make.order(of=ana)

    race(cancel_it, 8, order.id)

    assert len(session.scalars(select(Cancellation)).all()) == 1
    assert len(session.scalars(select(Entry)).all()) == 1


def test_a_parcel_is_told_once_with_its_link(ana, kim, mailbox):
    order = make.order(of=ana, stage=ProductionStage.READY)

    for _ in range(2):
        send(order, carrier="Postbode", code="NL1", url="https://post.example.com/NL1", on=TODAY,
             by=kim)  # fmt: skip

    (mail,) = mailbox.to("ana@example.com")
    assert "https://post.example.com/NL1" in mail.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://post.example.com", "https://", "https://a b.example.com",
     "https://me@post.example.com", "https://post.example.com:99999/", "https://localhost/"],
)  # fmt: skip
def test_only_a_plain_https_address_becomes_a_link(ana, kim, url):
    with pytest.raises(NoCarrierLink):
        send(make.order(of=ana), carrier="Postbode", code="NL1", url=url, on=TODAY, by=kim)


def test_an_order_leaves_in_so_many_parcels_at_most(ana, kim):
    order = make.order(of=ana)
    for number in range(20):
        send(order, carrier="Postbode", code=f"NL{number}", on=TODAY, by=kim)

    with pytest.raises(TooManyParcels):
        send(order, carrier="Postbode", code="NL20", on=TODAY, by=kim)
    assert len(parcels_of(order)) == 20


def test_parts_of_the_stage_are_ticked_off_once(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.PAINT)

    for _ in range(2):
        finish_part(order, "primed", on=TODAY, by=kim)

    assert [each.part for each in parts_of(order)] == ["primed"]
    assert session.scalars(select(Entry)).one().sentence.endswith("Primed")


def test_a_part_of_another_stage_is_refused(ana, kim):
    with pytest.raises(NoSuchPart):
        finish_part(make.order(of=ana, stage=ProductionStage.PAINT), "packed", on=TODAY, by=kim)

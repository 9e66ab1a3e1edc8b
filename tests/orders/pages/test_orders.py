import pytest

from portal import clock
from portal.orders.models import ProductionStage
from tests import make


def test_an_order_shows_its_rail_its_price_and_its_promise(ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        order = make.order(of=ana, product="Tourer", price_minor=364_000)
        page = sign_in(ana).visit(f"/orders/{order.number}")

    assert page.h1 == "Tourer"
    steps = [step.by_class("step__name")[0].text for step in page.by_class("step")]
    assert steps == ["Ordered", "Frame", "Paint", "Assembly", "Ready", "Delivered"]
    assert [step["data-state"] for step in page.by_class("step")][:3] == ["done", "done", "now"]
    assert page.by_class("promise")[0].all("./strong")[0].text == "Mon 21 Dec"
    assert "3\N{NO-BREAK SPACE}640\N{NO-BREAK SPACE}€" in page.html


def test_a_concern_begins_at_the_order_it_is_about(ana, sign_in):
    order = make.order(of=ana)

    page = sign_in(ana).visit(f"/orders/{order.number}").follow("Raise a concern about this order")

    assert page.value("order") == order.number


def test_a_late_order_says_so(ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        order = make.order(of=ana, placed_at=make.MONDAY.replace(month=9))
        page = sign_in(ana).visit(f"/orders/{order.number}")

    assert "Late" in page.text
    assert "It was promised for" in page.text


def test_the_list_holds_every_order(ana, sign_in):
    make.order(of=ana, product="Tourer")
    make.order(of=ana, product="City 8", stage=ProductionStage.DELIVERED)

    page = sign_in(ana).visit("/orders")

    assert [line.all(".//a")[0].text for line in page.all('//ul[@class="card lines"]/li')] == [
        "City 8",
        "Tourer",
    ]


def test_who_ordered_nothing_reads_what_will_be_here(ana, sign_in):
    assert "No orders yet" in sign_in(ana).visit("/orders").text


def test_ben_finds_nothing_of_anas(ana, ben, sign_in):
    order = make.order(of=ana, product="Tourer")

    assert sign_in(ben).visit(f"/orders/{order.number}").status == 404
    assert "Tourer" not in sign_in(ben).visit("/orders").text


def test_staff_look_at_it_from_the_desk(ana, mark, sign_in):
    order = make.order(of=ana)

    page = sign_in(mark).visit(f"/orders/{order.number}")

    assert page.follow("Ana Ruiz").h1 == "Ana Ruiz"
    assert "Raise a concern" not in page.by_id("main").text


@pytest.mark.parametrize("number", ["M-99999", "x", "0", "9" * 40])
def test_a_number_that_is_none_is_not_found(ana, sign_in, number):
    assert sign_in(ana).visit(f"/orders/{number}").status == 404

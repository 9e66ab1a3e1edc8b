import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import session
from portal.orders.models import ProductionStage
from portal.orders.production import reach
from portal.quotes.figures import standing
from portal.quotes.models import OrderedBuild
from portal.quotes.ordering import order_now
from tests.quotes.offers import USUAL_PRICE, build

FRAME, ASSEMBLY = ProductionStage.FRAME, ProductionStage.ASSEMBLY


def ordered(who, stage=None):
    its = build(who)
    order = order_now(its, quantity=1, seen=standing(its).figures.mark, once="one", by=who)
    if stage:
        reach(order, stage, on=clock.now().date(), by=None)
    return order


def forged(browser, path, fields):
    sent = {"csrf_token": browser.csrf_token} | fields
    return browser.post(path, sent, Referer=browser.base_url)


def builds():
    return session.scalar(select(func.count()).select_from(OrderedBuild))


def test_what_is_not_built_yet_can_be_changed(ana, sign_in):
    order = ordered(ana, FRAME)

    page = sign_in(ana).visit(f"/orders/{order.number}").follow("Change what is not built yet")
    assert "Frame: Steel" in page.text
    page = page.fill(colour="petrol").press("See what it comes to")
    assert "50\N{NO-BREAK SPACE}€" in page.html
    page = page.press("Agree to the change")

    assert page.flashes == ["Your order is changed. We have written to you"]
    session.refresh(order)
    assert order.price_minor == USUAL_PRICE + 5_000
    assert "Changed once" in page.text


def test_nothing_ticked_means_without(ana, sign_in):
    order = ordered(ana)

    page = sign_in(ana).visit(f"/orders/{order.number}/change")
    page = page.fill({"extras": []}).press("See what it comes to").press("Agree to the change")

    session.refresh(order)
    assert order.price_minor == USUAL_PRICE - 1_500


def test_what_does_not_go_together_says_why_and_offers_the_nearest(ana, sign_in):
    order = ordered(ana)

    page = sign_in(ana).visit(f"/orders/{order.number}/change")
    page = page.fill(gears="hub", extras=["rack"]).press("See what it comes to")

    assert page.status == 422
    assert "The hub gear leaves no room for the rack." in page.text
    page = page.press("Take the nearest")
    assert page.status == 200


def test_looking_changes_nothing(ana, sign_in):
    order = ordered(ana)

    page = sign_in(ana).visit(f"/orders/{order.number}/change").fill(gears="fast")
    page.press("See what it comes to")

    assert builds() == 1


def test_production_went_on_while_they_looked(ana, sign_in):
    order = ordered(ana)
    page = sign_in(ana).visit(f"/orders/{order.number}/change").fill(gears="fast")
    page = page.press("See what it comes to")
    reach(order, FRAME, on=clock.now().date(), by=None)

    page = page.press("Agree to the change")

    assert page.status == 409
    assert "The order has moved on" in page.text
    assert builds() == 1
    page.press("Agree to the change")
    assert builds() == 2


def test_too_late_leads_back_to_the_order(ana, sign_in):
    order = ordered(ana, ASSEMBLY)

    page = sign_in(ana).visit(f"/orders/{order.number}/change")

    assert page.flashes == [f"Nothing of order {order.number} can be changed any more"]


@pytest.mark.parametrize(
    "fields",
    [{"colour": "pink"}, {"colour": "petrol", "seen": "1:ordered:x:0"}, {"colour": "x" * 9000},
     {"gears": "hub", "extras": "rack"}, {"seen": "1"}, {"named": "colour"}],
)  # fmt: skip
def test_forged_choices_change_nothing(ana, sign_in, fields):
    order = ordered(ana)

    page = forged(sign_in(ana), f"/orders/{order.number}/change", fields)

    assert page.status in (200, 409, 422)
    assert builds() == 1


def test_ben_changes_nothing_of_anas(ana, ben, sign_in):
    order = ordered(ana)

    assert sign_in(ben).visit(f"/orders/{order.number}/change").status == 404
    page = forged(sign_in(ben), f"/orders/{order.number}/change", {"colour": "petrol"})
    assert page.status == 404


def test_an_order_of_before_has_nothing_to_change(ana, sign_in):
    from tests import make

    page = sign_in(ana).visit(f"/orders/{make.order(of=ana).number}")

    assert "Change what is not built yet" not in page.text

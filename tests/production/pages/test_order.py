from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.database import session
from portal.orders.course import course_of
from portal.orders.models import ProductionStage
from portal.orders.production_models import Delay, Parcel, Reason
from portal.orders.rescheduling import move
from portal.orders.waiting import open_wait
from tests import make

BOARD = "/desk/production"


def forged(browser, path, fields):
    """Send what no form of ours sends."""
    sent = {"csrf_token": browser.csrf_token} | fields
    return browser.post(path, sent, Referer=browser.base_url)


def page_of(order, who, sign_in):
    return sign_in(who).visit(f"{BOARD}/{order.number}")


def test_a_part_is_done_by_one_button(ana, kim, sign_in):
    order = make.order(of=ana)

    page = page_of(order, kim, sign_in).press("Done: Primed")

    assert page.flashes == ["Done: Primed"]
    assert course_of(order).now.parts[0].done_on


def test_it_waits_and_goes_on(ana, kim, sign_in):
    order = make.order(of=ana)

    page = page_of(order, kim, sign_in).fill(
        why_it_waits="quality", words_for_the_customer="A run in the paint."
    )
    page = page.press("Let it wait")
    assert page.flashes == ["It waits: done again for quality"]
    assert open_wait(order).words == "A run in the paint."

    assert page.press("It goes on").flashes == [f"{order.number} goes on"]
    assert open_wait(order) is None


def test_moving_a_day_beyond_the_promise_asks_the_customer(ana, kim, sign_in):
    order = make.order(of=ana)
    to = order.promised_on + timedelta(5)

    page = forged(
        sign_in(kim),
        f"{BOARD}/{order.number}/days",
        {"move-stage": "ready", "move-to": to.isoformat(), "move-reason": "parts"},
    )

    assert "The customer is asked to agree to" in page.text


@pytest.mark.parametrize(
    ("day", "status"),
    [("", 422), ("2026-02-30", 422), ("1999-01-01", 422), ("9999-12-31", 422), ("x", 422),
     ("2026-01-01", 422)],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_with_the_rest_kept(ana, kim, sign_in, day, status):
    order = make.order(of=ana)

    page = forged(
        sign_in(kim),
        f"{BOARD}/{order.number}/days",
        {"move-stage": "ready", "move-to": day, "move-reason": "parts", "move-words": "Kept."},
    )

    assert page.status == status
    assert page.value("move-words") == "Kept."
    assert session.scalars(select(Delay)).all() == []


def test_of_two_who_move_a_day_the_second_looks_again(ana, kim, lea, sign_in):
    order = make.order(of=ana)
    page = page_of(order, kim, sign_in)
    seen = page.value("move-seen")
    to = order.promised_on + timedelta(5)
    move(order, ProductionStage.READY, to=to, reason=Reason.PARTS, by=lea)

    page = forged(sign_in(kim), 
        f"{BOARD}/{order.number}/days",
        {"move-stage": "ready", "move-to": date(2027, 3, 1).isoformat(), "move-seen": seen,
         "move-reason": "parts", "move-words": "My words."},
    )  # fmt: skip

    assert page.status == 409
    assert page.value("move-words") == "My words."
    assert session.scalars(select(Delay)).one().to_on == to


def test_a_parcel_needs_a_carrier_and_a_plain_address(ana, kim, sign_in):
    order = make.order(of=ana, stage=ProductionStage.READY)

    page = page_of(order, kim, sign_in).fill(
        carrier="", code="NL1", where_it_can_be_followed="javascript:alert(1)"
    )
    page = page.press("Send it")

    assert (page.status, page.errors) == (
        422,
        ["Name the carrier", "Give an address like https://carrier.example.com/AB123"],
    )
    assert page.value("parcel-code") == "NL1"
    page = page.fill(carrier="Postbode", where_it_can_be_followed="").press("Send it")
    assert session.scalars(select(Parcel)).one().code == "NL1"


def test_cancelling_by_us_says_why(ana, kim, sign_in):
    order = make.order(of=ana)

    page = page_of(order, kim, sign_in).press("Cancel it")
    assert (page.status, page.errors) == (422, ["Say why"])
    page = page.fill(why_we_cancel_it="The mould broke.").press("Cancel it")

    assert "By us, fee 0" in page.text
    assert not page.buttons() or "Let it wait" not in page.buttons()


def test_rows_are_tried_out_and_then_taken_over(ana, kim, sign_in):
    order = make.order(of=ana)

    page = sign_in(kim).visit(f"{BOARD}/import").fill(rows=f"order,stage\n{order.number},ready\n")
    page = page.press("Try it out")
    assert "1 rows are sound" in page.text
    page = page.press("Take over 1 rows")

    assert page.flashes == ["1 rows taken over"]
    session.refresh(order)
    assert order.stage is ProductionStage.READY


def test_wrong_rows_are_shown_and_kept(ana, kim, sign_in):
    page = sign_in(kim).visit(f"{BOARD}/import").fill(rows="order,stage\nM-1,ready")
    page = page.press("Try it out")

    assert "There is no such order" in page.text
    assert page.value("rows").replace("\r", "") == "order,stage\nM-1,ready"
    assert "Take over 1 rows" not in page.buttons()


def test_nothing_at_all_is_refused(kim, sign_in):
    page = sign_in(kim).visit(f"{BOARD}/import").press("Try it out")

    assert page.status == 422
    assert "Choose a file, or write its lines" in page.text


def test_a_file_is_read(ana, kim, sign_in):
    order = make.order(of=ana)
    text = f"\ufefforder;stage\r\n{order.number};ready\r\n".encode()

    page = sign_in(kim).visit(f"{BOARD}/import").fill(file=("floor.csv", text))

    assert "1 rows are sound" in page.press("Try it out").text

"""Raising a concern on the website."""

import pytest
from sqlalchemy import func, select

from portal.database import session
from portal.orders.models import ProductionStage
from portal.tickets.drafting import save
from portal.tickets.models import Ticket, TicketState
from tests import make


def count() -> int:
    return session.scalar(select(func.count(Ticket.id))) or 0


def latest() -> Ticket:
    return session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def filled(page, **changes):
    usual = {"kind": "broken", "subject": "Front brake squeals", "body": "Only in the rain."}
    return page.fill(usual | changes)


def test_the_receipt_has_the_number_and_the_promise(ana, sign_in):
    page = filled(sign_in(ana).visit("/concerns/new")).press("Send to support")

    ticket = latest()
    assert page.path.endswith(f"/concerns/{ticket.number}")
    assert page.h1 == "Front brake squeals"
    assert page.flashes[0].startswith(f"We have it: {ticket.number}. We answer by ")
    assert "First answer" in page.text


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(ana, sign_in):
    page = sign_in(ana).visit("/concerns/new")

    page = page.fill(body="Only in the rain.").press("Send to support")

    assert page.status == 422
    assert page.errors == ["Choose what it is", "Say in a few words what it is about"]
    assert page.value("body") == "Only in the rain."
    assert page.title.startswith("Error: ")
    assert count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "x" * 201),
        ("subject", "brake\r\nBcc: eve@example.com"),
        ("subject", "brake\u2028Bcc: eve@example.com"),
        ("subject", "a\0b"),
        ("subject", "\x93brake\x94"),
        ("body", "x" * 20_001),
        ("body", "a\0b"),
        ("body", " \n\t "),
        ("kind", "bribe"),
        ("order", "M-99999"),
    ],
)
def test_bad_input_is_refused_with_the_rest_kept(ana, sign_in, field, value):
    page = sign_in(ana).visit("/concerns/new")
    fields = {"kind": "idea", "subject": "A bell", "body": "It should ring.", field: value}
    token = page.value("csrf_token")

    page = page.browser.post("/concerns/new", fields | {"csrf_token": token}, Referer=page.url)

    assert page.status == 422
    kept = "body" if field != "body" else "subject"
    assert page.value(kept) == fields[kept]
    assert count() == 0


def test_columns_that_no_form_has_are_ignored(ana, ben, sign_in):
    theirs = make.order(of=ben)
    page = sign_in(ana).visit("/concerns/new")

    page.browser.post(
        "/concerns/new",
        {
            "csrf_token": page.value("csrf_token"), "kind": "idea", "subject": "A bell",
            "body": "It should ring.", "customer_id": ben.customer_id, "order_id": theirs.id,
            "state": "solved", "priority": "urgent", "confirmed_at": "2020-01-01", "once": "",
        },
        Referer=page.url,
    )  # fmt: skip

    ticket = latest()
    assert (ticket.customer, ticket.order) == (ana.customer, None)
    assert (ticket.state, ticket.priority) == (TicketState.NEW, "normal")


def test_the_order_is_chosen_from_one_s_own(ana, ben, sign_in):
    mine, theirs = make.order(of=ana, product="City 8"), make.order(of=ben, product="CANARY")

    page = sign_in(ana).visit(f"/concerns/new?order={mine.number}&kind=broken")

    assert (page.value("order"), page.value("kind")) == (mine.number, "broken")
    assert "CANARY" not in page.html
    filled(page).press("Send to support")
    assert latest().order == mine
    stolen = sign_in(ana).visit(f"/concerns/new?order={theirs.number}")
    assert stolen.value("order") == ""


def test_who_has_many_orders_picks_from_a_list(ana, sign_in):
    orders = [make.order(of=ana, stage=ProductionStage.DELIVERED) for _ in range(9)]

    page = sign_in(ana).visit(f"/concerns/new?order={orders[3].number}")

    assert page.all("//select[@name='order']")
    filled(page).press("Send to support")
    assert latest().order == orders[3]


def test_files_come_along_and_faults_in_them_are_said_with_the_words_kept(ana, sign_in):
    page = filled(sign_in(ana).visit("/concerns/new"), files=("brake.png", b"\x89PNG\r\n\x1a\n!"))

    page = page.press("Send to support")

    assert page.status == 422
    assert page.errors == [
        "brake.png cannot be read. Send it as JPEG or PNG. Choose your files again"
    ]
    page = filled(page, files=[("brake.png", make.PNG), ("words.txt", b"See the photo")])
    page = page.press("Send to support")
    assert [each.text for each in page.by_class("filechip__name")] == ["brake.png", "words.txt"]


def test_other_faults_remind_of_the_files_which_no_page_can_keep(ana, sign_in):
    page = sign_in(ana).visit("/concerns/new").fill(files=("brake.png", make.PNG))

    page = page.press("Send to support")

    assert "Choose your files again" in page.errors


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("big.bin", b"x" * (10 * 2**20 + 1))], "big.bin is larger than 10 MB"),
        ([(f"{n}.txt", b"a") for n in range(6)], "Choose up to 5 files"),
    ],
)
def test_too_large_or_too_many_is_said_with_the_words_kept(ana, sign_in, files, said):
    page = filled(sign_in(ana).visit("/concerns/new"), files=files).press("Send to support")

    assert page.status == 422
    assert page.errors == [f"{said}. Choose your files again"]
    assert page.value("body") == "Only in the rain."


def test_pressing_twice_raises_it_once(ana, sign_in):
    page = filled(sign_in(ana).visit("/concerns/new"))
    again = filled(page.browser.visit("/concerns/new"), once=page.value("once"))

    first, second = page.press("Send to support"), again.press("Send to support")

    assert first.path == second.path
    assert count() == 1


def test_going_back_and_sending_other_words_asks_once_more_and_loses_nothing(ana, sign_in):
    page = filled(sign_in(ana).visit("/concerns/new"))
    key = page.value("once")
    page.press("Send to support")
    back = filled(page.browser.visit("/concerns/new"), once=key, body="Always, really.")

    refused = back.press("Send to support")

    assert refused.status == 422
    assert "sent before, with other words" in refused.text
    assert refused.value("body") == "Always, really."
    assert refused.value("once") != key
    assert refused.press("Send to support").status == 200
    assert count() == 2


def test_a_draft_comes_back_and_goes_when_it_is_sent(ana, sign_in):
    save(ana, "new", {"kind": "idea", "subject": "A bell", "body": "It should r"})

    page = sign_in(ana).visit("/concerns/new")

    assert (page.value("kind"), page.value("subject")) == ("idea", "A bell")
    assert page.value("body") == "It should r"
    assert "Draft kept Today" in page.text
    page.press("Send to support")
    assert page.browser.visit("/concerns/new").value("subject") == ""


def test_what_was_solved_long_ago_goes_on_in_a_new_concern(ana, ben, kim, sign_in):
    old = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED,
                      at=make.MONDAY.replace(year=2025))  # fmt: skip
    page = sign_in(ana).visit(f"/concerns/{old.number}")
    assert not page.all("//textarea")

    page = page.follow("Raise a new concern about it")
    assert page.value("subject") == old.subject
    page = filled(page).press("Send to support")

    assert latest().follows == old
    assert "Goes on from" in page.text
    filled(sign_in(ben).visit(f"/concerns/new?follows={old.number}")).press("Send to support")
    assert latest().follows is None


def test_staff_raise_concerns_at_the_desk(kim, sign_in):
    assert "/desk" in sign_in(kim).visit("/concerns/new").path

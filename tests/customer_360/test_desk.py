from datetime import timedelta

import pytest

from portal import clock
from portal.history.queries import PAGE
from portal.history.recording import record
from portal.orders.events import StageReached
from portal.tickets.conversation import note, reply
from portal.tickets.models import Origin, TicketKind
from portal.tickets.raising import raise_concern
from tests import make


def page_of(browser, user, query=""):
    return browser.visit(f"/desk/customers/{user.customer.number}{query}")


def raised(ana, subject="Light flickers"):
    return raise_concern(
        kind=TicketKind.BROKEN,
        subject=subject,
        body="In the rain.",
        customer=ana.customer,
        contact_point=ana.customer.contact_points[0],
        by=ana,
        origin=Origin.WEB,
        confirmed=True,
    )


def test_kim_finds_a_customer_and_opens_the_page(ana, ben, kim, sign_in):
    page = sign_in(kim).visit("/desk/customers?q=ruiz")

    assert [row.text for row in page.all("//tbody//th")] == ["Ana Ruiz"]
    assert page.follow("Ana Ruiz").h1 == "Ana Ruiz"


def test_the_page_tells_how_to_reach_them_and_who_they_are(maria, olaf, kim, sign_in):
    make.contact_point(maria.customer, "info@northwind.example.com", verified=False)

    page = page_of(sign_in(kim), maria)

    assert "Organisation" in page.text
    assert "info@northwind.example.com Unverified" in page.text
    assert "olaf@northwind.example.com · sees all concerns" in page.text


def test_the_history_tells_who_did_what_and_leads_there(ana, kim, sign_in):
    ticket = raised(ana)
    reply(ticket, body="Send a photo.", by=kim)

    page = page_of(sign_in(kim), ana)

    lines = [line.all(".//p")[0].text for line in page.by_class("timeline__entry")]
    assert lines[0] == f"Kim Visser answered {ticket.number}"
    assert lines[-1] == f"Ana Ruiz raised {ticket.number}: Light flickers"
    assert page.follow(lines[0]).path.endswith(f"/desk/tickets/{ticket.number}")


def test_the_history_is_read_topic_by_topic(ana, kim, sign_in):
    raised(ana)
    record(StageReached(order_id=1, number="M-20001", stage="paint"), customer=ana.customer, by=kim)

    page = page_of(sign_in(kim), ana, "?about=order")

    assert [line.all(".//p")[0].text for line in page.by_class("timeline__entry")] == [
        "Kim Visser began to paint order M-20001"
    ]
    assert page.follow("Concerns").by_class("timeline__entry")
    assert page_of(sign_in(kim), ana, "?about=account").by_class("timeline__entry") == []


def test_a_long_history_has_pages(ana, kim, sign_in):
    for minutes in range(PAGE + 3):
        with clock.stopped_at(make.MONDAY + timedelta(minutes=minutes)):
            event = StageReached(order_id=1, number=f"M-{minutes}", stage="paint")
            record(event, customer=ana.customer, by=kim)

    page = page_of(sign_in(kim), ana)
    assert len(page.by_class("timeline__entry")) == PAGE

    page = page.follow("Older")
    assert len(page.by_class("timeline__entry")) == 3
    assert len(page.follow("Latest").by_class("timeline__entry")) == PAGE


def test_the_panels_show_concerns_and_orders(ana, kim, sign_in):
    make.ticket(by=ana, subject="Light flickers")
    make.order(of=ana, product="Tourer")

    page = page_of(sign_in(kim), ana)

    assert page.follow("Light flickers").h1 == "Light flickers"
    assert page.follow("Tourer").h1 == "Tourer"


def test_marketing_sees_the_history_but_not_what_was_written(ana, kim, mark, sign_in):
    ticket = raised(ana, subject="Private matter")
    reply(ticket, body="A secret answer.", by=kim)
    note(ticket, body="A secret note.", by=kim)

    page = page_of(sign_in(mark), ana)

    assert f"Ana Ruiz raised {ticket.number}" in page.text
    for word in ("Private matter", "secret", "In the rain"):
        assert word not in page.html
    assert "Raise a concern for them" not in page.text
    assert not any(ticket.number in link["href"] for link in page.links)


def test_what_nobody_did_begins_the_sentence_itself(ana, kim, sign_in):
    record(
        StageReached(order_id=1, number="M-20001", stage="paint"), customer=ana.customer, by=None
    )

    assert "Began to paint order M-20001" in page_of(sign_in(kim), ana).text


@pytest.mark.parametrize("query", ["?before=x", "?before=99999", "?about=nothing", "?before=²"])
def test_a_strange_address_is_the_page_itself(ana, kim, sign_in, query):
    assert page_of(sign_in(kim), ana, query).status == 200


@pytest.mark.parametrize(
    "query",
    ["?q=%00", "?after=x", "?after=99999", "?q=%25", "?q=" + "%25" * 3000, "?q=" + "a" * 3000],
)
def test_a_strange_search_breaks_nothing(ana, kim, sign_in, query):
    assert sign_in(kim).visit(f"/desk/customers{query}").status == 200


@pytest.mark.parametrize("number", ["99999", "x", "9" * 40, "-1"])
def test_a_customer_who_is_none_is_not_found(kim, sign_in, number):
    assert sign_in(kim).visit(f"/desk/customers/{number}").status == 404


def test_customers_do_not_see_each_other(ana, ben, sign_in, visitor):
    assert page_of(sign_in(ben), ana).status == 404
    assert sign_in(ben).visit("/desk/customers").status == 404
    assert page_of(visitor, ana).path.endswith("/sign-in")

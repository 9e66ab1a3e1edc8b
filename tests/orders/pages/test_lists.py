"""The lists of orders and products: search, views, choices, sorting, pages, paper and files."""

import csv
import io
from datetime import date, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from portal import clock
from portal.orders.models import ProductionStage
from portal.web.listing import PAGE
from tests import make
from tests.rig.browserless import both_ways

DELIVERED = ProductionStage.DELIVERED


def names(page) -> list[str]:
    return [each.text for each in page.all("//*[@id='found']//ul/li/a | //*[@id='found']//ul//h2")]


@pytest.fixture
def bikes(ana, ben):
    """Ana's four: one in paint, two delivered, one cancelled. Ben has one that nobody may find."""
    with clock.stopped_at(make.MONDAY):
        last_year = make.MONDAY - timedelta(days=400)
        make.order(of=ben, product="CANARY")
        return [
            make.order(of=ana, product="Tourer", build="Ochre, drop bar"),
            make.order(of=ana, product="City 8", build="Moss green, belt", stage=DELIVERED,
                       warranty_until=date(2028, 3, 1)),
            make.order(of=ana, product="Cargo", stage=DELIVERED, placed_at=last_year,
                       warranty_until=date(2026, 11, 1)),
            make.order(of=ana, product="Gravel", cancelled_at=clock.now()),
        ]  # fmt: skip


@pytest.fixture
def visit(ana, sign_in):
    def visit(path):
        with clock.stopped_at(make.MONDAY):
            return sign_in(ana).visit(path)

    return visit


@pytest.fixture
def count_queries(app):
    """How many questions a visit asks the database."""
    engine = app.extensions["portal_database"].read

    def count(act):
        asked = []

        def note(_connection, _cursor, statement, *_):
            asked.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        act()
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    return count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Gravel", "City 8", "Tourer", "Cargo"]),
        ("show=being-built", ["Tourer"]),
        ("show=delivered", ["City 8", "Cargo"]),
        ("show=cancelled", ["Gravel"]),
        ("show=odd", ["Gravel", "City 8", "Tourer", "Cargo"]),
        ("q=ochre", ["Tourer"]),
        ("q=GREEN+city", ["City 8"]),
        ("q=green+tourer", []),
        ("q=m-20002", ["Tourer"]),
        ("q=%25", []),
        ("q=CANARY", []),
        ("product=Cargo", ["Cargo"]),
        ("product=CANARY", ["Gravel", "City 8", "Tourer", "Cargo"]),
        ("year=2025", ["Cargo"]),
        ("year=2026&show=delivered", ["City 8"]),
        ("year=9999999", ["Gravel", "City 8", "Tourer", "Cargo"]),
        ("sort=oldest", ["Cargo", "Tourer", "City 8", "Gravel"]),
        ("sort=product", ["Cargo", "City 8", "Gravel", "Tourer"]),
        ("sort=odd&q=%00%0a", ["Gravel", "City 8", "Tourer", "Cargo"]),
    ],
)
def test_orders_are_searched_narrowed_and_sorted(bikes, visit, query, found):
    page = visit(f"/orders?{query}")

    assert page.status == 200
    assert names(page) == found
    assert ("Nothing found" in page.text) is (not found)
    assert "CANARY" not in page.by_id("found").text.replace("“CANARY”", "")


def test_each_view_says_how_many_it_holds_of_what_is_searched_for(bikes, visit):
    chips = [chip.text for chip in visit("/orders").by_class("chip")]
    searched = [chip.text for chip in visit("/orders?q=city").by_class("chip")]

    assert chips == ["All 4", "Being built 1", "Delivered 2", "Cancelled 1"]
    assert searched == ["All 1", "Being built 0", "Delivered 1", "Cancelled 0"]


def test_a_view_keeps_what_was_searched_for(bikes, visit):
    page = visit("/orders?q=c&sort=oldest").follow("Delivered 2")

    assert names(page) == ["Cargo", "City 8"]
    assert (page.value("q"), page.value("sort")) == ("c", "oldest")


@both_ways
def test_the_search_renews_the_list(bikes, visit, htmx):
    page = visit("/orders").fill(q="ochre").press("Search", htmx=htmx)

    assert names(page) == ["Tourer"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["City 8", "Cargo"]),
        ("show=warranty", ["City 8"]),
        ("show=ended", ["Cargo"]),
        ("q=belt", ["City 8"]),
        ("year=2025", ["Cargo"]),
        ("q=tourer", []),
    ],
)
def test_products_are_what_was_delivered(bikes, visit, query, found):
    assert names(visit(f"/products?{query}")) == found


def test_a_product_says_its_warranty_and_leads_on(bikes, visit):
    page = visit("/products")

    pills = [pill.text for pill in page.all("//*[@id='found']//*[contains(@class, 'pill')]")]
    assert pills == ["Warranty until Wed 1 Mar 2028", "Warranty ended Sun 1 Nov"]
    assert page.has_id(bikes[1].number)
    order = page.follow(f"Order {bikes[1].number}")
    assert order.h1 == "City 8"
    assert "Warranty until Wed 1 Mar 2028" in order.text
    assert [link["href"] for link in page.all("//li[1]//p[last()]/a")] == [
        "/help?q=City+8", f"/concerns?order={bikes[1].number}",
        f"/concerns/new?order={bikes[1].number}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "said"), [("/orders", "No orders yet"), ("/products", "No products yet")]
)
def test_who_has_nothing_yet_reads_what_will_be_here(visit, path, said):
    page = visit(path)

    assert said in page.text
    assert page.by_class("filters") == []


def test_colleagues_find_the_products_of_their_organisation(maria, olaf, sign_in):
    make.order(of=maria, product="Fleet", stage=DELIVERED)

    assert names(sign_in(olaf).visit("/products")) == ["Fleet"]


def test_long_lists_come_in_pages_whatever_the_sorting(ana, sign_in):
    made = [make.order(of=ana, product=f"Bike {number:02}").product for number in range(PAGE + 3)]

    for sorting, all_of_them in (("newest", made[::-1]), ("product", made)):
        first = sign_in(ana).visit(f"/orders?sort={sorting}&q=bike")
        second = first.follow("Older")
        assert [*names(first), *names(second)] == all_of_them
        assert names(second.follow("Newer")) == names(first)


def test_a_page_costs_the_same_number_of_questions_however_many_there_are(
    ana, sign_in, count_queries
):
    make.order(of=ana, stage=DELIVERED)
    browser = sign_in(ana)
    few = [count_queries(partial(browser.visit, path)) for path in ("/orders", "/products")]
    for number in range(25):
        make.order(of=ana, product=f"Bike {number}", stage=DELIVERED)

    many = [count_queries(partial(browser.visit, path)) for path in ("/orders", "/products")]

    assert many == few


def sheet(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_file_holds_what_is_found_and_opens_in_a_spreadsheet(bikes, ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        answer = sign_in(ana).client.get("/orders?show=delivered&format=csv")

    assert answer.data.startswith("\ufeff".encode())
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    head, city, cargo = sheet(answer)
    assert head[:4] == ["Order", "Product", "Build", "Status"]
    assert city[:4] == [bikes[1].number, "City 8", "Moss green, belt", "Delivered"]
    assert city[-2:] == ["1899.00", "EUR"]
    assert cargo[1] == "Cargo"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "  =", "＝", "\u00a0=", "\u200b="])
def test_no_cell_is_a_formula(ana, sign_in, begins):
    make.order(of=ana, build=f"{begins}HYPERLINK(A1)", stage=DELIVERED)

    for path in ("/orders", "/products"):
        _, row = sheet(sign_in(ana).client.get(f"{path}?format=csv"))
        assert row[2] == f"'{begins}HYPERLINK(A1)"


def test_the_file_goes_past_the_first_page(ana, sign_in):
    for _ in range(PAGE + 2):
        make.order(of=ana)

    assert len(sheet(sign_in(ana).client.get("/orders?format=csv"))) == 1 + PAGE + 2


def test_on_paper_it_is_one_table_of_what_is_found(bikes, visit):
    page = visit("/orders?show=delivered&format=print")

    assert [row.text for row in page.all("//tbody/tr/th")] == [bikes[1].number, bikes[2].number]
    assert names(page.follow("Back to the list")) == ["City 8", "Cargo"]


def test_the_page_of_an_order_shows_the_concerns_about_it(bikes, ana, olaf, sign_in):
    about = make.ticket(by=ana, order=bikes[0], subject="The colour")
    make.ticket(by=ana, order=bikes[1], subject="The belt")

    page = sign_in(ana).visit(f"/orders/{bikes[0].number}")

    assert "The colour" in page.text
    assert "The belt" not in page.text
    assert page.follow("The colour").url.endswith(about.number)


def test_a_colleague_sees_only_the_concerns_they_may(northwind, maria, sign_in):
    otto = make.user("Otto Vik", of=northwind, email="o@northwind.example.com", sees="own")
    order = make.order(of=maria)
    make.ticket(by=maria, order=order, subject="CANARY")

    page = sign_in(otto).visit(f"/orders/{order.number}")

    assert page.status == 200
    assert "CANARY" not in page.html
    assert "CANARY" not in sign_in(otto).visit(f"/concerns?order={order.number}").html
    assert b"CANARY" not in sign_in(otto).client.get("/concerns?format=csv").data

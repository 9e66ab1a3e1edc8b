"""What we know about somebody, and why."""

from datetime import date

from portal.privacy.page import facts
from tests import make


def known(app, user):
    with app.test_request_context(base_url="https://portal.example.com"):
        return {fact.title: fact for fact in facts(user)}


def test_ana_reads_what_we_know_and_where_to_correct_it(app, ana):
    make.ticket(by=ana)
    order = make.order(of=ana, warranty_until=date(2028, 5, 1))

    found = known(app, ana)

    assert found["Name"].value == ana.name
    assert found["Name"].correct_url == "/profile"
    assert found["Address"].value == "ana@example.com"
    assert found["Concerns"].value == "1"
    assert found["Orders"].value == "1"
    assert found["Warranty of City 8"].source == f"From order {order.number}"


def test_nothing_of_bens_is_in_what_ana_reads(app, ana, ben):
    make.ticket(by=ben)
    make.order(of=ben, product="Ben's tandem", warranty_until=date(2028, 5, 1))

    said = repr(known(app, ana))

    assert "ben" not in said.lower()
    assert known(app, ana)["Concerns"].value == "0"


def test_a_colleagues_address_is_not_ones_own(app, maria, olaf):
    assert "maria" not in repr(known(app, olaf)).lower()
    assert known(app, olaf)["Organisation"].value == "Northwind"


def test_every_fact_says_where_it_comes_from_and_what_for(app, ana):
    for fact in known(app, ana).values():
        assert fact.value and fact.source and fact.used_for

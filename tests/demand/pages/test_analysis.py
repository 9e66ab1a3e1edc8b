"""What customers choose, as modellers, leads and marketers read it."""

import csv
import io

import pytest

from portal.building import gathering, publishing, saving
from portal.building.configuring import configured
from portal.orders import cancelling
from portal.quotes import ordering
from portal.quotes.figures import standing
from tests.building.models import BIKE, published

WHOLE = "frame=steel&colour=red&tyres=36&bags=0"
PICKS = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]


@pytest.fixture
def city(app):
    return published()


def order(user, version, *more, once="1"):
    build = saving.save(version, configured(version, [*PICKS, *more]), by=user)
    return ordering.order_now(
        build, quantity=1, seen=standing(build).figures.mark, once=once, by=user
    )


def choose(visitor):
    page = visitor.visit(f"/build/city?{WHOLE}").fill(tyres="45").press("Show price")
    page.press("Change Frame to have Bare metal")
    gathering.add_up_what_was_counted()


def test_what_was_wanted_what_gave_way_and_the_rule_in_its_words(city, visitor, mona, sign_in):
    choose(visitor)

    page = sign_in(mona).visit("/desk/models/city/analysis")

    assert page.h1 == "City bike"
    assert "Only titanium is rust-free without paint." in page.text
    assert "Colour: Bare metal 1" in page.text and "Frame: Steel 1" in page.text
    assert "Colour 1" in page.text  # where they stopped


def test_who_stops_at_a_whole_build_has_chosen(city, visitor, mona, sign_in):
    visitor.visit("/build/city").press("Lowest price")
    gathering.add_up_what_was_counted()

    assert "A whole build 1" in sign_in(mona).visit("/desk/models/city/analysis").text


def test_numbers_of_orders_open_these_orders(city, ana, ben, mona, sign_in):
    one = order(ana, city, ("extras", "rack"))
    order(ben, city, once="2")

    page = sign_in(mona).visit("/desk/models/city/analysis")
    behind = page.follow("2")
    assert behind.h1 == "Saved builds"
    rows = sign_in(mona).visit("/desk/models/city/analysis/rows?what=orders&pick=extras:rack")
    assert one.number in rows.text and rows.by_class("chip")[0].text == "Equipment: Rack"
    assert rows.follow(one.number).status == 200


def test_a_cancelled_order_is_no_sale(city, ana, mona, sign_in):
    from_ana = order(ana, city)
    page = sign_in(mona).visit("/desk/models/city/analysis/rows?what=orders")
    assert from_ana.number in page.text

    cancelling.cancel(from_ana, words="", by=ana)
    page = sign_in(mona).visit("/desk/models/city/analysis/rows?what=orders")
    assert from_ana.number not in page.text


def test_two_orders_are_too_few_to_tell(city, ana, ben, mark, sign_in):
    order(ana, city, ("extras", "rack"))
    order(ben, city, ("extras", "rack"), ("extras", "bell"), once="2")

    page = sign_in(mark).visit("/desk/models/city/analysis")

    assert "Too few to tell" in page.by_id("pairs-h").text + page.text


def test_pairs_that_a_rule_asks_for_are_left_out(city, ana, mona, sign_in):
    for number in range(12):
        more = (
            [("extras", "rack"), ("extras", "panniers"), ("guards", "full")] if number % 2 else []
        )
        for again in range(2):
            order(ana, city, *more, once=f"{number}.{again}")

    page = sign_in(mona).visit("/desk/models/city/analysis")

    told = [
        row.text for row in page.all("//table[caption='Pairs of options, the strongest first']//tr")
    ]
    assert any("Mudguards: Full" in each and "Equipment: Rack" in each for each in told)
    assert not any("Rack" in each and "Panniers" in each for each in told)


@pytest.mark.parametrize("table", ["options", "stops", "rules", "together", "nonsense"])
def test_each_table_can_be_taken_along(city, visitor, ana, mona, sign_in, table):
    choose(visitor)
    order(ana, city, ("extras", "rack"))
    order(ana, city, ("extras", "bell"), ("guards", "full"), once="2")
    path = f"/desk/models/city/analysis?format=csv&table={table}"

    answer = sign_in(mona).visit(path)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1


def test_a_version_is_looked_at_alone(city, visitor, mona, sign_in, adam):
    choose(visitor)
    publishing.publish(publishing.add_draft(BIKE.replace("100000", "90000"), by=adam), by=adam)

    page = sign_in(mona).visit("/desk/models/city/analysis?version=2")
    assert "No rule was in anybody’s way" in page.text
    page = sign_in(mona).visit("/desk/models/city/analysis?version=1")
    assert "Only titanium is rust-free" in page.text
    assert sign_in(mona).visit("/desk/models/city/analysis?version=9").status == 404


@pytest.mark.parametrize("asked", [
    "from=x&to=y", "from=2026-01-02&to=2025-01-01", "version=-1", "version=99999999999", "days=0",
    "of=nonsense", "page=99999999",
])  # fmt: skip
def test_whatever_is_asked_is_answered(city, mona, sign_in, asked):
    assert sign_in(mona).visit(f"/desk/models/city/analysis?{asked}").status in (200, 404)
    rows = f"/desk/models/city/analysis/rows?what=builds&{asked}"
    assert sign_in(mona).visit(rows).status in (200, 404)


def test_a_model_that_was_never_offered_has_no_analysis(city, mona, sign_in, adam):
    publishing.add_draft(BIKE.replace('"city"', '"later"'), by=adam)

    assert sign_in(mona).visit("/desk/models/later/analysis").status == 404
    assert sign_in(mona).visit("/desk/models/never/analysis").status == 404
    assert sign_in(mona).visit("/desk/models/city/analysis/rows?what=people").status == 404


def test_customers_and_agents_do_not_read_it(city, ana, kim, lea, mark, sign_in):
    assert sign_in(ana).visit("/desk/models/city/analysis").status == 404
    assert sign_in(kim).visit("/desk/models/city/analysis").status == 403
    for reader in (lea, mark):
        assert sign_in(reader).visit("/desk/models/city/analysis").status == 200
        assert "City bike" in sign_in(reader).visit("/desk/demand").text

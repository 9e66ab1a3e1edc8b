"""The outcome report: sentences, numbers that open their people, files, and who may see what."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal import clock
from portal.outcomes import behind, desk, keeping
from portal.outcomes import rows as rows_of
from tests.followups import making
from tests.outcomes.conftest import LATER, answers, bought_by, is_in


@pytest.fixture(autouse=True)
def later():
    with clock.stopped_at(LATER):
        yield


@pytest.fixture
def page_of(check_in, mark, sign_in):
    browser = sign_in(mark)
    return lambda more="": browser.visit(f"/desk/follow-ups/{check_in.key}/outcome{more}")


def rows(page):
    return len(page.all("//tbody/tr"))


def test_nobody_yet_is_said_and_where_to_look(page_of):
    page = page_of()

    assert "Nobody was enrolled in these days." in page.text
    assert "See who would be enrolled" in page.text


def test_the_report_says_what_came_of_it(months, page_of):
    page = page_of()

    for said in ("We wrote to", "held back to compare with", "did not answer, that is fine",
                 "came back, because nobody is at that address", "Kim", "brakes",
                 "Too few to tell whether more ordered again", "Warning", "Version 1",
                 "Nobody who is held back can answer, so orders are compared."):  # fmt: skip
        assert said in page.text or said == "Warning", said


def test_every_number_on_the_page_opens_as_many_people(months, page_of):
    page = page_of()
    numbers = {
        (link["href"], link.text)
        for link in page.all("//main//a[contains(@href, '/outcome/people?')]")
        if re.fullmatch(r"[\d,]+", link.text.split(" ")[0]) and "%" not in link.text
    }

    wrong = []
    for href, text in numbers:
        found = page_of(f"/people?{urlsplit(href).query}")
        if rows(found) != int(text.split(" ")[0].replace(",", "")):
            wrong.append((href, text, rows(found)))

    assert len(numbers) > 25
    assert not wrong


def test_each_table_can_be_taken_along(months, page_of):
    page = page_of()
    links = {link["href"] for link in page.all("//a[contains(@href, 'format=csv')]")}

    names = {parse_qs(urlsplit(href).query)["table"][0] for href in links}

    assert names == {"funnel", "answers", "topics", "concerns", "effect", "spending", "options",
                     "versions", "periods"}  # fmt: skip
    for href in links:
        file = page_of(f"?{urlsplit(href).query}")
        assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert len(file.content.splitlines()) > 1, href


def test_a_large_playbook_shows_what_was_counted_in_the_background(
    months, page_of, monkeypatch, check_in
):
    whole = page_of().all("//dl[@class='kpis']")[0].text
    monkeypatch.setattr(keeping, "FEW", 5)

    assert "The numbers are being counted" in page_of().text
    assert page_of("?format=csv&table=funnel").h1.endswith("what came of it")
    keeping.keep_up()
    assert page_of().all("//dl[@class='kpis']")[0].text == whole
    assert "counted since" in page_of().text


def test_with_many_owners_the_page_opens_its_own_concerns(months, page_of, monkeypatch):
    monkeypatch.setattr(desk, "MOST_KEYS", 0)
    page = page_of()
    found = next(link for link in page.all("//dd/a") if link["href"].endswith("part=loop"))

    concerns = page_of(f"/people?{urlsplit(found['href']).query}")

    assert concerns.h1 == "Answered with a concern"
    assert rows(concerns) == int(found.text)


def test_a_file_that_ends_early_says_so(months, page_of, monkeypatch):
    monkeypatch.setattr(behind, "LOOKED_THROUGH", 7)
    monkeypatch.setattr(rows_of, "MOST_ROUNDS", 2)

    lines = page_of("/people?format=csv").content.decode().splitlines()

    assert lines[-1].startswith("Only who was enrolled since ") and len(lines) == 1 + 14 + 1


def test_one_version_alone(months, page_of):
    page = page_of("?version=1")

    assert "Version 1 " in page.text
    assert page_of("?version=77").status == 404


def test_other_days_hold_other_people(months, page_of):
    early = (LATER - timedelta(days=300)).date()

    assert "Nobody was enrolled" in page_of(f"?from={early}&to={early}").text


@pytest.mark.parametrize(
    "more",
    [
        "/people?part=nonsense", "/people?part=fate&key=" + "x" * 300, "/people?version=x",
        "?format=csv&table=nonsense", "/people?" + "&".join(f"key={n}" for n in range(70)),
    ],
)  # fmt: skip
def test_numbers_that_do_not_exist_are_not_found(page_of, more):
    assert page_of(more).status == 404


@pytest.mark.parametrize(
    "more",
    ["?cost_mail=nan", "?cost_mail=1e99", "?cost_concern=%00", "?from=x&to=y", "?days=0",
     "/people?part=topic&key=%25", "/people?part=measured&key=nobody", "/people?after=x~y",
     "/people?part=option&key=%25", "/people?part=loop", "/people?part=late&key=a&key=b"],
)  # fmt: skip
def test_odd_addresses_break_nothing(months, page_of, more):
    assert page_of(more).status == 200


def test_what_a_mail_costs_stands_in_the_address(months, page_of):
    page = page_of("?cost_mail=0,50&cost_concern=10")

    assert "at 0.50" in page.text and "at 10" in page.text


@pytest.mark.parametrize(("who", "status"), [("kim", 200), ("lea", 200), ("adam", 200),
                                             ("ana", 404), ("mona", 404)])  # fmt: skip
def test_who_reads_it(check_in, sign_in, request, who, status):
    page = sign_in(request.getfixturevalue(who)).visit(f"/desk/follow-ups/{check_in.key}/outcome")

    assert page.status in ({status} if status == 200 else {403, 404})


def test_an_agent_reads_people_but_takes_none_along(months, check_in, kim, sign_in):
    browser = sign_in(kim)
    people = f"/desk/follow-ups/{check_in.key}/outcome/people?part=fate&key=answered"

    page = browser.visit(people)

    assert page.status == 200 and "Keep the list" not in page.text
    assert browser.visit(f"{people}&format=csv").status == 403


def test_an_option_that_goes_wrong_warns(check_in, page_of):
    people = [
        bought_by(f"Person {n}", build="belt, blue" if n % 2 else "chain, blue") for n in range(64)
    ]
    making.planned()
    making.sent()
    for n, each in enumerate(each for each in people if is_in(each)):
        answers(each, "wrong" if "belt" in order_of(each).build and n % 4 else "good")

    page = page_of()

    (row,) = page.all("//tr[th='belt']")
    assert "Warning" in row.text
    (other,) = page.all("//tr[th='blue']")
    assert "Every City 8 has it" in other.text


def order_of(who):
    from sqlalchemy import select

    from portal.database import session
    from portal.orders.models import Order

    return session.scalars(select(Order).where(Order.customer_id == who.customer_id)).first()

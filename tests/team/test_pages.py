"""The team's page: every number opens its concerns."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.database import session
from portal.team import counting
from portal.team.pictures import spoken
from portal.tickets import merging, resolution, tagging
from portal.tickets.models import TicketKind, TicketState
from tests import make

PAGE = "/desk/team"


@pytest.fixture
def work(ana, ben, kim, lea):
    """Three weeks of it."""
    now = clock.now()
    for days in range(1, 21):
        make.ticket(
            by=ana if days % 2 else ben,
            subject=f"Concern {days}",
            at=now - timedelta(days=days),
            answered_by=kim,
            assignee=kim if days % 3 else lea,
            kind=TicketKind.QUESTION if days % 4 else TicketKind.BROKEN,
            state=TicketState.SOLVED if days % 5 else None,
        )
    counting.rebuild()


def rows(page):
    return len(page.all("//tbody/tr"))


def figure(page, title):
    """A number of the strip, and where it leads."""
    return page.all(f"//div[@class='kpi'][dt='{title}']/dd/a")[0]


def test_the_page_says_what_came_and_what_was_solved(work, lea, sign_in):
    page = sign_in(lea).visit(PAGE)

    assert figure(page, "Came in").text == "20"
    assert figure(page, "Solved").text == "16"
    assert figure(page, "First answer in time").text == "100 %"
    assert figure(page, "Typical first answer").text in ("1 h 00", "57 min", "59 min", "58 min")


@pytest.mark.parametrize(
    "title", ["Open now", "Came in", "Solved", "First answer in time", "Taken up again"]
)
def test_each_number_opens_as_many_concerns(work, lea, sign_in, title):
    browser = sign_in(lea)
    number = figure(browser.visit(PAGE), title)
    count = 20 if title == "First answer in time" else int(number.text)

    assert rows(browser.visit(number["href"])) == count


def test_every_number_on_the_page_opens_its_concerns(work, lea, sign_in):
    browser = sign_in(lea)
    page = browser.visit(PAGE)
    links = {
        (link["href"], link.text)
        for link in page.all("//main//a[contains(@href, '/concerns?')]")
        if re.fullmatch(r"\d+", link.text)
    }

    wrong = {
        (href, text): rows(found)
        for href, text in links
        if rows(found := browser.visit(href)) != int(text)
    }

    assert len(links) > 30 and not wrong


def test_a_number_leads_on_by_kind_and_keeps_the_days(work, lea, sign_in):
    page = sign_in(lea).visit(f"{PAGE}?days=7").follow("Question")

    assert "question" in page.text and figure(page, "Came in").text == "5"


def test_agents_see_their_own_numbers_and_leads_all(work, kim, lea, sign_in):
    assert lea.name in sign_in(lea).visit(PAGE).text
    page = sign_in(kim).visit(PAGE)
    assert kim.name in page.text and f">{lea.name}<" not in page.html
    assert sign_in(kim).visit(f"{PAGE}?agent={lea.id}").status == 403
    assert sign_in(kim).visit(f"{PAGE}/concerns?agent={lea.id}").status == 403
    assert sign_in(kim).visit(f"{PAGE}?agent={kim.id}").status == 200


def test_merged_concerns_are_in_no_number_and_no_list(ana, kim, sign_in):
    kept, gone = make.ticket(by=ana), make.ticket(by=ana)
    merging.merge([gone], into=kept, by=kim)
    counting.rebuild()
    browser = sign_in(kim)

    number = figure(browser.visit(PAGE), "Came in")

    assert number.text == "1" and rows(browser.visit(number["href"])) == 1


def test_a_concern_taken_up_twice_stands_there_twice(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim)
    for _ in range(2):
        resolution.solve(ticket, by=kim)
        resolution.reopen(ticket, by=ana)
    counting.rebuild()
    browser = sign_in(kim)

    number = figure(browser.visit(PAGE), "Taken up again")

    assert number.text == "2" and rows(browser.visit(number["href"])) == 2


def test_topics_say_when_they_are_too_few(ana, kim, sign_in):
    tagging.tag(make.ticket(by=ana), word="brakes", by=kim)
    counting.rebuild()

    page = sign_in(kim).visit(PAGE)

    assert "Too few to tell" in page.text and "brakes" in page.text


def test_an_empty_desk_has_a_page_too(kim, sign_in):
    page = sign_in(kim).visit(PAGE)

    assert page.status == 200 and "not counted yet" in page.text


def test_the_days_come_as_a_file(work, kim, sign_in):
    page = sign_in(kim).visit(f"{PAGE}?format=csv&days=7")

    lines = page.content.decode().splitlines()
    assert lines[0].startswith("\ufeffDay,Came in") and len(lines) == 8


def test_long_lists_go_on(ana, kim, sign_in):
    for number in range(60):
        make.ticket(by=ana, at=clock.now() - timedelta(minutes=number))
    browser = sign_in(kim)

    page = browser.visit(f"{PAGE}/concerns?measure=arrived")
    assert rows(page) == 50
    assert rows(page.follow("Next page")) == 10


@pytest.mark.parametrize(
    "address",
    [
        "?days=abc&from=x&to=y",
        "?from=2026-11-20&to=2026-11-01",
        "?kind=nothing&department=x&agent=99999999999",
        "/concerns?measure=drop&age=77&after=x~y",
        "/concerns?measure=solved&after=2026-01-01~1&tag=%00",
        "/concerns?age=-1&department=0",
    ],
)
def test_bad_addresses_show_the_usual(kim, sign_in, address):
    assert sign_in(kim).visit(f"{PAGE}{address}").status == 200


def test_customers_and_marketing_do_not_come_here(ana, mark, sign_in):
    assert sign_in(ana).visit(PAGE).status == 404
    assert sign_in(mark).visit(PAGE).status == 403


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h 00"), (700, "12 h"), (3000, "2 days 2 h"),
     (20_000, "13 days")],
)  # fmt: skip
def test_times_are_as_exact_as_anybody_needs(minutes, text):
    assert spoken(timedelta(minutes=minutes)) == text


def test_the_page_asks_a_fixed_number_of_questions(work, ana, lea, sign_in):
    browser = sign_in(lea)
    browser.visit(PAGE)
    few = questions(lambda: browser.visit(PAGE))
    for days in range(1, 15):
        make.ticket(by=ana, at=clock.now() - timedelta(days=days))
    counting.rebuild()

    assert questions(lambda: browser.visit(PAGE)) == few


def questions(act):
    asked = []

    def note(*args):
        if "team_" in args[2]:
            asked.append(args[2])

    engine = session.database.read
    sa.event.listen(engine, "before_cursor_execute", note)
    act()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_what_is_behind_a_number_is_worked_on_in_the_queue(work, ana, lea, sign_in):
    make.ticket(by=ana, at=clock.now() - timedelta(days=2))
    for measure in ("arrived", "solved", "late"):
        page = sign_in(lea).visit(f"{PAGE}/concerns?measure={measure}&days=7&kind=broken")
        numbers = {link.text for link in page.all("//th/a")}
        assert numbers, measure

        queue = page.follow("Open in the queue")

        assert {each["value"] for each in queue.by_class("pick")} == numbers
    page = sign_in(lea).visit(f"{PAGE}/concerns?measure=reopened&days=7")
    assert "Open in the queue" not in page.text

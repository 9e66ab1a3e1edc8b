from datetime import timedelta

import pytest

from portal import clock
from portal.tickets.models import TicketState
from tests import make


def rows(page):
    return [row.by_class("qrow__sub")[0].text for row in page.by_class("qrow")]


def views(page):
    """Each view with its count, as the desk's menu shows them."""
    links = page.all('//nav[@aria-label="Views"]/a')
    spans = [[span.text for span in link.all("./span")] for link in links]
    return {words[0]: words[1] if len(words) > 1 else "" for words in spans}


def test_kim_sees_what_needs_a_reply(ana, kim, sign_in):
    make.ticket(by=ana, subject="Light flickers")
    make.ticket(by=ana, subject="Waits for Ana", answered_by=kim)

    page = sign_in(kim).visit("/desk")

    assert page.h1 == "Needs a reply"
    assert rows(page) == ["Light flickers"]
    assert "1, soonest first" in page.text
    assert views(page) == {
        "Needs a reply": "1",
        "Late or soon": "0",
        "Will be late": "0",
        "Assigned to me": "0",
        "Unassigned": "1",
        "Waiting for customer": "1",
        "Solved": "",
        "Spam": "",
        "All": "",
        "Known issues": "",
        "Undo": "",
        "Everything else": "",
        "Call": "",
        "New concern": "",
    }


def test_a_row_says_how_late_it_is_and_who_has_it(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        make.ticket(by=ana, assignee=kim, at=clock.now() - timedelta(hours=24, minutes=38))
        page = sign_in(kim).visit("/desk")

    assert page.by_class("due")[0].text == "38 min late"
    assert page.by_class("due")[0]["data-state"] == "late"
    assert page.by_class("qrow__snip")[0].text.startswith("KV ·")


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("waiting", "Waits for Ana"),
        ("solved", "Done"),
        ("mine", "Kim has it"),
        ("unassigned", "Nobody has it"),
    ],
)
def test_the_view_stands_in_the_address(ana, kim, sign_in, view, shown):
    make.ticket(by=ana, subject="Waits for Ana", answered_by=kim)
    make.ticket(by=ana, subject="Done", state=TicketState.SOLVED)
    make.ticket(by=ana, subject="Kim has it", assignee=kim)
    make.ticket(by=ana, subject="Nobody has it")

    assert rows(sign_in(kim).visit(f"/desk?view={view}")) == [shown]


def test_an_unknown_view_is_the_first_one(ana, kim, sign_in):
    assert sign_in(kim).visit("/desk?view=nothing&after=nonsense").h1 == "Needs a reply"


def test_a_search_looks_through_everything(ana, kim, sign_in):
    make.ticket(by=ana, subject="Horn is silent", state=TicketState.SOLVED)
    make.ticket(by=ana, subject="Light flickers")

    page = sign_in(kim).visit("/desk").browser.visit("/desk?q=horn")

    assert page.h1 == "Found"
    assert rows(page) == ["Horn is silent"]
    assert page.value("q") == "horn"


@pytest.mark.parametrize(
    "text", ["%00", "%E2%80%AE", "%FF%FE", "a" * 3000, "%25", "%25" * 3000, "%27%22%3C"]
)
def test_a_strange_search_finds_nothing_and_breaks_nothing(ana, kim, sign_in, text):
    make.ticket(by=ana)

    assert sign_in(kim).visit(f"/desk?q={text}").status == 200


def test_the_next_page_goes_on_where_this_one_ends(ana, kim, sign_in):
    for number in range(52):
        make.ticket(by=ana, subject=f"Number {number}", at=make.MONDAY + timedelta(minutes=number))

    page = sign_in(kim).visit("/desk")
    assert rows(page)[-1] == "Number 49"

    page = page.follow("Next page")
    assert rows(page) == ["Number 50", "Number 51"]
    assert rows(page.follow("First page"))[0] == "Number 0"


def test_an_empty_queue_says_so(kim, sign_in):
    assert "Nothing waits here" in sign_in(kim).visit("/desk").text


def test_what_a_customer_writes_is_only_text(ana, kim, sign_in):
    make.ticket(by=ana, subject="<b>bold</b>", body="<script>alert(1)</script>")

    page = sign_in(kim).visit("/desk")

    assert "<b>bold" not in page.html
    assert "<script>alert" not in page.html


def test_a_marketer_begins_with_the_customers(ana, mark, mona, sign_in):
    make.ticket(by=ana, subject="Light flickers")

    for who in (mark, mona):
        page = sign_in(who).visit("/desk")
        assert page.path.endswith("/desk/customers")
        assert "Light flickers" not in page.text


def test_a_customer_finds_no_desk(ana, sign_in):
    assert sign_in(ana).visit("/desk").status == 404


def test_a_visitor_is_asked_to_sign_in(app, visitor):
    assert visitor.visit("/desk").path.endswith("/sign-in")

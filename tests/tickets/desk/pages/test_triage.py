"""Going through a view: play, own columns, several at once, and taking it back."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import atomic, session
from portal.tickets import bulk as bulks
from portal.tickets import triage
from portal.tickets.models import Priority, Ticket, TicketState
from tests import make
from tests.tickets.desk.pages.test_bulk import bulk


def due_in(hours, *, by, **more):
    at = clock.now() + timedelta(hours=hours) - timedelta(days=1)
    return make.ticket(by=by, at=at, **more)


@pytest.fixture
def three(ana):
    return [due_in(hours, by=ana, subject=f"Number {hours}") for hours in (1, 2, 3)]


def test_playing_opens_one_after_the_other(three, kim, sign_in):
    page = sign_in(kim).visit("/desk").follow("Play")

    assert page.h1 == "Number 1"
    assert "Playing Needs a reply" in page.text
    page = page.press("Solve")
    assert page.h1 == "Number 2"
    page = page.follow("Skip")
    assert page.h1 == "Number 3"
    page = page.follow("Stop")
    assert page.h1 == "Needs a reply"
    assert "Playing" not in page.text


def test_playing_ends_at_the_list_when_all_is_done(ana, kim, sign_in):
    due_in(1, by=ana, subject="Only one")

    page = sign_in(kim).visit("/desk?view=needs-reply&play=1")
    assert page.h1 == "Only one"
    assert page.press("Solve").h1 == "Needs a reply"


def test_with_nothing_to_play_it_is_the_list(app, kim, sign_in):
    page = sign_in(kim).visit("/desk?play=1")

    assert (page.h1, page.flashes) == ("Needs a reply", ["Nothing waits in this view"])


def test_what_goes_to_somebody_else_leads_to_the_next(three, kim, lea, sign_in):
    browser = sign_in(kim)
    page = browser.visit(f"/desk/tickets/{three[0].number}?view=needs-reply")

    page = page.fill(to=str(lea.id)).press("Assign")
    assert page.h1 == "Number 2"
    page = page.press("Assign to me")
    assert page.h1 == "Number 2"
    page = page.fill(state="waiting").press("Set status")
    assert page.h1 == "Number 3"


def test_my_last_act_on_a_concern_is_taken_back_there(three, kim, lea, sign_in):
    one, two, _three = three
    browser = sign_in(kim)
    bulk(browser, pick=[one.number, two.number], do="priority:high")
    browser.visit(f"/desk/tickets/{one.number}").fill(priority="urgent").press("Set priority")

    page = browser.visit(f"/desk/tickets/{one.number}").press("Undo my last")

    session.refresh(one)
    assert one.priority is Priority.HIGH
    assert page.h1 == "Number 1"
    page = page.press("Undo my last")
    assert page.flashes == ["There is nothing of yours to undo here"]
    session.refresh(one)
    assert one.priority is Priority.HIGH


def test_nobody_takes_back_there_what_a_colleague_did(three, kim, lea, sign_in):
    page = sign_in(kim).visit(f"/desk/tickets/{three[0].number}")
    page.fill(priority="urgent").press("Set priority")

    sign_in(lea).visit(f"/desk/tickets/{three[0].number}").press("Undo my last")

    session.refresh(three[0])
    assert three[0].priority is Priority.URGENT


def test_a_view_has_columns_of_its_own(ana, kim, sign_in):
    order = make.order(of=ana)
    due_in(1, by=ana, subject="Bell", assignee=kim, order=order)
    browser = sign_in(kim)

    page = browser.visit("/desk?cols=customer&cols=value&cols=order&cols=tags&cols=nonsense")

    heads = [head.heard for head in page.all("//thead//th")]
    assert heads == ["Pick", "Concern", "Customer", "Tags", "Bought", "Order"]
    cells = [cell.text for cell in page.all("//tbody//td")]
    assert cells[1] == "Ana Ruiz"
    assert cells[-1] == order.number
    page.fill(name="My table").press("Save view")
    page = browser.visit("/desk")
    saved = next(link for link in page.links if "My table" in link.text)
    assert "cols=customer.tags.value.order" in saved["href"]
    page = browser.visit(saved["href"])
    assert page.h1 == "My table"
    assert browser.visit(page.by_class("qrow")[0]["href"]).by_class("qrow__sub")


def test_several_are_snoozed_and_brought_back(three, kim, sign_in):
    page = bulk(sign_in(kim), pick=[each.number for each in three], do="snooze:week")

    assert "3 concerns put off until" in page.text
    assert all(
        session.get_one(Ticket, each.id, populate_existing=True).is_snoozed for each in three
    )
    page.press("Undo")
    for each in three:
        session.refresh(each)
        assert (each.is_snoozed, each.due_at is not None) == (False, True)


def test_what_cannot_be_snoozed_is_named(three, ana, kim, sign_in):
    solved = make.ticket(by=ana, state=TicketState.SOLVED)

    page = bulk(sign_in(kim), pick=[three[0].number, solved.number], do="snooze:week")

    assert f"left out, because it cannot be: {solved.number}" in page.text
    assert "1 concern put off" in page.text


def test_several_are_merged_into_the_oldest(three, kim, sign_in):
    numbers = [each.number for each in three]

    page = bulk(sign_in(kim), pick=numbers[::-1], do="merge")

    assert f"{numbers[1]}, {numbers[2]} are part of {numbers[0]} now" in page.text
    page.press("Undo")
    assert all(not session.get_one(Ticket, t.id, populate_existing=True).is_merged for t in three)


def test_those_of_two_customers_are_not_merged(three, ben, kim, sign_in):
    other = make.ticket(by=ben)

    page = bulk(sign_in(kim), pick=[three[0].number, other.number], do="merge")

    assert "Not merged" in page.text
    assert not session.get_one(Ticket, other.id, populate_existing=True).is_merged


def test_somebody_who_left_the_desk_meanwhile_is_told_and_nothing_is_half_done(three, kim, lea):
    def leaves_then_assigns(ticket):
        if ticket.id == three[1].id:
            lea.disabled_at = clock.now()
        triage.assign(ticket, to=lea, by=kim)

    with atomic():
        done = bulks.do_to_all(
            lambda ticket: triage.assign(ticket, to=kim, by=kim), [t.id for t in three],
            what="x", by=kim,
        )  # fmt: skip
    assert (done.changed, done.not_reached, done.gone) == (3, 0, "")
    done = bulks.do_to_all(leaves_then_assigns, [t.id for t in three], what="x", by=kim)
    assert (done.changed, done.not_reached, done.gone) == (0, 3, lea.name)
    assert {session.get_one(Ticket, t.id, populate_existing=True).assignee_id for t in three} == {
        kim.id
    }


def test_many_stop_in_time_and_say_how_many_are_left(ana, kim, monkeypatch):
    tickets = [make.ticket(by=ana) for _ in range(5)]
    monkeypatch.setattr(bulks, "CHUNK", 2)

    done = bulks.do_to_all(
        lambda ticket: triage.prioritise(ticket, priority=Priority.HIGH, by=kim),
        [each.id for each in tickets], what="x", by=kim, seconds=0,
    )  # fmt: skip

    assert (done.changed, done.not_reached) == (2, 3)


@pytest.mark.parametrize(
    ("value", "found"), [("none", True), ("some", False), ("2000", False), ("5000", False)]
)
def test_concerns_by_what_their_customer_has_bought(ana, kim, sign_in, value, found):
    due_in(1, by=ana, subject="Bell")

    page = sign_in(kim).visit(f"/desk?value={value}")

    assert (len(page.by_class("qrow")) == 1) is found


def test_everything_the_desk_can_set_is_on_one_page(kim, lea, sign_in):
    for person in (kim, lea):
        page = sign_in(person).visit("/desk").follow("Everything else")
        assert page.h1 == "The desk"
        for title in ("Views", "Undo", "Keys", "Known issues", "Canned answers", "Checklists"):
            assert title in page.text

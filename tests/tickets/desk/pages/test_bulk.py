"""Filters in the address, the same for several concerns, and undo, as Kim does it."""

from portal.database import session
from portal.tickets import tagging
from portal.tickets.models import Priority, TicketState
from portal.tickets.view_models import SavedView
from tests import make


def subjects(page):
    return {row.by_class("qrow__sub")[0].text for row in page.by_class("qrow")}


def bulk(browser, address="/desk", **fields):
    page = browser.visit(address)
    token = page.value("csrf_token")
    return browser.post(
        f"/desk/bulk{address.removeprefix('/desk')}", {"csrf_token": token, **fields}
    )


def test_picked_concerns_are_changed_and_undone(ana, kim, sign_in):
    one, two, three = (make.ticket(by=ana, subject=name) for name in ("one", "two", "three"))
    browser = sign_in(kim)

    page = bulk(browser, pick=[one.number, two.number], do="priority:urgent")

    assert "2 concerns set to urgent" in page.text
    levels = [
        session.get_one(type(each), each.id, populate_existing=True).priority
        for each in (one, two, three)
    ]
    assert levels == [Priority.URGENT, Priority.URGENT, Priority.NORMAL]

    page.press("Undo")

    for each in (one, two):
        session.refresh(each)
        assert each.priority is Priority.NORMAL


def test_all_of_the_view_is_what_the_address_says(ana, ben, kim, sign_in):
    tagged, other = make.ticket(by=ana), make.ticket(by=ben)
    tagging.tag(tagged, word="brakes", by=kim)

    bulk(sign_in(kim), "/desk?tag=brakes", scope="all", do="state:solved")

    session.refresh(tagged)
    session.refresh(other)
    assert (tagged.state, other.is_solved) == (TicketState.SOLVED, False)


def test_senseless_bulk_forms_change_nothing(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)
    for fields in (
        {}, {"do": "x"}, {"do": "priority:high"},
        {"do": "assign:999", "pick": ticket.number}, {"do": "tag", "pick": ticket.number},
        {"do": "state:new", "pick": ticket.number}, {"do": "priority:high", "pick": "nothing"},
        {"do": "priority:high", "pick": "C-99999999999"},
    ):  # fmt: skip
        assert bulk(browser, **fields).status == 200
    session.refresh(ticket)
    assert (ticket.priority, ticket.assignee_id) == (Priority.NORMAL, None)


def test_ben_and_marketing_have_no_bulk(ben, mark, sign_in):
    for person, status in ((ben, 404), (mark, 403)):
        assert sign_in(person).visit("/desk/acts").status == status


def test_an_unknown_value_is_named_and_never_an_error(ana, kim, sign_in):
    make.ticket(by=ana, subject="Light flickers")

    page = sign_in(kim).visit(
        "/desk?state=gone&kind=%00&due=never&sort=x&after=x&assignee=me'&order=1"
    )

    assert page.status == 200
    assert "Left out, unknown: Status: gone" in page.text


def test_filters_stay_on_the_way_through_a_ticket(ana, kim, sign_in):
    ticket = make.ticket(by=ana, subject="Light flickers", priority=Priority.HIGH)
    make.ticket(by=ana, subject="Bell rings")

    page = sign_in(kim).visit("/desk?priority=high")
    assert subjects(page) == {"Light flickers"}
    page = sign_in(kim).visit(page.by_class("qrow")[0]["href"])

    assert subjects(page) == {"Light flickers"}
    assert ticket.number in page.text


def test_kim_tags_a_concern_and_takes_the_tag_off(ana, kim, sign_in):
    ticket = make.ticket(by=ana)

    page = (
        sign_in(kim)
        .visit(f"/desk/tickets/{ticket.number}")
        .fill(new_tag="  Front  Brake ")
        .press("Add tag")
    )
    assert tagging.tags_of(ticket) == ["front brake"]

    page.press("Take the tag front brake off")
    assert tagging.tags_of(ticket) == []


def test_a_view_is_saved_counted_shared_and_deleted(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana, priority=Priority.HIGH)
    page = sign_in(lea).visit("/desk?priority=high").fill(name="Hot ones").press("Save view")
    assert "Saved as Hot ones" in page.flashes
    assert [link.text for link in page.all('//nav[@aria-label="Views"]/a[@aria-current]')] == [
        "Hot ones 1"
    ]
    assert "Hot ones" not in sign_in(kim).visit("/desk").text

    page = sign_in(lea).visit("/desk/views").press("Share with the desk")
    assert "Hot ones" in sign_in(kim).visit("/desk").text
    (view,) = session.query(SavedView).all()
    refused = sign_in(kim)
    token = refused.visit("/desk/views").value("csrf_token")
    assert (
        refused.post(f"/desk/views/{view.id}", {"csrf_token": token, "do": "delete"}).status == 404
    )

    page.press("Unpin").press("Pin").press("Rename").press("Delete")
    assert "Hot ones" not in sign_in(kim).visit("/desk").text
    assert ticket.number

"""The desk's list of what is owed, and one check-in in it."""

from portal import clock
from portal.owed import ending
from portal.owed.ending import WRONG, Asked
from portal.owed.models import How
from tests.followups.making import delivered
from tests.owed.making import DUE, SOON, looked, owed


def test_what_is_owed_by_friday_stands_there_with_its_owner(ana, kim, decided, sign_in):
    delivered(ana)
    owed()

    with clock.stopped_at(DUE.replace(hour=9)):
        page = sign_in(kim).visit("/desk/owed")

    assert page.h1 == "Owed by Friday"
    (row,) = page.by_class("qrow")
    assert "City 8" in row.text and kim.name in row.text and "27 Nov" in row.text


def test_next_weeks_are_not_in_it_but_in_all(ana, kim, decided, sign_in):
    delivered(ana)
    owed()

    with clock.stopped_at(SOON):
        page = sign_in(kim).visit("/desk/owed")
        assert page.by_class("qrow") == []
        assert len(page.follow("All that is owed 1").by_class("qrow")) == 1


def test_writing_down_what_they_said_ends_it(ana, kim, decided, sign_in):
    delivered(ana)
    owed()
    (row,) = looked(DUE)

    page = sign_in(kim).visit(f"/desk/owed/{row.number}?view=by-hand")
    assert "no mail is planned for it" in page.text
    page = page.fill(answer="good", said="It rides well.").press("Write it down")

    assert page.flashes == ["Asked, and written down"]
    assert "It rides well." in page.text
    assert "Asked on the telephone" in page.text


def test_nothing_written_is_said_beside_the_field(ana, kim, decided, sign_in):
    delivered(ana)
    (row,) = owed()

    page = sign_in(kim).visit(f"/desk/owed/{row.number}")
    page = page.fill(answer="good", said=" ").press("Write it down")

    assert (page.status, page.errors) == (422, ["Write down what they said"])


def test_who_comes_second_reads_who_was_quicker(ana, kim, lea, decided, sign_in):
    delivered(ana)
    (row,) = owed()
    slow = sign_in(lea).visit(f"/desk/owed/{row.number}").fill(answer="good", said="Fine.")
    quick = sign_in(kim).visit(f"/desk/owed/{row.number}")
    quick.fill(answer="good", said="It rides well.").press("Write it down")

    page = slow.press("Write it down")

    assert page.flashes == [f"{kim.name} was quicker: it is made"]
    assert "It rides well." in page.text


def test_giving_it_away_and_waiving_it(ana, kim, lea, decided, sign_in):
    delivered(ana)
    (row,) = owed()

    page = sign_in(kim).visit(f"/desk/owed/{row.number}")
    page = page.fill(owner=str(lea.id)).press("Give it to them")
    assert page.flashes == [f"{lea.name} asks them"]
    page = page.fill(reason="They do not want to be asked").press("No longer owed")

    assert page.flashes == ["No longer owed"]
    assert "They do not want to be asked" in page.text


def test_a_marketer_reads_it_and_makes_none(ana, mark, decided, sign_in):
    delivered(ana)
    (row,) = owed()

    page = sign_in(mark).visit(f"/desk/owed/{row.number}")

    assert page.status == 200
    assert "Write it down" not in page.buttons()
    answer = sign_in(mark).post(f"/desk/owed/{row.number}/waive", {"reason": "No"})
    assert answer.status in (400, 403)


def test_the_customer_reads_what_we_owe_them(ana, ben, decided, sign_in):
    order = delivered(ana)
    owed()

    with clock.stopped_at(SOON):
        browser = sign_in(ana)
        for path in ("/", f"/orders/{order.number}", "/privacy"):
            text = browser.visit(path).text
            assert "We ask you by Fri 27 Nov how your City 8 does." in text
        assert "We ask you by" not in sign_in(ben).visit("/").text


def test_the_customers_page_at_the_desk_says_it_with_the_level(ana, kim, decided, sign_in):
    delivered(ana)
    owed()

    page = sign_in(kim).visit(f"/desk/customers/{ana.customer.number}")

    assert "How it does" in page.text and "Waits for a mail" in page.text
    assert "How it does, within 10 working days after delivery" in page.text


def test_a_list_of_many_goes_on_beside_a_row(ana, kim, decided, sign_in):
    for _ in range(53):
        delivered(ana)
    owed()

    with clock.stopped_at(SOON):
        page = sign_in(kim).visit("/desk/owed?view=all")
        first = [each["href"] for each in page.by_class("qrow")]
        rest = [each["href"] for each in page.follow("Next").by_class("qrow")]

    assert (len(first), len(rest)) == (50, 3)
    assert not {each.partition("?")[0] for each in first} & {
        each.partition("?")[0] for each in rest
    }


def test_a_marketer_does_not_read_what_they_said(ana, kim, mark, decided, sign_in):
    delivered(ana)
    (row,) = owed()
    asked = Asked(how=How.PHONE, said="The bell is loose.", answer=WRONG)
    ending.make(row, asked, by=kim)

    theirs = sign_in(mark).visit(f"/desk/owed/{row.number}")
    assert "Only the desk reads what they said." in theirs.text
    assert "The bell is loose." not in theirs.text
    assert row.ticket.number not in theirs.text and "The call" not in theirs.text

    ours = sign_in(kim).visit(f"/desk/owed/{row.number}")
    assert "The bell is loose." in ours.text
    assert {row.ticket.number, "The call"} <= {each.text for each in ours.links}

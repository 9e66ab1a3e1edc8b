"""What we promise, as leads set it, as agents see it, and as the customer reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.promises import by_hand
from portal.promises.models import BusinessCalendar, HandPromise, Level, PressingRule, PromisePolicy
from portal.tickets import clocks, conversation
from portal.tickets.clock_models import PauseReason
from portal.tickets.models import TicketKind
from portal.timekeeping import setting
from tests import make
from tests.timekeeping.raising import raised

HOUR = timedelta(hours=1)


def test_a_lead_writes_a_policy_and_it_holds_for_the_next_concern(ana, lea, sign_in):
    page = sign_in(lea).visit("/desk/promises/policies/new")
    page = page.fill(name="Broken, at once", kind="broken", first_answer="30 min")

    page = page.press("Save for new concerns")

    assert "Something broken: first answer within 30 min." in page.text
    assert "Fri 16:50 → Fri 17:20" in page.text
    assert "Lea" in page.text, "the change is written down"
    ticket = raised(ana, make.MONDAY, kind=TicketKind.BROKEN)
    assert ticket.due_at - make.MONDAY <= HOUR
    assert ticket.first_promised_at == ticket.due_at


def test_a_look_says_what_it_would_do_and_keeps_nothing(ana, lea, sign_in):
    raised(ana, clock.now())
    page = sign_in(lea).visit("/desk/promises/policies/new")

    page = page.fill(name="At once", first_answer="5 min").press("Show what it would do")

    assert "Of 1 open concerns 1 would be promised sooner" in page.text
    assert session.scalars(select(PromisePolicy)).all() == []


def test_saved_for_the_open_ones_their_promise_comes_sooner(ana, lea, sign_in):
    ticket = raised(ana, clock.now())
    before = ticket.due_at
    page = sign_in(lea).visit("/desk/promises/policies/new")

    page = page.fill(name="At once", first_answer="5 min").press("Save, for open ones too")

    session.expire_all()
    assert ticket.due_at < before
    assert "1 open concerns come sooner, none later" in " ".join(page.flashes)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": "X", "first_answer": "soon"}, "Write it like 4 h, 90 min or 1 h 30 min"),
        ({"name": "X", "first_answer": "0 min"}, "Promise between 1 minute and a year"),
        ({"name": "X"}, "Promise something: a first answer, a next answer or a solution"),
    ],
)
def test_a_policy_that_promises_nothing_is_refused(lea, sign_in, fields, error):
    page = sign_in(lea).visit("/desk/promises/policies/new")

    page = page.fill(**fields).press("Save for new concerns")

    assert page.status == 422
    assert error in page.errors


def test_agents_read_it_and_do_not_set_it(kim, sign_in):
    browser = sign_in(kim)

    assert browser.visit("/desk/promises").status == 200
    assert browser.visit("/desk/promises/policies/new").status == 403


def test_a_calendar_with_lunch_and_holidays(lea, sign_in):
    page = sign_in(lea).visit("/desk/promises/calendars/new")
    page = page.fill(name="Workshop", monday="8:00-12:00, 13:00-16:00")
    page = page.press("Save calendar")
    kept = session.scalars(select(BusinessCalendar)).one()
    assert kept.week["0"] == ["08:00-12:00", "13:00-16:00"]
    assert kept.is_standard, "the first is the standard"

    page = page.fill(day="2027-02-15", name="Carnival").press("Add day")

    assert "Carnival" in page.text
    page = page.press("Remove Carnival")
    assert "Carnival" not in page.by_id("holidays").text


def test_the_holidays_of_a_year_at_once(lea, sign_in):
    page = sign_in(lea).visit("/desk/promises/calendars/new").fill(name="Office")
    page = page.press("Save calendar")
    year = clock.now().year + 1

    page = page.press(f"Add {year}")

    assert "Easter Monday" in page.by_id("holidays").text
    assert "Day of German Unity" in page.text


@pytest.mark.parametrize(
    ("hours", "error"),
    [
        ("nine to five", "“nine to five” is no span. Write it like 9:00-17:30"),
        ("9:00-25:00", "“9:00-25:00” has a time no clock shows"),
        ("9:00-9:00", "“9:00-9:00” is no time at all. The whole day is 0:00-24:00"),
    ],
)
def test_hours_no_clock_shows_are_refused(lea, sign_in, hours, error):
    page = sign_in(lea).visit("/desk/promises/calendars/new")

    page = page.fill(name="Odd", monday=hours).press("Save calendar")

    assert (page.status, page.errors) == (422, [error])


def test_a_calendar_nobody_works_by_is_refused(lea, sign_in):
    page = sign_in(lea).visit("/desk/promises/calendars/new").fill(name="Nobody")
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "")

    page = page.fill(**days).press("Save calendar")

    assert page.errors == ["Give at least one day its hours: nothing is due without them"]


def test_a_rule_is_a_sentence_and_can_be_ended(lea, sign_in):
    page = sign_in(lea).visit("/desk/promises")
    page = page.fill(how_long="30 min", tell_who_leads=True, priority="high").press("Make rule")
    sentence = (
        "30 min before a first answer is due: tell who looks after it and who leads; "
        "make it at least high."
    )
    assert sentence in page.by_id("rules").text

    page = page.press("End rule 1")

    assert sentence not in page.by_id("rules").text
    assert not session.scalars(select(PressingRule)).one().is_on


def test_what_somebody_would_be_promised(lea, sign_in):
    page = sign_in(lea).visit("/desk/promises?kind=broken&at=2026-11-27T16:50")

    assert "Fri 16:50 → Mon 12:20" in page.by_id("try").text


def test_the_clock_of_a_concern_stands_still_and_goes_on(ana, kim, sign_in):
    ticket = raised(ana, clock.now())
    conversation.reply(ticket, body="We order it.", by=kim)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}/clock")

    page = page.fill(reason="part", what_exactly="The brake pads").press("Stand still")

    assert "Waits for a part since" in page.text
    theirs = sign_in(ana).visit(f"/concerns/{ticket.number}")
    assert "We wait for a part since" in theirs.text
    assert "Our clock stands still" in theirs.text
    assert "The brake pads" in theirs.text
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}/clock").press("Go on")
    assert "The clock stands still" not in page.text
    assert "Stood still" in page.text, "the ledger keeps it"
    session.expire_all()
    assert ticket.due_at is not None, "we owe the customer a word"


def test_the_customer_reads_that_we_wait_for_them(ana, kim, sign_in):
    ticket = raised(ana, clock.now())
    conversation.reply(ticket, body="Which bike is it?", by=kim)

    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    assert "We wait for your answer since" in page.text
    assert "It goes on as soon as you reply." in page.text


def test_a_promise_by_hand_is_read_by_both_and_kept(ana, ben, kim, sign_in):
    ticket = raised(ana, clock.now())
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}/clock")
    soon = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")

    page = page.fill(what="I call you about the frame", by=soon).press("Promise")

    assert "I call you about the frame" in page.text
    assert "I call you about the frame" in sign_in(ana).visit(f"/concerns/{ticket.number}").text
    page = sign_in(kim).visit("/desk/promises/made").press("Kept")
    assert session.scalars(select(HandPromise.state)).all() == ["kept"]


def test_a_promise_for_yesterday_is_refused(ana, kim, sign_in):
    ticket = raised(ana, clock.now())
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}/clock")

    page = page.fill(what="I call you", by="2020-01-01T10:00").press("Promise")

    assert (page.status, page.errors) == (422, ["Choose a time still to come"])
    assert page.value("What") == "I call you"


def test_the_level_of_a_customer_decides(ana, lea, sign_in):
    setting.save_policy(
        None, {"name": "Partners", "level": Level.PARTNERSHIP, "first_minutes": 10}, by=lea
    )
    page = sign_in(lea).visit(f"/desk/customers/{ana.customer.number}")

    page.fill(level="partnership").press("Set level")

    assert raised(ana, make.MONDAY).due_at - make.MONDAY <= HOUR


def test_a_withdrawn_promise_is_read_by_nobody(ana, kim, sign_in):
    ticket = raised(ana, clock.now())
    with atomic():
        made = by_hand.promise(
            ana.customer,
            what="I call you",
            by_when=clock.now() + HOUR,
            owner=kim,
            about=ticket.about,
            by=kim,
        )
        by_hand.withdraw(made, by=kim)

    assert "I call you" not in sign_in(ana).visit(f"/concerns/{ticket.number}").text


def test_the_panel_beside_the_concern_pauses_in_one_press(ana, kim, sign_in):
    ticket = raised(ana, clock.now())
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page.fill(reason="supplier").press("Stand still")

    assert clocks.pause_of(ticket).reason is PauseReason.SUPPLIER

from datetime import timedelta

import pytest

from portal import clock
from portal.tickets import conversation, held_rows, holding, leaving, macros, notices, sending_times
from portal.tickets.macros import MacroText
from portal.tickets.models import Priority, TicketState
from tests import make
from tests.rig.browserless import both_ways


def words(page):
    return [word.text for word in page.by_class("msg__body")]


def canned(by, *, body="Hello ((customer.first_name)), about ((ticket.number)).", **sets):
    told = {"name": "Ask", "is_for_all": True, "then": None, "priority": None, "assigns_me": False}
    return macros.save(None, MacroText(body=body, **(told | sets)), by=by)


@both_ways
def test_an_answer_can_be_undone_and_comes_back_with_its_file(ana, kim, sign_in, mailbox, htmx):
    sending_times.choose(kim, 30)
    ticket = make.ticket(by=ana)
    desk = sign_in(kim)
    page = desk.visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="See this.", files=("plan.png", make.PNG)).press(
        "Send, then wait for Ana", htmx=htmx
    )
    assert page.flashes == [f"Sent to Ana Ruiz, {ticket.number} Undo"]
    assert "See this." not in sign_in(ana).visit(f"/concerns/{ticket.number}").text

    page = page.press("Undo")

    assert page.flashes == ["Not sent. Your answer is below again"]
    assert page.value("body").strip() == "See this."
    page = page.press("Send and solve")
    holding.send_now(held_rows.held_in(ticket)[0].id, by=kim)
    assert ticket.is_solved
    assert [file.name for file in ticket.replies[-1].attachments] == ["plan.png"]
    assert len(mailbox.to("ana@example.com")) >= 1


def test_undo_too_late_says_so(ana, kim, sign_in):
    sending_times.choose(kim, 30)
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").fill(message="Photo?")
    page = page.press("Send, then wait for Ana")
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        leaving.release_due()

    page = page.press("Undo")

    assert page.flashes == ["Too late: that answer has left, or was taken back already"]
    assert words(page)[-1].startswith("Photo?")


@both_ways
def test_what_the_customer_wrote_meanwhile_is_shown_first(ana, kim, sign_in, htmx):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").fill(message="Photo?")
    conversation.reply(ticket, body="It has stopped.", by=ana)

    page = page.press("Send, then wait for Ana", htmx=htmx)

    assert page.status == 409
    assert "It has stopped." in page.by_id("composer").text
    assert page.value("body").strip() == "Photo?"
    page = page.press("Send, then wait for Ana", htmx=htmx)
    assert ticket.replies[-1].body == "Photo?"


@both_ways
def test_a_missing_file_is_asked_about_once(ana, kim, sign_in, htmx):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="I have attached the plan.").press("Send and solve", htmx=htmx)

    assert page.status == 422
    assert "no file is added" in page.by_id("composer").text
    page.press("Send and solve", htmx=htmx)
    assert ticket.is_solved


@both_ways
def test_a_canned_text_goes_below_what_was_typed(ana, kim, lea, sign_in, htmx):
    canned(lea, priority=Priority.HIGH, assigns_me=True)
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="Typed first.").press("Use it", htmx=htmx)

    assert page.status == 200
    assert page.value("body").split("\n")[-1].strip() == f"Hello Ana, about {ticket.number}."
    assert page.value("body").strip().startswith("Typed first.")
    page.press("Send, then wait for Ana", htmx=htmx)
    assert (ticket.priority, ticket.assignee) == (Priority.HIGH, kim)
    assert ticket.replies[-1].body.endswith(f"about {ticket.number}.")


def test_a_macro_without_words_sets_what_it_sets(ana, kim, lea, sign_in):
    canned(lea, body="", then=TicketState.SOLVED, priority=Priority.LOW)
    ticket = make.ticket(by=ana)

    sign_in(kim).visit(f"/desk/tickets/{ticket.number}").press("Use it")

    assert (ticket.is_solved, ticket.priority) == (True, Priority.LOW)


def test_an_answer_for_tomorrow_waits_and_can_be_sent_now(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="Good morning.", when="tomorrow").press("Send later")

    assert page.flashes[0].startswith("Leaves for Ana Ruiz on ")
    assert "Good morning." in page.text
    assert words(page)[-1] != "Good morning."
    page = page.press("Send now")
    assert ticket.replies[-1].body == "Good morning."


def test_a_time_that_is_past_is_refused(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="Hello.", when="at", later_at="2001-01-01T09:00").press("Send later")

    assert page.status == 422
    assert "Choose a time that is still to come, within a year" in page.text
    assert page.value("body").strip() == "Hello."


def test_somebody_elses_answer_is_not_taken_back(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)
    other = make.staff("Noor Haddad")
    held = holding.send(ticket, leaving.Answer(body="Photo?"), by=other,
                        at=clock.now() + timedelta(hours=1))  # fmt: skip
    path = f"/desk/tickets/{ticket.number}/held/{held.id}/take-back"

    agent, lead = sign_in(kim), sign_in(lea)
    assert agent.post(path, {"csrf_token": agent.csrf_token}).status == 404
    assert lead.post(path, {"csrf_token": lead.csrf_token}).status == 200


def test_an_open_page_says_that_it_is_open(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)
    path = f"/desk/tickets/{ticket.number}"
    browser = sign_in(lea)
    browser.visit(path)
    assert lea.name not in sign_in(kim).visit(path).by_id("presence").text

    browser.post(f"{path}/presence", {"csrf_token": browser.csrf_token})

    assert f"{lea.name} has this open" in sign_in(kim).visit(path).by_id("presence").text


def test_customers_reach_none_of_it(ana, sign_in):
    ticket = make.ticket(by=ana)
    mine = sign_in(ana)
    for path in ("/desk/macros", "/desk/notices", f"/desk/tickets/{ticket.number}/print"):
        assert mine.visit(path).status in (403, 404)


def test_a_colleague_at_the_ticket_is_shown(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)
    path = f"/desk/tickets/{ticket.number}"
    writer = sign_in(lea)
    typed = {"body": "Hello", "visibility": "reply", "csrf_token": writer.csrf_token}
    assert writer.post(f"{path}/draft", typed).status == 204

    assert f"{lea.name} is writing here" in sign_in(kim).visit(path).by_id("presence").text
    assert lea.name not in sign_in(lea).visit(path).by_id("presence").text


def test_a_mention_in_a_note_reaches_the_colleague(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page.fill(visibility="note", message=f"@{lea.given_name} look at this").press("Add note")

    assert notices.unread(lea) == 1
    page = sign_in(lea).visit("/desk/notices")
    assert f"{kim.name} mentioned you in {ticket.number}" in page.text
    page.press("Mark all read")
    assert notices.unread(lea) == 0


def test_the_print_page_has_the_whole_talk(ana, kim, sign_in):
    ticket = make.ticket(by=ana, body="It squeals.", answered_by=kim, answer="Send a photo.")

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}/print")

    assert words(page) == ["It squeals.", "Send a photo."]


def test_a_canned_answer_is_written_changed_and_removed(lea, sign_in):
    page = sign_in(lea).visit("/desk/macros").follow("New canned answer")
    page = page.fill(name="Thanks", body="Hi ((customer.name)))) x").press("Save canned answer")
    assert page.status == 422
    page = page.fill(body="Hi ((customer.shoe))").press("Save canned answer")
    assert page.errors == ["There is no placeholder ((customer.shoe))"]

    page = page.fill(body="Hi ((customer.name|there))", is_for_all=True).press("Save canned answer")

    assert page.flashes == ["Thanks is saved"]
    page = page.follow("Change").fill(name="Many thanks").press("Save canned answer")
    assert page.flashes == ["Many thanks is saved"]
    page = page.press("Remove Many thanks")
    assert macros.all_for(lea) == []


def test_an_agent_keeps_canned_answers_to_themselves(kim, lea, sign_in):
    shared = canned(lea)
    own = canned(kim, name="Own", is_for_all=False)

    assert [macro.name for macro in macros.all_for(lea)] == ["Ask"]
    assert sign_in(kim).visit(f"/desk/macros/{shared.id}").status == 403
    assert sign_in(lea).visit(f"/desk/macros/{own.id}").status == 404


@pytest.mark.parametrize("seconds", ["7", "", "x"])
def test_undo_time_is_one_of_the_offered(kim, sign_in, seconds):
    browser = sign_in(kim)
    fields = {"seconds": seconds, "csrf_token": browser.csrf_token}
    assert "Choose again" in browser.post("/desk/macros/undo-time", fields).flashes[0]
    assert sending_times.wait_of(kim) == timedelta(0)

import pytest
from sqlalchemy import select

from portal.database import session
from portal.messages.models import InboundMail, MessageState
from portal.tickets.models import Priority, Reply, TicketState, Visibility
from tests import make
from tests.rig.browserless import both_ways


def words(page):
    return [word.text for word in page.by_class("msg__body")]


def test_the_pane_shows_the_talk_with_its_notes(ana, kim, sign_in):
    ticket = make.ticket(by=ana, body="It squeals.", answered_by=kim, answer="Send a photo.",
                         noted_by=kim, note="Same pads again.")  # fmt: skip

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    assert page.h1 == "Front brake squeals"
    assert words(page) == ["It squeals.", "Same pads again.", "Send a photo."]
    assert [note.by_class("msg__body")[0].text for note in page.by_class("msg--note")] == [
        "Same pads again."
    ]


def test_the_list_beside_it_is_the_view_it_came_from(ana, kim, sign_in):
    ticket = make.ticket(by=ana, subject="Waits for Ana", answered_by=kim)
    make.ticket(by=ana, subject="Needs a reply")

    page = sign_in(kim).visit("/desk?view=waiting").follow("Waits for Ana")

    assert page.path.endswith(f"/desk/tickets/{ticket.number}?view=waiting")
    marked = [row for row in page.by_class("qrow") if row.get("aria-current")]
    assert [row.by_class("qrow__sub")[0].text for row in marked] == ["Waits for Ana"]
    assert len(page.by_class("qrow")) == 1


@both_ways
def test_an_answer_goes_out_and_the_next_ticket_opens(ana, ben, kim, sign_in, mailbox, htmx):
    ticket, following = make.ticket(by=ana), make.ticket(by=ben)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}?view=needs-reply")

    page = page.fill(message="Send a photo.").press("Send, then wait for Ana", htmx=htmx)

    assert page.path.endswith(f"/desk/tickets/{following.number}?view=needs-reply")
    assert page.flashes == [f"Sent to Ana Ruiz, {ticket.number}"]
    assert ticket.state is TicketState.WAITING
    assert "Send a photo." in mailbox.to("ana@example.com")[-1].text
    assert ticket.assignee == kim


def test_who_came_by_the_address_stays_at_the_ticket(ana, ben, kim, sign_in):
    ticket, _ = make.ticket(by=ana), make.ticket(by=ben)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(body="Send a photo.").press("Send, then wait for Ana")

    assert page.path.endswith(f"/desk/tickets/{ticket.number}")
    assert words(page)[-1].startswith("Send a photo.")
    assert "Mail waits to be sent" in words(page)[-1]


def test_after_the_last_ticket_comes_the_empty_queue(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}?view=needs-reply")

    page = page.fill(message="Done.").press("Send and solve")

    assert page.path.endswith("/desk?view=needs-reply")
    assert ticket.is_solved


@both_ways
def test_a_note_stays_at_the_desk(ana, kim, sign_in, mailbox, htmx):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}?view=needs-reply")

    page = page.fill(visibility="note", message="Same pads again.").press("Add note", htmx=htmx)

    assert page.path.endswith(f"/desk/tickets/{ticket.number}?view=needs-reply")
    assert page.flashes == ["Note added"]
    assert [reply.visibility for reply in ticket.replies] == [Visibility.REPLY, Visibility.NOTE]
    assert (ticket.state, len(mailbox)) == (TicketState.NEW, 0)
    assert "Same pads again." not in sign_in(ana).visit(f"/concerns/{ticket.number}").text


def test_words_that_do_not_say_whom_they_are_for_go_to_nobody(ana, kim, sign_in, mailbox):
    """Else a note could leave as a reply, and nothing brings that back."""
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)

    page = browser.post(
        f"/desk/tickets/{ticket.number}/replies",
        {"body": "Same pads again.", "csrf_token": browser.csrf_token},
    )

    assert (page.status, page.errors) == (422, ["Choose whether the customer reads this"])
    assert page.value("body") == "Same pads again."
    assert (len(ticket.replies), len(mailbox)) == (1, 0)


@both_ways
def test_a_blank_answer_says_what_is_missing(ana, kim, sign_in, htmx):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}?view=needs-reply")

    page = page.fill(message="  ").press("Send, then wait for Ana", htmx=htmx)

    assert (page.status, page.errors) == (422, ["Write your message"])
    assert len(ticket.replies) == 1


@both_ways
def test_what_was_typed_is_kept_when_a_file_is_refused(ana, kim, sign_in, htmx):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="See the drawing.", files=("empty.png", b"")).press(
        "Send, then wait for Ana", htmx=htmx
    )

    assert page.status == 422
    assert "empty.png is empty" in page.errors[0]
    assert page.value("body") == "See the drawing."


def test_a_file_goes_with_the_answer(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(message="Like this.", files=("pads.png", make.PNG)).press(
        "Send, then wait for Ana"
    )

    answer = page.follow("pads.png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_pressing_twice_answers_once(ana, kim, sign_in, mailbox):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    for _ in range(2):
        page.fill(message="Send a photo.").press("Send, then wait for Ana")

    assert [reply.body for reply in ticket.replies][1:] == ["Send a photo."]
    assert len(mailbox.to("ana@example.com")) == 1


def test_a_draft_is_kept_with_its_kind_until_it_is_sent(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)
    page = browser.visit(f"/desk/tickets/{ticket.number}")
    browser.client.post(
        f"/desk/tickets/{ticket.number}/draft",
        data={
            "csrf_token": page.value("csrf_token"),
            "visibility": "note",
            "body": "Same pads",
        },
        headers={"Referer": page.url},
    )

    page = browser.visit(f"/desk/tickets/{ticket.number}")
    assert (page.value("body"), page.value("visibility")) == ("Same pads", "note")
    assert sign_in(lea).visit(f"/desk/tickets/{ticket.number}").value("body") in ("", None)

    page.press("Add note")
    assert browser.visit(f"/desk/tickets/{ticket.number}").value("body") in ("", None)


def test_kim_takes_a_ticket_and_gives_it_to_lea(ana, kim, lea, sign_in):
    ticket = make.ticket(by=ana)

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").press("Assign to me")
    assert (ticket.assignee, page.flashes) == (kim, [f"{ticket.number} is yours Undo"])

    page = page.fill(to="Lea Moreau").press("Assign")
    assert (ticket.assignee, page.flashes) == (lea, [f"{ticket.number} goes to Lea Moreau Undo"])
    assert "Kim Visser gave" in page.text


def test_a_ticket_is_not_given_to_marketing(ana, kim, mark, sign_in):
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)
    page = browser.visit(f"/desk/tickets/{ticket.number}")

    page = browser.post(
        f"/desk/tickets/{ticket.number}/assign",
        {"to": str(mark.id), "csrf_token": page.value("csrf_token")},
    )

    assert (page.status, ticket.assignee) == (422, None)
    assert page.flashes == ["That is no longer a choice. Choose again"]


def test_status_and_priority_change_without_a_word_to_the_customer(ana, kim, sign_in, mailbox):
    ticket = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    page = page.fill(state="waiting").press("Set status")
    page = page.fill(priority="urgent").press("Set priority")

    assert (ticket.state, ticket.priority) == (TicketState.WAITING, Priority.URGENT)
    assert len(mailbox) == 0


def test_solving_and_reopening(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim)

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").press("Solve")
    assert ticket.is_solved

    page.press("Reopen")
    assert ticket.state is TicketState.OPEN


def test_a_strangers_words_wait_for_a_decision(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    make.reply(ticket, by=ana, body="I am her brother.", is_unverified=True)
    assert "her brother" not in sign_in(ana).visit(f"/concerns/{ticket.number}").text

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")
    page.press("Show it to the customer")

    assert "her brother" in sign_in(ana).visit(f"/concerns/{ticket.number}").text


def test_a_strangers_words_can_stay_at_the_desk(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    make.reply(ticket, by=ana, body="I am her brother.", is_unverified=True)

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").press("Keep it at the desk")

    assert "her brother" not in sign_in(ana).visit(f"/concerns/{ticket.number}").text
    assert [note.by_class("msg__body")[0].text for note in page.by_class("msg--note")] == [
        "I am her brother."
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MessageState.SENT, "Mailed"),
        (MessageState.FAILED, "Mail failed 550 nobody there"),
        (MessageState.UNCERTAIN, "Mail may not have arrived 550 nobody there"),
        (MessageState.BLOCKED, "Not mailed 550 nobody there"),
    ],
)
def test_what_became_of_the_mail_is_said(ana, kim, sign_in, state, said):
    ticket = make.ticket(by=ana, answered_by=kim, answer="Send a photo.")
    answer = session.scalars(select(Reply).where(Reply.by_staff)).one()
    make.message(to=ana, about=ticket, reference=f"ticket-answered:{answer.id}", state=state,
                 reason="550 nobody there")  # fmt: skip

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    assert words(page)[-1] == f"Send a photo. {said}"


def test_a_mail_shows_its_words_its_rest_and_its_original(ana, kim, sign_in, app):
    raw = make.eml(sender="ana@example.com", to="help@example.com")
    ticket = make.ticket(by=ana)
    mail = make._added(InboundMail(sha256=app.extensions["portal_files"].add(raw), size=len(raw)))
    word = make.reply(ticket, by=ana, origin="mail", body="It squeals.", rest="> earlier",
                      inbound_mail_id=mail.id)  # fmt: skip

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")
    assert "by e-mail" in page.by_id(f"m{word.id}").text
    assert [rest.text for rest in page.by_id(f"m{word.id}").all(".//details")] == [
        "Show the rest of the mail > earlier"
    ]

    original = page.follow("Original mail")
    assert original.content == raw
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Security-Policy"].startswith("sandbox")


def test_an_unconfirmed_address_is_marked(ana, kim, sign_in):
    ticket = make.ticket(by=ana, confirmed=False)

    assert "Unconfirmed address" in sign_in(kim).visit(f"/desk/tickets/{ticket.number}").text


@pytest.mark.parametrize("number", ["C-9999", "nothing", "0", "-1", "9" * 30, "C-%00"])
def test_a_number_that_is_none_is_not_found(kim, sign_in, number):
    assert sign_in(kim).visit(f"/desk/tickets/{number}").status == 404


@pytest.mark.parametrize("path", ["", "/words/1/original.eml", "/files/1"])
def test_marketing_does_not_read_tickets(ana, mark, mona, sign_in, path):
    ticket = make.ticket(by=ana)

    for who in (mark, mona):
        assert sign_in(who).visit(f"/desk/tickets/{ticket.number}{path}").status == 403


def test_files_of_another_ticket_are_not_found(ana, kim, sign_in):
    ticket, other = make.ticket(by=ana), make.ticket(by=ana)
    file = make.attachment(ticket.replies[0])

    page = sign_in(kim).visit(f"/desk/tickets/{other.number}/files/{file.id}")

    assert page.status == 404

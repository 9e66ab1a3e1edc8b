"""The talk: who says something decides whose turn it is, and notes stay at the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.tickets.conversation import note, reply
from portal.tickets.files import Upload
from portal.tickets.models import Reply, TicketState
from portal.tickets.saying import SNIPPET, SentOtherwise
from tests import make


def test_an_answer_passes_the_turn_to_the_customer_and_is_mailed_in_full(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY):
        ticket = make.ticket(by=ana)
        said = reply(ticket, body="Could you send\n\na photo?", by=kim)

    assert (ticket.state, ticket.due_at) == (TicketState.WAITING, None)
    assert ticket.first_answered_at == make.MONDAY
    assert ticket.snippet == "Could you send a photo?"
    mail = mailbox.to("ana@example.com")[0]
    assert mail.from_name == "Kim at Marlow Cycles"
    assert mail.subject == f"{ticket.number}: {ticket.subject}"
    assert mail.on_behalf_of_id == kim.id
    assert mail.reference == f"ticket-answered:{said.id}"
    assert "Could you send\n\na photo?" in mail.text
    assert mail.text.startswith("— Write your answer above this line —")


def test_who_answers_first_looks_after_it(ana, kim, lea):
    ticket = make.ticket(by=ana)

    reply(ticket, body="Hello", by=kim)
    reply(ticket, body="Hello again", by=lea)

    assert ticket.assignee == kim


def test_an_answer_may_keep_the_turn_and_promises_the_next_one(ana, kim):
    ticket = make.ticket(by=ana)

    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="I ask the workshop.", by=kim, then=TicketState.OPEN)

    assert ticket.state is TicketState.OPEN
    assert ticket.due_at == make.MONDAY + timedelta(hours=8)


def test_an_answer_may_solve_it_with_one_mail(ana, kim, mailbox):
    ticket = make.ticket(by=ana)

    reply(ticket, body="New pads are on their way.", by=kim, then=TicketState.SOLVED)

    assert ticket.is_solved
    assert len(mailbox.to("ana@example.com")) == 1
    assert "We believe this is solved" in mailbox.to("ana@example.com")[0].text
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["ticket.assigned", "ticket.answered", "ticket.solved"]


def test_what_the_customer_solved_meanwhile_stays_solved(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    reply(ticket, body="One more thing.", by=kim)

    assert ticket.is_solved


def test_the_customer_s_word_makes_it_our_turn_with_a_promise(ana, kim, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)

    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="Here is the photo.", by=ana)

    assert ticket.state is TicketState.OPEN
    assert ticket.due_at == make.MONDAY + timedelta(hours=8)
    assert len(mailbox) == 0


def test_more_words_never_put_a_promise_off(ana):
    with clock.stopped_at(make.MONDAY):
        ticket = make.ticket(by=ana)
        promised = ticket.due_at
    with clock.stopped_at(make.MONDAY + timedelta(hours=3)):
        reply(ticket, body="It is getting worse.", by=ana)

    assert (ticket.state, ticket.due_at) == (TicketState.NEW, promised)


def test_a_word_about_what_was_solved_opens_it_again(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    reply(ticket, body="It squeals again.", by=ana)

    assert (ticket.state, ticket.solved_at) == (TicketState.OPEN, None)
    assert ticket.due_at is not None
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["ticket.replied", "ticket.reopened"]


def test_a_note_tells_the_customer_nothing(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    before = (ticket.state, ticket.due_at, ticket.snippet, ticket.last_word_at)

    note(ticket, body="CANARY: known fault of the batch.", by=kim)

    assert (ticket.state, ticket.due_at, ticket.snippet, ticket.last_word_at) == before
    assert len(mailbox) == 0
    entry = session.scalars(select(Entry)).one()
    assert entry.kind == "ticket.noted"
    assert "CANARY" not in str(entry.particulars)


@pytest.mark.parametrize("who", ["ana", "kim"])
def test_the_same_form_twice_is_said_once(ana, kim, mailbox, who):
    ticket = make.ticket(by=ana)
    by = {"ana": ana, "kim": kim}[who]

    first = reply(ticket, body="Hello", by=by, once="a key")

    assert reply(ticket, body="Hello", by=by, once="a key") == first
    assert len(mailbox) == (1 if who == "kim" else 0)
    with pytest.raises(SentOtherwise):
        reply(ticket, body="Good-bye", by=by, once="a key")
    assert len(ticket.replies) == 2


def test_the_same_note_twice_is_kept_once(ana, kim):
    ticket = make.ticket(by=ana)

    assert note(ticket, body="Look", by=kim, once="k") == note(
        ticket, body="Look", by=kim, once="k"
    )


def test_a_form_that_left_a_note_does_not_pass_for_an_answer(ana, kim, mailbox):
    """Noted by mistake, gone back, sent as a reply: it must not seem sent when it is not."""
    ticket = make.ticket(by=ana)
    note(ticket, body="We are looking", by=kim, once="k")

    with pytest.raises(SentOtherwise):
        reply(ticket, body="We are looking", by=kim, once="k")

    assert len(mailbox) == 0


def test_a_file_of_an_answer_is_kept_with_it(ana, kim):
    ticket = make.ticket(by=ana)

    said = reply(ticket, body="See the manual.", by=kim, files=[Upload("manual.txt", b"Turn it.")])

    assert [(file.name, file.media_type) for file in said.attachments] == [
        ("manual.txt", "text/plain")
    ]


def test_the_snippet_is_one_short_line(ana, kim):
    ticket = make.ticket(by=ana)

    reply(ticket, body="word\n" * 500, by=ana)

    assert "\n" not in ticket.snippet
    assert len(ticket.snippet) == SNIPPET


def test_an_unconfirmed_address_is_answered_without_what_its_sender_chose(ana, kim, mailbox):
    ticket = make.ticket(by=ana, confirmed=False, subject="CANARY: buy my pills")

    reply(ticket, body="What do you mean?", by=kim)

    mail = mailbox.to("ana@example.com")[0]
    assert "CANARY" not in f"{mail.subject} {mail.text} {mail.html}"
    assert "/concerns/" not in mail.text, "the page is not theirs to see yet"
    assert "What do you mean?" in mail.text


def test_a_word_and_its_history_are_one(ana, kim):
    ticket = make.ticket(by=ana)

    said = reply(ticket, body="Hello", by=kim)

    entries = session.scalars(select(Entry).where(Entry.kind == "ticket.answered")).all()
    assert [entry.particulars["reply_id"] for entry in entries] == [said.id]
    assert session.get_one(Reply, said.id).body == "Hello"

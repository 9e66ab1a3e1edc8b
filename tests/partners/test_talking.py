"""A partner is asked, answers and is asked again; the customer hears nothing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import session
from portal.departments import keeping
from portal.history.models import Entry
from portal.partners import access, giving, jobs, talking
from portal.partners.giving import NoPartner, Passed
from portal.partners.models import Job, JobWord
from portal.tickets.composing_models import DeskNotice
from portal.tickets.merging import merge
from portal.tickets.models import Reply, Ticket, TicketState, Visibility
from tests import make


def notices(user):
    found = select(DeskNotice.text).where(DeskNotice.user_id == user.id).order_by(DeskNotice.id)
    return session.scalars(found).all()


def notes(ticket):
    found = select(Reply).where(Reply.ticket_id == ticket.id, Reply.visibility == Visibility.NOTE)
    return [(note.author_name, note.body) for note in session.scalars(found.order_by(Reply.id))]


def test_the_painter_gets_a_link_and_no_word_of_the_concern(ana, asked, mailbox):
    ticket = make.ticket(by=ana, subject="Scratch from Ana Ruiz")
    job = asked(ticket)

    (mail,) = mailbox.to("paint@lakwerk.example.com")
    assert mail.subject == f"Job {job.number}: Scratch in the top tube"
    assert f"/partner/{access.token_of(job)}" in mail.text
    for hidden in ("Ana", "Ruiz", ticket.number, "respray", "example.com/concerns"):
        assert hidden not in mail.text + mail.subject
    assert mail.customer_id is None


def test_the_same_form_twice_asks_once(ana, asked, mailbox):
    ticket = make.ticket(by=ana)

    assert asked(ticket, once="one").id == asked(ticket, once="one").id
    assert len(mailbox.to("paint@lakwerk.example.com")) == 1


def test_an_answer_is_a_note_and_a_notice_and_no_mail_to_the_customer(
    ana, kim, lea, asked, mailbox
):
    ticket = make.ticket(by=ana, assignee=lea, state=TicketState.OPEN, answered_by=kim)
    before = (ticket.state, ticket.due_at, ticket.last_word_at)
    job = asked(ticket)
    talking.answer(job, body="Yes, on Monday.", once="x")
    talking.answer(job, body="Yes, on Monday.", once="x")

    assert notes(ticket) == [("Lakwerk", "Yes, on Monday.")]
    for colleague in (kim, lea):
        assert notices(colleague) == [f"Lakwerk answered {job.number}, about {ticket.number}"]
    assert mailbox.to("ana@example.com") == []
    assert (ticket.state, ticket.due_at, ticket.last_word_at) == before
    assert job.due_at is None


def test_asked_again_it_is_their_turn_once_more(ana, kim, asked, mailbox):
    job = asked(make.ticket(by=ana))
    talking.answer(job, body="Which colour?")
    due_at = clock.now() + 2 * make.DAY
    talking.write(job, body="Moss green", due_at=due_at, by=kim, once="x")
    talking.write(job, body="Moss green", due_at=due_at, by=kim, once="x")

    assert job.due_at == due_at
    assert len(mailbox.to("paint@lakwerk.example.com")) == 2


def test_a_late_partner_is_told_of_once(ana, kim, asked):
    job = asked(make.ticket(by=ana))
    with clock.stopped_at(job.due_at + timedelta(minutes=1)):
        assert [jobs.tell_of_late_answers(), jobs.tell_of_late_answers()] == [1, 0]

    assert notices(kim) == [f"Lakwerk is late with {job.number}"]


def test_an_ended_job_opens_nothing_and_takes_nothing(ana, kim, asked):
    job = asked(make.ticket(by=ana))
    token = access.token_of(job)
    assert access.behind(token).id == job.id
    assert [talking.end(job, by=kim), talking.end(job, by=kim)] == [True, False]

    assert access.behind(token) is None
    with pytest.raises(talking.HasEnded):
        talking.answer(job, body="Too late")
    with pytest.raises(talking.HasEnded):
        talking.write(job, body="x", due_at=clock.now(), by=kim)


def test_a_new_link_ends_the_one_before(ana, kim, asked, mailbox):
    job = asked(make.ticket(by=ana))
    old = access.token_of(job)
    talking.send_new_link(job, by=kim)

    assert access.behind(old) is None
    assert access.behind(access.token_of(job)).id == job.id
    assert access.token_of(job) in mailbox.to("paint@lakwerk.example.com")[-1].text


def test_a_link_expires_and_ends_with_its_partner(ana, lea, painter, asked):
    job = asked(make.ticket(by=ana))
    token = access.token_of(job)
    with clock.stopped_at(job.expires_at + timedelta(seconds=1)):
        assert access.behind(token) is None
    keeping.close(painter, successor=None, by=lea)

    assert access.behind(token) is None


def test_only_a_partner_in_use_is_asked(ana, kim, lea, painter):
    ticket = make.ticket(by=ana)
    passed = Passed(subject="x", asked="y", due_at=clock.now())
    keeping.close(painter, successor=None, by=lea)

    for nobody in (painter, make.department("Workshop", kim)):
        with pytest.raises(NoPartner):
            giving.give(ticket, passed, to=nobody, by=kim)


def test_after_a_merge_the_answer_reaches_what_speaks_for_it(ana, kim, asked):
    one, two = make.ticket(by=ana), make.ticket(by=ana)
    job = asked(one)
    merge([one], into=two, by=kim)
    talking.answer(job, body="Yes.")

    assert notes(two) == [("Lakwerk", "Yes.")]


def test_all_of_it_stands_in_the_history_among_staff(ana, kim, asked):
    ticket = make.ticket(by=ana)
    job = asked(ticket)
    talking.answer(job, body="Yes.")
    talking.end(job, by=kim)

    kinds = select(Entry).where(Entry.kind.like("job.%")).order_by(Entry.id)
    entries = session.scalars(kinds).all()
    assert [f"{entry.actor_name} {entry.sentence}" for entry in entries] == [
        f"Kim Visser asked Lakwerk about {ticket.number} ({job.number})",
        f"Lakwerk answered {job.number} about {ticket.number}",
        f"Kim Visser ended {job.number}: Lakwerk no longer sees anything of {ticket.number}",
    ]
    assert all(entry.event.is_internal for entry in entries)


def answer_it(job_id):
    return talking.answer(session.get_one(Job, job_id), body="Yes.", once="same").id


def test_eight_clicks_are_one_answer(ana, kim, asked, race):
    ticket = make.ticket(by=ana)
    answers = race(answer_it, 8, asked(ticket).id)

    assert len(set(answers)) == 1
    assert len(notes(ticket)) == 1
    theirs = select(func.count()).select_from(JobWord).where(JobWord.voice == "partner")
    assert session.scalar(theirs) == 1


def ask_it(ticket_id, partner_id, user_id):
    from_form = Passed(subject="x", asked="y", due_at=clock.now() + make.DAY)
    ticket = session.get_one(Ticket, ticket_id)
    to = session.get_one(giving.Department, partner_id)
    by = session.get_one(giving.User, user_id)
    return giving.give(ticket, from_form, to=to, by=by, once="same").id


def test_eight_clicks_ask_once(ana, kim, painter, race, mailbox):
    answers = race(ask_it, 8, make.ticket(by=ana).id, painter.id, kim.id)

    assert len(set(answers)) == 1
    assert len(mailbox.to("paint@lakwerk.example.com")) == 1

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.tickets import (
    conversation,
    drafting,
    held_rows,
    holding,
    leaving,
    meanwhile,
    notices,
    sending_times,
    spam,
)
from portal.tickets.files import Upload, keep_all
from portal.tickets.holding import LeftAlready, send, take_back
from portal.tickets.leaving import Answer
from portal.tickets.meanwhile import Seen, WroteMeanwhile
from portal.tickets.models import Reply, Ticket, TicketState
from portal.tickets.queries import words_in
from tests import make


def in_ten_seconds():
    return clock.now() + timedelta(seconds=10)


def bodies(ticket, user):
    return [word.body for word in words_in(ticket, user)]


def test_nothing_of_an_answer_that_waits_is_seen_outside(ana, kim, mailbox):
    ticket = make.ticket(by=ana, body="It squeals.")

    send(ticket, Answer(body="Send a photo."), by=kim, at=in_ten_seconds())

    assert bodies(ticket, ana) == ["It squeals."]
    assert mailbox.to("ana@example.com") == []
    assert (ticket.state, ticket.assignee) == (TicketState.NEW, None)


def test_it_leaves_when_it_is_due_and_only_once(ana, kim, mailbox):
    ticket = make.ticket(by=ana, body="It squeals.")
    send(ticket, Answer(body="Send a photo."), by=kim, at=in_ten_seconds())
    assert leaving.release_due() == 0

    with clock.stopped_at(clock.now() + timedelta(seconds=11)):
        assert leaving.release_due() == 1
        assert leaving.release_due() == 0

    assert bodies(ticket, ana) == ["It squeals.", "Send a photo."]
    assert len(mailbox.to("ana@example.com")) == 1
    assert ticket.state is TicketState.WAITING


def test_taking_it_back_restores_words_and_files(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    files = keep_all([Upload("plan.png", make.PNG)])
    held = send(ticket, Answer(body="See this.", files=files), by=kim, at=in_ten_seconds())

    take_back(held.id, by=kim)

    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        assert leaving.release_due() == 0
    draft = drafting.draft_of(kim, drafting.desk_place(ticket))
    assert draft.fields["body"] == "See this."
    assert [row.name for row in held_rows.aside_files(ticket, by=kim)] == ["plan.png"]
    assert mailbox.to("ana@example.com") == []


def test_what_was_begun_meanwhile_stays_below_what_comes_back(ana, kim):
    ticket = make.ticket(by=ana)
    held = send(ticket, Answer(body="Sent first."), by=kim, at=in_ten_seconds())
    drafting.save(kim, drafting.desk_place(ticket), {"body": "Begun then."})

    take_back(held.id, by=kim)

    draft = drafting.draft_of(kim, drafting.desk_place(ticket))
    assert draft.fields["body"] == "Sent first.\n\nBegun then."


def test_what_has_left_cannot_be_taken_back(ana, kim):
    ticket = make.ticket(by=ana)
    held = send(ticket, Answer(body="Send a photo."), by=kim, at=in_ten_seconds())
    held_id = held.id
    holding.send_now(held_id, by=kim)

    with pytest.raises(LeftAlready):
        take_back(held_id, by=kim)


def test_the_same_form_twice_waits_once(ana, kim):
    ticket = make.ticket(by=ana)
    answer = Answer(body="Send a photo.", once="form-1")

    first = send(ticket, answer, by=kim, at=in_ten_seconds())
    again = send(ticket, answer, by=kim, at=in_ten_seconds())

    assert first.id == again.id


def test_the_same_form_after_it_left_says_nothing_more(ana, kim):
    ticket = make.ticket(by=ana)
    answer = Answer(body="Send a photo.", once="form-1")
    held = send(ticket, answer, by=kim, at=in_ten_seconds())
    holding.send_now(held.id, by=kim)

    send(ticket, answer, by=kim, at=in_ten_seconds())

    assert held_rows.held_in(ticket) == []
    assert bodies(ticket, ana).count("Send a photo.") == 1


def test_an_answer_stops_when_the_customer_writes_first(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    send(ticket, Answer(body="Send a photo."), by=kim, at=in_ten_seconds())
    conversation.reply(ticket, body="It has stopped by itself.", by=ana)

    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        leaving.release_due()

    [held] = held_rows.held_in(ticket)
    assert held.reason == "Ana Ruiz wrote meanwhile"
    assert mailbox.to("ana@example.com") == []
    assert notices.unread(kim) == 1

    holding.send_now(held.id, by=kim)

    assert bodies(ticket, ana)[-1] == "Send a photo."


def test_an_answer_stops_when_its_writer_has_left(ana, kim):
    ticket = make.ticket(by=ana)
    send(ticket, Answer(body="Send a photo."), by=kim, at=in_ten_seconds())
    with atomic():
        kim.disabled_at = clock.now()

    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        leaving.release_due()

    [held] = held_rows.held_in(ticket)
    assert held.reason == f"{kim.name} does not work at the desk any more"


@pytest.mark.parametrize(("marked_after", "is_mailed"), [(5, False), (-5, True)])
def test_an_answer_stops_when_a_colleague_says_spam_after_it(
    ana, kim, lea, mailbox, marked_after, is_mailed
):
    ticket = make.ticket(by=ana)
    sent_at = clock.now()
    moments = {
        sent_at: lambda: send(ticket, Answer(body="Photo?"), by=kim, at=in_ten_seconds()),
        sent_at + timedelta(seconds=marked_after): lambda: spam.mark(ticket, by=lea),
        sent_at + timedelta(minutes=1): leaving.release_due,
    }
    for moment in sorted(moments):
        with clock.stopped_at(moment):
            moments[moment]()

    reasons = [held.reason for held in held_rows.held_in(ticket)]
    assert reasons == ([] if is_mailed else ["The concern was marked as spam"])
    assert bool(mailbox.to("ana@example.com")) is is_mailed
    assert (spam.spam_of(ticket) is None) is is_mailed


def test_words_that_were_not_seen_hold_an_answer_up(ana, kim):
    ticket = make.ticket(by=ana)
    seen = meanwhile.seen_in(ticket)
    conversation.reply(ticket, body="It has stopped.", by=ana)

    with pytest.raises(WroteMeanwhile):
        send(ticket, Answer(body="Send a photo."), by=kim, seen=seen)

    assert [word.body for word in meanwhile.unseen(ticket, seen, by=kim)] == ["It has stopped."]
    send(ticket, Answer(body="Send a photo."), by=kim, seen=meanwhile.seen_in(ticket))


def test_a_colleagues_answer_that_waits_holds_it_up_too(ana, kim, lea):
    ticket = make.ticket(by=ana)
    seen = meanwhile.seen_in(ticket)
    send(ticket, Answer(body="Send a photo."), by=lea, seen=seen, at=in_ten_seconds())

    with pytest.raises(WroteMeanwhile):
        send(ticket, Answer(body="Come by."), by=kim, seen=seen, at=in_ten_seconds())


@pytest.mark.parametrize("text", [None, "", "1", "1.", ".1", "x.y", "1.2.3", "-1.0", "9" * 12])
def test_a_form_that_claims_nothing_is_believed_nothing(text):
    assert Seen.read(text) is None


def test_undo_takes_as_long_as_somebody_chose(kim, app):
    assert sending_times.wait_of(kim) == timedelta(0)
    sending_times.choose(kim, 30)
    assert sending_times.wait_of(kim) == timedelta(seconds=30)


def test_who_never_chose_has_ten_seconds(ana):
    assert sending_times.wait_of(ana) == timedelta(seconds=10)


@pytest.mark.parametrize("at", ["", "soon", "2020-01-01T09:00", "9999-01-01T00:00", "2026-13-01"])
def test_a_time_that_is_none_is_refused(kim, at):
    assert sending_times.chosen("at", at, kim) is None


def test_monday_is_the_next_one(kim):
    with clock.stopped_at(make.MONDAY):
        at = sending_times.chosen("monday", "", kim)
    assert timedelta(days=6) < at - make.MONDAY <= timedelta(days=7, hours=12)


def undo_or_leave(what, held_id):
    """One of the two things that may happen to an answer, whichever comes first."""
    if what == "leave":
        return leaving.release(held_id)
    held = held_rows.find(held_id)
    author = held.author if held else None
    if author is None:
        return False
    try:
        take_back(held_id, by=author)
    except LeftAlready:
        return False
    return True


def test_leaving_and_undoing_at_once_is_one_of_them(ana, kim, race):
    ticket = make.ticket(by=ana)
    held = send(ticket, Answer(body="Photo?"), by=kim, at=clock.now())
    held_id = held.id

    answers = race(undo_or_leave, each=[(what, held_id) for what in ("leave", "back") * 4])

    assert answers.count(True) == 1
    session.expire_all()
    said = session.scalars(select(Reply).where(Reply.body == "Photo?")).all()
    draft = drafting.draft_of(kim, drafting.desk_place(ticket))
    assert len(said) + bool(draft) == 1


def answer_it(ticket_id, user_id, seen):
    author = session.get_one(User, user_id)
    try:
        send(session.get_one(Ticket, ticket_id), Answer(body="Photo?"), by=author,
             seen=Seen.read(seen))  # fmt: skip
    except WroteMeanwhile:
        return "held up"
    return "sent"


def test_two_agents_at_once_answer_once(ana, kim, lea, race):
    ticket = make.ticket(by=ana)
    seen = str(meanwhile.seen_in(ticket))

    answers = race(answer_it, each=[(ticket.id, user.id, seen) for user in (kim, lea)])

    assert sorted(answers) == ["held up", "sent"]

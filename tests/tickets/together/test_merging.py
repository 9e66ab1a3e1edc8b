"""Concerns of one customer put together, and taken apart again."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.messages import identity
from portal.messages.receiving import receive
from portal.tickets.conversation import reply
from portal.tickets.merging import CannotMerge, merge, unmerge
from portal.tickets.models import Reply, Ticket, TicketState
from portal.tickets.snoozing import snooze
from portal.tickets.splitting import CannotSplit, split
from tests import make


def bodies(ticket):
    session.expire_all()
    return [word.body for word in ticket.replies]


def snapshot():
    """Every word and file, and how every ticket stands."""
    session.expire_all()
    words = [
        (word.id, word.ticket_id, [(file.id, file.ticket_id) for file in word.attachments])
        for word in session.scalars(select(Reply).order_by(Reply.id))
    ]
    tickets = [
        (
            each.id, each.state, each.due_at, each.solved_at, each.first_answered_at,
            each.snippet, each.last_word_at, each.merged_into_id,
            [viewer.user_id for viewer in each.viewers],
        )
        for each in session.scalars(select(Ticket).order_by(Ticket.id))
    ]  # fmt: skip
    return words, tickets


def test_merging_moves_the_words_with_their_files(ana, kim):
    brake = make.ticket(by=ana, body="It squeals.")
    again = make.ticket(by=ana, body="It still squeals.")
    photo = make.attachment(again.replies[0])

    merge([again], into=brake, by=kim)

    assert bodies(brake) == ["It squeals.", "It still squeals."]
    assert bodies(again) == []
    session.refresh(photo)
    assert photo.ticket_id == brake.id
    assert (again.merged_into_id, again.due_at) == (brake.id, None)


def test_unmerging_restores_everything(ana, kim):
    brake = make.ticket(by=ana, body="It squeals.", answered_by=kim)
    again = make.ticket(by=ana, body="It still squeals.")
    third = make.ticket(by=ana, body="And rubs.", state=TicketState.SOLVED)
    make.attachment(again.replies[0])
    before = snapshot()

    merge([again, third], into=brake, by=kim)
    assert brake.state is TicketState.OPEN
    unmerge(again, by=kim)
    unmerge(third, by=kim)

    assert snapshot() == before


def test_unmerging_in_the_other_order_restores_everything_too(ana, kim):
    tickets = [make.ticket(by=ana, body=f"Word {n}.") for n in range(4)]
    before = snapshot()

    merge(tickets[1:2], into=tickets[0], by=kim)
    merge(tickets[2:], into=tickets[1], by=kim)
    assert len(bodies(tickets[0])) == 4
    for each in (tickets[1], tickets[2], tickets[3]):
        unmerge(each, by=kim)

    assert snapshot() == before


def test_words_said_since_stay_with_the_survivor_unless_chosen(ana, kim):
    brake, again = make.ticket(by=ana), make.ticket(by=ana, body="It still squeals.")
    merge([again], into=brake, by=kim)
    stays = reply(brake, body="The front one.", by=ana)
    goes = reply(again, body="The one from August.", by=ana)

    unmerge(again, by=kim, words=[goes.id])

    assert stays.body in bodies(brake)
    assert bodies(again) == ["It still squeals.", "The one from August."]


def test_chosen_words_never_rob_another_ticket_of_its_own(ana, kim):
    brake, bell, lamp = (make.ticket(by=ana, body=what) for what in ("Brake", "Bell", "Lamp"))
    merge([bell, lamp], into=brake, by=kim)
    of_the_lamp = next(word for word in brake.replies if word.body == "Lamp")

    unmerge(bell, by=kim, words=[of_the_lamp.id])

    assert (bodies(bell), bodies(brake)) == (["Bell"], ["Brake", "Lamp"])


def test_the_earliest_promise_counts(ana, kim):
    late = make.ticket(by=ana, at=clock.now() - 2 * make.DAY)
    fresh = make.ticket(by=ana)
    due_at = late.due_at

    merge([late], into=fresh, by=kim)

    assert fresh.due_at == due_at


def test_a_merge_with_a_solved_concern_goes_on_while_one_is_open(ana, kim):
    solved = make.ticket(by=ana, state=TicketState.SOLVED)
    merge([make.ticket(by=ana)], into=solved, by=kim)

    assert (solved.state, solved.solved_at) == (TicketState.NEW, None)


def test_another_customers_concern_is_refused(ana, ben, kim):
    with pytest.raises(CannotMerge):
        merge([make.ticket(by=ben)], into=make.ticket(by=ana), by=kim)


def test_a_merge_leads_nowhere_in_circles(ana, kim):
    one, two = make.ticket(by=ana), make.ticket(by=ana)
    merge([one], into=two, by=kim)

    with pytest.raises(CannotMerge):
        merge([two], into=one, by=kim)
    with pytest.raises(CannotMerge):
        merge([one], into=one, by=kim)
    with pytest.raises(CannotMerge):
        merge([one], into=make.ticket(by=ana), by=kim)
    assert two.merged_into_id is None


def test_an_unconfirmed_survivor_would_hide_the_concern(ana, kim):
    with pytest.raises(CannotMerge, match="instead"):
        merge([make.ticket(by=ana)], into=make.ticket(by=ana, confirmed=False), by=kim)


def test_a_colleague_who_shared_only_one_reads_both(maria, olaf, kim):
    theirs, other = make.ticket(by=maria), make.ticket(by=olaf)
    make.viewer(theirs, olaf)
    before = snapshot()

    merge([other], into=theirs, by=kim)
    assert bodies(theirs)
    unmerge(other, by=kim)

    assert snapshot() == before


def test_a_word_for_a_merged_concern_reaches_the_survivor(ana, kim):
    brake, again = make.ticket(by=ana, answered_by=kim), make.ticket(by=ana)
    merge([again], into=brake, by=kim)

    reply(again, body="One thing more.", by=ana)

    assert bodies(brake)[-1] == "One thing more."
    assert (brake.state, again.state) == (TicketState.OPEN, TicketState.SOLVED)


def test_a_mail_that_answers_a_merged_thread_reaches_the_survivor(ana, kim):
    brake, again = make.ticket(by=ana), make.ticket(by=ana, answered_by=kim)
    mail = make.message(to=ana, about=again)
    merge([again], into=brake, by=kim)

    to = identity.reply_address(mail.token)
    raw = make.eml(sender="ana@example.com", to=to, subject="Re", body="Here it is.")
    receipt = receive(raw, envelope_to=to)

    assert receipt.reference == brake.number
    assert bodies(brake)[-1].strip() == "Here it is."


def test_a_snoozed_concern_keeps_its_promise_through_a_merge(ana, kim):
    brake, again = make.ticket(by=ana, answered_by=kim), make.ticket(by=ana)
    due_at = again.due_at
    snooze(again, until=clock.now() + make.DAY, by=kim)

    merge([again], into=brake, by=kim)

    assert (brake.due_at, again.snoozed_until) == (due_at, None)


def test_the_history_says_who_merged_what(ana, kim):
    brake, again = make.ticket(by=ana), make.ticket(by=ana)
    merge([again], into=brake, by=kim)
    unmerge(again, by=kim)

    said = [entry.sentence for entry in session.scalars(select(Entry).order_by(Entry.id))]
    assert said == [
        f"merged {again.number} into {brake.number}",
        f"took {again.number} into {brake.number}",
        f"took {again.number} out of {brake.number} again",
        f"let {again.number} go from {brake.number}",
    ]


def test_splitting_moves_the_chosen_words_into_a_concern_of_their_own(ana, kim):
    brake = make.ticket(by=ana, answered_by=kim)
    bell = make.reply(brake, by=ana, body="And which bell fits?")
    make.attachment(bell)

    begun = split(brake, words=[bell.id], subject="A bell", by=kim)

    assert (begun.subject, begun.state, begun.customer_id) == ("A bell", "new", ana.customer_id)
    assert begun.due_at is not None
    assert bodies(begun) == ["And which bell fits?"]
    assert len(bodies(brake)) == 2


def test_merging_back_undoes_a_split(ana, kim):
    brake = make.ticket(by=ana)
    bell = make.reply(brake, by=ana, body="And which bell fits?")
    begun = split(brake, words=[bell.id], subject="", by=kim)

    merge([begun], into=brake, by=kim)

    assert bodies(brake)[-1] == "And which bell fits?"


def test_a_split_leaves_one_word(ana, kim):
    brake = make.ticket(by=ana)
    for words in ([], [brake.replies[0].id], [0]):
        with pytest.raises(CannotSplit):
            split(brake, words=words, subject="", by=kim)

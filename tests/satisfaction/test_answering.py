"""What an answer is, how it is corrected, and what a low one sets going."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.confirming import reader_at
from portal.database import atomic, session
from portal.history.models import Entry
from portal.satisfaction import asking
from portal.satisfaction.answering import AnsweredMeanwhile, Over, answer
from portal.satisfaction.models import Answer, Question
from portal.tickets import notices, resolution, tasks
from portal.tickets.models import Ticket, TicketState, Visibility
from portal.tickets.queries import words_in
from tests import make

GOOD = {"score": 5, "was_solved": True, "ease": 4, "comment": ""}
BAD = {"score": 2, "was_solved": None, "ease": None, "comment": "Still squeals."}


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(make.MONDAY):
        yield


@pytest.fixture
def question(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, assignee=kim)
    resolution.solve(ticket, by=kim)
    with clock.stopped_at(make.MONDAY + timedelta(hours=5)):
        asking.ask_due()
    return session.scalars(select(Question)).one()


def count(model):
    return session.scalar(select(func.count()).select_from(model))


def notes_in(ticket, kim):
    return [word.body for word in words_in(ticket, kim) if word.visibility is Visibility.NOTE]


def test_an_answer_is_kept_and_in_the_history(question, ana):
    answer(question, by=ana, **GOOD)

    assert (question.score, question.was_solved, question.ease) == (5, True, 4)
    told = session.scalars(select(Entry).where(Entry.kind == "satisfaction.answered")).one()
    assert told.sentence == f"gave {question.ticket.number} 5 of 5"


def test_the_same_answer_twice_is_one(question, ana):
    answer(question, by=ana, **GOOD)
    answer(question, by=ana, **GOOD)

    assert count(Answer) == 1


def test_a_correction_is_one_more_answer_and_the_last_counts(question, ana):
    answer(question, by=ana, **GOOD)
    answer(question, by=ana, **GOOD | {"score": 3}, after=1)

    assert [each.score for each in question.answers] == [5, 3]
    assert question.score == 3
    told = session.scalars(select(Entry).where(Entry.kind == "satisfaction.corrected")).one()
    assert "changed 5 of 5" in told.sentence


def test_another_answer_in_between_is_not_overwritten(question, ana):
    answer(question, by=ana, **GOOD)

    with pytest.raises(AnsweredMeanwhile):
        answer(question, by=ana, **BAD)
    assert question.score == 5


def test_after_a_week_an_answer_stays_as_it_is(question, ana):
    answer(question, by=ana, **GOOD)

    with clock.stopped_at(make.MONDAY + timedelta(days=8)), pytest.raises(Over):
        answer(question, by=ana, **BAD, after=1)


def test_after_three_weeks_nobody_answers_any_more(question, ana):
    with clock.stopped_at(make.MONDAY + timedelta(days=22)), pytest.raises(Over):
        answer(question, by=ana, **GOOD)


def test_words_become_a_note_for_the_desk_alone(question, ana, kim):
    answer(question, by=ana, **GOOD | {"comment": "Ines was kind."})

    assert notes_in(question.ticket, kim) == ["5 of 5 (Very good), solved:\n\nInes was kind."]
    assert notes_in(question.ticket, ana) == []


def test_a_low_answer_is_a_task_for_who_looked_after_it_and_leads_hear(question, ana, kim, lea):
    answer(question, by=ana, **BAD)

    (task,) = tasks.of(question.ticket)
    assert (task.text, task.assignee, question.task) == ("Follow up: 2 of 5", kim, task)
    assert task.due_at > clock.now()
    text = f"{question.ticket.number} got 2 of 5. {kim.name} follows up"
    assert [each.text for each in notices.latest(lea)] == [text]
    assert [each.text for each in notices.latest(kim)] == [text]


def test_a_lead_follows_up_when_who_looked_after_it_has_left(question, ana, kim, lea):
    _set(kim, disabled_at=clock.now())

    answer(question, by=ana, **BAD)

    assert tasks.of(question.ticket)[0].assignee == lea


def test_an_answer_is_kept_though_the_ticket_is_full_of_tasks(question, ana, kim, lea):
    tasks.add(question.ticket, texts=["Look"] * tasks.MOST_ON_A_TICKET, by=kim)

    answer(question, by=ana, **BAD)

    assert question.score == 2 and question.task_id is None
    assert "Nobody follows up yet" in notices.latest(lea)[0].text


def test_a_second_low_answer_is_no_second_task(question, ana, kim):
    answer(question, by=ana, **BAD)
    answer(question, by=ana, **BAD | {"score": 1}, after=1)

    assert len(tasks.of(question.ticket)) == 1


def test_what_is_not_solved_is_open_again(question, ana):
    answer(question, by=ana, **GOOD | {"was_solved": False})

    assert question.ticket.state is TicketState.OPEN
    assert question.ticket.due_at is not None
    assert len(tasks.of(question.ticket)) == 1


def test_a_happy_answer_sets_nothing_going(question, ana, lea):
    answer(question, by=ana, **GOOD)

    assert not tasks.of(question.ticket) and not notices.latest(lea)
    assert question.ticket.is_solved


def answer_by_mail(question_id, score):
    question = session.get_one(Question, question_id)
    reader = reader_at(question.ticket.contact_point)
    with clock.stopped_at(make.MONDAY + timedelta(hours=6)):
        return answer(question, by=reader, **BAD | {"score": score}).number


def test_the_same_link_eight_times_at_once_is_one_answer(question, kim, lea, race):
    assert race(answer_by_mail, 8, question.id, 1) == [1] * 8
    session.expire_all()
    assert count(Answer) == 1
    assert len(tasks.of(question.ticket)) == 1
    assert len(notes_in(question.ticket, kim)) == 1


def test_eight_different_answers_at_once_leave_one(question, race):
    answers = race(answer_by_mail, each=[(question.id, 1 + each % 5) for each in range(8)])

    assert answers.count(1) in (1, 2)  # whoever says the same as the first is the first
    assert {each.name for each in answers if each != 1} == {"AnsweredMeanwhile"}
    assert count(Answer) == 1


def solve_again(ticket_id):
    ticket = session.get_one(Ticket, ticket_id)
    resolution.solve(ticket, by=ticket.assignee)


def test_answering_and_solving_at_once_block_nobody(question, race):
    question_id, ticket_id = question.id, question.ticket_id

    race(_either, each=[(each % 2, question_id, ticket_id) for each in range(8)])

    assert count(Question) == 1


def _either(which, question_id, ticket_id):
    return answer_by_mail(question_id, 1) if which else solve_again(ticket_id)


def _set(row, **columns):
    with atomic():
        for name, value in columns.items():
            setattr(row, name, value)

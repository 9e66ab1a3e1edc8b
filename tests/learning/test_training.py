"""Learning again: when it is due, by one worker alone, and without who is erased."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, session
from portal.departments.keeping import open_department
from portal.departments.models import Department
from portal.learning import forgetting, jobs, knowing, likeness, settings, training
from portal.learning.models import (
    Confirmed,
    Field,
    LearnedModel,
    Proposal,
    SimilarIndex,
    SimilarTicket,
    ToRead,
    Training,
    Unread,
)
from portal.privacy.subjects import subject_of
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Ticket
from portal.tickets.resolution import solve
from portal.triage.model import numbers_of
from tests import make
from tests.learning.conftest import BRAKES, INVOICES, raised

EIGHT = 8


def models_of(field=Field.DEPARTMENT):
    return session.scalar(
        select(func.count()).select_from(LearnedModel).where(LearnedModel.field == field)
    )


def run_due():
    session.expire_all()
    return training.run_due()


def test_it_is_learned_once_and_then_when_there_is_more(ana, kim, workshop, billing):
    assert run_due() == 3
    assert run_due() == 0

    for text in (BRAKES + INVOICES)[: training.FIRST - 3]:
        hand_over(raised(ana, text), to=workshop, by=kim)
    assert run_due() == 0

    for text in BRAKES[:3]:
        hand_over(raised(ana, text), to=billing, by=kim)
    assert run_due() == 1
    assert models_of() == 2


def test_the_next_day_a_few_are_enough(ana, kim, workshop, billing):
    run_due()
    hand_over(raised(ana, BRAKES[0]), to=workshop, by=kim)
    assert run_due() == 0

    with clock.stopped_at(clock.now() + 2 * make.DAY):
        assert run_due() == 1


def test_a_new_department_is_known_at_once(workshop, billing, lea):
    run_due()
    paint = open_department(name="Paint", purpose="Scratches and colours", by=lea)
    assert run_due() == 1
    assert str(paint.id) in knowing.known(Field.DEPARTMENT).model.labels


def test_articles_that_lea_gives_a_department_are_its_examples(workshop, billing, lea):
    make.article(by=lea)
    run_due()
    settings.allow(billing, acts=False, topics=["trouble", "care", "nonsense"], by=lea)
    settings.allow(billing, acts=False, topics=["trouble", "care"], by=lea)

    assert run_due() == 1
    assert run_due() == 0


def test_one_department_alone_is_nothing_to_tell_apart(workshop):
    run_due()

    assert knowing.known(Field.DEPARTMENT) is None
    assert run_due() == 0


def test_only_the_latest_keeps_its_bytes(workshop, billing):
    for _ in range(3):
        training.want()
        run_due()

    kept = session.scalars(
        select(LearnedModel.id).where(
            LearnedModel.packed.is_not(None), LearnedModel.field == Field.DEPARTMENT
        )
    ).all()
    assert (models_of(), len(kept)) == (3, 1)


def test_bytes_that_cannot_be_read_propose_nothing(ana, workshop, billing):
    run_due()
    with atomic():
        for model in session.scalars(select(LearnedModel)):
            model.packed = b"broken"
    raised(ana, BRAKES[0])

    assert jobs.read_what_came_in() == 1
    assert session.scalars(select(Proposal).where(Proposal.field == Field.DEPARTMENT)).all() == []


def test_a_worker_that_died_is_followed_after_a_while(workshop, billing):
    run_due()
    training.want(Field.DEPARTMENT)
    training._claim(Field.DEPARTMENT)
    assert training.learn(Field.DEPARTMENT) is False

    with clock.stopped_at(clock.now() + training.LOST_AFTER + make.HOUR):
        assert training.learn(Field.DEPARTMENT) is True


def test_a_claim_that_was_lost_writes_nothing(workshop, billing):
    run_due()
    lesson = training.lesson_of(Field.DEPARTMENT)
    training._claim(Field.DEPARTMENT)
    training._keep(Field.DEPARTMENT, None, lesson, clock.now() - make.DAY)

    assert session.get_one(Training, Field.DEPARTMENT, populate_existing=True).claimed_at
    assert models_of() == 1


def learn_departments():
    return training.learn(Field.DEPARTMENT)


def test_eight_workers_learn_it_once_at_a_time(workshop, billing, race):
    run_due()
    answers = race(learn_departments, EIGHT)

    assert answers.count(True) >= 1 and set(answers) <= {True, False}
    assert models_of() == 1 + answers.count(True)
    session.expire_all()
    assert session.get_one(Training, Field.DEPARTMENT).claimed_at is None


def read_it(ticket_id):
    return jobs.read_one(ticket_id)


def test_eight_workers_read_a_concern_once(ana, workshop, billing, race):
    run_due()
    ticket = raised(ana, BRAKES[0])
    answers = race(read_it, EIGHT, ticket.id)

    assert answers.count(True) == 1
    fields = session.scalars(select(Proposal.field)).all()
    assert len(fields) == len(set(fields)) > 0


def hand_it_over(ticket_id, department_id):
    kim = session.scalars(select(User).where(User.role == Role.AGENT)).one()
    to = session.get_one(Department, department_id)
    hand_over(session.get_one(Ticket, ticket_id), to=to, by=kim)


def read_or_hand_over(ticket_id, department_id):
    if department_id:
        hand_it_over(ticket_id, department_id)
    else:
        jobs.read_one(ticket_id)


def test_a_person_and_the_machine_at_once_the_person_wins(ana, kim, lea, workshop, billing, race):
    for _ in range(7):
        for texts, department in ((BRAKES, workshop), (INVOICES, billing)):
            for text in texts:
                hand_over(raised(ana, text), to=department, by=kim)
    settings.allow(workshop, acts=True, topics=[], by=lea)
    training.want()
    run_due()
    for text in BRAKES[:3]:
        ticket = raised(ana, text)
        race(read_or_hand_over, each=[(ticket.id, billing.id), (ticket.id, 0), (ticket.id, 0)])
        session.expire_all()
        assert session.get_one(Ticket, ticket.id).department_id == billing.id
        assert session.scalars(
            select(Confirmed.value).where(Confirmed.ticket_id == ticket.id)
        ).all() == [str(billing.id)]


@pytest.fixture
def erased(ana, ben, kim, workshop, billing):
    """Ana's words are in the model, in the index and beside Ben's concern, and then she goes."""
    hers = raised(ana, "My Zwitscherglocke squeals, the front brake is broken")
    hand_over(hers, to=workshop, by=kim)
    solve(hers, by=kim)
    his = raised(ben, "The Zwitscherglocke squeals and the front brake is broken")
    training.want()
    run_due()
    likeness.keep_up()
    while jobs.read_what_came_in():
        pass
    assert session.scalars(select(SimilarTicket.other_id)).all() == [hers.id]
    with atomic():
        assert forgetting.stop(subject_of(ana)) is True
    return hers, his


def knows(word):
    model = knowing.known(Field.DEPARTMENT).model
    return bool(numbers_of([word]) & model.known_words)


def test_nothing_of_ana_is_learned_or_found_any_more(erased):
    hers, his = erased
    assert knowing.known(Field.DEPARTMENT) is None, "until it is learned again"
    assert session.scalars(select(SimilarTicket)).all() == []
    likeness.keep_up()
    assert likeness.find(his, "Zwitscherglocke squeals front brake broken") == []

    run_due()
    assert not knows("Zwitscherglocke")
    assert session.scalars(select(Unread.ticket_id)).all() == [hers.id]


def test_what_ana_wrote_is_read_no_more(erased):
    hers, _ = erased
    with atomic():
        session.add(ToRead(ticket_id=hers.id))
    before = session.scalar(select(func.count()).select_from(Proposal))
    jobs.read_what_came_in()

    assert session.scalar(select(func.count()).select_from(Proposal)) == before


def test_a_model_learned_while_ana_was_going_is_thrown_away(erased, ben, kim, workshop):
    run_due()
    lesson = training.lesson_of(Field.DEPARTMENT)
    claimed_at = training._claim(Field.DEPARTMENT)
    hand_over(raised(ben, "Another Klingelbeutel"), to=workshop, by=kim)
    with atomic():
        forgetting.stop(subject_of(ben))
    training._keep(Field.DEPARTMENT, None, lesson, claimed_at)

    assert training.is_due(Field.DEPARTMENT)


def test_the_next_worker_begins_with_what_the_last_one_left(ana, kim, app):
    solved = raised(ana, "The front brake squeals in the rain")
    solve(solved, by=kim)
    likeness.keep_up()
    with clock.stopped_at(clock.now() + make.DAY):
        assert likeness.leave() is True
        assert likeness.leave() is False
    left = session.scalars(select(SimilarIndex)).one()
    assert left.texts == 1

    app.extensions.pop("portal_similar")
    assert likeness.keep_up() == 0
    assert solved.id in app.extensions["portal_similar"].texts


def test_more_solved_at_one_moment_than_are_read_at_once(ana, kim, monkeypatch):
    monkeypatch.setattr(likeness, "AT_ONCE", 3)
    with clock.stopped_at(make.MONDAY):
        for text in (*BRAKES, *INVOICES)[:8]:
            solve(raised(ana, text), by=kim)

    assert sum(iter(likeness.keep_up, 0)) == 8

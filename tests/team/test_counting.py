"""The counts by day: the same as counting by hand, whatever happened since."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.figures import bucket_of
from portal.team import counting, reporting
from portal.team.models import TeamBacklog, TeamChange, TeamCount, TeamDay, TeamTopic
from portal.tickets import conversation, merging, resolution, tagging, triage
from portal.tickets.company import zone
from portal.tickets.forecast_models import MetPromise
from portal.tickets.models import Ticket, TicketState
from portal.web.spans import Span
from tests import make

TODAY = make.MONDAY.date()


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(make.MONDAY):
        yield


def days_ago(days):
    return make.MONDAY - timedelta(days=days)


def counted(**only):
    """The counts of all days as they are kept, by measure."""
    found = Counter()
    for row in session.scalars(select(TeamCount)):
        if all(getattr(row, name) == value for name, value in only.items()):
            found[row.measure] += row.count
    return +found


def by_hand():
    """The same, straight from the tickets, one by one."""
    found = Counter()
    now = clock.now()
    for ticket in session.scalars(select(Ticket).where(Ticket.merged_into_id.is_(None))):
        found["arrived"] += 1
        found["answered"] += ticket.first_answered_at is not None
        found["solved"] += ticket.is_solved
        promised, answered = ticket.first_promised_at, ticket.first_answered_at
        if answered is not None and answered <= promised:
            found["kept"] += promised < tomorrow()
        elif answered is None and ticket.solved_at is not None and ticket.solved_at <= promised:
            pass
        else:
            found["broken"] += promised < now
    for met in session.scalars(select(MetPromise)):
        found["unforeseen"] += met.met_at > met.due_at
    return +found


def tomorrow():
    return Span(TODAY, TODAY, zone()).ends


def test_a_day_is_counted_as_by_hand(ana, ben, kim):
    make.ticket(by=ana, at=days_ago(3), answered_by=kim, assignee=kim)
    make.ticket(by=ben, at=days_ago(3), answered_by=kim, state=TicketState.SOLVED)
    make.ticket(by=ben, at=days_ago(1), confirmed=False)
    make.ticket(by=ana, at=days_ago(2))

    assert counting.rebuild() == 4

    assert counted() == by_hand()
    assert counted(agent_id=kim.id)["answered"] == 1
    times = session.scalars(select(TeamCount.bucket).where(TeamCount.measure == "answered"))
    assert set(times) == {bucket_of(3600)}


def test_counting_twice_changes_nothing(ana, kim):
    make.ticket(by=ana, at=days_ago(3), answered_by=kim)

    counting.rebuild()
    first = counted()
    counting.rebuild()
    counting.keep_up()

    assert counted() == first


def test_what_happens_to_an_old_ticket_is_counted_soon(ana, kim, lea):
    ticket = make.ticket(by=ana, at=days_ago(20), answered_by=kim)
    with clock.stopped_at(days_ago(10)):
        resolution.solve(ticket, by=kim)
    counting.rebuild()
    assert counted()["solved"] == 1 and counted(agent_id=kim.id)["arrived"] == 0

    triage.assign(ticket, to=kim, by=lea)
    resolution.reopen(ticket, by=ana)
    counting.keep_up()

    assert counted(agent_id=kim.id)["arrived"] == 1
    assert counted() == by_hand() | Counter(reopened=1)
    assert session.scalars(select(TeamChange)).all() == []


def test_a_late_answer_that_solving_ends_is_counted_on_the_day_it_was_due(ana, kim):
    ticket = make.ticket(by=ana, at=days_ago(20), answered_by=kim)
    with clock.stopped_at(days_ago(10)):
        conversation.reply(ticket, body="And the other?", by=ana)
    counting.rebuild()

    resolution.solve(ticket, by=kim)
    counting.keep_up()

    assert counted()["unforeseen"] == 1
    assert counted() == by_hand()


def test_a_day_that_was_not_over_is_counted_again_however_late(ana):
    counting.keep_up()
    with clock.stopped_at(make.MONDAY + timedelta(hours=1)):
        make.ticket(by=ana)

    with clock.stopped_at(make.MONDAY + timedelta(days=4)):
        counting.keep_up()

    assert counted()["arrived"] == 1


def test_a_merged_concern_is_counted_no_more_until_it_is_taken_out_again(ana, kim):
    kept = make.ticket(by=ana, at=days_ago(9))
    ticket = make.ticket(by=ana, at=days_ago(12), answered_by=kim)
    counting.rebuild()

    merging.merge([ticket], into=kept, by=kim)
    counting.keep_up()
    assert counted()["arrived"] == 1 and counted() == by_hand()

    merging.unmerge(ticket, by=kim)
    counting.keep_up()
    assert counted()["arrived"] == 2 and counted() == by_hand()


def test_a_promise_nobody_kept_is_late_without_anybody_doing_anything(ana):
    make.ticket(by=ana, at=days_ago(2))
    counting.rebuild()

    assert counted()["broken"] == 1


def test_a_promise_for_tonight_is_not_late_yet(ana):
    with clock.stopped_at(make.MONDAY - timedelta(hours=20)):
        make.ticket(by=ana)
    counting.rebuild()

    assert counted()["broken"] == 0


def test_what_customers_solved_themselves_in_time_is_neither_kept_nor_late(ana):
    ticket = make.ticket(by=ana, at=days_ago(3))
    with clock.stopped_at(days_ago(3) + timedelta(hours=1)):
        resolution.solve(ticket, by=ana)
    counting.rebuild()

    assert counted()["kept"] == counted()["broken"] == 0


def test_rows_that_came_by_no_verb_are_found_in_time(ana):
    make.ticket(by=ana, at=days_ago(30))
    counting.keep_up()
    make.ticket(by=ana, at=days_ago(25))

    for _ in range(20):
        with clock.stopped_at(clock.now() + timedelta(minutes=1)):
            counting.keep_up()

    assert counted()["arrived"] == 2


def test_days_before_anything_came_are_not_counted(app):
    assert counting.rebuild() == 0
    assert counting.keep_up() == 0


def test_tags_are_counted_by_the_day_the_concern_came(ana, kim):
    ticket = make.ticket(by=ana, at=days_ago(5))
    counting.rebuild()
    tagging.tag(ticket, word="brakes", by=kim)
    counting.keep_up()

    (topic,) = session.scalars(select(TeamTopic))
    assert (topic.word, topic.count, topic.day) == ("brakes", 1, counting.day_of(days_ago(5)))


def test_what_waits_is_known_by_age_and_by_whom(ana, ben, kim):
    make.ticket(by=ana, at=days_ago(40), assignee=kim)
    make.ticket(by=ben, at=days_ago(5))
    make.ticket(by=ben, at=days_ago(5), state=TicketState.SOLVED)
    counting.look_at_backlog()
    counting.look_at_backlog()

    found = reporting.backlog({})
    assert (found.count, found.late) == (2, 2)
    assert found.ages == Counter({5: 1, 2: 1})
    assert found.agents == Counter({kim.id: 1, 0: 1})
    assert found.taken_at == clock.now()


def count_it():
    with clock.stopped_at(make.MONDAY):
        return counting.keep_up()


def test_eight_workers_count_every_ticket_once(ana, kim, race):
    for days in range(6):
        make.ticket(by=ana, at=days_ago(days), answered_by=kim)

    answers = race(count_it, 8)

    assert set(answers) == {0}
    session.expire_all()
    assert counted() == by_hand()
    assert len(session.scalars(select(TeamDay)).all()) == 6
    assert sum(session.scalars(select(TeamBacklog.count))) == 6


def answer_it(ticket_id, kim_id):
    kim = session.get_one(User, kim_id)
    with clock.stopped_at(make.MONDAY):
        conversation.reply(session.get_one(Ticket, ticket_id), body="Here.", by=kim)


def test_counting_does_not_stand_in_the_way_of_the_work(ana, kim, race):
    tickets = [make.ticket(by=ana, at=days_ago(5)).id for _ in range(4)]

    answers = race(_either, each=[(number, kim.id) for each in tickets for number in (each, 0)])

    assert [each for each in answers if not isinstance(each, int | None)] == []
    counting.keep_up()
    assert counted() == by_hand()


def _either(ticket_id, kim_id):
    return answer_it(ticket_id, kim_id) if ticket_id else count_it()

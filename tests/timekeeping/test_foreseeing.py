"""What will be late as it looks: who says so, where it stands, and how often it was right."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.deadlines.forecasting import FEWEST
from portal.promises.calendars import calendar_of
from portal.team import counting, reporting
from portal.tickets import acts, conversation, forecasts, resolution, snoozing, triage
from portal.tickets.company import zone
from portal.tickets.forecast_models import LaneKind, LanePace, MetPromise, TicketForecast
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Ticket, TicketKind, TicketState
from portal.tickets.queue import Queue, View, counts
from portal.timekeeping import foreseeing, sentences
from portal.timekeeping.foreseeing import look_ahead
from portal.web.spans import Span
from tests import make
from tests.rig.racing import Raised
from tests.timekeeping import raising

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEDNESDAY = make.MONDAY + 2 * make.DAY
raised = partial(raising.raised, kind=TicketKind.BROKEN)


def answered(ticket, by, at, then=TicketState.WAITING):
    with clock.stopped_at(at):
        conversation.reply(ticket, body="This one.", by=by, then=then)


@pytest.fixture
def a_slow_week(ana, kim):
    """Kim has answered one an hour, while something waited."""
    for hour in range(FEWEST):
        at = make.MONDAY + hour * HOUR
        answered(raised(ana, at), kim, at + HOUR)


@pytest.fixture
def wednesday():
    with clock.stopped_at(WEDNESDAY):
        yield


def looked_at(moment=WEDNESDAY):
    with clock.stopped_at(moment):
        return look_ahead()


def in_view(me):
    return [row.subject for row in Queue(me=me, view=View.WILL_BE_LATE).rows()]


def five_wait(ana, kim, at=WEDNESDAY):
    """Each is promised in four hours and takes one; Kim looks after all of them."""
    tickets = [raised(ana, at, subject=f"number {place}") for place in range(1, 6)]
    for ticket in tickets:
        triage.assign(ticket, to=kim, by=kim)
    return tickets


def test_the_fifth_of_five_is_forecast_late(ana, kim, a_slow_week, wednesday):
    five_wait(ana, kim)

    assert look_ahead() == 1
    assert in_view(kim) == ["number 5"]
    assert counts(kim, [])[View.WILL_BE_LATE] == 1


def test_the_reason_is_told_in_a_sentence(ana, kim, a_slow_week, wednesday):
    *others, last = five_wait(ana, kim)
    look_ahead()

    assert sentences.of_outlook(forecasts.outlook_of(last)) == (
        "Will be late, as it looks: 4 are due before it, and Kim Visser answers one in about 1 h."
        " That takes 5 h of working time, and 4 h are left."
    )
    assert sentences.of_outlook(forecasts.outlook_of(others[1])) == (
        "In time, as it looks: 1 is due before it, and Kim Visser answers one in about 1 h."
        " That takes 2 h of working time, and 4 h are left."
    )


def test_with_too_little_history_nothing_is_foreseen_and_it_says_so(ana, kim, wednesday):
    *_, last = five_wait(ana, kim)

    assert look_ahead() == 0
    assert in_view(kim) == []
    assert sentences.of_outlook(forecasts.outlook_of(last)) == (
        "Too little history to tell: The desk gave no answers in the last 40 h of working time,"
        " and it takes 8."
    )


def test_what_is_late_already_is_not_forecast(ana, kim, a_slow_week):
    tickets = five_wait(ana, kim)

    assert looked_at(WEDNESDAY + 5 * HOUR) == 0
    with clock.stopped_at(WEDNESDAY + 5 * HOUR):
        assert forecasts.outlook_of(tickets[-1]) is None


def test_it_is_taken_back_once_there_is_time_again(ana, kim, a_slow_week, wednesday):
    first, *_ = five_wait(ana, kim)
    look_ahead()

    conversation.reply(first, body="This one.", by=kim)

    assert look_ahead() == 1
    assert in_view(kim) == []
    forecast = session.scalars(select(TicketForecast)).one()
    assert (forecast.withdrawn_at, forecast.met_at) == (WEDNESDAY, None)


def test_it_comes_back_when_it_looks_worse_again(ana, kim, a_slow_week, wednesday):
    first, *_, last = five_wait(ana, kim)
    look_ahead()
    snoozing.snooze(first, until=WEDNESDAY + make.DAY, by=kim)
    look_ahead()
    assert in_view(kim) == []

    snoozing.wake(first, by=kim)
    look_ahead()

    assert in_view(kim) == ["number 5"]
    assert session.scalars(select(TicketForecast.ticket_id)).all() == [last.id]


def test_who_answers_it_gets_it_out_of_the_view_at_once(ana, kim, a_slow_week, wednesday):
    *_, last = five_wait(ana, kim)
    look_ahead()

    conversation.reply(last, body="This one.", by=kim)

    assert in_view(kim) == []
    assert not forecasts.is_foreseen(last)


def test_another_promise_of_the_same_concern_is_another_forecast(ana, kim, a_slow_week, wednesday):
    *_, last = five_wait(ana, kim)
    look_ahead()
    conversation.reply(last, body="This one.", by=kim)
    conversation.reply(last, body="And the other?", by=ana)

    assert not forecasts.is_foreseen(last)
    assert in_view(kim) == []


def test_a_colleague_with_little_history_goes_by_their_department(
    ana, kim, lea, a_slow_week, wednesday
):
    *_, last = five_wait(ana, kim)
    triage.assign(last, to=lea, by=lea)
    look_ahead()

    assert sentences.of_outlook(forecasts.outlook_of(last)).startswith(
        "Will be late, as it looks: 4 are due before it, and The desk answers one"
    )


def test_each_department_goes_by_its_own_pace(ana, kim, a_slow_week, wednesday):
    workshop = make.department("Workshop", kim)
    ticket = raised(ana, WEDNESDAY)
    hand_over(ticket, to=workshop, by=kim)

    assert look_ahead() == 0
    assert "Workshop gave no answers" in sentences.of_outlook(forecasts.outlook_of(ticket))


def test_twice_says_nothing_new(ana, kim, a_slow_week, wednesday):
    five_wait(ana, kim)

    assert [look_ahead(), look_ahead()] == [1, 0]
    assert len(session.scalars(select(TicketForecast)).all()) == 1


def test_nothing_waits_and_nothing_was_answered(app):
    assert looked_at() == 0


def test_the_pace_is_kept_for_each_lane(ana, kim, a_slow_week, wednesday):
    look_ahead()

    lanes = {(each.kind, each.lane_id): each for each in session.scalars(select(LanePace))}
    assert set(lanes) == {(LaneKind.AGENT, kim.id), (LaneKind.DEPARTMENT, 0)}
    assert {each.pace.each for each in lanes.values()} == {HOUR}


def test_undoing_a_solution_leaves_one_promise(ana, kim, wednesday):
    ticket = raised(ana, WEDNESDAY)
    due_at = ticket.due_at
    resolution.solve(ticket, by=kim)
    resolution.reopen(ticket, by=kim)
    resolution.solve(ticket, by=kim)

    kept = session.scalars(select(MetPromise).order_by(MetPromise.due_at)).all()
    assert [each.ticket_id for each in kept] == [ticket.id, ticket.id]
    assert kept[0].due_at == due_at


def test_what_was_answered_while_a_worker_looked_stays_answered(ana, kim, a_slow_week, wednesday):
    *_, last = five_wait(ana, kim)
    look_ahead()
    late = {(last.id, last.due_at)}

    conversation.reply(last, body="This one.", by=kim)

    assert foreseeing._foresee(late, WEDNESDAY) == 0
    assert session.scalars(select(TicketForecast.met_at)).all() == [WEDNESDAY]


def look_once(_number):
    with clock.stopped_at(WEDNESDAY):
        return look_ahead()


def test_eight_workers_at_once_foresee_it_once(ana, kim, a_slow_week, wednesday, race):
    five_wait(ana, kim)

    answers = race(look_once, each=[(number,) for number in range(8)])

    assert sorted(answers)[-1] == 1
    assert len(session.scalars(select(TicketForecast)).all()) == 1
    assert in_view(kim) == ["number 5"]


def look_or_solve(user_id):
    with clock.stopped_at(WEDNESDAY):
        if user_id is None:
            return look_ahead()
        kim = session.get_one(User, user_id)
        waiting = session.scalars(select(Ticket.id).where(Ticket.due_at.is_not(None))).all()
        return acts.do(lambda it: resolution.solve(it, by=kim), waiting, what="", by=kim)[1]


def test_a_worker_and_who_solves_many_do_not_block_each_other(ana, kim, wednesday, race):
    tickets = [raised(ana, WEDNESDAY) for _ in range(15)]
    with atomic():
        for ticket in reversed(tickets):
            session.add(TicketForecast(ticket_id=ticket.id, due_at=ticket.due_at))
            session.flush()

    looked, solved = race(look_or_solve, each=[(None,), (kim.id,)])

    assert not isinstance(looked, Raised), looked
    assert solved == len(tickets)


def test_history_replayed_the_page_counts_what_really_came_of_it(ana, kim, lea):
    """A busy week, hour by hour: what a worker forecast then, and how it ended, told one by one,
    is what the page says."""
    _, calendar = calendar_of(None)
    at = make.MONDAY
    waiting, foreseen, late = [], set(), set()
    for hour in range(34):
        at = calendar.after(at, HOUR)
        waiting += [
            raised(ana, at, subject=f"at {hour}") for _ in range(2 if hour % 9 in (3, 4, 5) else 1)
        ]
        looked_at(at)
        for forecast in session.scalars(select(TicketForecast)):
            foreseen.add(forecast.ticket_id)
        first = min(waiting, key=lambda ticket: (ticket.due_at, ticket.id))
        waiting.remove(first)
        if first.due_at < at:
            late.add(first.id)
        answered(first, kim, at)
    with clock.stopped_at(at):
        owed_late = {each.id for each in waiting if each.due_at < at}
        for day in {each.date() for each in session.scalars(select(MetPromise.due_at))}:
            counting.recount(day)
        counting.keep_up()
        week = Span(make.MONDAY.date(), at.astimezone(zone()).date(), zone())
        work = reporting.work(week, {})
        settled = foreseen - {each.id for each in waiting if each.id not in owed_late}

    told = Counter(right=work.foreseen.right, foreseen=work.foreseen.count)
    assert told == Counter(right=len(settled & (late | owed_late)), foreseen=len(settled))
    assert work.counts["unforeseen"] == len(late - foreseen)
    assert told["foreseen"] >= 5


def test_the_pane_and_the_row_say_it(ana, kim, sign_in, a_slow_week, wednesday):
    *others, last = five_wait(ana, kim)
    look_ahead()

    page = sign_in(kim).visit(f"/desk/tickets/{last.number}?view=will-be-late")

    assert [row.by_class("qrow__sub")[0].text for row in page.by_class("qrow")] == ["number 5"]
    assert "Will be late, as it looks" in [
        mark.get("aria-label") for mark in page.all("//a[@class='qrow']//*[name()='svg']")
    ]
    assert "4 are due before it, and Kim Visser answers one in about 1 h" in page.text
    assert page.by_class("note--warn")
    assert page.all("//*[@class='pane__head']//*[@data-foreseen]")

    page = sign_in(kim).visit(f"/desk/tickets/{others[0].number}")
    assert "In time, as it looks: none are due before it" in page.text
    assert not page.by_class("note--warn")


def test_the_view_is_counted_beside_the_queue(ana, kim, sign_in, a_slow_week, wednesday):
    five_wait(ana, kim)
    look_ahead()

    page = sign_in(kim).visit("/desk").follow("Will be late1")

    assert page.h1 == "Will be late"
    assert "1, soonest first" in page.text


def test_every_number_of_the_team_opens_its_concerns(ana, kim, sign_in, a_slow_week):
    *_, last = five_wait(ana, kim)
    looked_at()
    answered(last, kim, last.due_at + HOUR)
    with clock.stopped_at(WEDNESDAY + make.DAY):
        counting.rebuild()
        page = sign_in(kim).visit("/desk/team?days=7")
        assert "Of the 1 answers forecast to be late, 1 was" in page.text
        for measure, numbers in (
            ("foreseen", [last.number]),
            ("came_true", [last.number]),
            ("unforeseen", []),
        ):
            behind = sign_in(kim).visit(f"/desk/team/concerns?measure={measure}&days=7")
            assert [link.text for link in behind.all("//th/a")] == numbers

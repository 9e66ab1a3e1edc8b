"""Putting a concern off."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.tickets import snooze_times, triage
from portal.tickets.conversation import reply
from portal.tickets.models import TicketState
from portal.tickets.queue import Queue, View
from portal.tickets.resolution import solve
from portal.tickets.snoozing import CannotSnooze, snooze, snooze_of, wake, wake_what_is_due
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def needs_reply(kim):
    return [row.id for row in Queue(me=kim, view=View.NEEDS_REPLY).rows()]


def test_a_snoozed_concern_is_out_of_the_queue_and_comes_back_with_its_promise(ana, kim):
    ticket = make.ticket(by=ana)
    due_at = ticket.due_at

    snooze(ticket, until=clock.now() + make.HOUR, by=kim, reason="Part comes at four")
    assert needs_reply(kim) == []
    assert ticket.promised_at == due_at
    assert wake_what_is_due() == 0

    with clock.stopped_at(clock.now() + 2 * make.HOUR):
        assert wake_what_is_due() == 1
        assert wake_what_is_due() == 0
    assert (needs_reply(kim), ticket.due_at, snooze_of(ticket)) == ([ticket.id], due_at, None)


def test_the_customers_word_wakes_it(ana, kim):
    ticket = make.ticket(by=ana)
    snooze(ticket, until=clock.now() + make.DAY, by=kim)

    reply(ticket, body="Any news?", by=ana)

    assert needs_reply(kim) == [ticket.id]


def test_it_sleeps_on_when_that_was_chosen_and_keeps_its_promise(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim)
    snooze(ticket, until=clock.now() + make.DAY, by=kim, wakes_on_reply=False)

    reply(ticket, body="Any news?", by=ana)
    assert needs_reply(kim) == []
    assert ticket.state is TicketState.OPEN
    assert ticket.promised_at is not None

    wake(ticket, by=kim)
    assert needs_reply(kim) == [ticket.id]


def test_one_that_waited_in_vain_for_the_customer_comes_to_the_desk(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim)
    snooze(ticket, until=clock.now() + make.HOUR, by=kim)

    with clock.stopped_at(clock.now() + 2 * make.HOUR):
        wake_what_is_due()

    assert needs_reply(kim) == [ticket.id]


def test_snoozing_again_only_changes_the_moment(ana, kim):
    ticket = make.ticket(by=ana)
    due_at = ticket.due_at
    snooze(ticket, until=clock.now() + make.HOUR, by=kim)
    snooze(ticket, until=clock.now() + make.DAY, by=kim, reason="Later still")

    wake(ticket, by=kim)
    wake(ticket, by=kim)

    assert ticket.due_at == due_at
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["ticket.snoozed", "ticket.snoozed", "ticket.woken"]


def test_whatever_ends_the_wait_ends_the_snooze(ana, kim):
    for act in (
        lambda ticket: solve(ticket, by=kim),
        lambda ticket: reply(ticket, body="Done.", by=kim),
        lambda ticket: triage.put(ticket, state=TicketState.WAITING, by=kim),
    ):
        ticket = make.ticket(by=ana)
        snooze(ticket, until=clock.now() + make.DAY, by=kim)
        act(ticket)
        assert (ticket.snoozed_until, ticket.due_at) == (None, None)


def test_what_cannot_be_put_off_is_refused(ana, kim):
    with pytest.raises(CannotSnooze):
        snooze(make.ticket(by=ana), until=clock.now(), by=kim)
    with pytest.raises(CannotSnooze):
        solved = make.ticket(by=ana, state=TicketState.SOLVED)
        snooze(solved, until=clock.now() + make.DAY, by=kim)


def test_the_presets_of_a_monday_morning():
    offered = snooze_times.presets(make.MONDAY, AMSTERDAM)
    assert [(each.name, f"{each.at.astimezone(AMSTERDAM):%a %d %H:%M}") for each in offered] == [
        ("afternoon", "Mon 23 14:00"),
        ("tomorrow", "Tue 24 09:00"),
        ("monday", "Mon 30 09:00"),
    ]


def test_in_the_evening_nothing_is_offered_for_the_afternoon():
    evening = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    names = [each.name for each in snooze_times.presets(evening, AMSTERDAM)]
    assert names == ["tomorrow", "monday", "week"]


def test_nine_o_clock_stays_nine_when_the_clocks_change():
    saturday = datetime(2027, 3, 27, 11, 0, tzinfo=UTC)
    tomorrow = snooze_times.moment("tomorrow", saturday, AMSTERDAM)
    assert tomorrow == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-11-23T08:00", "2036-01-01T09:00", "9999-12-31T23:59", "0001-01-01"]
)
def test_a_moment_that_is_none_is_refused(typed):
    with pytest.raises(snooze_times.NoSuchTime):
        snooze_times.moment(typed, make.MONDAY, AMSTERDAM)

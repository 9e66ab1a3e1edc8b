"""The ledger, reckoned from what happened, and what the verbs wrote down: one and the same."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.promises.models import Level
from portal.tickets import clocks, conversation, merging, pausing, resolution, snoozing, triage
from portal.tickets.clock_models import PauseReason, TicketClock
from portal.tickets.ledger import ledger_of
from portal.tickets.models import TicketKind, TicketState
from portal.timekeeping import setting
from portal.timekeeping.reconsidering import reconsider
from tests import make
from tests.timekeeping.raising import raised

HOUR = timedelta(hours=1)
SOLUTION = {"name": "All of it", "solution_minutes": 20 * 60}


def acts(ana, kim):
    """What people do to a concern; what cannot be done in its state does nothing."""
    return {
        "writes": lambda t: conversation.reply(t, body="Hm.", by=ana),
        "answers": lambda t: conversation.reply(t, body="So.", by=kim),
        "promises more": lambda t: conversation.reply(
            t, body="Soon.", by=kim, then=TicketState.OPEN
        ),
        "answers and solves": lambda t: conversation.reply(
            t, body="Done.", by=kim, then=TicketState.SOLVED
        ),
        "notes": lambda t: conversation.note(t, body="Hm.", by=kim),
        "solves": lambda t: resolution.solve(t, by=kim),
        "reopens": lambda t: resolution.reopen(t, by=ana),
        "waits": lambda t: triage.put(t, state=TicketState.WAITING, by=kim),
        "opens": lambda t: triage.put(t, state=TicketState.OPEN, by=kim),
        "pauses": lambda t: t.is_solved or pausing.pause(t, reason=PauseReason.PART, by=kim),
        "goes on": lambda t: pausing.go_on(t, by=kim),
        "puts off": lambda t: (
            t.is_solved or snoozing.snooze(t, until=clock.now() + timedelta(days=40), by=kim)
        ),
        "wakes": lambda t: snoozing.wake(t, by=kim),
        "time is up": lambda t: snoozing.wake(t, by=None),
    }


@pytest.mark.parametrize("seed", range(25))
def test_the_ledger_is_what_the_verbs_wrote_down(ana, kim, seed):
    chance = random.Random(seed)
    setting.save_policy(None, SOLUTION, by=kim)
    at, can = make.MONDAY, acts(ana, kim)
    with clock.stopped_at(at):
        ticket = raised(ana)
    done = []
    for _ in range(12):
        at += timedelta(minutes=chance.randrange(1, 60 * 30))
        done.append(chance.choice(sorted(can)))
        with clock.stopped_at(at):
            can[done[-1]](ticket)
            ledger = ledger_of(ticket).ledger
        answer = ledger.answer.due_at if ledger.answer and ledger.answer.runs else None
        assert answer == ticket.promised_at, done
        kept = session.get_one(TicketClock, ticket.id)
        runs = ledger.clock.due_at if ledger.clock.runs else None
        assert runs == kept.solution_due_at, done


def test_the_most_specific_policy_holds_for_each_promise(ana, kim, lea):
    setting.save_policy(None, {"name": "All", "first_minutes": 300, "next_minutes": 200}, by=lea)
    setting.save_policy(
        None, {"name": "Partners", "level": Level.PARTNERSHIP, "first_minutes": 30}, by=lea
    )
    setting.save_policy(None, {"name": "Ideas", "kind": "idea", "next_minutes": 10}, by=lea)
    setting.put_on_level(ana.customer, level=Level.PARTNERSHIP, by=lea)

    found = ledger_of(raised(ana))

    assert found.sources["first_answer"] == "Partners"
    assert found.sources["next_answer"] == "All"
    assert found.targets.first_answer == timedelta(minutes=30)


def test_of_two_that_name_as_many_the_product_counts_first(ana, lea):
    order = make.order(of=ana)
    setting.save_policy(None, {"name": "Kind", "kind": "question", "first_minutes": 11}, by=lea)
    setting.save_policy(
        None, {"name": "Product", "product": order.product.upper(), "first_minutes": 22}, by=lea
    )

    terms = clocks.terms_of(TicketKind.QUESTION, customer=ana.customer, order=order)

    assert terms.targets.first_answer == timedelta(minutes=22)


def test_other_terms_bring_a_promise_forward_and_never_put_it_off(ana, kim, lea):
    with clock.stopped_at(make.MONDAY + 2 * HOUR):
        ticket = raised(ana, kind=TicketKind.IDEA)
        promised = ticket.due_at
        triage.sort(ticket, kind=TicketKind.BROKEN, by=kim)
        sooner = ticket.due_at
        triage.sort(ticket, kind=TicketKind.IDEA, by=kim)

    assert sooner < promised
    assert ticket.due_at == sooner == ticket.first_promised_at


def test_nobody_is_late_at_one_stroke(ana, kim, lea):
    with clock.stopped_at(make.MONDAY):
        ticket = raised(ana)
    setting.save_policy(None, {"name": "At once", "first_minutes": 1}, by=lea)

    with clock.stopped_at(make.MONDAY + 4 * HOUR):
        assert reconsider(ticket, why="the policy changed", by=lea)

    assert ticket.due_at == make.MONDAY + 4 * HOUR


def test_a_pause_with_an_end_goes_on_by_itself(ana, kim):
    with clock.stopped_at(make.MONDAY + HOUR):
        ticket = raised(ana)
        pausing.pause(
            ticket, reason=PauseReason.SUPPLIER, by=kim, until=make.MONDAY + timedelta(days=1)
        )
    assert ticket.due_at is None

    with clock.stopped_at(make.MONDAY + timedelta(days=1, minutes=1)):
        assert pausing.go_on_where_time_is_up() == 1
        assert pausing.go_on_where_time_is_up() == 0

    assert ticket.due_at is not None
    assert ticket.first_promised_at == ticket.due_at, "the pause put it off, and says so"


def test_an_answer_during_a_pause_is_not_the_customer_s_turn(ana, kim):
    ticket = raised(ana)
    pausing.pause(ticket, reason=PauseReason.SUPPLIER, by=kim)

    conversation.reply(ticket, body="We wait for the pads.", by=kim)

    assert (ticket.state, ticket.due_at) == (TicketState.OPEN, None)
    conversation.reply(ticket, body="How long?", by=ana)
    assert ticket.due_at is not None
    assert clocks.pause_of(ticket) is not None


def test_merged_it_is_owed_nothing_and_taken_apart_it_is_again(ana, kim):
    one, other = raised(ana), raised(ana, kind=TicketKind.BROKEN)
    due = other.due_at

    merging.merge([other], into=one, by=kim)

    assert (other.due_at, one.due_at) == (None, due)
    merging.unmerge(other, by=kim)
    assert other.due_at == due


def test_a_concern_from_before_there_were_clocks_has_one(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.WAITING)

    found = ledger_of(ticket)

    assert found.ledger.waits_for == "customer"
    with clock.stopped_at(make.MONDAY + timedelta(days=30)):
        conversation.reply(ticket, body="And?", by=ana)
    assert session.scalars(select(TicketClock.ticket_id)).all() == [ticket.id]
    assert ledger_of(ticket).ledger.answer.due_at == ticket.due_at

"""The rules are followed when a concern is raised, however it comes, once."""

from collections import Counter

from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import session
from portal.departments import keeping
from portal.history.models import Entry
from portal.messages.receiving import receive
from portal.routing.rules import Deal
from portal.tickets.models import Origin, Priority, Ticket, TicketKind
from portal.tickets.raising import raise_as_visitor, raise_concern
from portal.tickets.tagging import tags_of
from portal.tickets.triage import prioritise
from tests import make


def raised(by, subject="Front brake squeals", **more):
    point = session.scalars(select(ContactPoint).where(ContactPoint.user_id == by.id)).first()
    given = {"kind": TicketKind.BROKEN, "body": "After rain.", "origin": Origin.WEB}
    return raise_concern(
        **given | more, subject=subject, customer=by.customer, contact_point=point, by=by,
        confirmed=True,
    )  # fmt: skip


def test_a_broken_tourer_goes_to_the_workshop_with_all_that_the_rule_says(ana, kim, rules):
    workshop = make.department("Workshop", kim)
    rules(
        {
            "kind": "broken", "product": "Tourer", "words": ("brake",),
            "department_id": workshop.id, "priority": "high", "tags": ("brakes",),
            "deal": Deal.LOAD,
        }
    )  # fmt: skip
    ticket = raised(ana, order=make.order(of=ana, product="Tourer"))

    assert (ticket.department, ticket.priority, ticket.assignee) == (workshop, Priority.HIGH, kim)
    assert tags_of(ticket) == ["brakes"]


def test_it_stands_in_the_history_which_rule_did_it(ana, kim, rules):
    rules({"kind": "broken", "department_id": make.department("Workshop", kim).id})
    ticket = raised(ana)

    said = session.scalars(
        select(Entry).where(Entry.about == ticket.about).order_by(Entry.id)
    ).all()
    assert [entry.sentence for entry in said][1:] == [
        f"Rule 1 sorted {ticket.number}",
        f"handed {ticket.number} to Workshop",
    ]
    assert all(entry.actor_id is None for entry in said[1:])


def test_a_mail_and_a_visitor_are_sorted_too(app, kim, rules):
    workshop = make.department("Workshop", kim)
    rules({"words": ("brake",), "department_id": workshop.id})
    raise_as_visitor(
        address="new@example.com", name="New", kind=TicketKind.QUESTION, subject="Brake?",
        body="Which pads?", once=None,
    )  # fmt: skip
    receive(make.eml(sender="other@example.com", to="help@in.portal.example.com", body="My brake"))

    assert [ticket.department for ticket in session.scalars(select(Ticket))] == [workshop] * 2


def test_what_staff_change_later_stays_changed(ana, kim, rules):
    rules({"kind": "broken", "priority": "high"})
    ticket = raised(ana)
    prioritise(ticket, priority=Priority.LOW, by=kim)

    assert session.get_one(Ticket, ticket.id).priority is Priority.LOW


def test_the_same_form_twice_is_sorted_once(ana, kim, lea, rules):
    rules({"department_id": make.department("Workshop", kim, lea).id, "deal": Deal.TURN})
    first, again = raised(ana, once="one"), raised(ana, once="one")

    assert first.id == again.id
    routed = select(Entry).where(Entry.kind == "ticket.routed")
    assert len(session.scalars(routed).all()) == 1


def test_a_rule_for_a_retired_department_is_skipped_and_the_concern_is_raised(ana, lea, rules):
    workshop = make.department("Workshop")
    rules({"department_id": workshop.id}, {"priority": "low"})
    keeping.close(workshop, successor=None, by=lea)

    ticket = raised(ana)
    assert (ticket.department, ticket.priority) == (None, Priority.LOW)


def test_a_department_where_nobody_works_leaves_it_for_anyone(ana, rules):
    empty = make.department("Empty")
    rules({"department_id": empty.id, "deal": Deal.LOAD})

    ticket = raised(ana)
    assert (ticket.department, ticket.assignee) == (empty, None)


def test_in_turn_everybody_gets_as_many(ana, kim, lea, adam, rules):
    rules({"department_id": make.department("Workshop", kim, lea, adam).id, "deal": Deal.TURN})

    assert [raised(ana).assignee for _ in range(6)] == [kim, lea, adam, kim, lea, adam]


def test_by_load_the_one_with_the_fewest_open_gets_it(ana, kim, lea, rules):
    for _ in range(2):
        make.ticket(by=ana, assignee=kim)
    rules({"department_id": make.department("Workshop", kim, lea).id, "deal": Deal.LOAD})

    assert [raised(ana).assignee for _ in range(4)] == [lea, lea, kim, lea]


def test_who_left_is_dealt_nothing(ana, kim, rules):
    gone = make.staff("Gus", Role.AGENT, disabled_at=clock.now())
    workshop = make.department("Workshop", gone, kim)
    rules({"department_id": workshop.id, "deal": Deal.TURN})

    assert [raised(ana).assignee for _ in range(2)] == [kim, kim]


def raise_one(user_id):
    return raised(session.get_one(User, user_id)).assignee_id


def test_eight_at_once_are_dealt_evenly_in_turn(app, race, rules):
    _deal_evenly(race, rules, Deal.TURN)


def test_eight_at_once_are_dealt_evenly_by_load(app, race, rules):
    _deal_evenly(race, rules, Deal.LOAD)


def _deal_evenly(race, rules, how):
    staff = [make.staff(f"Agent {number}", Role.AGENT, email=f"a{number}@marlow.example.com")
             for number in range(4)]  # fmt: skip
    rules({"department_id": make.department("Workshop", *staff).id, "deal": how})
    people = [
        make.user(f"Customer {number}", email=f"c{number}@example.com") for number in range(8)
    ]

    answers = race(raise_one, each=[(person.id,) for person in people])

    assert Counter(answers) == {person.id: 2 for person in staff}

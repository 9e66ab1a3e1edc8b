"""What is proposed for a new concern, and what people make of it."""

import pytest
from sqlalchemy import select

from portal.database import atomic, session
from portal.history.models import Entry
from portal.learning import jobs, likeness, settings, training
from portal.learning.confirming import proposal_of
from portal.learning.models import Confirmed, Field, Outcome, Proposal, kept_aside
from portal.tickets import acts, tagging, triage
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Origin, Priority, Ticket
from portal.tickets.resolution import solve
from tests import make
from tests.learning.conftest import BRAKES, INVOICES, raised

SQUEALS = "The front brake squeals and the chain is broken"


@pytest.fixture
def learned(workshop, billing):
    training.run_due()


def read(ana, text=SQUEALS, **how):
    ticket = raised(ana, text, **how)
    while jobs.read_what_came_in():
        pass
    return ticket


def taught(ana, kim, workshop, billing, times=7):
    """So many settled concerns that it can say how sure it is."""
    for _ in range(times):
        for texts, department in ((BRAKES, workshop), (INVOICES, billing)):
            for text in texts:
                hand_over(raised(ana, text), to=department, by=kim)
    training.want(Field.DEPARTMENT)
    training.run_due()


def outcome_of(ticket, field=Field.DEPARTMENT):
    proposal = proposal_of(ticket, field)
    session.refresh(proposal)
    return proposal.outcome, proposal.truth


def said_in(ticket):
    return [
        f"{entry.actor_name} {entry.sentence}"
        for entry in session.scalars(select(Entry).where(Entry.about == ticket.about))
    ]


def test_before_anybody_settled_one_the_names_of_departments_are_enough(ana, workshop, learned):
    proposal = proposal_of(read(ana), Field.DEPARTMENT)

    assert (proposal.value, proposal.confidence) == (str(workshop.id), None)
    assert {"brake", "chain"} & set(proposal.words)
    assert proposal.outcome is Outcome.OPEN


def test_a_request_does_not_wait_for_the_reading(ana, learned):
    ticket = raised(ana, SQUEALS)

    assert proposal_of(ticket, Field.DEPARTMENT) is None
    assert jobs.read_what_came_in() == 1
    assert jobs.read_what_came_in() == 0


def test_what_kim_makes_of_it_settles_the_proposal(ana, kim, workshop, billing, learned):
    right, wrong = read(ana), read(ana)
    hand_over(right, to=workshop, by=kim)
    hand_over(wrong, to=billing, by=kim)

    assert outcome_of(right) == (Outcome.ACCEPTED, str(workshop.id))
    assert outcome_of(wrong) == (Outcome.CORRECTED, str(billing.id))


def test_the_last_word_counts(ana, kim, lea, workshop, billing, learned):
    ticket = read(ana)
    hand_over(ticket, to=billing, by=kim)
    hand_over(ticket, to=workshop, by=lea)

    assert outcome_of(ticket) == (Outcome.ACCEPTED, str(workshop.id))
    assert session.scalars(select(Confirmed.value)).all() == [str(workshop.id)]


def test_what_a_rule_does_is_nobodys_word(ana, workshop, billing, learned):
    ticket = read(ana)
    hand_over(ticket, to=billing, by=None)

    assert outcome_of(ticket) == (Outcome.OPEN, None)
    assert session.scalars(select(Confirmed)).all() == []


def test_solved_without_a_word_about_it_is_ignored_until_it_goes_on(ana, kim, learned):
    ticket = read(ana)
    solve(ticket, by=kim)
    assert outcome_of(ticket) == (Outcome.IGNORED, None)

    triage.put(ticket, state=ticket.state.OPEN, by=kim)
    assert outcome_of(ticket) == (Outcome.OPEN, None)


def test_what_kim_undoes_was_not_said(ana, kim, workshop, learned):
    ticket = read(ana)
    act, _ = acts.do(lambda it: hand_over(it, to=workshop, by=kim), [ticket.id], what="x", by=kim)
    acts.undo(act, by=kim)

    assert outcome_of(ticket) == (Outcome.OPEN, None)
    assert session.scalars(select(Confirmed)).all() == []


def test_a_persons_word_comes_before_the_proposal(ana, kim, billing, learned):
    ticket = raised(ana, SQUEALS)
    hand_over(ticket, to=billing, by=kim)
    jobs.read_what_came_in()

    assert proposal_of(ticket, Field.DEPARTMENT) is None
    assert ticket.department_id == billing.id


def test_where_it_may_not_act_nothing_happens(ana, kim, workshop, billing):
    taught(ana, kim, workshop, billing)
    ticket = read(ana)

    assert proposal_of(ticket, Field.DEPARTMENT).confidence > 0.5
    assert ticket.department_id is None


def test_where_lea_lets_it_act_it_sorts_and_says_why(ana, kim, lea, workshop, billing):
    taught(ana, kim, workshop, billing)
    settings.allow(workshop, acts=True, topics=[], by=lea)
    ticket = not_aside(read, ana)

    assert ticket.department_id == workshop.id
    assert any(line.startswith("The portal sorted") and "brake" in line for line in said_in(ticket))
    assert outcome_of(ticket)[0] is Outcome.OPEN, "it is no person's word"


def test_it_never_acts_over_a_rule_or_a_person(ana, kim, lea, workshop, billing):
    taught(ana, kim, workshop, billing)
    settings.allow(workshop, acts=True, topics=[], by=lea)
    by_rule = raised(ana, SQUEALS)
    hand_over(by_rule, to=billing, by=None)
    jobs.read_what_came_in()
    jobs.read_one(by_rule.id)

    assert by_rule.department_id == billing.id


def test_in_doubt_it_abstains(ana, kim, lea, workshop, billing):
    taught(ana, kim, workshop, billing)
    settings.allow(workshop, acts=True, topics=[], by=lea)
    ticket = read(ana, "Xyzzy plugh qwerty")

    assert proposal_of(ticket, Field.DEPARTMENT).abstains
    assert ticket.department_id is None


def test_urgency_is_raised_and_never_lowered(ana, kim, learned):
    burning = read(ana, "The battery caught fire, smoke everywhere")
    calm = raised(ana, "Which tyre fits")
    triage.prioritise(calm, priority=Priority.URGENT, by=kim)
    jobs.read_what_came_in()

    assert proposal_of(burning, Field.URGENCY).value == "urgent"
    assert proposal_of(calm, Field.URGENCY) is None


def test_the_language_is_told_when_it_is_another_than_we_write(ana, learned):
    german = read(ana, "Meine Bremse quietscht und ich kann nicht mehr fahren, bitte helfen Sie")

    assert proposal_of(german, Field.LANGUAGE).value == "de"
    assert proposal_of(read(ana), Field.LANGUAGE) is None


def test_a_kind_that_the_customer_chose_is_not_guessed(ana, learned):
    assert proposal_of(read(ana, origin=Origin.WEB), Field.KIND) is None
    assert proposal_of(read(ana, "Thank you so much, great work"), Field.KIND).value == "praise"


def test_tags_used_again_and_again_are_topics(ana, kim, workshop, billing):
    for text in BRAKES[:4]:
        tagging.tag(raised(ana, text), word="brakes", by=kim)
    for text in INVOICES[:4]:
        tagging.tag(raised(ana, text), word="invoices", by=kim)
    training.run_due()
    ticket = read(ana, "The invoice was charged to my card")

    assert proposal_of(ticket, Field.TOPIC).value == "invoices"
    tagging.tag(ticket, word="invoices", by=kim)
    assert outcome_of(ticket, Field.TOPIC) == (Outcome.ACCEPTED, "invoices")


def test_kims_corrections_are_known_before_the_next_night(ana, kim, workshop, billing, learned):
    """A word that no department's name has, said three times."""
    for _ in range(4):
        hand_over(raised(ana, "Gutschein Rabatt"), to=billing, by=kim)

    assert proposal_of(read(ana, "Gutschein Rabatt"), Field.DEPARTMENT).value == str(billing.id)


def test_a_retired_department_is_proposed_no_more(ana, workshop, billing, learned):
    with atomic():
        workshop.retired_at = make.MONDAY

    proposal = proposal_of(read(ana), Field.DEPARTMENT)
    assert proposal is None or proposal.value == str(billing.id)


def test_similar_solved_concerns_stand_beside_it(ana, kim, learned):
    solved = raised(ana, "The front brake squeals when it rains")
    other = raised(ana, "Where is my invoice")
    for each in (solved, other):
        solve(each, by=kim)
    likeness.keep_up()
    ticket = read(ana, "My front brake squeals in the rain")

    assert likeness.find(ticket, ticket.subject)[0] == solved.id


def not_aside(read, ana):
    """One in twenty is measured in silence; the next is not."""
    ticket = read(ana)
    return read(ana) if kept_aside(ticket.id) else ticket


def test_one_in_twenty_is_kept_aside(ana, kim, lea, workshop, billing):
    taught(ana, kim, workshop, billing, times=6)
    settings.allow(workshop, acts=True, topics=[], by=lea)
    tickets = [read(ana) for _ in range(20)]
    aside = [each for each in tickets if each.department_id is None]

    assert len(aside) == 1
    assert proposal_of(aside[0], Field.DEPARTMENT).value == str(workshop.id)


def test_reading_it_twice_proposes_once(ana, learned):
    ticket = read(ana)
    with_words = session.scalars(select(Proposal).where(Proposal.ticket_id == ticket.id)).all()
    jobs.look_again()
    jobs.read_what_came_in()

    assert session.scalars(select(Proposal)).all() == with_words
    assert session.get_one(Ticket, ticket.id).department_id is None

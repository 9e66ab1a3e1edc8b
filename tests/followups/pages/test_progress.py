"""Watching a mailing leave: what left, what is ahead, what does not go, and pausing it there."""

from datetime import timedelta

import pytest

from portal import clock
from portal.consent.models import Basis, Purpose
from portal.database import atomic, session
from portal.followups import gates, progress, queries
from portal.messages import delivery
from portal.messages.models import Message, MessageState
from portal.outcomes import funnel
from portal.outcomes.cells import GATE
from tests import make
from tests.followups.making import MORNING, delivered, mails, planned, sent
from tests.rig.browserless import both_ways


def agreed(user):
    make.consent(
        user, Purpose.CHECK_INS, basis=Basis.SOFT_OPT_IN, wording="We ask how it does.",
        wording_language="en", evidence="M-20001",
    )  # fmt: skip


@pytest.fixture
def mailing(check_in, app):
    """Three readers who agreed and one who never did; planned for this morning."""
    for number in range(4):
        user = make.user(f"Reader {number}", email=f"reader{number}@example.com")
        if number:
            agreed(user)
        delivered(user)
    planned()
    return check_in


def at_work(playbook, minutes: int = 0, days: str = "1"):
    with clock.stopped_at(MORNING + timedelta(minutes=minutes)):
        return progress.progress(playbook, days)


def test_before_the_first_one_leaves_all_are_to_go(mailing):
    found = at_work(mailing)

    assert (found.all, found.to_go, found.sent, found.done_at) == (4, 4, 0, None)


def test_what_left_and_what_did_not_are_told_apart(mailing):
    sent()

    found = at_work(mailing, minutes=1)

    assert (found.sent, found.to_go, found.stopped) == (3, 0, {"no-permission": 1})
    assert (found.minutes[-1], sum(found.minutes)) == (0, 3)
    assert found.per_minute == pytest.approx(3 / 5)


def test_who_is_stopped_by_any_gate_is_shown_under_a_name_that_is_its_own():
    stop = gates.GATES.keys() - {"quiet hours"}  # these only hold a mail up
    lose = gates.GATES.keys() - {"arm"}  # these are told as held back

    assert {progress.PART_OF_GATE[each] for each in stop} <= queries.PARTS.keys()
    assert {f"{GATE}{each}" for each in lose} <= funnel.LOST.keys()


def test_the_end_is_told_from_the_speed_of_the_last_minutes(mailing):
    with clock.stopped_at(MORNING):
        delivery.claim(of=delivery.STANDS_ON_A_CHOICE)
        sent_one(mails()[1].message_id)

    found = at_work(mailing)

    assert (found.sent, found.to_go, found.in_hand) == (1, 2, 2)
    assert found.done_at == MORNING + timedelta(minutes=10)


@atomic()
def sent_one(message_id):
    message = session.get_one(Message, message_id)
    message.state, message.sent_at = MessageState.SENT, clock.now()


def test_a_paused_one_waits_and_says_why(mailing, mark, sign_in):
    with clock.stopped_at(MORNING):
        page = sign_in(mark).visit(f"/desk/follow-ups/{mailing.key}/progress")
        page = page.fill(reason="a wrong price").press("Pause")
        assert page.url.endswith("/progress")
        delivery.claim(of=delivery.STANDS_ON_A_CHOICE)

        page = sign_in(mark).visit(f"/desk/follow-ups/{mailing.key}/progress")

    assert "Waits: the playbook is paused 4" in " ".join(page.text.split())
    assert "Let it go on" in page.buttons()


@both_ways
def test_anybody_at_the_desk_may_watch(mailing, kim, sign_in, htmx):
    here = f"/desk/follow-ups/{mailing.key}/progress"
    with clock.stopped_at(MORNING):
        browser = sign_in(kim)
        page = browser.get_fragment(here) if htmx else browser.visit(here)

    assert page.status == 200
    assert "of 4 that were due" in page.text


def test_a_customer_and_a_span_that_is_none_get_a_404(mailing, ana, kim, sign_in):
    here = f"/desk/follow-ups/{mailing.key}/progress"

    assert sign_in(ana).visit(here).status in (403, 404)
    assert sign_in(kim).visit(f"{here}?days=2").status == 404

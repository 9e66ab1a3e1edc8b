"""The count beside the rules: with htmx as they change, without scripts by a button."""

from portal import clock
from tests.followups.making import DUE, delivered
from tests.rig.browserless import both_ways


@both_ways
def test_the_rules_say_whom_they_reach(ana, mark, check_in, told, sign_in, htmx):
    delivered(ana)
    with clock.stopped_at(DUE):
        page = sign_in(mark).visit("/desk/follow-ups/check-in-after-delivery/edit")
        page = page.fill(why="We ask").press("Count now", htmx=htmx)

    assert page.status == 200
    assert "1 of 1 to whom it happened would get the first mail" in page.text
    assert ana.customer.name in page.text


def test_rules_that_are_not_finished_say_so(mark, check_in, sign_in):
    page = sign_in(mark).visit("/desk/follow-ups/new")
    page = page.fill(expires_after_days="0").press("Count now")

    assert page.status == 200
    assert "Finish the rules to see it" in page.text


def test_an_agent_counts_nothing(kim, check_in, sign_in):
    answer = sign_in(kim).post("/desk/follow-ups/new/reach", {})
    assert answer.status in (400, 403)

"""Whom rules would reach, told by the gates that judge what is sent."""

from datetime import timedelta

from portal import clock
from portal.followups import reach, starting
from portal.orders.first_use import use_first
from portal.orders.use_models import Told
from tests import make
from tests.followups.making import DUE, delivered, live, mails, planned

NOW = DUE - timedelta(days=5)


def document(**changes):
    return starting.starter("check-in").document | {"holdout_percent": 0} | changes


def asked(owner, **changes):
    with clock.stopped_at(NOW):
        return reach.reach(document(**changes), key="new", owner=owner)


def test_who_goes_and_who_is_left_out_by_what(ana, ben, mark, told):
    delivered(ana, product="Tourer")
    delivered(ben, product="Tourer")
    delivered(make.user("Pia", email="pia@example.com"))

    found = asked(mark, audience=[{"fact": "product", "any_of": ["Tourer"]}])

    assert (found.total, found.judged, found.about, found.is_sample) == (3, 3, 1, False)
    assert [each.name for each, _ in found.goes.people] == [ana.customer.name]
    said = {each.title: each.count for each in found.left_out}
    assert said == {"The product is Tourer: not so": 1, "No permission": 1}


def test_who_is_enrolled_already_counts_while_the_rules_are_changed(ana, check_in, told, mark):
    delivered(ana)
    planned()

    assert asked(mark).about == 1


def test_of_many_some_are_judged_and_it_says_so(ana, mark, told, monkeypatch):
    monkeypatch.setattr(reach, "MOST_JUDGED", 3)
    for _ in range(12):
        delivered(ana)

    found = asked(mark)

    assert (found.total, found.judged, found.is_sample) == (12, 3, True)


def test_counting_keeps_nothing(ana, mark, told):
    delivered(ana)

    asked(mark)

    assert mails() == []


def test_by_hand_reaches_nobody_by_itself(mark):
    assert asked(mark, trigger={"kind": "by_hand"}).is_by_hand


def test_a_first_use_lets_them_in_on_its_day(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, trigger={"kind": "first_use"})
    order = delivered(ana)
    assert planned() == []
    with clock.stopped_at(NOW):
        day = DUE.date() - timedelta(days=8)
        use_first(order, on=day, today=NOW.date(), via=Told.PORTAL, by=ana)

    (mail,) = planned()

    assert mail.due_at == DUE + timedelta(days=2)
    assert mail.enrolment.trigger.kind == "first_use"

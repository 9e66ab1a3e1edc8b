import itertools
from datetime import date

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.configurator.faults import UnknownPick
from portal.database import session
from portal.orders.models import Order, ProductionStage
from portal.orders.production import reach
from portal.orders.rescheduling import steps_of
from portal.orders.standing import MovedMeanwhile
from portal.quotes import paying
from portal.quotes.changing import DoesNotFit, change, propose
from portal.quotes.figures import NotForSale, figures, standing
from portal.quotes.models import OrderedBuild
from portal.quotes.ordering import builds_of, order_now
from portal.quotes.replaying import replay_all
from portal.quotes.window import Frozen, window
from tests import make
from tests.quotes.offers import DEARER, USUAL_PRICE, build, offered

TODAY = date(2026, 11, 23)
FRAME, PAINT, ASSEMBLY = (
    ProductionStage.FRAME,
    ProductionStage.PAINT,
    ProductionStage.ASSEMBLY,
)


def ordered(who, stage=None, **instead):
    its = build(who, **instead)
    order = order_now(its, quantity=1, seen=standing(its).figures.mark, once="one", by=who)
    if stage:
        reach(order, stage, on=clock.now().date(), by=None)
    return order


def agreed(order, wanted, by):
    return change(order, wanted, seen=propose(order, wanted).mark, by=by)


@pytest.mark.parametrize(
    ("stage", "open_"),
    [(None, ["frame", "colour", "gears", "extras"]), (FRAME, ["colour", "gears", "extras"]),
     (PAINT, ["gears", "extras"])],
)  # fmt: skip
def test_each_stage_leaves_less_to_change(ana, stage, open_):
    order = ordered(ana, stage)

    assert [each.group.id for each in window(order).open_] == open_


def test_from_some_stage_on_nothing_can_be_changed(ana):
    order = ordered(ana, ASSEMBLY)

    with pytest.raises(Frozen):
        window(order)
    with pytest.raises(Frozen):
        propose(order, {"gears": ["hub"]})


def test_a_change_is_agreed_at_the_prices_of_the_order(ana, mailbox):
    order = ordered(ana)
    offered(DEARER)

    made = agreed(order, {"colour": ["petrol"]}, ana)

    assert order.price_minor == USUAL_PRICE + 5_000
    assert order.build == "Steel, Petrol, Derailleur, Bell"
    assert [each.n for each in builds_of(order)] == [1, 2]
    assert made.made_by == ana.name
    assert [(each.what, each.amount_minor) for each in paying.payments_of(order)] == [
        ("order", USUAL_PRICE),
        ("change", 5_000),
    ]
    assert mailbox.to("ana@example.com")[-1].subject == f"Your order {order.number} is changed"
    assert [problems for _, problems in replay_all()] == [[], []]


def test_what_takes_longer_moves_the_promise(ana):
    with clock.stopped_at(make.MONDAY):
        order = ordered(ana)
        before = order.promised_on

        agreed(order, {"gears": ["fast"]}, ana)

    assert (before, order.promised_on) == (date(2026, 12, 21), date(2027, 1, 11))
    ready = [each for each in steps_of(order) if each.stage is ProductionStage.READY]
    assert ready[0].planned_on == order.promised_on


def test_what_is_asked_of_a_frozen_group_counts_for_nothing(ana):
    order = ordered(ana, PAINT)

    assert propose(order, {"colour": ["petrol"], "frame": ["titanium"]}).changes == []


def test_what_does_not_go_with_what_is_built_says_why_and_names_the_nearest(ana):
    order = ordered(ana, FRAME)

    with pytest.raises(DoesNotFit) as misfit:
        propose(order, {"colour": ["raw"]})

    assert misfit.value.because == ["Only titanium is rust-free without paint."]
    assert ("frame", "steel") in [tuple(pick) for pick in misfit.value.nearest]


def test_options_that_cannot_go_with_what_is_built_are_marked(ana):
    order = ordered(ana, FRAME)
    colour = next(each for each in window(order).open_ if each.group.id == "colour")

    assert [(each.pick.option, each.fits) for each in colour.offers] == [
        ("ochre", True),
        ("petrol", True),
        ("raw", False),
    ]


def test_the_window_agrees_with_trying_every_build(ana):
    """What is offered with the frame frozen is what some whole build has, and nothing else."""
    order = ordered(ana, FRAME)
    found = window(order)
    fits = {
        (each.group.id, offer.pick.option): offer.fits
        for each in found.open_
        for offer in each.offers
    }
    possible = set()
    for colour, gears, *extras in itertools.product(
        ("ochre", "petrol", "raw"), ("hub", "chain", "fast"), ("rack", ""), ("bell", "")
    ):
        picks = [("frame", "steel"), ("colour", colour), ("gears", gears)]
        picks += [("extras", each) for each in extras if each]
        try:
            figures(found.made.version, picks, 1)
        except NotForSale:
            continue
        possible |= set(picks)
    assert {pick for pick, is_open in fits.items() if is_open} == possible - {("frame", "steel")}


@pytest.mark.parametrize(
    "wanted",
    [{"colour": ["pink"]}, {"colour": ["ochre", "petrol"]}, {"colour": []},
     {"extras": ["rack", "gold"]}, {"gears": ["!hub"]}],
)  # fmt: skip
def test_forged_options_are_refused(ana, wanted):
    with pytest.raises(UnknownPick):
        propose(ordered(ana), wanted)


def test_production_that_went_on_asks_for_another_look(ana):
    order = ordered(ana)
    seen = propose(order, {"gears": ["hub"]}).mark
    reach(order, FRAME, on=TODAY, by=None)

    with pytest.raises(MovedMeanwhile):
        change(order, {"gears": ["hub"]}, seen=seen, by=ana)
    assert len(builds_of(order)) == 1


@pytest.mark.parametrize("seen", ["", "1", "1:ordered:x:0", "1:ordered:x:-99999999"])
def test_a_forged_agreement_changes_nothing(ana, seen):
    order = ordered(ana)

    with pytest.raises(MovedMeanwhile):
        change(order, {"gears": ["fast"]}, seen=seen, by=ana)
    assert order.price_minor == USUAL_PRICE


def change_to(order_id, user_id, colour, seen):
    order, who = session.get_one(Order, order_id), session.get_one(User, user_id)
    change(order, {"colour": [colour]}, seen=seen, by=who)


def test_two_tabs_that_agree_at_once_change_it_once(ana, race):
    order = ordered(ana)
    petrol = propose(order, {"colour": ["petrol"]}).mark

    race(change_to, each=[(order.id, ana.id, "petrol", petrol)] * 6)

    assert session.scalar(select(func.count()).select_from(OrderedBuild)) == 2

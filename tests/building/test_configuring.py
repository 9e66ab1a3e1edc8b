"""What choices amount to, against every build there is."""

import random
from datetime import date

import pytest

from portal.building import choices as said
from portal.building.compiling import ready
from portal.building.configuring import configured, of_choices, ready_on
from portal.building.fitting import fit, reconcile
from portal.building.screen import Screen
from portal.configurator.faults import UnknownPick
from portal.configurator.model import Kind, Pick
from tests.building.models import every_build, has, price_of, published

WHOLE = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]


def test_a_whole_build_costs_the_sum_of_its_lines(app):
    made = configured(published(), [*WHOLE, ("guards", "full"), ("extras", "rack")])

    assert made.is_valid and made.is_complete
    assert made.price.minor == 100000 + 8500 + 11000 - 2500
    assert sum(line.price.minor for line in made.lines) == made.price.minor
    assert made.lines[-1].text == "Touring bundle"
    assert made.summary == "Steel, Red, 36 mm, Full, Rack, 0 bags"


def test_what_is_not_complete_goes_from_the_cheapest_to_the_dearest(app):
    version = published()
    made = configured(version, [("frame", "titanium")])
    builds = every_build(made.model)
    prices = [price_of(made.model, each) for each in builds if has(each, [("frame", "titanium")])]

    assert not made.is_complete
    assert list(made.missing) == ["colour", "tyres", "bags"]
    assert (made.price.minor, made.most.minor) == (min(prices), max(prices))
    assert made.days == 35


def test_choices_that_do_not_go_together_have_no_price_and_name_the_rule(app):
    made = configured(published(), [("frame", "titanium"), ("colour", "red")])

    assert not made.is_valid
    assert made.price is None
    assert [rule.id for rule in made.conflict.rules] == ["titanium-colours"]


def test_a_group_that_may_usually_be_left_out_is_missing_where_a_rule_needs_it(app):
    made = configured(published(), [*WHOLE[:-1], ("bags", "3")])

    assert made.is_valid
    assert not made.is_complete
    assert made.missing == ("extras",)


def test_nobody_configures_what_the_model_does_not_have(app):
    with pytest.raises(UnknownPick):
        configured(published(), [("frame", "gold")])


def test_the_picks_of_a_build_make_it_again(app):
    version = published()
    made = configured(version, WHOLE)

    again = configured(version, made.picks)
    assert again.is_complete
    assert (again.price, again.days, again.build.picks) == (
        made.price, made.days, made.build.picks)  # fmt: skip


def test_days_are_working_days():
    friday = date(2026, 11, 20)

    assert ready_on(0, friday) == friday
    assert ready_on(1, friday) == date(2026, 11, 23)
    assert ready_on(5, date(2026, 11, 21)) == date(2026, 11, 30)


def test_every_option_of_thousands_of_states_is_exactly_right(app):
    """Random sessions against all builds: what fits, what it costs, what making it fit changes."""
    its = ready(published())
    builds = every_build(its.model)
    prices = {id(each): price_of(its.model, each) for each in builds}
    rng = random.Random(5)
    seen = 0
    for _ in range(60):
        choices: tuple[Pick, ...] = ()
        while seen < 20_000:
            left = [each for each in builds if has(each, list(choices))]
            made = of_choices(its, choices)
            least = min(prices[id(each)] for each in left)
            if not made.is_complete:
                assert made.price.minor == least
            screen = Screen(made, str)
            groups = map(screen.cards, screen.standings())
            cards = {(g.id, c.value): c for g in groups for c in g.cards}
            for (group, value), card in cards.items():
                seen += 1
                kind = its.model.group(group).kind
                others = [p for p in choices if kind is Kind.MULTI or p.group != group]
                can = [b for b in builds if has(b, [*others, (group, value)])]
                assert bool(can) != card.is_blocked, (choices, group, value)
                if card.is_blocked:
                    assert card.why
                    repaired, notice = fit(its, choices, Pick(group, value), str)
                    assert any(has(b, list(repaired)) for b in builds)
                    assert Pick(group, value) in repaired
                    assert notice.lines
                else:
                    offer = its.compiled.domains(choices)[Pick(group, value)]
                    assert offer.best.minor == min(prices[id(b)] for b in can)
            free = [p for p, c in cards.items() if not c.is_blocked and not c.is_chosen]
            if not free:
                break
            pick = Pick(*rng.choice(free))
            if its.model.group(pick.group).kind is not Kind.MULTI:
                choices = said.without(choices, pick.group)
            choices = its.compiled.choices([*choices, pick])
            if made.is_complete and rng.random() < 0.4:
                break
    assert seen > 2_000


def test_random_choices_are_reconciled_with_as_few_changes_as_can_be(app):
    its = ready(published())
    builds = every_build(its.model)
    rng = random.Random(7)
    for _ in range(150):
        picks = [
            Pick(group.id, rng.choice(group.offered).id)
            for group in its.model.groups
            if rng.random() < 0.8
        ]
        choices = its.compiled.choices(picks)
        made = of_choices(its, choices)
        if made.is_valid:
            assert any(has(each, picks) for each in builds)
            continue
        nearest, notice = reconcile(its, made, str)
        assert any(has(each, list(nearest)) for each in builds)
        kept = len(set(choices) & set(nearest))
        assert kept >= max(sum(has(b, [p]) for p in choices) for b in builds) - 1
        assert notice.title and notice.lines

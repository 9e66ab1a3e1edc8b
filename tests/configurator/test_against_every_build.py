"""Random models, every answer compared with trying all builds: graph and search alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.configurator import completing, explaining, files, publishing, repairing
from portal.configurator.compiled import Compiled
from portal.configurator.engine.graph_engine import GraphEngine, compile_graph
from portal.configurator.engine.searching import compile_search
from portal.configurator.faults import NoBuild
from portal.configurator.lowering import lower
from portal.configurator.model import Kind
from tests.configurator import oracle
from tests.configurator.random_models import models, picks_of

pytestmark = pytest.mark.one_database
thoroughly = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
engines = pytest.mark.parametrize("engine", ["graph", "search"])


def compiled(model, engine):
    lowered = lower(model)
    if engine == "search":
        return Compiled(model, lowered, compile_search(lowered.problem))
    graph = compile_graph(lowered.problem)
    return Compiled(model, lowered, GraphEngine(lowered.problem.sizes, graph))


@st.composite
def sessions(draw):
    """A model and choices that fit together."""
    model = draw(models())
    every = oracle.builds(model)
    if not every:
        return model, every, ()
    build = draw(st.sampled_from(every))
    choices = (
        draw(st.lists(st.sampled_from(sorted(build.picks)), max_size=4, unique=True))
        if (build.picks)
        else []
    )
    return model, every, tuple(choices)


def every_pick(model):
    return [pick for group in model.groups for pick in picks_of(group)]


def others(model, choices, pick):
    """The choices that stay when the pick is made."""
    single = model.group(pick.group).kind is not Kind.MULTI
    return [each for each in choices if not (each.group == pick.group and (single or each == pick))]


@engines
@thoroughly
@given(session=sessions())
def test_an_option_fits_exactly_when_a_build_has_it(session, engine):
    model, every, choices = session
    product = compiled(model, engine)
    choices = product.choices(choices)
    if not every:
        with pytest.raises(NoBuild):
            product.domains(choices)
        return

    offers = product.domains(choices)

    for pick in every_pick(model):
        rest = others(model, choices, pick)
        expected = any(oracle.agrees(build, [*rest, pick]) for build in every)
        assert offers[pick].fits == expected, pick
        assert not offers[pick].undecided


@thoroughly
@given(session=sessions())
def test_each_option_has_its_fewest_changes_and_then_its_best_price(session):
    model, every, choices = session
    if not every:
        return
    product = compiled(model, "graph")
    offers = product.domains(product.choices(choices))

    for pick in every_pick(model):
        rest = others(model, choices, pick)
        ways = [
            (oracle.changed(build, rest), build.price)
            for build in every
            if oracle.agrees(build, [pick])
        ]
        if not ways:
            assert offers[pick].best is None
        else:
            assert (offers[pick].changes, offers[pick].best.minor) == min(ways)


@engines
@thoroughly
@given(session=sessions())
def test_prices_and_days_span_what_is_left(session, engine):
    model, every, choices = session
    if not every:
        return
    product = compiled(model, engine)
    choices = product.choices(choices)
    left = [build for build in every if oracle.agrees(build, choices)]

    found = product.prices_and_days(choices)

    assert found.proven
    assert found.least.minor == min(build.price for build in left)
    assert found.most.minor == max(build.price for build in left)
    assert found.soonest == min(build.days for build in left)
    assert found.latest == max(build.days for build in left)
    assert product.count(choices) in (len(left), None)
    cheapest = completing.cheapest(product, choices)
    assert cheapest.price == found.least and frozenset(cheapest.picks) in {b.picks for b in left}
    fastest = completing.fastest(product, choices)
    assert (fastest.days, fastest.price.minor) == min((b.days, b.price) for b in left)


@engines
@thoroughly
@given(session=sessions(), earlier=st.randoms(use_true_random=False))
def test_the_nearest_build_keeps_most_of_an_earlier_one(session, engine, earlier):
    model, every, choices = session
    if not every:
        return
    product = compiled(model, engine)
    choices = product.choices(choices)
    old = sorted(earlier.choice(every).picks)
    left = [build for build in every if oracle.agrees(build, choices)]

    near = completing.nearest(product, old, choices)

    whole = next(build for build in every if build.picks == frozenset(near.picks))
    best = min((oracle.changed(build, old), build.price) for build in left)
    assert (oracle.changed(whole, old), whole.price) == best


@engines
@thoroughly
@given(session=sessions())
def test_repairs_change_least_and_cost_least(session, engine):
    model, every, choices = session
    if not every:
        return
    product = compiled(model, engine)
    choices = product.choices(choices)
    for pick in every_pick(model)[:6]:
        rest = others(model, choices, pick)
        ways = [
            (oracle.changed(build, rest), build.price)
            for build in every
            if oracle.agrees(build, [pick])
        ]

        found = repairing.repairs(product, choices, pick)

        assert bool(found) == bool(ways)
        if found:
            best = found[0]
            assert best.proven
            assert (len(best.changes), best.build.price.minor) == min(ways)
            assert product.possible(best.choices) and pick in best.choices
        for number, repair in enumerate(found):
            assert pick in repair.build.picks
            assert not any(set(other.changes) <= set(repair.changes) for other in found[:number])


@engines
@thoroughly
@given(session=sessions())
def test_a_conflict_loses_its_reason_with_any_choice_or_rule(session, engine):
    model, every, choices = session
    if not every:
        return
    product = compiled(model, engine)
    choices = product.choices(choices)
    for pick in every_pick(model):
        rest = others(model, choices, pick)

        conflict = explaining.explain(product, choices, pick)

        blocked = not any(oracle.agrees(build, [*rest, pick]) for build in every)
        assert (conflict is not None) == blocked
        if conflict:
            assert conflict.minimal
            assert _impossible(model, conflict.rules, [*conflict.choices, pick])
            for choice in conflict.choices:
                fewer = [each for each in conflict.choices if each != choice]
                assert not _impossible(model, conflict.rules, [*fewer, pick])
            for rule in conflict.rules:
                fewer_rules = [each for each in conflict.rules if each != rule]
                assert not _impossible(model, fewer_rules, [*conflict.choices, pick])


@settings(thoroughly, max_examples=150)
@given(model=models())
def test_a_model_written_to_a_file_is_read_back(model):
    assert files.read(files.write(model)) == model


@thoroughly
@given(model=models())
def test_graph_and_search_are_found_to_agree(model):
    lowered = lower(model)
    graph = GraphEngine(lowered.problem.sizes, compile_graph(lowered.problem))

    assert publishing.agree(graph, compile_search(lowered.problem))


def _impossible(model, rules, picks):
    return not any(
        oracle.agrees(oracle.Whole(each, 0, 0), picks)
        and all(oracle.keeps(model, rule, each) for rule in rules)
        for each in oracle.all_picks(model)
    )

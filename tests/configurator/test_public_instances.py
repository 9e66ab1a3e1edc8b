"""Real feature models and a PC configuration problem, against recorded domains."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from bench.configurator.reading import Unreadable, read
from bench.configurator.sessions import fingerprint, random_sessions, recorded
from portal.configurator.engine.graph_engine import GraphEngine, compile_graph
from portal.configurator.engine.searching import compile_search

pytestmark = pytest.mark.one_database
DATA = Path(__file__).parent / "data"
GOLDEN = [
    ("splot/DELL-LAPTOP-NOTEBOOK-FM.xml", "DELL-LAPTOP-NOTEBOOK-FM"),
    ("splot/dell_laptops_usa_fm.xml", "dell_laptops_usa_fm"),
    ("fm/e_commerce_e_shop_Lau2006.dimacs.gz", "eshop"),
    ("clib_pc/PCKB.java.gz", "clib_pc"),
]
XCSP = """<instance><presentation format="XCSP 2.1"/>
<domains><domain name="D" nbValues="3">0..1 -1</domain></domains>
<variables><variable name="a" domain="D"/><variable name="b" domain="D"/></variables>
<relations>
<relation name="R" arity="2" semantics="supports">0 0|1 -1|7 7</relation>
<relation name="S" arity="2" semantics="conflicts">1 -1</relation></relations>
<constraints><constraint name="c" arity="2" reference="R" scope="a b"/>
<constraint name="d" arity="2" reference="S" scope="b a"/></constraints></instance>"""
UVL = """features
    Shop
        mandatory
            Payment
                or
                    Card
                    "By invoice"
        optional
            Search {abstract true}
        [1..2]
            One
            Two
            Three
constraints
    Search => Card & !One
    "By invoice" | Two <=> Search
"""


def engine_of(path):
    problem = read(path).problem
    return GraphEngine(problem.sizes, compile_graph(problem))


@pytest.mark.parametrize(("file", "sessions"), GOLDEN)
def test_recorded_domains_are_reproduced(file, sessions):
    engine = engine_of(DATA / file)

    for session in recorded(DATA / f"sessions_{sessions}.json"):
        picks = []
        for click in session:
            picks.append(click.pick)
            assert fingerprint(engine.domains(engine.allowing(picks))) == click.golden


@pytest.mark.parametrize("fast", [True, False])
def test_graph_and_search_agree_on_a_pc(fast):
    problem = read(DATA / "clib_pc" / "PCKB.java.gz").problem
    graph = GraphEngine(problem.sizes, compile_graph(problem), fast=fast)
    search = compile_search(problem)
    prices = np.random.default_rng(1).integers(0, 900, len(graph.leaf)).astype(float)

    for session in random_sessions(graph, clicks=25, longest=6, seed=2):
        allowed = graph.allowing([click.pick for click in session])
        assert (graph.domains(allowed) == search.domains(allowed, seconds=60)).all()
        cost = np.where(allowed, prices, 2.0**51)
        least, build, _ = graph.cheapest(cost)
        assert least == search.cheapest(cost, seconds=60)[0] == cost[build == 1].sum()


def test_uvl_and_dimacs_describe_the_same_shop():
    uvl, dimacs = (read(DATA / "fm" / f"e_commerce_e_shop_Lau2006.{kind}.gz") for kind in (
        "uvl", "dimacs",
    ))  # fmt: skip
    engines = [
        GraphEngine(each.problem.sizes, compile_graph(each.problem)) for each in (uvl, dimacs)
    ]
    every = [engine.domains(engine.allowing([])) for engine in engines]

    named = [
        dict(zip(each.names, domains.reshape(-1, 2).tolist(), strict=True))
        for each, domains in zip((uvl, dimacs), every, strict=True)
    ]

    assert {name: named[1][name] for name in named[0]} == named[0]
    counts = [engine.count(engine.allowing([])) for engine in engines]
    assert counts[0] == counts[1]


def test_xcsp_is_read_with_values_outside_of_domains_left_out(tmp_path):
    path = tmp_path / "small.xml.gz"
    path.write_bytes(gzip.compress(XCSP.encode()))

    engine = engine_of(path)

    assert engine.count(engine.allowing([])) == 2
    assert engine.domains(engine.allowing([])).tolist() == [1, 1, 0, 1, 0, 1]


def test_uvl_groups_and_constraints_are_read(tmp_path):
    path = tmp_path / "shop.uvl"
    path.write_text(UVL)
    instance = read(path)
    engine = GraphEngine(instance.problem.sizes, compile_graph(instance.problem))
    place = {name: number for number, name in enumerate(instance.names)}

    assert engine.count(engine.allowing([])) == 8
    with_search = engine.domains(engine.allowing([(place["Search"], 1)]))
    assert with_search[2 * place["Card"]] == 0
    assert with_search[2 * place["One"] + 1] == 0


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("hello")

    with pytest.raises(Unreadable):
        read(path)

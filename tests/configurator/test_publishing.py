"""The compiled form on disk: shared, immutable, made again when it is not whole."""

import dataclasses
import multiprocessing

import numpy as np
import pytest

from portal.configurator import publishing
from portal.configurator.engine.graph_engine import GraphEngine
from portal.configurator.engine.searching import SearchEngine
from portal.configurator.lowering import lower
from portal.configurator.model import Pick
from tests.configurator.make import model, rule, single

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def nothing_remembered():
    publishing._engines.clear()
    yield
    publishing._engines.clear()


@pytest.fixture
def bicycle():
    return model(
        single("drive", "chain", "belt"),
        single("gears", "derailleur", "hub"),
        rules=[rule("belt-hub", when="drive = belt", then="gears = hub")],
    )


def test_the_second_process_reads_what_the_first_compiled(bicycle, tmp_path, monkeypatch):
    first = publishing.load(bicycle, tmp_path)
    publishing._engines.clear()
    monkeypatch.setattr(publishing, "compile_graph", None)

    second = publishing.load(bicycle, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [f"{first.version}.graph"]
    assert second.domains(()) == first.domains(())
    assert not second.engine.graph.child.flags.writeable


@pytest.mark.parametrize("left", [0, 10, 200, -1])
def test_a_file_cut_short_by_a_crash_is_made_again(bicycle, tmp_path, left):
    first = publishing.load(bicycle, tmp_path)
    path = tmp_path / f"{first.version}.graph"
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    publishing._engines.clear()

    again = publishing.load(bicycle, tmp_path)

    assert again.count(()) == 3
    assert path.read_bytes() == whole


def test_a_file_with_other_bytes_inside_is_made_again(bicycle, tmp_path):
    first = publishing.load(bicycle, tmp_path)
    path = tmp_path / f"{first.version}.graph"
    whole = path.read_bytes()
    path.write_bytes(whole[:-4] + b"\x07\x00\x00\x00")
    publishing._engines.clear()

    assert publishing.load(bicycle, tmp_path).count(()) == 3
    assert path.read_bytes() == whole


def test_prices_and_texts_share_one_compiled_form(bicycle, tmp_path):
    dearer = dataclasses.replace(bicycle, price=999, name="Another name")

    one, other = publishing.load(bicycle, tmp_path), publishing.load(dearer, tmp_path)

    assert one.engine is other.engine
    assert other.prices_and_days(()).least.minor == 999


def test_a_changed_rule_is_another_version(bicycle, tmp_path):
    looser = dataclasses.replace(bicycle, rules=())

    assert publishing.load(bicycle, tmp_path).version != publishing.load(looser, tmp_path).version
    assert len(list(tmp_path.iterdir())) == 2


def test_two_processes_may_compile_the_same_version_at_once(bicycle, tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=publishing.load, args=(bicycle, tmp_path)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0]
    assert [path.suffix for path in tmp_path.iterdir()] == [".graph"]


def test_a_model_that_does_not_compile_in_bounds_is_searched_and_remembered(bicycle, tmp_path):
    searched = publishing.compiled(bicycle, edges=-1)

    assert isinstance(searched.engine, SearchEngine)
    assert searched.domains(()).keys() == publishing.compiled(bicycle).domains(()).keys()
    assert not searched.exact

    publishing._to_file(tmp_path / f"{searched.version}.graph", searched.engine)
    assert isinstance(publishing.load(bicycle, tmp_path).engine, SearchEngine)


def test_a_wrong_graph_is_noticed_and_not_used(bicycle, monkeypatch):
    compile_graph = publishing.compile_graph

    def compile_wrongly(problem, **bounds):
        graph = compile_graph(problem, **bounds)
        return dataclasses.replace(graph, leaf=np.roll(graph.leaf, 1))

    monkeypatch.setattr(publishing, "compile_graph", compile_wrongly)

    compiled = publishing.compiled(bicycle)

    assert not isinstance(compiled.engine, GraphEngine)
    choices = compiled.choices([("drive", "belt")])
    assert not compiled.domains(choices)[Pick("gears", "derailleur")].fits


def test_the_same_model_always_has_the_same_version(bicycle):
    assert lower(bicycle).key == lower(dataclasses.replace(bicycle)).key

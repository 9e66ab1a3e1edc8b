"""The demo's models are shipped compiled: by the name of their rules, and exactly."""

import pytest

from portal.configurator import files, publishing
from portal.configurator.engine.searching import compile_search
from portal.configurator.lowering import lower
from portal.demo import graphs
from portal.demo.building import MODELS


def compiled_beforehand(name):
    model = files.read((graphs.MODELS / f"{name}.toml").read_text())
    path = graphs.FOLDER / f"{lower(model).key}.graph"
    assert path.exists(), "run .venv/bin/python -m portal.demo.graphs and keep what it writes"
    return publishing.load(model, graphs.FOLDER)


@pytest.mark.parametrize("name", MODELS)
def test_each_model_is_there_as_its_rules_are_now_and_answers_as_the_search_does(name):
    compiled = compiled_beforehand(name)

    search = compile_search(compiled.lowered.problem, seconds=20.0)
    assert compiled.exact
    assert publishing.agree(compiled.engine, search, sessions=2, seconds=8.0)


def test_nothing_else_is_shipped():
    names = {compiled_beforehand(name).version for name in MODELS}

    assert {path.stem for path in graphs.FOLDER.iterdir()} == names


def test_a_file_that_was_spoilt_is_not_read(tmp_path, monkeypatch):
    graphs.lay_out(tmp_path)
    model = files.read((graphs.MODELS / "laptop.toml").read_text())
    path = tmp_path / f"{lower(model).key}.graph"
    path.write_bytes(path.read_bytes()[:-4] + b"oops")
    monkeypatch.setattr(publishing, "_engines", type(publishing._engines)())

    assert publishing.load(model, tmp_path).exact
    assert not path.read_bytes().endswith(b"oops"), "it was made anew"

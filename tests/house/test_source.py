"""What holds for every module: its name, its size, what it may know, where time comes from."""

import ast

import pytest

from tests.house.source import ROOT, Module, module_of, modules

DUMPING_GROUNDS = {
    "util", "utils", "helper", "helpers", "common", "base", "service", "services", "manager",
    "managers", "handler", "handlers", "processor", "processors", "data", "info", "operations",
    "misc", "core", "lib", "tools", "shared",
}  # fmt: skip
EMPTY_CLASS_NAMES = ("Manager", "Handler", "Processor", "Helper", "Utils", "Base", "Service")
LONGEST_MODULE = 250
LONGEST_FUNCTION = 40
LONGER_MODULES: dict[str, str] = {}
"""Where, and why that is right."""
LONGER_FUNCTIONS: dict[str, str] = {
    f"portal/configurator/engine/{function}": "one loop of machine code, which calls cost"
    for function in (
        "learning.py:search",
        "lessons.py:analyse",
        "parts.py:cut",
        "propagation.py:propagate",
    )
}
PURE = (
    "portal.articles.comparing",
    "portal.articles.markup",
    "portal.articles.texts",
    "portal.articles.words",
    *(
        f"portal.{package}.{path.stem}"
        for package in ("reading", "configurator", "deadlines")
        for path in (ROOT / "portal" / package).glob("[a-z]*.py")
    ),
    "portal.promises.hours",
    "portal.promises.standard",
    "portal.tickets.sniffing",
    *(f"portal.triage.{path.stem}" for path in (ROOT / "portal" / "triage").glob("[a-z]*.py")),
    "portal.web.colours",
    "portal.web.written",
)
NOT_PURE = (
    "flask",
    "flask_login",
    "flask_mail",
    "flask_wtf",
    "portal.access.me",
    "portal.database.atomic",
    "portal.database.current_database",
    "portal.database.lock",
    "portal.database.session",
)
MODELS = (".models", "portal.database")
CLOCKS = {"now", "utcnow", "today", "utcfromtimestamp"}


@pytest.mark.parametrize("folder", ["portal", "tests", "bench"])
def test_no_module_is_a_dumping_ground(folder):
    parts = [(module.where, module.path) for module in modules(folder)]

    bad = [where for where, path in parts if DUMPING_GROUNDS & {path.stem, *path.parent.parts[-2:]}]

    assert not bad


def test_no_class_has_a_name_that_says_nothing():
    bad = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_CLASS_NAMES)
    ]

    assert not bad


def test_every_module_says_what_it_is_for():
    assert [m.where for m in modules() if ast.get_docstring(m.tree) is None] == []


def test_modules_are_small_enough_to_read():
    long = {m.where: lines for m in modules() if (lines := len(m.text.splitlines())) >
            LONGEST_MODULE}  # fmt: skip

    assert long.keys() - LONGER_MODULES.keys() == set(), long
    assert LONGER_MODULES.keys() - long.keys() == set(), "no longer longer"


def test_functions_are_small_enough_to_read():
    long = {
        f"{module.where}:{function.name}": lines
        for module in modules()
        for function in module.functions()
        if (lines := _lines_of(function)) > LONGEST_FUNCTION
    }

    assert long.keys() - LONGER_FUNCTIONS.keys() == set(), long
    assert LONGER_FUNCTIONS.keys() - long.keys() == set(), "no longer longer"


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_knows_neither_database_nor_flask(name):
    by_name = {module.name: module for module in modules()}
    known: set[str | None] = set()
    waiting = [name]
    while waiting:
        module = by_name[waiting.pop()]
        known.add(module.name)
        bad = [each for each, _ in module.imports() if _is_not_pure(each)]
        assert not bad, f"{module.where} imports {bad}"
        ours = {module_of(each) for each, _ in module.imports()}
        # Models may be named: their classes and enumerations are values here.
        waiting += [each for each in ours - known if each and not each.endswith(MODELS)]


def test_only_the_clock_knows_the_time():
    told = [
        f"{module.where}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        if module.name != "portal.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _asks_the_time(node.func)
    ]

    assert not told, "\n".join(told)


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def _is_not_pure(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in NOT_PURE)


def _asks_the_time(function: ast.expr) -> bool:
    asked = ast.unparse(function)
    if asked == "time.time" or asked.startswith(("func.now", "sa.func.now", "func.current_")):
        return True
    owner, _, name = asked.rpartition(".")
    return name in CLOCKS and owner.split(".")[-1] in ("datetime", "date")


def test_this_file_would_notice():
    tree = ast.parse("def f():\n    return datetime.now(UTC), date.today(), clock.now()\n")
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    module = Module("portal.x.y", __file__, "", tree)  # type: ignore[arg-type]

    assert sorted(map(_asks_the_time, calls)) == [False, True, True]
    assert module.package == "x"

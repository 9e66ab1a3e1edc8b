"""Who may import whom. A module imports only from floors below its own, so no cycle can exist."""

import ast

from tests.house.source import module_of, modules

FLOORS: tuple[tuple[str, ...], ...] = (
    ("settings", "clock", "money", "figures", "personal", "reading", "deadlines"),
    ("triage", "configurator"),
    ("engines",),
    ("database",),
    ("access", "filestore", "jobs", "manifest", "running", "schema"),
    ("limits",),
    ("web",),
    ("customers",),
    ("history",),
    ("messages",),
    ("accounts",),
    ("sharing",),
    ("consent",),
    ("preferences",),
    ("building",),
    ("orders", "articles", "departments", "promises"),
    ("tickets", "production"),
    ("quotes",),
    ("partners", "learning", "demand", "releasing"),
    ("routing",),
    ("satisfaction", "calls", "team", "timekeeping"),
    ("relationship",),
    ("followups",),
    ("owed", "outcomes"),
    ("home", "customer_360", "privacy"),
    ("demo",),
    ("app",),
    ("backups",),
    ("commands",),
    ("cli",),
)
"""Lowest first. Those on the same floor are siblings and never import each other."""
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}


def test_every_package_has_its_floor():
    homeless = {module.package for module in modules()} - {""} - FLOOR_OF.keys()

    assert not homeless, f"place them in FLOORS: {sorted(homeless)}"


def test_nobody_imports_from_their_own_floor_or_above():
    climbing = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        if module.package
        for name, line in module.imports()
        if (target := module_of(name)) and _climbs(module.package, target)
    ]

    assert not climbing, "\n".join(climbing)


def test_no_import_hides_inside_a_function():
    hidden = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not hidden, "\n".join(hidden)


def _climbs(package: str, target: str) -> bool:
    parts = target.split(".")
    if len(parts) == 1 or parts[1] == package:
        return False
    return FLOOR_OF.get(parts[1], 0) >= FLOOR_OF.get(package, 0)

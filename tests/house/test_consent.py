"""What somebody agreed to is only ever added to."""

import ast

import pytest

from portal.consent import models
from tests.house.source import modules

CHANGING = {"update", "delete"}


def test_no_statement_changes_or_deletes_a_consent_event():
    changing = [
        f"{module.where}:{call.lineno}"
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in CHANGING
        and any(_names_events(argument) for argument in call.args)
    ]
    assert not changing, "\n".join(changing)


@pytest.mark.parametrize("name", ["before_update", "before_delete"])
def test_mapped_events_refuse_it_too(name):
    assert list(getattr(models.ConsentEvent.__mapper__.dispatch, name))


def _names_events(argument: ast.expr) -> bool:
    return any(
        getattr(node, "id", getattr(node, "attr", "")) == models.ConsentEvent.__name__
        for node in ast.walk(argument)
    )

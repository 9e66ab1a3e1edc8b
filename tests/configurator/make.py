"""Small product models, said in a line or two."""

from typing import Any

from portal.configurator import publishing
from portal.configurator.compiled import Compiled
from portal.configurator.model import ProductModel
from portal.configurator.reading import read_model


def single(name: str, *options: str, **more: Any) -> dict:
    rows = [{"id": each, "label": each.title()} for each in options]
    return {"id": name, "label": name.title(), "kind": "single", "options": rows, **more}


def multi(name: str, *options: str) -> dict:
    return single(name, *options) | {"kind": "multi"}


def number(name: str, low: int, high: int, **each: Any) -> dict:
    group = {"id": name, "label": name.title(), "kind": "number", "low": low, "high": high}
    return group | {"each": each}


def rule(name: str, **says: Any) -> dict:
    return {"id": name, "because": f"Because of {name}.", **says}


def tree(*groups: dict, rules: Any = (), terms: Any = (), **more: Any) -> dict:
    return {
        "id": "product",
        "name": "Product",
        "currency": "EUR",
        "groups": list(groups),
        "rules": list(rules),
        "terms": list(terms),
        **more,
    }


def model(*groups: dict, **more: Any) -> ProductModel:
    return read_model(tree(*groups, **more))


def product(*groups: dict, **more: Any) -> Compiled:
    return publishing.compiled(model(*groups, **more))

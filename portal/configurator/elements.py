"""A model taken apart into the elements that people edit one by one, and put together again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.configurator.model import STAGES, Group, ProductModel

Key = tuple[str, ...]
"""("about", field) · ("group", id) · ("option", group, option) · ("rule", id) · ("term", id) ·
("stage", id) · ("order", "groups" or "rules" or "terms") · ("order", "options", group)"""
ABOUT = ("id", "name", "currency", "price", "days", "grams", "note", "recommended")
LISTS = {"groups": "group", "rules": "rule", "terms": "term"}


def taken_apart(model: ProductModel) -> dict[Key, Any]:
    """Each element by its key. A group stands without its options, which are elements themselves;
    those of a number group are its span's."""
    found: dict[Key, Any] = {("about", name): getattr(model, name) for name in ABOUT}
    for group in model.groups:
        found["group", group.id] = replace(group, options=())
        if group.span is None:
            found["order", "options", group.id] = tuple(each.id for each in group.options)
            found |= {("option", group.id, each.id): each for each in group.options}
    found |= {("rule", rule.id): rule for rule in model.rules}
    found |= {("term", term.id): term for term in model.terms}
    found |= {("stage", stage.id): stage for stage in model.stages}
    for name in LISTS:
        found["order", name] = tuple(each.id for each in getattr(model, name))
    return found


def put_together(elements: Mapping[Key, Any]) -> ProductModel:
    lists = {
        name: tuple(elements[kind, each] for each in elements["order", name])
        for name, kind in LISTS.items()
    }
    groups = tuple(_with_options(group, elements) for group in lists["groups"])
    about = {name: elements["about", name] for name in ABOUT}
    stages = tuple(elements["stage", each] for each in STAGES if ("stage", each) in elements)
    return ProductModel(
        **about, groups=groups, rules=lists["rules"], terms=lists["terms"], stages=stages
    )


def _with_options(group: Group, elements: Mapping[Key, Any]) -> Group:
    if group.span is not None:
        return replace(group, options=group.span.options)
    ids = elements.get(("order", "options", group.id), ())
    return replace(group, options=tuple(elements["option", group.id, each] for each in ids))

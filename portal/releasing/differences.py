"""What differs between two versions of a model, in the words of the desk. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from portal.building.edit_fields import amount_text
from portal.building.rule_sentences import condition, pick, sentence
from portal.configurator.elements import Key, taken_apart
from portal.configurator.model import Group, Kind, Option, Pick, ProductModel, Rule, Stage, Term

NEW, CHANGED, GONE = "new", "changed", "gone"
ABOUT = {"name": "Name", "currency": "Currency", "price": "Price of the bare product",
         "days": "Working days", "grams": "Weight", "note": "Note",
         "recommended": "What we recommend"}  # fmt: skip
FIELDS = {"label": "name", "price": "price", "days": "working days", "grams": "weight",
          "hex": "colour", "note": "note", "advice": "advice", "amounts": "amounts",
          "none": "“without”",
          "kind": "kind", "span": "numbers", "frozen": "fixed from", "because": "because",
          "says": "rule", "when": "when", "amount": "price", "now": "what is being done",
          "parts": "parts of the work"}  # fmt: skip
KINDS = {Kind.SINGLE: "one of them", Kind.MULTI: "any of them", Kind.NUMBER: "a number"}
PARTS = {"about": "The product", "group": "Groups", "option": "Options", "rule": "Rules",
         "term": "Prices and bundles", "stage": "Stages of production",
         "order": "Order"}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One element that is new, changed or gone; `was` and `now` in words, empty where not."""

    kind: str
    what: str
    was: str = ""
    now: str = ""
    key: Key = ()


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    differences: list[Difference]


def parts(was: ProductModel | None, now: ProductModel) -> list[Part]:
    """All that differs, under the headings of the page; all is new where there was nothing."""
    found = list(differences(was, now))
    return [
        Part(name, title, these)
        for name, title in PARTS.items()
        if (these := [each for each in found if each.key[0] == name])
    ]


def differences(was: ProductModel | None, now: ProductModel) -> Iterator[Difference]:
    before = taken_apart(was) if was else {}
    after = taken_apart(now)
    for key in dict.fromkeys([*after, *before]):
        one, other = before.get(key), after.get(key)
        if one == other and (key in before) == (key in after):
            continue
        if key[0] == "order":
            yield from _order(key, one, other, now)
        elif key not in before:
            yield Difference(NEW, _name(key, other, now), "", _said(other, now), key)
        elif key not in after:
            assert was is not None
            yield Difference(GONE, _name(key, one, was), _said(one, was), "", key)
        else:
            yield from _changed(key, one, other, was or now, now)


def _changed(
    key: Key, one: Any, other: Any, was: ProductModel, now: ProductModel
) -> Iterator[Difference]:
    if key[0] == "about":
        told = _field(key[1], one, was), _field(key[1], other, now)
        yield Difference(CHANGED, ABOUT.get(key[1], key[1]), *told, key)
        return
    for each in fields(other):
        old, new = getattr(one, each.name), getattr(other, each.name)
        if old != new and each.name in FIELDS:
            what = f"{_name(key, other, now)}, {FIELDS[each.name]}"
            told = _field(each.name, old, was, one), _field(each.name, new, now, other)
            yield Difference(CHANGED, what, *told, key)


def _order(key: Key, one: Any, other: Any, now: ProductModel) -> Iterator[Difference]:
    """Only where what both have stands in another order."""
    if one is None or other is None:
        return
    both = set(one) & set(other)
    if [each for each in one if each in both] != [each for each in other if each in both]:
        where = now.group(key[2]).label if len(key) > 2 else key[1].capitalize()
        yield Difference(CHANGED, where, "", "in another order", key)


def _name(key: Key, element: Any, model: ProductModel) -> str:
    match element:
        case Option():
            return f"{model.group(key[1]).label}: {element.label}"
        case Group() | Term() | Stage():
            return element.label
        case Rule():
            return element.id
    return ABOUT.get(key[1], key[1])


def _said(element: Any, model: ProductModel) -> str:
    """An element that is new or gone, whole."""
    match element:
        case Option():
            days = f", {element.days} working days" if element.days else ""
            return f"{_money(element.price, model) if element.price else 'included'}{days}"
        case Group():
            return _group(element)
        case Stage():
            return ", ".join([element.now, *element.parts.values()]).strip(", ")
        case Rule():
            return f"{sentence(model, element)}, because: {element.because}"
        case Term():
            return f"{_money(element.amount, model)} when {condition(model, element.when)}"
    return "" if element is None else str(element)


def _group(group: Group) -> str:
    if group.span:
        return f"a number from {group.span.low} to {group.span.high}"
    return f"{KINDS[group.kind]}{f', or “{group.none}”' if group.none else ''}"


def _field(name: str, value: Any, model: ProductModel, element: Any = None) -> str:
    match name:
        case "price" | "amount":
            return _money(value, model)
        case "says":
            return sentence(model, element)
        case "when":
            return condition(model, value)
        case "kind":
            return KINDS[value]
        case "amounts":
            return ", ".join(f"{key} {amount}" for key, amount in sorted(value.items())) or "none"
        case "parts":
            return ", ".join(value.values()) or "none"
        case "span":
            return f"{value.low} to {value.high}" if value else "none"
        case "recommended":
            return ", ".join(pick(model, Pick(*each)) for each in value) or "nothing"
        case "grams":
            return f"{value} g"
    return str(value) or "nothing"


def _money(minor: int, model: ProductModel) -> str:
    return f"{amount_text(minor, model.currency)} {model.currency}"

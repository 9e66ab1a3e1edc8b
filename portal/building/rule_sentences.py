"""Rules in the words of the desk: "If Frame is Carbon, then Fork is Rigid or Air"."""

from collections.abc import Sequence

from portal.configurator.conditions import All, Condition, Has, Not, Some
from portal.configurator.model import (
    NONE,
    Count,
    Group,
    Implies,
    Kind,
    Pick,
    ProductModel,
    Rule,
    Table,
    Total,
)

COMPARED = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
MOST_SAID = 8


def sentence(model: ProductModel, rule: Rule) -> str:
    match rule.says:
        case Implies(when, Not(part)):
            together = [when, *(part.parts if isinstance(part, All) else [part])]
            said = [condition(model, each, inside=True) for each in together]
            return f"{listed(said)} never go together"
        case Implies(when, then):
            return f"If {condition(model, when)}, then {condition(model, then)}"
        case Table(groups, rows, forbids):
            names = listed([label(model, group) for group in groups])
            count = f"{len(rows)} combinations" if len(rows) != 1 else "one combination"
            return f"{names}: {'never' if forbids else 'only'} in {count}"
        case Count(of, low, high):
            return f"{_bounds(low, high)} of {listed([pick(model, each) for each in of], 'or')}"
        case Total(amount, low, high):
            return f"All {amount} together: {_bounds(low, high).lower()}"
    raise TypeError(rule.says)


def condition(model: ProductModel, part: Condition, *, inside: bool = False) -> str:
    match part:
        case Has():
            return _has(model, part)
        case Not(Has(group, options, "in" | "=")):
            return _has(model, Has(group, options, "!="))
        case Not(inner):
            return f"not ({condition(model, inner)})"
        case All(parts) | Some(parts):
            word = "and" if isinstance(part, All) else "or"
            said = f" {word} ".join(condition(model, each, inside=True) for each in parts)
            return f"({said})" if inside else said
    raise TypeError(part)


def _has(model: ProductModel, has: Has) -> str:
    group = model.group(has.group)
    if has.sign in COMPARED:
        return f"{group.label} is {COMPARED[has.sign]} {has.options[0]}"
    if has.options == (NONE,) and has.sign == "!=":
        return f"{group.label} is chosen"
    names = listed([option_label(group, each) for each in has.options], "or")
    if group.kind is Kind.MULTI:
        return f"{group.label} {'is without' if has.sign == '!=' else 'has'} {names}"
    return f"{group.label} is {'not ' if has.sign == '!=' else ''}{names}"


def pick(model: ProductModel, one: Pick) -> str:
    return f"{label(model, one.group)}: {option_label(model.group(one.group), one.option)}"


def label(model: ProductModel, group: str) -> str:
    return model.group(group).label


def option_label(group: Group, option: str) -> str:
    return next((each.label for each in group.offered if each.id == option), option)


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"; of many, the first and how many more."""
    if len(words) > MOST_SAID:
        return f"{', '.join(words[: MOST_SAID - 1])} {last} {len(words) - MOST_SAID + 1} more"
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _bounds(low: int | str | None, high: int | str | None) -> str:
    if low is None:
        return f"At most {high}"
    if high is None:
        return f"At least {low}"
    return f"Exactly {low}" if low == high else f"From {low} to {high}"

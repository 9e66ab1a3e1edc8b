"""Small changes of a model: an element more, another in its place, one less, earlier or later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from portal.configurator.conditions import All, Condition, Has, Not, Some, mentioned
from portal.configurator.model import Count, Group, Implies, Option, ProductModel, Rule, Table, Term

Element = TypeVar("Element", Group, Option, Rule, Term)


def put(elements: Sequence[Element], one: Element) -> tuple[Element, ...]:
    """The elements with this one instead of that of its id, or at the end."""
    if any(each.id == one.id for each in elements):
        return tuple(one if each.id == one.id else each for each in elements)
    return (*elements, one)


def moved(elements: Sequence[Element], name: str, by: int) -> tuple[Element, ...]:
    """The element so many places later; at either end it stays."""
    order = list(elements)
    at = next(place for place, each in enumerate(order) if each.id == name)
    one = order.pop(at)
    order.insert(min(max(at + by, 0), len(order)), one)
    return tuple(order)


def without(elements: Sequence[Element], name: str) -> tuple[Element, ...]:
    return tuple(each for each in elements if each.id != name)


def with_options(model: ProductModel, group: Group, options: Sequence[Option]) -> ProductModel:
    changed = replace(group, options=tuple(options))
    return replace(model, groups=put(model.groups, changed))


@dataclass(frozen=True)
class Uses:
    """What names an option, or any of a group. `lists` are rules that name others beside it, so
    that they can do without it; `rules` and `terms` cannot."""

    rules: tuple[Rule, ...]
    lists: tuple[Rule, ...]
    terms: tuple[Term, ...]
    is_recommended: bool

    def __bool__(self) -> bool:
        return bool(self.rules or self.lists or self.terms)


def uses(model: ProductModel, group: str, option: str | None = None) -> Uses:
    naming = [rule for rule in model.rules if _names(rule.says, group, option)]
    lists = tuple(rule for rule in naming if option and _rest(rule, group, option))
    return Uses(
        rules=tuple(rule for rule in naming if rule not in lists),
        lists=lists,
        terms=tuple(term for term in model.terms if _mentions(term.when, group, option)),
        is_recommended=any(_is(pick, group, option) for pick in model.recommended),
    )


def removed(model: ProductModel, group: str, option: str | None = None) -> ProductModel:
    """The model without the option, or the whole group, and without what cannot do without it."""
    used = uses(model, group, option)
    gone = {rule.id for rule in used.rules}
    rules = [
        _rest(rule, group, option) if option and rule in used.lists else rule
        for rule in model.rules
        if rule.id not in gone
    ]
    changed = replace(
        model,
        rules=tuple(rules),
        terms=tuple(term for term in model.terms if term not in used.terms),
        recommended=tuple(pick for pick in model.recommended if not _is(pick, group, option)),
    )
    if option is None:
        return replace(changed, groups=without(model.groups, group))
    one = model.group(group)
    return with_options(changed, one, without(one.options, option))


def _is(pick: Sequence[str], group: str, option: str | None) -> bool:
    return pick[0] == group and option in (None, pick[1].removeprefix("!"))


def _mentions(condition: Condition, group: str, option: str | None) -> bool:
    return any(
        has.group == group and (option is None or option in has.options)
        for has in mentioned(condition)
    )


def _names(says: Any, group: str, option: str | None) -> bool:
    match says:
        case Implies(when, then):
            return _mentions(when, group, option) or _mentions(then, group, option)
        case Count(of):
            return any(_is(pick, group, option) for pick in of)
        case Table(groups, rows):
            if group not in groups:
                return False
            return option is None or any(option in row[groups.index(group)] for row in rows)
    return False


def _rest(rule: Rule, group: str, option: str) -> Rule | None:
    """The rule without the option, saying the same of all others; None where there is no such."""
    match rule.says:
        case Implies(when, then):
            parts = [_shorter(each, group, option) for each in (when, then)]
            return None if None in parts else replace(rule, says=Implies(*parts))
        case Count(of, low, high):
            rest = tuple(pick for pick in of if not _is(pick, group, option))
            fits = len(rest) > 1 and (low or 0) <= len(rest) and high != len(of)
            return replace(rule, says=Count(rest, low, high)) if fits else None
        case Table(groups, rows) as table:
            at = groups.index(group)
            kept = tuple(_rows_without(rows, at, option))
            return replace(rule, says=replace(table, rows=kept)) if kept else None
    return None


def _rows_without(rows: Sequence, at: int, option: str) -> Iterator[tuple]:
    for row in rows:
        cell = tuple(each for each in row[at] if each != option)
        if cell:
            yield (*row[:at], cell, *row[at + 1 :])


def _shorter(condition: Condition, group: str, option: str) -> Condition | None:
    """The condition with the option left out of its lists; None where it is not in a list."""
    match condition:
        case Has(name, options, "in") if name == group and option in options:
            rest = tuple(each for each in options if each != option)
            return Has(name, rest, "in") if rest else None
        case Has(name, options) if name == group and option in options:
            return None
        case Not(part):
            shorter = _shorter(part, group, option)
            return Not(shorter) if shorter is not None else None
        case All(parts) | Some(parts):
            shorter = tuple(_shorter(part, group, option) for part in parts)
            return None if None in shorter else type(condition)(shorter)
    return condition

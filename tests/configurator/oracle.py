"""Every build of a small model, by trying all of them; shares nothing with the engines."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product

from portal.configurator.conditions import All, Condition, Has, Not, Some
from portal.configurator.model import Count, Implies, Kind, Pick, ProductModel, Rule, Table, Total


@dataclass(frozen=True)
class Whole:
    """A complete build: its picks, without those it is without."""

    picks: frozenset[Pick]
    price: int
    days: int


def builds(model: ProductModel) -> list[Whole]:
    return [
        _whole(model, picks)
        for picks in all_picks(model)
        if all(keeps(model, rule, picks) for rule in model.rules)
    ]


def agrees(build: Whole, choices) -> bool:
    return all(
        Pick(pick.group, pick.option[1:]) not in build.picks
        if pick.option.startswith("!")
        else pick in build.picks
        for pick in choices
    )


def changed(build: Whole, choices) -> int:
    return sum(not agrees(build, [pick]) for pick in choices)


def all_picks(model: ProductModel) -> Iterator[frozenset[Pick]]:
    ways = []
    for group in model.groups:
        picks = [Pick(group.id, each.id) for each in group.offered]
        if group.kind is Kind.MULTI:
            sizes = range(len(picks) + 1)
            ways.append([*chain.from_iterable(combinations(picks, size) for size in sizes)])
        else:
            ways.append([(pick,) for pick in picks])
    return (frozenset(chain.from_iterable(way)) for way in product(*ways))


def _whole(model: ProductModel, picks: frozenset[Pick]) -> Whole:
    options = [model.option(pick) for pick in picks]
    terms = [term for term in model.terms if holds(term.when, picks)]
    return Whole(
        picks,
        model.price + sum(each.price for each in options) + sum(each.amount for each in terms),
        model.days + max([0, *(each.days for each in options), *(each.days for each in terms)]),
    )


def keeps(model: ProductModel, rule: Rule, picks: frozenset[Pick]) -> bool:
    match rule.says:
        case Implies(when, then):
            return not holds(when, picks) or holds(then, picks)
        case Table(groups, rows, forbids):
            chosen = {pick.group: pick.option for pick in picks}
            found = any(
                all(
                    cell == ("*",) or chosen[group] in cell
                    for group, cell in zip(groups, row, strict=True)
                )
                for row in rows
            )
            return found != forbids
        case Count(of, low, high):
            number = sum(pick in picks for pick in of)
            return (low is None or number >= low) and (high is None or number <= high)
        case Total(amount, low, high):
            total = _sum(model, amount, picks)
            low, high = (
                _sum(model, each, picks) if isinstance(each, str) else each for each in (low, high)
            )
            return (low is None or total >= low) and (high is None or total <= high)
    raise TypeError(rule.says)


def _sum(model: ProductModel, amount: str, picks: frozenset[Pick]) -> int:
    return sum(model.option(pick).amounts.get(amount, 0) for pick in picks)


def holds(condition: Condition, picks: frozenset[Pick]) -> bool:
    match condition:
        case Not(part):
            return not holds(part, picks)
        case All(parts):
            return all(holds(part, picks) for part in parts)
        case Some(parts):
            return any(holds(part, picks) for part in parts)
        case Has(group, options, "=" | "in"):
            return any(Pick(group, option) in picks for option in options)
        case Has(group, options, "!="):
            return Pick(group, options[0]) not in picks
        case Has(group, options, sign):
            number = next(int(pick.option) for pick in picks if pick.group == group)
            return {
                "<": number < int(options[0]),
                "<=": number <= int(options[0]),
                ">": number > int(options[0]),
                ">=": number >= int(options[0]),
            }[sign]
    raise TypeError(condition)

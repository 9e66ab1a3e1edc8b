"""Conditions as lines of a form: a group, how it is compared, and its options.

What is nested deeper than "all of these" or "any of these" has no lines, and is written out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.configurator.conditions import All, Condition, Has, Not, Some
from portal.configurator.model import Kind, Pick, ProductModel

SIGNS = {"is": "is one of", "not": "is none of"}
NUMBER_SIGNS = {**SIGNS, ">=": "is at least", "<=": "is at most", ">": "is above", "<": "is below"}
MOST_LINES = 30


class Wrong(ValueError):
    """A line that says nothing yet; the text says what is missing."""


@dataclass(frozen=True)
class Line:
    group: str = ""
    sign: str = "is"
    options: tuple[str, ...] = ()
    wrong: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.group

    def condition(self, model: ProductModel) -> Condition:
        """What the line says; Wrong where something is missing."""
        group = next((each for each in model.groups if each.id == self.group), None)
        if group is None:
            raise Wrong(f"There is no group “{self.group[:40]}” any more")
        if not self.options:
            raise Wrong(f"Say which of {group.label}")
        known = {each.id for each in group.offered}
        unknown = [each for each in self.options if each not in known]
        if self.sign in (">=", "<=", ">", "<"):
            if group.kind is not Kind.NUMBER:
                raise Wrong(f"{group.label} is not a number")
            if len(self.options) > 1 or not self.options[0].isdecimal():
                raise Wrong(f"Give one number for {group.label}")
            return Has(group.id, self.options, self.sign)
        if unknown:
            raise Wrong(f"{group.label} has no “{unknown[0][:40]}”")
        one = len(self.options) == 1
        if self.sign == "not":
            return Has(group.id, self.options, "!=") if one else Not(self._among())
        return Has(group.id, self.options, "=") if one else self._among()

    def _among(self) -> Has:
        return Has(self.group, self.options, "in")


def lines_of(condition: Condition) -> tuple[str, list[Line]] | None:
    """How the lines are joined (all, any), and the lines; None where it cannot be said so."""
    match condition:
        case All(parts):
            join = "all"
        case Some(parts):
            join = "any"
        case _:
            join, parts = "all", (condition,)
    lines = [_line(part) for part in parts]
    return None if None in lines else (join, [each for each in lines if each])


def _line(part: Condition) -> Line | None:
    match part:
        case Has(group, options, "=" | "in"):
            return Line(group, "is", options)
        case Has(group, options, "!="):
            return Line(group, "not", options)
        case Has(group, options, sign):
            return Line(group, sign, options)
        case Not(Has(group, options, "in")) if len(options) > 1:
            return Line(group, "not", options)
    return None


def joined(model: ProductModel, join: str, lines: Sequence[Line]) -> Condition:
    parts = tuple(each.condition(model) for each in lines)
    if len(parts) == 1:
        return parts[0]
    return Some(parts) if join == "any" else All(parts)


def lines_of_picks(picks: Iterable[Pick]) -> list[Line]:
    found: dict[str, tuple[str, ...]] = {}
    for pick in picks:
        found[pick.group] = (*found.get(pick.group, ()), pick.option)
    return [Line(group, "is", options) for group, options in found.items()]


def picks_of(model: ProductModel, lines: Sequence[Line]) -> tuple[Pick, ...]:
    for each in lines:
        Line(each.group, "is", each.options).condition(model)
    return tuple(Pick(each.group, option) for each in lines for option in each.options)

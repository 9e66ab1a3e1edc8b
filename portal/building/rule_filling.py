"""An existing rule as its form shows it."""

from typing import Any

from portal.building import rule_tables
from portal.building.rule_form import PARTS, Entered, RuleForm
from portal.building.rule_lines import Line, lines_of, lines_of_picks
from portal.configurator.conditions import All, Condition, Not
from portal.configurator.conditions import write as written
from portal.configurator.model import Count, Implies, Rule, Table, Total

LEAST_LINES = {"when": 1, "then": 1, "never": 2, "count": 1}


def filled(rule: Rule) -> tuple[dict[str, Any], Entered]:
    """What the fields and the lines of the form say."""
    fields: dict[str, Any] = {"because": rule.because, "name": rule.id}
    lines = Entered()
    match rule.says:
        case Implies(when, then):
            fields["kind"] = _implies(when, then, lines)
            fields |= {"when_words": written(when), "then_words": written(then)}
        case Count(of, low, high):
            lines.lines["count"] = lines_of_picks(of)
            fields |= {"kind": "count", **_bounds(low, high)}
        case Total(amount, low, high):
            fields |= {"kind": "total", "total": amount, **_bounds(low, high)}
        case Table(groups, _rows, forbids) as table:
            lines.columns = list(groups)
            forbids_ = "y" if forbids else ""
            fields |= {"kind": "table", "rows": rule_tables.written(table), "forbids": forbids_}
    return fields, lines


def with_blanks(lines: Entered, *, more: bool = False) -> Entered:
    """Each part with room for one more line where it is empty, or where somebody asked for it."""
    for part, least in LEAST_LINES.items():
        rows = [each for each in lines.lines.get(part, []) if not each.is_blank]
        wanted = max(least, len(rows) + (1 if more or part == "never" else 0))
        lines.lines[part] = rows + [Line()] * (wanted - len(rows))
        lines.joins.setdefault(part, "all")
    lines.columns = (lines.columns + [""] * 6)[:6]
    return lines


def says_the_same(was: Rule, form: RuleForm, lines: Entered) -> bool:
    """Whether the form says of the rule what it said before, so that it stays as it is written."""
    fields, before = filled(was)
    asked = [name for name in fields if name not in ("because", "name")]
    if fields["kind"] != "words":
        asked = [name for name in asked if name not in ("when_words", "then_words")]
    same = all((form[name].data or "") == (fields[name] or "") for name in asked)
    parts = before.lines.keys() | {part for part in lines.lines if lines.some(part)}
    return (
        same
        and [each for each in lines.columns if each] == before.columns
        and all(_alike(lines.some(part), before.lines.get(part, [])) for part in parts)
        and all(lines.joins.get(part, "all") == join or len(before.lines[part]) == 1
                for part, join in before.joins.items())
    )  # fmt: skip


def _implies(when: Condition, then: Condition, lines: Entered) -> str:
    if isinstance(then, Not):
        parts = (when, *(then.part.parts if isinstance(then.part, All) else (then.part,)))
        single = [lines_of(each) for each in parts]
        if all(each is not None and len(each[1]) == 1 for each in single):
            lines.lines["never"] = [each[1][0] for each in single if each]
            return "never"
    for part, condition in zip(PARTS["then"], (when, then), strict=True):
        said = lines_of(condition)
        if said is None:
            lines.lines.clear()
            return "words"
        lines.joins[part], lines.lines[part] = said
    return "then"


def _bounds(low: Any, high: Any) -> dict[str, str]:
    bounds = {"at_least": low, "at_most": high}
    return {name: "" if bound is None else str(bound) for name, bound in bounds.items()}


def _alike(lines: list[Line], others: list[Line]) -> bool:
    """The same lines, whatever the order in which options of one were ticked."""
    return [(each.group, each.sign, frozenset(each.options)) for each in lines] == [
        (each.group, each.sign, frozenset(each.options)) for each in others
    ]

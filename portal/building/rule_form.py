"""A rule as a form: its kind, its lines, and the "because" that customers read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.building import rule_tables
from portal.building.edit_forms import NAMED, SeenForm, short_name
from portal.building.rule_lines import MOST_LINES, Line, Wrong, joined, picks_of
from portal.configurator.conditions import All, Not, Unclear, parse
from portal.configurator.model import Count, Implies, Kind, ProductModel, Total
from portal.configurator.rule_reading import MOST_IN_ALL

KINDS = {
    "then": "If … then …",
    "never": "Never together",
    "count": "At most or at least so many",
    "total": "A sum stays within bounds",
    "table": "A table of what goes together",
    "words": "If … then …, written out",
}
PARTS = {"then": ("when", "then"), "never": ("never",), "count": ("count",)}
PART_WORDS = {"when": "If", "then": "Then", "never": "Never together", "count": "Counted"}


class RuleForm(SeenForm):
    kind = RadioField("What it says", choices=KINDS, default="then")
    because = TextAreaField(
        "Because",
        [DataRequired("Say why: customers read it when the rule is in their way"),
         Length(max=1000, message="Keep it to 1 000 characters")],
        description="Customers read it, like “A belt cannot bend round derailleur gears.”",
        render_kw={"rows": 2},
    )  # fmt: skip
    name = short_name(NAMED.replace("name where", "rule where"))
    when_words = TextAreaField("If", [Optional()], render_kw={"rows": 2})
    then_words = TextAreaField("Then", [Optional()], render_kw={"rows": 2})
    total = StringField("Add up", [Optional()])
    at_least = StringField("At least", [Optional()])
    at_most = StringField("At most", [Optional()])
    rows = TextAreaField("Combinations", [Optional()], render_kw={"rows": 8})
    forbids = RadioField(
        "They are", choices={"": "the only ones that go together", "y": "those that never do"},
        default="",
    )  # fmt: skip


@dataclass
class Entered:
    """The lines of a rule as somebody entered them, by the part they belong to."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def some(self, part: str) -> list[Line]:
        return [each for each in self.lines.get(part, []) if not each.is_blank]


def entered(form: MultiDict[str, str]) -> Entered:
    """Read the lines: `when-0-group`, `when-0-sign`, `when-0-option` (as often as needed)."""
    found = Entered(columns=[form.get(f"column-{number}", "") for number in range(6)])
    for part in ("when", "then", "never", "count"):
        found.joins[part] = "any" if form.get(f"{part}-join") == "any" else "all"
        found.lines[part] = [_line(form, f"{part}-{number}") for number in _numbers(form, part)]
    return found


def _numbers(form: MultiDict[str, str], part: str) -> Iterable[int]:
    return (n for n in range(MOST_LINES) if f"{part}-{n}-group" in form)


def _line(form: MultiDict[str, str], name: str) -> Line:
    group, was = form.get(f"{name}-group", "").strip(), form.get(f"{name}-was", "")
    sign = form.get(f"{name}-sign", "is")
    typed = form.get(f"{name}-number", "")
    chosen = [*form.getlist(f"{name}-option"), *typed.replace(",", " ").split()]
    if was and was != group:  # those were of another group
        chosen, sign = [], "is"
    return Line(group, sign, tuple(dict.fromkeys(chosen))[:1000])


def says(model: ProductModel, form: RuleForm, lines: Entered) -> Any:
    """What the form says as a rule; None when something is wrong, which the fields then say."""
    makers = {
        "then": _then, "never": _never, "count": _count, "total": _total, "table": _table,
        "words": _words,
    }  # fmt: skip
    return makers[form.kind.data](model, form, lines)


def _checked(model: ProductModel, lines: Entered, part: str, missing: str, least: int = 1) -> bool:
    """Whether each line of the part is whole; what is wrong stands beside it."""
    fine = len(lines.some(part)) >= least
    if not fine:
        lines.wrong.append(missing)
    for place, each in enumerate(lines.lines[part]):
        if each.is_blank:
            continue
        try:
            each.condition(model)
        except Wrong as wrong:
            fine = False
            lines.lines[part][place] = Line(each.group, each.sign, each.options, str(wrong))
            lines.wrong.append(str(wrong))
    return fine


def _then(model: ProductModel, form: RuleForm, lines: Entered) -> Implies | None:
    fine = _checked(model, lines, "when", "Say when the rule counts")
    if not _checked(model, lines, "then", "Say what has to be then") or not fine:
        return None
    return Implies(*(joined(model, lines.joins[p], lines.some(p)) for p in ("when", "then")))


def _never(model: ProductModel, form: RuleForm, lines: Entered) -> Implies | None:
    if not _checked(model, lines, "never", "Say at least two things that never go together", 2):
        return None
    first, *rest = (each.condition(model) for each in lines.some("never"))
    return Implies(first, Not(All(tuple(rest)) if len(rest) > 1 else rest[0]))


def _count(model: ProductModel, form: RuleForm, lines: Entered) -> Count | None:
    fine = _checked(model, lines, "count", "Say what is counted")
    low, high = (_bound(form[name]) for name in ("at_least", "at_most"))
    if not fine or form.at_least.errors or form.at_most.errors:
        return None
    picks = picks_of(model, lines.some("count"))
    if low is None and high is None:
        form.at_most.errors = ["Say how many at most, or at least"]
    elif low is not None and high is not None and low > high:
        form.at_least.errors = [f"{low} is more than {high}"]
    elif (low or 0) > len(picks):
        form.at_least.errors = [f"Only {len(picks)} options are counted"]
    else:
        return Count(picks, low, high)
    return None


def _total(model: ProductModel, form: RuleForm, lines: Entered) -> Total | None:
    known = amounts(model)
    if form.total.data not in known:
        form.total.errors = ["Choose what is added up" if known else
                             "No option has an amount yet: give watts to one first"]  # fmt: skip
        return None
    bounds = []
    for name in ("at_least", "at_most"):
        text = form[name].data or ""
        bounds.append(text if text in known else _bound(form[name], names=known))
    low, high = bounds
    if form.at_least.errors or form.at_most.errors:
        return None
    if low is None and high is None:
        form.at_most.errors = ["Say how much at most, or at least"]
    elif low is not None and high is not None and (str in (type(low), type(high))):
        form.at_most.errors = ["A bound that is an amount itself stands alone"]
    elif low is not None and high is not None and low > high:
        form.at_least.errors = [f"{low} is more than {high}"]
    else:
        return Total(form.total.data, low, high)
    return None


def _bound(field_: Any, names: Iterable[str] = ()) -> int | None:
    text = (field_.data or "").replace("−", "-")
    if not text:
        return None
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 11:
        known = f", or one of {', '.join(names)}" if names else ""
        field_.errors = [f"Write a whole number{known}"]
        return None
    if abs(int(text)) > MOST_IN_ALL:
        field_.errors = ["The number is too large"]
        return None
    return int(text)


def _table(model: ProductModel, form: RuleForm, lines: Entered) -> Any:
    try:
        return rule_tables.read(model, lines.columns, form.rows.data or "",
                                forbids=form.forbids.data == "y")  # fmt: skip
    except rule_tables.Wrong as wrong:
        form.rows.errors = [str(wrong)]
        return None


def _words(model: ProductModel, form: RuleForm, lines: Entered) -> Implies | None:
    parts = []
    for name in ("when_words", "then_words"):
        try:
            parts.append(parse(form[name].data or ""))
        except Unclear as unclear:
            form[name].errors = [f"{unclear}" if form[name].data else "Write a condition"]
    return Implies(*parts) if len(parts) == 2 else None


def amounts(model: ProductModel) -> list[str]:
    """What options have amounts of."""
    options = (each for group in model.groups for each in group.options)
    return sorted({name for each in options for name in each.amounts})


def can_be_in_tables(model: ProductModel) -> dict[str, str]:
    return {each.id: each.label for each in model.groups if each.kind is not Kind.MULTI}

"""Making things fit, and saying what was changed for it: nothing changes silently."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from portal.building.choices import query
from portal.building.compiling import Ready
from portal.building.configuring import Configured
from portal.building.screen import Alternative, Notice
from portal.building.wording import changed, days_more, label_of, named, signed, why
from portal.configurator.answers import Choices
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.model import Pick, ProductModel
from portal.configurator.repairing import Repair, repairs
from portal.money import Money
from portal.web.languages import _

MOST_WAYS = 3
Shown = Callable[[Money], Markup]


class Impossible(ValueError):
    """No build of this model has it."""


def fit(its: Ready, choices: Choices, pick: Pick, money: Shown) -> tuple[Choices, Notice]:
    """The choices with the pick and the fewest other changes, and what these were."""
    ways = _ways(its, choices, pick)
    if not ways:
        raise Impossible(pick)
    best = ways[0]
    model = its.model
    notice = _said(model, best, choices, money)
    notice.title = _("%(option)s is chosen.", option=label_of(model, pick))
    notice.alternatives = [_alternative(model, each, money) for each in ways[1:]]
    return kept(best.choices), notice


def reconcile(its: Ready, made: Configured, money: Shown) -> tuple[Choices, Notice]:
    """For choices that do not go together: the nearest that do, which were in the way, and why."""
    conflict = made.conflict
    members = [*conflict.choices, conflict.pick] if conflict else list(made.choices)[:1]
    ways = [way for each in reversed(members) for way in _ways(its, made.choices, each, limit=1)]
    ways.sort(key=lambda way: (len(way.changes), way.build.price.minor))
    model = its.model
    title = _("These do not go together: %(choices)s.", choices=_listed(model, members))
    lines = [why(conflict)] if conflict else []
    if not ways:
        return (), Notice("bad", title, lines)
    notice = _said(model, ways[0], made.choices, money)
    notice.tone, notice.title, notice.undo = "bad", title, None
    notice.lines = [*lines, _("This is the nearest that can be built:"), *notice.lines]
    seen = {kept(ways[0].choices)}
    for way in ways[1:]:
        if kept(way.choices) not in seen:
            seen.add(kept(way.choices))
            notice.alternatives.append(_alternative(model, way, money))
    return kept(ways[0].choices), notice


def kept(choices: Choices) -> Choices:
    """Without what only says that something is left out: an empty box says that too."""
    return tuple(pick for pick in choices if not pick.option.startswith("!"))


def _ways(its: Ready, choices: Choices, pick: Pick, limit: int = MOST_WAYS) -> Sequence[Repair]:
    try:
        return repairs(its.compiled, choices, pick, limit=limit)
    except OutOfTime:
        return []


def _said(model: ProductModel, way: Repair, before: Choices, money: Shown) -> Notice:
    return Notice(
        tone="good",
        title="",
        lines=[changed(model, each) for each in way.changes],
        price=_difference(model, way.price, money),
        days=days_more(way.days or 0),
        undo=query(before),
    )


def _alternative(model: ProductModel, way: Repair, money: Shown) -> Alternative:
    text = "; ".join(changed(model, each) for each in way.changes) or named(model, way.pick)
    return Alternative(
        text=text,
        price=_difference(model, way.price, money),
        days=days_more(way.days or 0),
        query=query(kept(way.choices)),
    )


def _difference(model: ProductModel, price: int | None, money: Shown) -> Markup | str:
    if price is None:
        return ""
    return signed(Money(price, model.currency), money) if price else _("same price")


def _listed(model: ProductModel, picks: Sequence[Pick]) -> str:
    return ", ".join(named(model, each) for each in picks)

"""What Ruben has begun to change of the tourer: a colour more, and a rule that still bites."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from portal.building import drafts, editing
from portal.building.models import ModelVersion
from portal.building.queries import offered_as
from portal.configurator import changing, files
from portal.configurator.conditions import parse
from portal.configurator.model import Implies, Option, ProductModel, Rule
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step

SAND = Option("sand", "Sand", price=6_000, days=5, hex="#c8b48a", note="New for the spring")
ANODISED = Rule(
    "sand-titanium",
    "Sand is anodised, which only titanium takes.",
    Implies(parse("colour = sand"), parse("frame = titanium")),
)


def steps(cast: Cast, now: datetime) -> Iterator[Step]:
    changes: list[tuple[float, str, Callable[[ProductModel], ProductModel]]] = [
        (1.9, "changed Colour: Chalk (price 75.00, was 60.00)", _chalk),
        (1.8, "added Colour: Sand", _sand),
        (0.9, "added the rule “If Colour is Sand, then Frame is Titanium”", _anodised),
    ]
    yield Step(
        now - timedelta(days=2), lambda: drafts.begin(_tourer().model, by=cast.staff["ruben"])
    )
    for days, what, to in changes:
        yield Step(
            now - timedelta(days=days),
            lambda what=what, to=to: _change(to, what, cast.staff["ruben"]),
        )


def _change(to: Callable[[ProductModel], ProductModel], what: str, by: object) -> None:
    draft = drafts.draft_of("tourer")
    if draft is not None:
        made = to(files.read(draft.source))
        editing.edit(draft, made, what=what, seen=draft.edits, by=by)  # type: ignore[arg-type]


def _tourer() -> ModelVersion:
    return session.scalars(offered_as("tourer")).one()


def _chalk(model: ProductModel) -> ProductModel:
    colours = model.group("colour")
    chalk = next(each for each in colours.options if each.id == "chalk")
    dearer = replace(chalk, price=7_500)
    return changing.with_options(model, colours, changing.put(colours.options, dearer))


def _sand(model: ProductModel) -> ProductModel:
    colours = model.group("colour")
    return changing.with_options(model, colours, (*colours.options, SAND))


def _anodised(model: ProductModel) -> ProductModel:
    return replace(model, rules=(*model.rules, ANODISED))

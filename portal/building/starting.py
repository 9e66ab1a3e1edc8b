"""Where to begin: with what we recommend, the cheapest, the soonest, or as an earlier build."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.building.choices import pairs
from portal.building.compiling import Ready
from portal.building.configuring import Configured
from portal.building.models import Build
from portal.configurator import completing
from portal.configurator.answers import Build as WholeBuild
from portal.configurator.answers import Choices
from portal.configurator.faults import NoBuild
from portal.configurator.model import Kind, Pick, ProductModel
from portal.web.languages import _

MOST_EARLIER = 3


@dataclass(frozen=True)
class Way:
    """A button to begin with; `value` is what it sends as `start`."""

    value: str
    text: str
    icon: str


def ways(model: ProductModel, earlier: Sequence[Build]) -> list[Way]:
    found = [Way("recommended", _("Our proposal"), "star")] if model.recommended else []
    found += [
        Way("cheapest", _("Lowest price"), "tag"),
        Way("fastest", _("Ready soonest"), "calendar"),
    ]
    for build in earlier[:MOST_EARLIER]:
        name = build.name or build.version.model.name
        found.append(Way(build.code, _("Like “%(name)s”", name=name), "bookmark"))
    return found


def begun(
    its: Ready, choices: Choices, way: str, build_at: Callable[[str], Build | None]
) -> Choices:
    """The choices filled up to a whole build; as they are when the way is none of ours."""
    compiled = its.compiled
    try:
        if way == "cheapest":
            return _chosen(its, completing.cheapest(compiled, choices))
        if way == "fastest":
            return _chosen(its, completing.fastest(compiled, choices))
        if way == "recommended":
            return _chosen(its, completing.nearest(compiled, its.model.recommended, choices))
        build = build_at(way)
        if build is not None:
            return _chosen(its, completing.nearest(compiled, pairs(build.choices), choices))
    except NoBuild:
        pass
    return choices


def shown(its: Ready, choices: Choices) -> WholeBuild:
    """What the picture shows while choices are open: what we recommend for the rest."""
    return completing.nearest(its.compiled, [*its.model.recommended, *choices], choices)


def pictured(made: Configured) -> Choices:
    return made.build.picks if made.is_complete else shown(made.ready, made.choices).picks


def _chosen(its: Ready, build: WholeBuild) -> Choices:
    """The build as choices: what is left out of a multi group is not said."""
    multi = {group.id for group in its.model.groups if group.kind is Kind.MULTI}
    taken = (p for p in build.picks if p.group not in multi or not p.option.startswith("!"))
    return its.compiled.choices([Pick(*pick) for pick in taken])

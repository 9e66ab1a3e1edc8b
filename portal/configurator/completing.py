"""Completing choices to a build: the cheapest, the fastest, or the nearest to an earlier one."""

from collections.abc import Iterable

import numpy as np

from portal.configurator.answers import Build, Choices
from portal.configurator.compiled import Compiled
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild
from portal.configurator.model import NONE, Kind, Pick


def cheapest(compiled: Compiled, choices: Choices = ()) -> Build:
    """The build with these choices that costs least."""
    return _least(compiled, compiled.allowed(choices), compiled.prices)


def fastest(compiled: Compiled, choices: Choices = ()) -> Build:
    """The cheapest of the builds with these choices that are delivered first."""
    allowed = compiled.allowed(choices)
    days = compiled.soonest(choices) - compiled.model.days
    return _least(compiled, allowed * (compiled.days <= days), compiled.prices)


def nearest(compiled: Compiled, earlier: Iterable[tuple[str, str]], choices: Choices = ()) -> Build:
    """The build with these choices that differs from an earlier build in the fewest options.

    Options that the model no longer has are left out of account.
    """
    still = {Pick(*pair) for pair in earlier} & compiled.place_of.keys()
    return _least(compiled, compiled.allowed(choices), compiled.changing(still))


def _least(compiled: Compiled, allowed: np.ndarray, cost: np.ndarray) -> Build:
    total, values, proven = compiled.engine.cheapest(np.where(allowed, cost, NO_WAY))
    if total >= NO_WAY:
        raise NoBuild if proven else OutOfTime
    return compiled.build(values, proven=proven)


def decided(compiled: Compiled, picks: Iterable[tuple[str, str]]) -> Choices:
    """The picks, with "without" for everything in multi and optional groups that is not picked.

    For a build somebody calls complete: nothing is left to be filled in.
    """
    choices = compiled.choices(picks)
    have = set(choices)
    added = []
    for group in compiled.model.groups:
        if group.kind is Kind.MULTI:
            for option in group.options:
                pair = Pick(group.id, option.id), Pick(group.id, f"!{option.id}")
                added += [] if have & set(pair) else [pair[1]]
        elif group.none and not any(pick.group == group.id for pick in choices):
            added.append(Pick(group.id, NONE))
    return compiled.choices([*choices, *added])

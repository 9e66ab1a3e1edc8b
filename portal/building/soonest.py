"""How long it takes with each option that fits, in as few walks of the graph as tell it."""

import numpy as np

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.standing import CHOSEN, FITS, Standing

NOT_ASKED = -1


def days_of(compiled: Compiled, choices: Choices, standing: Standing) -> np.ndarray:
    """For each option that fits, the shortest lead time with it and all other choices.

    NOT_ASKED for the others, and where the model is searched: it would take a search for each.
    No build is sooner than its slowest part. So nearly all that is left to find out is whether an
    option needs anything slower than the option itself and the other choices.
    """
    found = np.full(len(standing.state), NOT_ASKED)
    fits = np.flatnonzero((standing.state == CHOSEN) | (standing.state == FITS))
    if not compiled.exact or not len(fits):
        return found
    places = compiled.places[fits]
    others = _of_the_others(compiled, choices)[compiled.variables[fits]]
    at_least = np.maximum(compiled.days[places], others)
    changed = compiled.taken(choices)[1][fits] * compiled.change
    slow = np.full(len(fits), True)
    cost = compiled.changing(choices) - compiled.prices
    for step in np.unique(others):
        slower = (compiled.days > step).astype(float)
        needs = compiled.engine.least(cost + slower)[places] - changed - slower[places]
        slow[(others == step) & (needs == 0)] = False
    found[fits] = at_least
    left = np.flatnonzero(slow)
    if len(left):
        found[fits[left]] = _step_by_step(compiled, cost, places[left], changed[left],
                                          at_least[left])  # fmt: skip
    found[fits] += compiled.model.days
    return found


def _of_the_others(compiled: Compiled, choices: Choices) -> np.ndarray:
    """For each variable, the days of the slowest choice among all the others."""
    days = [0.0] * len(compiled.engine.sizes)
    for pick in choices:
        days[compiled.lowered.value_of[pick][0]] = compiled.days[compiled.place_of[pick]]
    own = np.array(days)
    slowest = int(own.argmax())
    others = np.full(len(own), own[slowest])
    others[slowest] = np.delete(own, slowest).max(initial=0.0)
    return others


def _step_by_step(
    compiled: Compiled,
    cost: np.ndarray,
    places: np.ndarray,
    changed: np.ndarray,
    at_least: np.ndarray,
) -> np.ndarray:
    """The days of each of these places, from the first number that is possible upwards."""
    found = at_least.copy()
    steps = np.unique(np.append(compiled.days, 0.0))
    left = np.arange(len(places))
    while len(left):
        step = found[left].min()
        if step >= steps[-1]:
            break
        within = compiled.engine.least(np.where(compiled.days <= step, cost, NO_WAY))[places[left]]
        left = left[within != changed[left]]
        found[left] = np.maximum(found[left], steps[np.searchsorted(steps, step, "right")])
    return found

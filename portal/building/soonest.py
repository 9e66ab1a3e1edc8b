"""How long it takes with each option that fits, asked day by day from the soonest."""

from collections.abc import Sequence

import numpy as np

from portal.configurator.answers import Choices, Offer
from portal.configurator.compiled import Compiled
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.model import Pick


def days_of(compiled: Compiled, choices: Choices, offers: Sequence[Offer]) -> dict[Pick, int]:
    """For each of these offers that fits, the shortest lead time with it and all other choices.

    Nothing where the model is searched: it would take a search for each option.
    """
    if not compiled.exact:
        return {}
    own = {compiled.lowered.value_of[pick][0]: pick for pick in choices}
    cost = compiled.changing(choices) - compiled.prices
    left: dict[Pick, tuple[int, float]] = {}
    for pick in (offer.pick for offer in offers if offer.fits):
        mine = own.get(compiled.lowered.value_of[pick][0])
        replaced = mine is not None and mine != pick
        left[pick] = compiled.place_of[pick], compiled.change if replaced else 0.0
    found: dict[Pick, int] = {}
    steps = np.unique(np.append(compiled.days, 0.0)).tolist()
    while left and steps:
        least = min(compiled.days[place] for place, _ in left.values())
        steps = [step for step in steps if step >= least]
        step = steps.pop(0)
        within = compiled.engine.least(np.where(compiled.days <= step, cost, NO_WAY))
        for pick, (place, changed) in list(left.items()):
            if within[place] == changed:
                found[pick] = compiled.model.days + int(step)
                del left[pick]
    return found

"""The stages of one order in its own words. What it is made of says how its stages are called, what
is being done in them, and which parts the work has; an order keeps the words it was placed with,
and one without any has ours.

The stages themselves are the same six for every order, so that all of them stand on one board.
"""

from collections.abc import Mapping
from typing import Any

from portal.orders.models import Order, ProductionStage
from portal.orders.production_words import PARTS
from portal.orders.words import LATE, NAME, NOW, ON_TIME
from portal.web.languages import lazy


def name_of(order: Order, stage: ProductionStage) -> Any:
    """ "Paint", or as the product calls it: "Fitting out"."""
    return _own(order, stage).get("label") or NAME[stage]


def names_of(order: Order) -> dict[ProductionStage, Any]:
    return {stage: name_of(order, stage) for stage in ProductionStage}


def now_of(order: Order) -> Any:
    """What is being done, as a sentence: "In paint now"."""
    said = _own(order, order.stage).get("now")
    return said[0].upper() + said[1:] if said else NOW[order.stage]


def sentence_of(order: Order, *, is_late: bool) -> str:
    """One sentence for the greeting: "Your Tourer is on time: in paint now."."""
    own = _own(order, order.stage).get("now")
    if own:
        text = LATE_NOW if is_late else ON_TIME_NOW
        return str(text) % {"product": order.product, "now": own}
    return str((LATE if is_late else ON_TIME)[order.stage]) % {"product": order.product}


def work_of(order: Order, stage: ProductionStage) -> Mapping[str, Any]:
    """The parts of the work of a stage: {code: name}."""
    own = _own(order, stage)
    return own.get("parts", {}) if own else PARTS[stage]


ON_TIME_NOW = lazy("Your %(product)s is on time: %(now)s.")
LATE_NOW = lazy("Your %(product)s is late: %(now)s.")


def _own(order: Order, stage: ProductionStage) -> dict[str, Any]:
    return (order.own_stages or {}).get(stage.value) or {}

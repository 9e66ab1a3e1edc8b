"""What of an ordered build can still be another: the groups that are not built yet, with what fits
to those that are, answered by the same engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.building import choices as said
from portal.building.compiling import ready
from portal.configurator.answers import Offer
from portal.configurator.model import Group, Pick, ProductModel
from portal.orders.models import Order, ProductionStage
from portal.orders.rescheduling import steps_of
from portal.orders.words import STAGES
from portal.quotes.models import OrderedBuild
from portal.quotes.ordering import latest_of

USUALLY_FROZEN = ProductionStage.FRAME


class Frozen(Exception):
    """Nothing of the order can be changed any more."""


@dataclass(frozen=True)
class OpenGroup:
    """A group that can still be changed: until its stage begins, as planned."""

    group: Group
    until: date | None
    offers: Sequence[Offer]
    chosen: frozenset[str]


@dataclass(frozen=True)
class Window:
    made: OrderedBuild
    model: ProductModel
    open_: Sequence[OpenGroup]
    frozen: Sequence[tuple[str, str]]
    """Label and option of what is built already."""


def frozen_from(group: Group) -> ProductionStage:
    """The stage from which the group stays as it is; the first one for a word we do not know."""
    known = group.frozen in list(ProductionStage)
    return ProductionStage(group.frozen) if known else USUALLY_FROZEN


def is_frozen(group: Group, order: Order) -> bool:
    return STAGES.index(order.stage) >= STAGES.index(frozen_from(group))


def may_change(order: Order, made: OrderedBuild | None) -> bool:
    """Whether anything of it can be changed now."""
    if made is None or not order.is_being_built:
        return False
    return any(not is_frozen(group, order) for group in ready(made.version).model.groups)


def window(order: Order) -> Window:
    """What can be changed now; Frozen where nothing can."""
    made = latest_of(order)
    if made is None or not may_change(order, made):
        raise Frozen(order.number)
    its = ready(made.version)
    picks = its.compiled.choices(said.pairs(made.picks))
    fixed = fixed_picks(its.model, order, picks)
    offers = its.compiled.domains(its.compiled.choices(fixed))
    planned = {step.stage: step.planned_on for step in steps_of(order)}
    have: Mapping[str, list[str]] = made.picks
    open_, frozen = [], []
    for group in its.model.groups:
        if is_frozen(group, order):
            labels = [each.label for each in group.offered if each.id in have.get(group.id, ())]
            frozen.append((group.label, ", ".join(labels)))
            continue
        theirs = [offers[Pick(group.id, each.id)] for each in group.offered]
        until = planned.get(frozen_from(group))
        open_.append(OpenGroup(group, until, theirs, frozenset(have.get(group.id, ()))))
    return Window(made, its.model, open_, frozen)


def fixed_picks(model: ProductModel, order: Order, picks: Sequence[Pick]) -> list[Pick]:
    frozen = {group.id for group in model.groups if is_frozen(group, order)}
    return [pick for pick in picks if pick.group in frozen]

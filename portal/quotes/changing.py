"""The change window: what of an ordered build can still be another, until which stage, at what
price. The same engine answers, with the groups that are built already frozen.

Prices are those of the version that was ordered: a list that changed since changes nothing here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.access import Actor
from portal.building import choices as said
from portal.building.compiling import ready
from portal.building.configuring import configured, ready_on
from portal.building.models import ModelVersion
from portal.configurator import completing
from portal.configurator.compiled import Compiled
from portal.configurator.faults import NoBuild, UnknownPick
from portal.configurator.model import NONE, Group, Kind, Pick, ProductModel
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post
from portal.money import Money
from portal.orders.models import Order, ProductionStage
from portal.orders.production_models import Reason
from portal.orders.readers import readers_of
from portal.orders.rescheduling import move, steps_of
from portal.orders.standing import MovedMeanwhile, must_be_going_on
from portal.quotes import mails, paying
from portal.quotes.events import BuildChanged
from portal.quotes.figures import Figures, NotForSale, figures
from portal.quotes.models import OrderedBuild
from portal.quotes.ordering import in_a_line, keep, latest_of
from portal.quotes.window import Frozen, fixed_picks, is_frozen, may_change


class DoesNotFit(Exception):
    """No build has these options with what is frozen. `because` are the sentences of the rules,
    `nearest` the picks of the build that comes nearest, None where there is none."""

    def __init__(self, because: Sequence[str], nearest: Sequence[Pick] | None):
        super().__init__("; ".join(because))
        self.because = because
        self.nearest = nearest


@dataclass(frozen=True)
class Proposal:
    """What a change comes to."""

    figures: Figures
    made: OrderedBuild
    changes: Sequence[tuple[str, str, str]]
    more: Money
    days_later: int
    promised_on: date
    stage: ProductionStage

    @property
    def mark(self) -> str:
        """Of what was shown, and of where the order was then."""
        return f"{self.made.n}:{self.stage}:{self.figures.mark}:{self.more.minor}"


def propose(order: Order, wanted: Mapping[str, Sequence[str]]) -> Proposal:
    """What the order becomes with these options in the groups that are open; other groups, and
    groups that are not named, stay as they are. UnknownPick, DoesNotFit or Frozen where not.
    """
    made = latest_of(order)
    if made is None or not may_change(order, made):
        raise Frozen(order.number)
    its = ready(made.version)
    before = its.compiled.choices(said.pairs(made.picks))
    fixed = fixed_picks(its.model, order, before)
    asked = _asked(its.model, order, before, wanted)
    picks = [*fixed, *asked]
    try:
        found = figures(made.version, picks, made.quantity)
    except NotForSale:
        raise _misfit(made.version, its.compiled, fixed, picks) from None
    total = Money(found.total.minor - min(made.discount_minor, found.total.minor), made.currency)
    later = max(0, found.made.days - made.days)
    return Proposal(
        figures=found,
        made=made,
        changes=_changes(its.model, before, found.made.picks),
        more=Money(total.minor - made.total.minor, made.currency),
        days_later=later,
        promised_on=ready_on(later, order.promised_on) if later else order.promised_on,
        stage=order.stage,
    )


@atomic()
def change(
    order: Order, wanted: Mapping[str, Sequence[str]], *, seen: str, by: Actor
) -> OrderedBuild:
    """Make it so. `seen` is the mark of the proposal they agreed to: MovedMeanwhile where it is
    another one now, because production went on or somebody else changed the build. What is so
    already changes nothing.
    """
    lock(order)
    must_be_going_on(order)
    found = propose(order, wanted)
    if not found.changes:
        return found.made
    if found.mark != seen:
        raise MovedMeanwhile(order.number)
    before = found.made
    made = OrderedBuild(n=before.n + 1, quote_id=before.quote_id, **found.figures.columns())
    made.discount_minor = min(before.discount_minor, found.figures.total.minor)
    keep(made, order, by=by)
    order.price_minor, order.build = made.total.minor, in_a_line(made.summary, made.quantity)
    if found.days_later:
        order.promised_on = found.promised_on
        session.flush()
        _plan_later(order, found.promised_on, by)
    if found.more.minor:
        paying.ask(order, "change", found.more)
    session.flush()
    more = f"{found.more.minor / 100:+.2f} {found.more.currency}"
    event = BuildChanged(order_id=order.id, number=order.number, more=more)
    record(event, customer=order.customer, by=by)
    for user in readers_of(order):
        post(mails.changed(order, made, found.more.minor, user))
    return made


def _plan_later(order: Order, to: date, by: Actor) -> None:
    ready_step = next(each for each in steps_of(order) if each.stage is ProductionStage.READY)
    if ready_step.done_on is None and ready_step.planned_on < to:
        move(order, ProductionStage.READY, to=to, reason=Reason.CHANGE, by=by)


def _asked(
    model: ProductModel, order: Order, before: Sequence[Pick], wanted: Mapping[str, Sequence[str]]
) -> list[Pick]:
    """The picks of all open groups. What is asked of a frozen group counts for nothing."""
    found: list[Pick] = []
    for group in model.groups:
        if is_frozen(group, order):
            continue
        if group.id not in wanted:
            found += [pick for pick in before if pick.group == group.id]
            continue
        options = list(dict.fromkeys(wanted[group.id]))
        known = {each.id for each in group.offered}
        strange = [each for each in options if each not in known]
        if strange or (group.kind is not Kind.MULTI and len(options) != 1):
            raise UnknownPick(group.label)
        found += [Pick(group.id, each) for each in options]
        if group.kind is Kind.MULTI:
            found += [Pick(group.id, f"!{each}") for each in known if each not in options]
    return found


def _misfit(
    version: ModelVersion, compiled: Compiled, fixed: Sequence[Pick], picks: Sequence[Pick]
) -> DoesNotFit:
    conflict = configured(version, picks).conflict
    because = list(dict.fromkeys(rule.because for rule in conflict.rules)) if conflict else []
    try:
        nearest = completing.nearest(compiled, picks, compiled.choices(fixed)).picks
    except NoBuild:
        nearest = None
    return DoesNotFit(because, nearest)


def _changes(
    model: ProductModel, before: Sequence[Pick], after: Sequence[Pick]
) -> list[tuple[str, str, str]]:
    """Group, what it was and what it becomes, in the model's words."""
    found = []
    for group in model.groups:
        was, now = (_labels(group, picks) for picks in (before, after))
        if was != now:
            found.append((group.label, was, now))
    return found


def _labels(group: Group, picks: Sequence[Pick]) -> str:
    taken = {pick.option for pick in picks if pick.group == group.id}
    return ", ".join(
        each.label for each in group.offered if each.id in taken and (each.id != NONE or each.label)
    )

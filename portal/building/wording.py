"""What configuring says in words: reasons, differences, changes."""

from collections.abc import Callable

from markupsafe import Markup

from portal.configurator.explaining import Conflict
from portal.configurator.model import Kind, Pick, ProductModel
from portal.configurator.repairing import Change
from portal.money import Money
from portal.web.languages import _, many

MOST_RULES = 3


def signed(amount: Money, money: Callable[[Money], Markup]) -> Markup:
    """ "+120 €" or "−40 €"."""
    text = str(money(amount))
    return Markup(text.replace("<bdi>", "<bdi>+", 1) if amount.minor > 0 else text)


def days_more(days: int) -> str:
    """ "5 days later", "3 days sooner", or nothing."""
    if days > 0:
        return many("%(num)s working day later", "%(num)s working days later", days)
    if days < 0:
        return many("%(num)s working day sooner", "%(num)s working days sooner", -days)
    return ""


def why(conflict: Conflict) -> str:
    """The rules in the way, each in the words its author gave it."""
    said = dict.fromkeys(rule.because for rule in conflict.rules)
    return " ".join(list(said)[:MOST_RULES])


def label_of(model: ProductModel, pick: Pick) -> str:
    return model.option(pick).label


def named(model: ProductModel, pick: Pick) -> str:
    """ "Frame: Titanium"."""
    group = model.group(pick.group)
    if pick.option.startswith("!"):
        return _("%(group)s: without %(option)s", group=group.label, option=label_of(model, pick))
    return _("%(group)s: %(option)s", group=group.label, option=label_of(model, pick))


def changed(model: ProductModel, change: Change) -> str:
    """ "Frame: Steel becomes Titanium"."""
    group = model.group(change.was.group)
    was, now = label_of(model, change.was), label_of(model, change.now)
    if group.kind is Kind.MULTI:
        if change.now.option.startswith("!"):
            return _("%(option)s is left out", option=was)
        return _("%(option)s is added", option=now)
    return _("%(group)s: %(now)s instead of %(was)s", group=group.label, now=now, was=was)

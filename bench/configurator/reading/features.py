"""What feature trees mean, for the formats that draw one."""

from itertools import combinations

from bench.configurator.instance import Instance, off, on
from portal.configurator.engine.problem import Some, Sum


def child(instance: Instance, parent: int, feature: int, *, mandatory: bool = False) -> None:
    """A child needs its parent; a mandatory one comes with it."""
    rules = instance.problem.constraints
    rules.append(Some((off(feature), on(parent))))
    if mandatory:
        rules.append(Some((off(parent), on(feature))))


def members(
    instance: Instance, parent: int, features: list[int], low: int, high: int | None
) -> None:
    """While the parent is in, at least `low` and at most `high` of the features are."""
    for feature in features:
        child(instance, parent, feature)
    if high is None or high > len(features):
        high = len(features)
    rules = instance.problem.constraints
    if low == 1:
        rules.append(Some((off(parent), *(on(feature) for feature in features))))
    if high == 1:
        rules += [Some((off(one), off(other))) for one, other in combinations(features, 2)]
    if low > 1 or 1 < high < len(features):
        _between(instance, parent, features, low, high)


def _between(instance: Instance, parent: int, features: list[int], low: int, high: int) -> None:
    """The parent weighs as much as is missing to the bound when it is out, as all are then."""
    one = tuple((0, 1) for _ in features)
    rules = instance.problem.constraints
    if low > 1:
        rules.append(Sum((*features, parent), (*one, (low, 0)), low=low))
    if high < len(features):
        rules.append(Sum(tuple(features), one, high=high))

"""Builds beside each other: what differs first, what is the same folded away."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.building.configuring import Configured

MOST = 3


@dataclass(frozen=True)
class Row:
    """One choice, as each of the builds has it."""

    label: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def rows(made: Sequence[Configured]) -> list[Row]:
    """Every group that any of them has, in the order of the first that has it."""
    options = [each.options for each in made]
    labels = dict.fromkeys(label for each in options for label in each)
    return [
        Row(label, tuple(", ".join(each.get(label, ())) for each in options)) for label in labels
    ]

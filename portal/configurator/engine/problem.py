"""What the engines reason about: variables with numbered values, and constraints over them.

A product model is lowered to this, and so is every public benchmark. Nothing here knows a price
or a text: two models that differ only in those are the same problem, so they compile once.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Is:
    """The variable takes one of these values."""

    variable: int
    values: frozenset[int]


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Some:
    parts: tuple["Condition", ...]


Condition = Is | Not | All | Some


@dataclass(frozen=True)
class Table:
    """The combinations of values that are allowed, or with allowed=False those that are not."""

    variables: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    allowed: bool = True


@dataclass(frozen=True)
class Sum:
    """The weights of the chosen values add up to at least `low` and at most `high`.

    `weights` holds, for each variable, one integer a value.
    """

    variables: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Means:
    """The two-valued variable is 1 exactly when the condition holds."""

    variable: int
    condition: Condition


Constraint = Condition | Table | Sum | Means


@dataclass
class Problem:
    """Variables by their number of values; constraints by position, each the whole of one rule."""

    sizes: list[int] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    @property
    def starts(self) -> list[int]:
        """Where each variable's values begin when all values of all variables are laid out."""
        starts = [0]
        for size in self.sizes:
            starts.append(starts[-1] + size)
        return starts

    def add_variable(self, size: int) -> int:
        self.sizes.append(size)
        return len(self.sizes) - 1

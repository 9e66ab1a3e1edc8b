"""Why an option does not fit: the fewest choices and rules that cannot all hold with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.model import Pick, Rule

Item = TypeVar("Item")


@dataclass(frozen=True)
class Conflict:
    """Take any one choice or any one rule away, and the rest can be built.

    `minimal` is False when the time was up before every rule had been tried; the conflict holds.
    """

    pick: Pick
    choices: Choices
    rules: tuple[Rule, ...]
    minimal: bool = True


def explain(
    compiled: Compiled, choices: Choices, pick: Pick, *, seconds: float = 2.0
) -> Conflict | None:
    """What stands in the way of the pick; None when nothing does."""
    wanted = compiled.lowered.value_of[pick][0]
    others = tuple(each for each in choices if compiled.lowered.value_of[each][0] != wanted)
    if compiled.possible((*others, pick)):
        return None

    def fails(part: list[Pick]) -> bool:
        return not compiled.possible((*part, pick))

    guilty = tuple(smallest(list(others), fails))
    rules, minimal = compiled.rule_book.blamed((*guilty, pick), seconds=seconds)
    return Conflict(pick, guilty, tuple(compiled.model.rules[each] for each in rules), minimal)


def smallest(items: list[Item], fails: Callable[[list[Item]], bool]) -> list[Item]:
    """A part of the items that still fails, none of which can be left out (QuickXplain).

    All the items together fail. Failing is never mended by more items.
    """
    if not items or fails([]):
        return []
    return _smallest([], [], items, fails)


def _smallest(
    behind: list[Item], added: list[Item], items: list[Item], fails: Callable[[list[Item]], bool]
) -> list[Item]:
    if added and fails(behind):
        return []
    if len(items) == 1:
        return items
    middle = len(items) // 2
    left, right = items[:middle], items[middle:]
    from_right = _smallest([*behind, *left], left, right, fails)
    from_left = _smallest([*behind, *from_right], from_right, left, fails)
    return [*from_left, *from_right]

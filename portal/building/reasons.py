"""What stands in the way of an option, remembered from click to click.

A smallest conflict stays one whatever else is chosen: it names only the choices and rules that
cannot all hold with the option. So a reason found once is right wherever its choices are made
again.
"""

import threading
from collections import OrderedDict
from collections.abc import Set
from dataclasses import dataclass
from itertools import count

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.explaining import Conflict, explain
from portal.configurator.model import Pick

KEPT_OF_EACH = 120
MOST_KEPT = 5_000
SECONDS = 0.5


@dataclass(frozen=True)
class Reason:
    """A conflict, or None where nothing was found in time. `number` tells it from any other."""

    conflict: Conflict | None
    number: int


class Reasons:
    def __init__(self, compiled: Compiled):
        self.compiled = compiled
        self._known: OrderedDict[Pick, list[Reason]] = OrderedDict()
        self._numbers = count(1)
        self._lock = threading.Lock()

    def why_not(self, choices: Choices, pick: Pick) -> Conflict | None:
        """The smallest conflict between the pick and the choices; None when there is none."""
        return self.reason(choices, set(choices), pick).conflict

    def reason(self, choices: Choices, chosen: Set[Pick], pick: Pick) -> Reason:
        """The same with its number; `chosen` are the choices as a set."""
        for reason in self._known.get(pick, ()):
            if chosen.issuperset(reason.conflict.choices):
                return reason
        conflict = explain(self.compiled, choices, pick, seconds=SECONDS)
        reason = Reason(conflict, next(self._numbers))
        if conflict is not None and conflict.minimal:
            self._keep(pick, reason)
        return reason

    def _keep(self, pick: Pick, reason: Reason) -> None:
        with self._lock:
            known = self._known.get(pick, [])
            self._known[pick] = [reason, *known][:KEPT_OF_EACH]
            self._known.move_to_end(pick)
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)

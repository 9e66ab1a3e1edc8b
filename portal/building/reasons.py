"""What stands in the way of an option, remembered from click to click.

A smallest conflict stays one whatever else is chosen: it names only the choices and rules that
cannot all hold with the option. So a reason found once is right wherever its choices are made
again.
"""

import threading
from collections import OrderedDict

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.explaining import Conflict, explain
from portal.configurator.model import Pick

KEPT_OF_EACH = 24
MOST_KEPT = 20_000
SECONDS = 0.5


class Reasons:
    def __init__(self, compiled: Compiled):
        self.compiled = compiled
        self._known: OrderedDict[Pick, list[Conflict]] = OrderedDict()
        self._lock = threading.Lock()

    def why_not(self, choices: Choices, pick: Pick) -> Conflict | None:
        """The smallest conflict between the pick and the choices; None when there is none."""
        value_of = self.compiled.lowered.value_of
        own = value_of[pick][0]
        others = {each for each in choices if value_of[each][0] != own}
        for conflict in self._known.get(pick, ()):
            if others.issuperset(conflict.choices):
                return conflict
        conflict = explain(self.compiled, choices, pick, seconds=SECONDS)
        if conflict is not None and conflict.minimal:
            self._keep(pick, conflict)
        return conflict

    def _keep(self, pick: Pick, conflict: Conflict) -> None:
        with self._lock:
            known = self._known.get(pick, [])
            self._known[pick] = [conflict, *known][:KEPT_OF_EACH]
            self._known.move_to_end(pick)
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)

"""Every option as it stands to the choices made so far, in columns: what a page of hundreds of
options is drawn from without a Python object for each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portal.configurator.answers import Offer
from portal.configurator.model import Pick
from portal.money import Money

NEVER, CHOSEN, FITS, BLOCKED, UNDECIDED = range(5)
"""NEVER: no build at all has it. UNDECIDED: not known in time; shown as not selectable."""
UNKNOWN = -1


@dataclass(frozen=True)
class Standing:
    """One row for each option, in the order of `Compiled.offered`.

    `changes`: how many other choices would have to change; `totals`: the least total price with
    it after that. Both UNKNOWN where nobody can say.
    """

    state: np.ndarray
    changes: np.ndarray
    totals: np.ndarray

    @classmethod
    def of(cls, alive: np.ndarray, chosen: np.ndarray, more: np.ndarray, totals: np.ndarray) \
            -> "Standing":  # fmt: skip
        """As the graph tells it; `more` are the changes beside the option's own group."""
        state = np.where(chosen, CHOSEN, np.where(more == 0, FITS, BLOCKED))
        return cls(
            np.where(alive, state, NEVER),
            np.where(alive, more, UNKNOWN),
            np.where(alive, totals, UNKNOWN),
        )

    @classmethod
    def searched(cls, fits: np.ndarray, chosen: np.ndarray, undecided: np.ndarray) -> "Standing":
        """As the search tells it, which knows neither prices nor changes."""
        state = np.where(undecided, UNDECIDED, np.where(fits, FITS, BLOCKED))
        unknown = np.full(len(state), UNKNOWN)
        return cls(np.where(chosen, CHOSEN, state), unknown, unknown)

    def offers(self, picks: list[Pick], currency: str) -> Iterator[Offer]:
        """The same, one by one."""
        columns = self.state.tolist(), self.changes.tolist(), self.totals.tolist()
        for pick, state, changes, total in zip(picks, *columns, strict=True):
            known = changes != UNKNOWN
            yield Offer(
                pick,
                fits=state in (CHOSEN, FITS),
                chosen=state == CHOSEN,
                undecided=state == UNDECIDED,
                changes=changes if known else None,
                best=Money(total, currency) if known else None,
            )

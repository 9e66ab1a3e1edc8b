"""What is worked out once for a version and kept with it: where its options stand among all, and
what was drawn of its groups."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from portal.configurator.compiled import Compiled
from portal.configurator.model import Pick

MOST_CHARACTERS = 3_000_000
"""So much is kept of one version's groups."""


class Layout:
    """Where each group's options stand among all rows, worked out once for a version."""

    def __init__(self, compiled: Compiled):
        at = {pick: row for row, pick in enumerate(compiled.offered)}
        groups = compiled.model.groups
        self.row_of = at
        self.picks = [Pick(group.id, option.id) for group in groups for option in group.offered]
        self.order = np.array([at[pick] for pick in self.picks], np.int64)
        sizes = [len(group.offered) for group in groups]
        self.bounds = [0, *np.cumsum(sizes).tolist()]
        self.group_of = np.repeat(np.arange(len(groups)), sizes).tolist()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of the page as it stands."""

    id: str
    html: str
    mark: str
    chip: str = ""
    """The way to it in the bar above."""
    is_chosen: bool = False

    @property
    def kept(self) -> str:
        if not self.html:
            return ""
        tag = self.html[1 : self.html.index(" ")]
        return f'<{tag} id="{self.id}" data-kept></{tag}>'


class Drawings:
    """What was drawn of one version: the oldest is forgotten first."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Drawn] = {}
        self._characters = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Drawn | None:
        return self._kept.get(key)

    def keep(self, key: Hashable, drawn: Drawn) -> Drawn:
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            self._kept[key] = drawn
            self._characters += len(drawn.html)
            while self._characters > MOST_CHARACTERS and len(self._kept) > 1:
                gone = self._kept.pop(next(iter(self._kept)))
                self._characters -= len(gone.html)
        return drawn

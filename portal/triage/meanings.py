"""The meanings of many texts, and which are nearest to another: all of them are looked at.

Above 20,000 a short form of each, its 128 strongest directions, finds those worth a second look.
"""

import numpy as np
from numpy.typing import NDArray

from portal.triage.features import Floats, Whole

MANY = 20_000
ROUGH = 128
SAMPLE = 5_000
FIRST_ROOM = 256


class Meanings:
    """Rows of length 1, numbered as they come; a row of zeros for what has no meaning."""

    def __init__(self, dimensions: int) -> None:
        self.count = 0
        self._rows = np.zeros((FIRST_ROOM, dimensions), np.float16)
        self._searched = np.zeros((FIRST_ROOM, dimensions), np.float32)
        self._directions: Floats | None = None

    @property
    def rows(self) -> NDArray[np.float16]:
        return self._rows[: self.count]

    def extend(self, meanings: Floats) -> None:
        self._make_room(self.count + len(meanings))
        here = slice(self.count, self.count + len(meanings))
        self._rows[here] = meanings
        self._searched[here] = self._short(meanings)
        self.count += len(meanings)
        if self._directions is None and self.count > MANY:
            self._shorten()

    def forget(self, place: int) -> None:
        self._rows[place] = 0
        self._searched[place] = 0

    def scores(self, meaning: Floats) -> Floats:
        """How near each is, as a cosine; only nearly so above 20,000."""
        return self._searched[: self.count] @ self._short(meaning)

    def exactly(self, places: Whole, meaning: Floats) -> Floats:
        return self._rows[places].astype(np.float32) @ meaning

    def _short(self, meanings: Floats) -> Floats:
        return meanings if self._directions is None else meanings @ self._directions

    def _shorten(self) -> None:
        """The directions in which a sample of them differs most."""
        sample = self._rows[: self.count : max(1, self.count // SAMPLE)].astype(np.float32)
        _, directions = np.linalg.eigh(sample.T @ sample)
        self._directions = np.ascontiguousarray(directions[:, -ROUGH:])
        room = len(self._rows)
        self._searched = np.zeros((room, self._directions.shape[1]), np.float32)
        for start in range(0, self.count, SAMPLE):
            end = min(start + SAMPLE, self.count)
            part = self._rows[start:end].astype(np.float32)
            self._searched[start:end] = part @ self._directions

    def _make_room(self, count: int) -> None:
        room = len(self._rows)
        if count <= room:
            return
        more = ((0, max(count, 2 * room) - room), (0, 0))
        self._rows, self._searched = np.pad(self._rows, more), np.pad(self._searched, more)

"""A text as numbers: its words, pairs of words and pieces of words, hashed into 16,384 columns.

Hashing needs no dictionary: nothing to keep, nothing to grow, and a word that is misspelled still
shares most of its pieces. CRC-32, because `hash` is another one in every process.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from portal.triage.wording import folded

COLUMNS = 1 << 14
SHORTEST_PIECE = 2
LONGEST_PIECE = 5

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]


def column(mark: str, text: str) -> int:
    return crc(mark + text) & (COLUMNS - 1)


def crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


@lru_cache(maxsize=1 << 15)
def columns_of_word(word: str) -> tuple[int, ...]:
    """The word itself and its pieces of two to five letters, with its ends marked."""
    ends = f"<{word}>"
    pieces = [
        column("c", ends[start : start + length])
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(ends) - length + 1)
    ]
    return column("w", word), *pieces


def column_of_pair(first: str, second: str) -> int:
    return column("b", f"{first} {second}")


def counted(words: Sequence[str]) -> dict[int, int]:
    """How often each column occurs. The words as they were written, in their order."""
    counts: dict[int, int] = {}
    plain = [folded(word) for word in words]
    for word in plain:
        for each in columns_of_word(word):
            counts[each] = counts.get(each, 0) + 1
    if plain:
        for first, second in zip(["^", *plain], [*plain, "$"], strict=True):
            pair = column_of_pair(first, second)
            counts[pair] = counts.get(pair, 0) + 1
    return counts


@dataclass(frozen=True)
class Rows:
    """Many texts, one after the other: the columns that each has, and how much of each."""

    starts: Whole
    columns: NDArray[np.int32]
    values: Floats

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> "Rows":
        """Each row has the length 1 at most, and a column counts by the logarithm."""
        starts, columns, values = [0], [], []
        for words in texts:
            counts = counted(words)
            columns += counts.keys()
            values += counts.values()
            starts.append(len(columns))
        logs = 1 + np.log(np.array(values, dtype=np.float32))
        return cls(np.array(starts), np.array(columns, dtype=np.int32), logs)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rarity(self) -> Floats:
        """What is in few texts says more. Smooth: what is in none counts as in one."""
        present = np.bincount(self.columns, minlength=COLUMNS)
        return (np.log((len(self) + 1) / (present + 1)) + 1).astype(np.float32)

    def weighted(self, rarity: Floats) -> "Rows":
        values = self.values * rarity[self.columns]
        row = np.repeat(np.arange(len(self)), np.diff(self.starts))
        length = np.sqrt(np.bincount(row, values * values, minlength=len(self)))
        return Rows(self.starts, self.columns, (values / length[row]).astype(np.float32))

    def row(self, place: int) -> "Rows":
        here = slice(self.starts[place], self.starts[place + 1])
        size = np.array([0, here.stop - here.start])
        return Rows(size, self.columns[here], self.values[here])

    def block(self, chosen: Whole) -> tuple[Whole, Floats]:
        """The chosen rows as one matrix, with only the columns that any of them has."""
        if len(chosen) == 1:  # what a message at the desk is, and its columns differ already
            only = self.row(chosen[0])
            return only.columns.astype(np.int64), only.values[None]
        starts, sizes = self.starts[chosen], np.diff(self.starts)[chosen]
        row = np.repeat(np.arange(len(chosen)), sizes)
        places = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[row]
        columns, column = np.unique(self.columns[places], return_inverse=True)
        matrix = np.zeros((len(chosen), len(columns)), np.float32)
        matrix[row, column] = self.values[places]
        return columns, matrix

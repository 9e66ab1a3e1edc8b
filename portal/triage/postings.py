"""Which texts have a word, and how well texts fit the words of a question (BM25)."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.triage.features import Floats

SATURATION = 1.2
LENGTH_MATTERS = 0.75
EVERYWHERE = 0.2
"""A word in more than a fifth of all texts says next to nothing and costs most: left out."""
MOST_WORDS_ASKED = 64


class Postings:
    """Texts are numbered as they come: 0, 1, 2. A number stays when its text is forgotten."""

    def __init__(self) -> None:
        self.places: dict[str, array[int]] = {}
        self.counts: dict[str, array[int]] = {}
        self.lengths = array("I")

    def add(self, words: Sequence[str]) -> None:
        place = len(self.lengths)
        for word, count in Counter(words).items():
            self.places.setdefault(word, array("I")).append(place)
            self.counts.setdefault(word, array("B")).append(min(count, 255))
        self.lengths.append(len(words))

    def packed(self, kept: NDArray[np.bool_]) -> tuple[list[str], dict[str, NDArray[Any]]]:
        """As a vocabulary and arrays: only the texts that are kept, numbered anew."""
        number = np.cumsum(kept) - 1
        vocabulary, sizes, places, counts = [], [], [], []
        for word in sorted(self.places):
            old = np.array(self.places[word], np.int64)
            here = kept[old]
            if here.any():
                vocabulary.append(word)
                sizes.append(int(here.sum()))
                places.append(number[old[here]])
                counts.append(np.array(self.counts[word], np.int64)[here])
        nothing = [np.zeros(0, np.int64)]
        return vocabulary, {
            "sizes": np.array(sizes, np.uint32),
            "places": np.concatenate(nothing + places).astype(np.uint32),
            "counts": np.concatenate(nothing + counts).astype(np.uint32),
            "lengths": np.array(self.lengths, np.uint32)[kept],
        }

    @classmethod
    def unpacked(
        cls, vocabulary: Sequence[str], arrays: dict[str, NDArray[Any]], total: int
    ) -> "Postings":
        """Raises ValueError where the arrays do not belong together."""
        places, counts = arrays["places"], arrays["counts"].astype(np.uint8)
        ends = np.cumsum(arrays["sizes"]).tolist()
        size = ends[-1] if ends else 0
        fits = len(places) == len(counts) == size and len(vocabulary) == len(ends)
        if not fits or len(arrays["lengths"]) != total or places.max(initial=0) >= max(total, 1):
            raise ValueError("the arrays do not fit")
        index = cls()
        index.lengths = array("I", arrays["lengths"].astype(np.uint32).tobytes())
        for word, start, end in zip(vocabulary, [0, *ends], ends, strict=False):
            index.places[word] = array("I", places[start:end].astype(np.uint32).tobytes())
            index.counts[word] = array("B", counts[start:end].tobytes())
        return index

    def scores(self, words: Iterable[str]) -> Floats:
        """How well each text fits: 1 for the best, 0 where no word is shared."""
        total = len(self.lengths)
        found = np.zeros(total, np.float32)
        known = [word for word in dict.fromkeys(words) if word in self.places]
        telling = [word for word in known if len(self.places[word]) <= EVERYWHERE * total]
        lengths = np.frombuffer(self.lengths, np.uint32) if total else np.zeros(0)
        usual = max(1.0, float(lengths.mean())) if total else 1.0
        damping = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS / usual * lengths)
        for word in (telling or known)[:MOST_WORDS_ASKED]:
            places = np.frombuffer(self.places[word], np.uint32)
            counts = np.frombuffer(self.counts[word], np.uint8).astype(np.float32)
            rarity = np.log(1 + (total - len(places) + 0.5) / (len(places) + 0.5))
            found[places] += rarity * counts * (1 + SATURATION) / (counts + damping[places])
        return found / max(float(found.max(initial=0)), 1e-9)

"""Texts like this one, best first: by what they mean and by the words they share.

Put in only what whoever asks may read. Customers' own words are for staff; what a customer is
shown comes from articles and approved answers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from threading import Lock

import numpy as np

from portal.triage.classifier import meaning_of
from portal.triage.encoders import Encoder, OtherEncoder
from portal.triage.features import Floats, Whole
from portal.triage.meanings import Meanings
from portal.triage.packing import NotPacked, pack, unpack
from portal.triage.postings import Postings
from portal.triage.wording import cleaned, folded, words_of

WORDS_SHARE = 0.4
"""What the best fit of words is worth beside a cosine; measured."""
SECOND_LOOK = 100
AT_ONCE = 512


@dataclass(frozen=True)
class Match:
    """A text by the key it was put in with. `score` orders matches of one question, no more."""

    key: int
    score: float


class Similar:
    """An index of texts. Without an encoder it knows words alone. Safe to use from threads."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder
        self._meanings = Meanings(encoder.dimensions if encoder else 0)
        self._postings = Postings()
        self._keys: list[int] = []
        self._places: dict[int, int] = {}
        self._gone: list[int] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: int) -> bool:
        return key in self._places

    def add(self, key: int, text: str) -> None:
        """Put a text in, or another one in its place."""
        self.add_all([(key, text)])

    def add_all(self, texts: Iterable[tuple[int, str]]) -> None:
        waiting = list(texts)
        for start in range(0, len(waiting), AT_ONCE):
            part = waiting[start : start + AT_ONCE]
            words = [words_of(cleaned(text)) for _, text in part]
            meaning = meaning_of(words, self.encoder)
            with self._lock:
                # First, so that a key that comes twice finds the row it has to empty
                self._meanings.extend(meaning)
                for (key, _), each in zip(part, words, strict=True):
                    self._forget(key)
                    self._places[key] = len(self._keys)
                    self._keys.append(key)
                    self._postings.add([folded(word) for word in each])

    def remove(self, key: int) -> None:
        """Never found again from now on, and gone from the bytes when they are next made."""
        with self._lock:
            self._forget(key)

    def like(self, text: str, *, limit: int = 5, but: Collection[int] = ()) -> list[Match]:
        """The most similar first, without the keys in `but`. Only what shares a word or a meaning;
        nothing for a text without words."""
        words = words_of(cleaned(text))
        if not words:
            return []
        meaning = meaning_of([words], self.encoder)[0]
        with self._lock:
            places, scores = self._best([folded(word) for word in words], meaning, but, limit)
            order = np.argsort(-scores, kind="stable")[:limit]
            return [
                Match(self._keys[places[each]], float(scores[each]))
                for each in order
                if scores[each] > 0
            ]

    def to_bytes(self) -> bytes:
        """Without the texts that were removed."""
        with self._lock:
            kept = np.ones(len(self._keys), bool)
            kept[self._gone] = False
            vocabulary, arrays = self._postings.packed(kept)
            arrays["keys"] = np.array(self._keys, np.int64)[kept]
            arrays["meanings"] = self._meanings.rows[kept]
        encoder = self.encoder.name if self.encoder else "none"
        return pack({"encoder": encoder, "vocabulary": vocabulary}, arrays)

    @classmethod
    def from_bytes(cls, packed: bytes, encoder: Encoder | None = None) -> "Similar":
        """Raises NotPacked, and OtherEncoder where another one made it."""
        facts, arrays = unpack(packed)
        if facts.get("encoder") != (encoder.name if encoder else "none"):
            raise OtherEncoder(facts.get("encoder"))
        index = cls(encoder)
        try:
            index._keys = arrays["keys"].tolist()
            index._places = {key: place for place, key in enumerate(index._keys)}
            index._postings = Postings.unpacked(facts["vocabulary"], arrays, len(index._keys))
            if arrays["meanings"].shape != (len(index._keys), index._meanings.rows.shape[1]):
                raise NotPacked
            index._meanings.extend(arrays["meanings"].astype(np.float32))
        except (KeyError, TypeError, ValueError) as problem:
            raise NotPacked from problem
        return index

    def _best(
        self, words: list[str], meaning: Floats, but: Collection[int], limit: int
    ) -> tuple[Whole, Floats]:
        """Places worth showing, and how well they fit."""
        by_words = WORDS_SHARE * self._postings.scores(words)
        scores = by_words + self._meanings.scores(meaning)
        for key in but:
            if key in self._places:
                scores[self._places[key]] = -1
        scores[self._gone] = -1
        count = min(len(scores), max(SECOND_LOOK, limit))
        places = np.argpartition(-scores, count - 1)[:count] if count else np.zeros(0, np.int64)
        exact = by_words[places] + self._meanings.exactly(places, meaning)
        return places, np.where(scores[places] < 0, -1, exact)

    def _forget(self, key: int) -> None:
        place = self._places.pop(key, None)
        if place is not None:
            self._gone.append(place)
            self._meanings.forget(place)

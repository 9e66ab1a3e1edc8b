"""Scores for each label: words and meaning together, and what the neighbours say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.triage.encoders import Encoder
from portal.triage.features import Floats, Rows, Whole
from portal.triage.neighbours import Neighbours
from portal.triage.softmax import Softmax, likelihoods
from portal.triage.wording import cleaned, plain, words_of

NEIGHBOURS_SHARE = 0.5
"""Of what the softmax says, each measured by how far its scores spread."""
ENCODED_AT_ONCE = 512


@dataclass(frozen=True)
class Texts:
    """Texts as a classifier reads them. `meaning` has no columns without an encoder."""

    words: list[list[str]]
    rows: Rows
    meaning: Floats

    @classmethod
    def read(cls, texts: Sequence[str], encoder: Encoder | None) -> "Texts":
        words = [words_of(cleaned(text)) for text in texts]
        return cls(words, Rows.of(words), meaning_of(words, encoder))

    def __len__(self) -> int:
        return len(self.words)

    def chosen(self, places: Whole) -> "Texts":
        """These alone; their places must rise."""
        sizes = np.diff(self.rows.starts)
        keep = np.repeat(np.isin(np.arange(len(self)), places), sizes)
        starts = np.concatenate([[0], np.cumsum(sizes[places])])
        rows = Rows(starts, self.rows.columns[keep], self.rows.values[keep])
        return Texts([self.words[place] for place in places], rows, self.meaning[places])


def meaning_of(words: Sequence[list[str]], encoder: Encoder | None) -> Floats:
    if encoder is None:
        return np.zeros((len(words), 0), np.float32)
    parts = [
        encoder.encode([plain(each) for each in words[start : start + ENCODED_AT_ONCE]])
        for start in range(0, len(words), ENCODED_AT_ONCE)
    ]
    return np.concatenate([np.zeros((0, encoder.dimensions), np.float32), *parts])


@dataclass
class Classifier:
    """`rarity` weighs the columns; `blend` is what the neighbours' scores are multiplied with."""

    rarity: Floats
    softmax: Softmax
    neighbours: Neighbours
    blend: float

    @classmethod
    def fit(cls, texts: Texts, truth: Whole, labels: int) -> "Classifier":
        rarity = texts.rows.rarity()
        rows, dimensions = texts.rows.weighted(rarity), texts.meaning.shape[1]
        softmax = Softmax.blank(labels, dimensions)
        softmax.fit(rows, texts.meaning, truth)
        if not dimensions:
            return cls(rarity, softmax, Neighbours.nobody(0, labels), 0.0)
        neighbours = Neighbours.fit(texts.meaning, truth, labels)
        spread = neighbours.scores(texts.meaning).std()
        blend = NEIGHBOURS_SHARE * softmax.scores(rows, texts.meaning).std() / max(spread, 1e-6)
        return cls(rarity, softmax, neighbours, float(blend))

    def weigh(self, texts: Texts) -> Rows:
        return texts.rows.weighted(self.rarity)

    def scores(self, rows: Rows, meaning: Floats) -> Floats:
        """Of rows that are weighed."""
        scores = self.softmax.scores(rows, meaning)
        if self.blend:
            scores += self.blend * self.neighbours.scores(meaning)
        return scores

    def nudge(self, text: Texts, truth: int, *, pace: float, steps: int, enough: float) -> None:
        """Learn from one text, until it would be answered rightly or the steps are used up."""
        rows = self.weigh(text)
        self.neighbours.nudge(text.meaning, truth)
        for _ in range(steps):
            if likelihoods(self.scores(rows, text.meaning))[0, truth] >= enough:
                return
            self.softmax.nudge(rows, text.meaning, truth, pace)

    def grow(self) -> None:
        self.softmax.grow()
        self.neighbours.grow()

    def drop(self, label: int) -> None:
        self.softmax.drop(label)
        self.neighbours.drop(label)

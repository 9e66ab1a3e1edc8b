"""A softmax regression over hashed words and, where there is an encoder, over meaning.

Trained in small batches by AdaGrad (Duchi, Hazan and Singer 2011), one pace per column: a rare
word learns fast when it comes, a frequent one slowly.
"""

from dataclasses import dataclass

import numpy as np

from portal.triage.features import COLUMNS, Floats, Rows, Whole

PACE = 0.5
SHARPNESS = 4.0
"""Rows have the length 1; without this the probabilities would stay far too even."""
BATCH = 64
PASSES, PASSES_OF_FEW, FEW = 10, 20, 2_000
SHRINKING = 1e-6
FIRST_STEPS = 1e-3
BIAS_PACE = 0.1


@dataclass
class Softmax:
    """`words` by column and label, `meaning` by dimension and label; `*_steps` set the pace."""

    words: Floats
    meaning: Floats
    bias: Floats
    words_steps: Floats
    meaning_steps: Floats

    @classmethod
    def blank(cls, labels: int, dimensions: int) -> "Softmax":
        return cls(
            np.zeros((COLUMNS, labels), np.float32),
            np.zeros((dimensions, labels), np.float32),
            np.zeros(labels, np.float32),
            np.full(COLUMNS, FIRST_STEPS, np.float32),
            np.full(dimensions, FIRST_STEPS, np.float32),
        )

    def fit(self, rows: Rows, meaning: Floats, truth: Whole, *, seed: int = 0) -> None:
        order = np.random.default_rng(seed)
        passes = PASSES_OF_FEW if len(rows) < FEW else PASSES
        for each in range(passes):
            pace = PACE * (1 - each / passes)
            shuffled = order.permutation(len(rows))
            for start in range(0, len(rows), BATCH):
                chosen = shuffled[start : start + BATCH]
                self._step(rows.block(chosen), meaning[chosen], truth[chosen], pace)

    def nudge(self, rows: Rows, meaning: Floats, truth: int, pace: float) -> None:
        """One step towards what a person said about one text."""
        only = np.zeros(1, np.int64)
        self._step(rows.block(only), meaning, np.array([truth]), pace)

    def scores(self, rows: Rows, meaning: Floats) -> Floats:
        """By row and label; the larger the likelier."""
        found = meaning @ self.meaning + self.bias
        for start in range(0, len(rows), 256):
            chosen = np.arange(start, min(start + 256, len(rows)))
            columns, matrix = rows.block(chosen)
            found[chosen] += matrix @ self.words[columns]
        return SHARPNESS * found

    def grow(self) -> None:
        """One more label, of which nothing is known."""
        self.words = np.pad(self.words, ((0, 0), (0, 1)))
        self.meaning = np.pad(self.meaning, ((0, 0), (0, 1)))
        self.bias = np.append(self.bias, self.bias.min(initial=0)).astype(np.float32)

    def drop(self, label: int) -> None:
        self.words = np.delete(self.words, label, axis=1)
        self.meaning = np.delete(self.meaning, label, axis=1)
        self.bias = np.delete(self.bias, label)

    def _step(
        self, block: tuple[Whole, Floats], meaning: Floats, truth: Whole, pace: float
    ) -> None:
        columns, matrix = block
        words = self.words[columns]
        wrong = likelihoods(SHARPNESS * (matrix @ words + meaning @ self.meaning + self.bias))
        wrong[np.arange(len(truth)), truth] -= 1
        wrong /= len(truth)
        slope = matrix.T @ wrong + SHRINKING * words
        self.words_steps[columns] += (slope * slope).sum(1)
        self.words[columns] = words - pace * slope / np.sqrt(self.words_steps[columns])[:, None]
        slope = meaning.T @ wrong + SHRINKING * self.meaning
        self.meaning_steps += (slope * slope).sum(1)
        self.meaning -= pace * slope / np.sqrt(self.meaning_steps)[:, None]
        self.bias -= BIAS_PACE * pace * wrong.sum(0)


def likelihoods(scores: Floats) -> Floats:
    """Scores as probabilities, each row adding up to 1."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)

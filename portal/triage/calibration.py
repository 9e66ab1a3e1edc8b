"""How sure is sure: scores as honest probabilities, and from where on a proposal may stand.

Everything here is set on texts that the scores' model had not seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.triage.features import Floats, Whole
from portal.triage.softmax import likelihoods

LEAST_EXAMPLES = 100
"""Below this a percentage would be wrong by 30 points and more, measured: none is given."""
RIGHT_OF_SURE = 0.95
STRANGEST = 0.01
SHARPEST, EVENEST = 0.05, 100.0


@dataclass(frozen=True)
class Calibration:
    """`temperature` divides scores. Sure is what is as likely as `sure_from` and as familiar as
    `familiar_from`. `known` is False while there are too few examples to say how sure."""

    temperature: float = 1.0
    sure_from: float = 1.0
    familiar_from: float = 0.0
    known: bool = False

    @classmethod
    def fit(
        cls, scores: Floats, truth: Whole, familiar: Floats, *, right: float = RIGHT_OF_SURE
    ) -> "Calibration":
        """From scores of texts that their model had not seen; `right` of the sure ones shall be."""
        if len(truth) < LEAST_EXAMPLES:
            return cls()
        temperature = best_temperature(scores, truth)
        likely = likelihoods(scores / temperature)
        correct = likely.argmax(1) == truth
        return cls(
            temperature,
            sure_from=threshold(likely.max(1), correct, right=right),
            familiar_from=float(np.quantile(familiar, STRANGEST)),
            known=True,
        )

    def likelihoods(self, scores: Floats) -> Floats:
        return likelihoods(scores / self.temperature)


def best_temperature(scores: Floats, truth: Whole) -> float:
    """The one that makes what happened most likely (Guo et al. 2017), by golden section."""
    low, high = np.log(SHARPEST), np.log(EVENEST)
    golden = (np.sqrt(5) - 1) / 2

    def loss(log: float) -> float:
        likely = likelihoods(scores / np.exp(log))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return float(np.exp((low + high) / 2))


def threshold(confidence: Floats, correct: NDArray[np.bool_], *, right: float) -> float:
    """The least confidence above which that share is right. Above 1 where no threshold does it."""
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    # Equal confidences stand or fall together
    last_of_equals = np.append(np.diff(confidence[order]) != 0, True)
    enough = np.flatnonzero((share >= right) & last_of_equals)
    return float(confidence[order][enough[-1]]) if len(enough) else 1.01

"""How good proposals were, from what a person said afterwards. Values in, values out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

BANDS = 10


@dataclass(frozen=True)
class OfClass:
    """One label: how often it was right to propose it, and how much of it was found.

    `proposed` and `there` count; a share of nothing is None.
    """

    label: str
    there: int
    proposed: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.right / self.there if self.there else None

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.proposed + self.there) if self.right else 0.0


@dataclass(frozen=True)
class OfCoverage:
    """When only the surest `coverage` of all proposals stand: the share that is right."""

    coverage: float
    accuracy: float
    confidence: float


@dataclass(frozen=True)
class OfBand:
    """Proposals of about the same confidence: what was said, and what happened."""

    said: float
    happened: float
    count: int


def accuracy(truth: Sequence[str], proposed: Sequence[str]) -> float:
    """The share that is right. Of nothing it is not a number."""
    return _mean([one == other for one, other in zip(truth, proposed, strict=True)])


def by_class(truth: Sequence[str], proposed: Sequence[str]) -> list[OfClass]:
    pairs = list(zip(truth, proposed, strict=True))
    return [
        OfClass(
            label,
            there=sum(one == label for one, _ in pairs),
            proposed=sum(other == label for _, other in pairs),
            right=sum(one == other == label for one, other in pairs),
        )
        for label in sorted({*truth, *proposed})
    ]


def macro_f1(truth: Sequence[str], proposed: Sequence[str]) -> float:
    """The mean F1 of all labels that occur or were proposed: a rare one counts as much."""
    return _mean([each.f1 for each in by_class(truth, proposed)])


def coverage_curve(confidence: ArrayLike, correct: ArrayLike, points: int = 20) -> list[OfCoverage]:
    """From the surest to all. Empty without proposals."""
    confidence, correct = np.asarray(confidence, float), np.asarray(correct, bool)
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum(correct[order])
    counts = sorted({math.ceil(len(order) * point / points) for point in range(1, points + 1)})
    return [
        OfCoverage(
            count / len(order), float(right[count - 1] / count),
            float(confidence[order[count - 1]]),
        )
        for count in counts if count
    ]  # fmt: skip


def accuracy_at(coverage: float, confidence: ArrayLike, correct: ArrayLike) -> float:
    """The share that is right of the surest `coverage`, 0.8 for the surest four of five."""
    correct = np.asarray(correct, bool)
    order = np.argsort(-np.asarray(confidence, float), kind="stable")
    # 0.8 * 1505 is 1204.0000000000002
    count = math.ceil(round(coverage * len(order), 6))
    return _mean(correct[order[:count]])


def reliability(confidence: ArrayLike, correct: ArrayLike) -> list[OfBand]:
    """Said and happened, in ten bands of confidence; bands that nothing fell into are left out."""
    confidence, correct = np.asarray(confidence, float), np.asarray(correct, bool)
    band = np.minimum((confidence * BANDS).astype(int), BANDS - 1)
    return [
        OfBand(float(confidence[here].mean()), float(correct[here].mean()), int(here.sum()))
        for each in range(BANDS)
        if (here := band == each).any()
    ]


def calibration_error(confidence: ArrayLike, correct: ArrayLike) -> float:
    """How far what was said is from what happened, on average (ECE, ten bands)."""
    bands = reliability(confidence, correct)
    total = sum(band.count for band in bands)
    if not total:
        return math.nan
    return sum(band.count * abs(band.said - band.happened) for band in bands) / total


def _mean(values: ArrayLike) -> float:
    values = np.asarray(values, float)
    return float(values.mean()) if values.size else math.nan

"""What texts of like meaning were about: a kernel ridge regression on at most 1,024 of them.

A softmax learns slowly from five examples of a topic; one text that means the same says it at
once. Without an encoder there is no meaning, and no neighbours.
"""

from dataclasses import dataclass

import numpy as np

from portal.triage.features import Floats, Whole

MOST_ANCHORS = 1_024
NARROWNESS = 2.0
RIDGE = 0.1
PACE = 0.1
STEADY = 1e-3


@dataclass
class Neighbours:
    """`anchors` are texts' meanings; `says` what being near to each says about each label."""

    anchors: Floats
    says: Floats

    @classmethod
    def fit(cls, meaning: Floats, truth: Whole, labels: int, *, seed: int = 0) -> "Neighbours":
        chosen = np.random.default_rng(seed).permutation(len(meaning))[:MOST_ANCHORS]
        anchors = meaning[np.sort(chosen)]
        wanted = np.full((len(truth), labels), -1 / labels)
        wanted[np.arange(len(truth)), truth] += 1
        near = _nearness(meaning, anchors).astype(np.float64)
        among = _nearness(anchors, anchors) + STEADY * np.eye(len(anchors))
        says = np.linalg.solve(near.T @ near + RIDGE * among, near.T @ wanted)
        return cls(anchors, says.astype(np.float32))

    @classmethod
    def nobody(cls, dimensions: int, labels: int) -> "Neighbours":
        return cls(np.zeros((0, dimensions), np.float32), np.zeros((0, labels), np.float32))

    def scores(self, meaning: Floats) -> Floats:
        return _nearness(meaning, self.anchors) @ self.says

    def nearest(self, meaning: Floats) -> Floats:
        """How near the nearest of them is, as a cosine. Of nobody's it is 0."""
        return (meaning @ self.anchors.T).max(1, initial=0)

    def nudge(self, meaning: Floats, truth: int) -> None:
        near = _nearness(meaning, self.anchors)[0]
        if not len(near):
            return
        wanted = np.full(self.says.shape[1], -1 / self.says.shape[1], np.float32)
        wanted[truth] += 1
        self.says += PACE * np.outer(near, wanted - near @ self.says) / (near @ near)

    def grow(self) -> None:
        self.says = np.pad(self.says, ((0, 0), (0, 1)))

    def drop(self, label: int) -> None:
        self.says = np.delete(self.says, label, axis=1)


def _nearness(meaning: Floats, anchors: Floats) -> Floats:
    return np.exp(NARROWNESS * (meaning @ anchors.T - 1))

import numpy as np
import pytest

from portal.triage.calibration import Calibration, threshold
from portal.triage.evaluation import calibration_error


def test_of_what_it_is_sure_of_about_as_much_is_right_as_was_asked_for(banker, unseen):
    proposals = banker.propose_all([text for text, _ in unseen])
    sure = [
        proposal.label == truth
        for proposal, (_, truth) in zip(proposals, unseen, strict=True)
        if not proposal.abstains
    ]

    assert len(sure) > 0.4 * len(unseen)
    assert np.mean(sure) == pytest.approx(0.95, abs=0.03)


def test_a_percentage_is_what_happens(banker, unseen):
    proposals = banker.propose_all([text for text, _ in unseen])
    right = [proposal.label == truth for proposal, (_, truth) in
             zip(proposals, unseen, strict=True)]  # fmt: skip

    assert calibration_error([each.confidence for each in proposals], right) < 0.05


def test_a_threshold_is_the_least_that_keeps_the_promise():
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    correct = np.array([True, True, False, True, False])

    assert threshold(confidence, correct, right=1.0) == 0.8
    assert threshold(confidence, correct, right=0.75) == 0.6
    assert threshold(confidence, correct, right=0.5) == 0.5


def test_what_is_equally_likely_stands_or_falls_together():
    confidence = np.array([0.9, 0.9, 0.9, 0.2])
    correct = np.array([True, True, False, False])

    assert threshold(confidence, correct, right=0.9) > 1
    assert threshold(confidence, correct, right=0.6) == 0.9


def test_where_no_threshold_keeps_the_promise_it_is_never_sure():
    assert threshold(np.array([0.9, 0.8]), np.array([False, True]), right=0.9) > 1
    assert threshold(np.zeros(0), np.zeros(0, bool), right=0.9) > 1


def test_scores_that_boast_are_damped():
    chance = np.random.default_rng(1)
    truth = chance.integers(0, 3, 2_000)
    said = np.where(chance.random(2_000) < 0.7, truth, (truth + 1) % 3)
    scores = 50.0 * np.eye(3, dtype=np.float32)[said]

    calibration = Calibration.fit(scores, truth, np.ones(2_000), right=0.6)

    assert calibration.likelihoods(scores).max(1).mean() == pytest.approx(0.7, abs=0.03)

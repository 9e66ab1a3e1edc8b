import math

import pytest

from portal.triage.evaluation import (
    accuracy,
    accuracy_at,
    by_class,
    calibration_error,
    coverage_curve,
    macro_f1,
    reliability,
)  # fmt: skip

TRUTH = ["billing", "billing", "billing", "workshop", "delivery"]
SAID = ["billing", "billing", "workshop", "workshop", "billing"]


def test_accuracy_is_the_share_that_is_right():
    assert accuracy(TRUTH, SAID) == 0.6
    assert math.isnan(accuracy([], []))


def test_by_class_says_what_was_there_what_was_proposed_and_what_was_right():
    billing, delivery, workshop = by_class(TRUTH, SAID)

    assert (billing.there, billing.proposed, billing.right) == (3, 3, 2)
    assert (delivery.precision, delivery.recall, delivery.f1) == (None, 0.0, 0.0)
    assert (workshop.precision, workshop.recall) == (0.5, 1.0)
    assert workshop.f1 == pytest.approx(2 / 3)


def test_in_macro_f1_a_rare_department_counts_as_much_as_a_busy_one():
    assert macro_f1(TRUTH, SAID) == pytest.approx((2 / 3 + 0 + 2 / 3) / 3)


def test_at_four_of_five_the_least_sure_one_does_not_count():
    assert accuracy_at(0.8, [0.9, 0.2, 0.8, 0.7, 0.6], [True, False, True, True, True]) == 1.0
    assert accuracy_at(1, [0.9, 0.2], [True, False]) == 0.5
    assert accuracy_at(0.8, [0.5] * 1_505, [True] * 1_204 + [False] * 301) == 1.0


def test_the_coverage_curve_goes_from_the_surest_to_all():
    curve = coverage_curve([0.1, 0.9, 0.5, 0.7], [False, True, True, False], points=4)

    assert [each.coverage for each in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [each.accuracy for each in curve] == [1.0, 0.5, pytest.approx(2 / 3), 0.5]
    assert [each.confidence for each in curve] == [0.9, 0.7, 0.5, 0.1]
    assert coverage_curve([], []) == []


def test_said_and_happened_are_compared_in_bands():
    bands = reliability([0.95, 0.91, 1.0, 0.35], [True, True, False, False])

    assert [(band.count, round(band.said, 3), round(band.happened, 3)) for band in bands] == [
        (1, 0.35, 0.0),
        (3, 0.953, 0.667),
    ]
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)
    assert calibration_error([1.0, 1.0], [True, False]) == 0.5
    assert math.isnan(calibration_error([], []))

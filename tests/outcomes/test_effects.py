"""The statistics of the report, against what others published and against chance itself."""

import math
import random

import pytest

from portal.figures import Share, chance_of_so_many_more, difference, holm
from portal.outcomes.effects import (
    MOST_NEEDED,
    Effect,
    Spending,
    Sums,
    Verdict,
    always_valid,
    needed,
    student,
    welch,
)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_a_difference_of_shares_is_newcombes(one, other, low, high):
    """R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998), table II, method 10."""
    found = difference(Share(*one), Share(*other))

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_the_lady_who_tasted_tea():
    """R. A. Fisher, The design of experiments (1935), chapter II: three of four right by chance is
    17 of 70, all four 1 of 70."""
    assert chance_of_so_many_more(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert chance_of_so_many_more(4, 4, 0, 4) == pytest.approx(1 / 70)


def test_holm_goes_on_only_while_each_holds():
    """S. Holm, A simple sequentially rejective multiple test procedure (1979)."""
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == {"a", "d"}
    assert holm({}) == set()


def test_sleep_by_student():
    """Student, The probable error of a mean (1908), as R's t.test(extra ~ group) has it: df 17.776,
    from -3.3655 to 0.2055 hours."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    found = welch(sums(first), sums(second))

    tenths = found.value / 10, found.low / 10, found.high / 10
    assert tenths == pytest.approx((-1.58, -3.3655, 0.2055), abs=5e-4)


@pytest.mark.parametrize(("freedom", "t"), [(5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_students_table(freedom, t):
    assert student(freedom) == pytest.approx(t, abs=0.005)


def test_how_many_are_needed_is_what_r_says_of_its_own_example():
    """R, power.prop.test(p1 = .50, p2 = .75, power = .80): n = 57.67 in each group."""
    assert needed(Share(50, 100), Share(75, 100)) == 58


def test_five_percent_and_a_point_more_needs_thousands():
    assert needed(Share(600, 10_000), Share(500, 10_000)) == pytest.approx(8158, abs=2)


def test_no_difference_needs_no_number():
    assert needed(Share(5, 100), Share(5, 100)) is None
    assert needed(Share(0, 0), Share(5, 100)) is None
    assert needed(Share(100_001, 1_000_000), Share(100_000, 1_000_000)) == MOST_NEEDED


@pytest.mark.parametrize(
    ("p1", "p0", "n1", "n0"),
    [(0.05, 0.03, 180, 20), (0.3, 0.25, 90, 10), (0.05, 0.03, 50, 50), (0.5, 0.5, 40, 40)],
)
def test_the_range_holds_what_is_true_nineteen_times_of_twenty(p1, p0, n1, n0):
    """Not by trying: every outcome there can be, by how likely it is."""
    ones, others = binomial(n1, p1), binomial(n0, p0)
    held = sum(
        ones[a] * others[b]
        for a in range(n1 + 1) if ones[a] > 1e-7
        for b in range(n0 + 1) if others[b] > 1e-7
        if (found := difference(Share(a, n1), Share(b, n0))).low <= p1 - p0 <= found.high
    )  # fmt: skip

    assert held >= 0.93


def test_money_is_held_as_well():
    chance, held, times = random.Random(1908), 0, 400
    for _ in range(times):
        ones = [round(chance.expovariate(1 / 9000)) for _ in range(120)]
        others = [round(chance.expovariate(1 / 9000)) for _ in range(60)]
        found = welch(sums(ones, 1), sums(others, 1))
        held += found.low <= 0 <= found.high

    assert 0.92 <= held / times <= 0.98


def test_who_looks_every_day_is_not_fooled_by_chance():
    """The same share in both groups, looked at on each of sixty days: a verdict of "sure" is wrong
    at most one time in twenty. "Likely" is wrong far more often, which is why the page says so."""
    chance, sure, likely, times = random.Random(2017), 0, 0, 150
    for _ in range(times):
        reached = held = did = did_not = 0
        verdicts = set()
        for _ in range(60):
            reached, held = reached + 16, held + 4
            did += sum(chance.random() < 0.1 for _ in range(16))
            did_not += sum(chance.random() < 0.1 for _ in range(4))
            verdicts.add(Effect(Share(did, reached), Share(did_not, held)).verdict)
        sure += Verdict.SURE in verdicts
        likely += bool(verdicts & {Verdict.LIKELY, Verdict.SURE})

    assert sure / times <= 0.05
    assert likely / times > 0.08


def test_the_verdict_is_few_then_chance_then_sure():
    assert Effect(Share(9, 90), Share(1, 10)).verdict is Verdict.FEW
    assert Effect(Share(12, 90), Share(3, 40)).verdict is Verdict.CHANCE
    assert Effect(Share(30_000, 90_000), Share(2_000, 10_000)).verdict is Verdict.SURE


def test_how_many_more_people_keeps_the_proportion():
    effect = Effect(Share(120, 900), Share(10, 100))

    assert effect.more_people == pytest.approx(10 * effect.more_held_back, abs=1)
    assert effect.smallest_shown == pytest.approx(9.9, abs=0.5)


def test_nobody_held_back_breaks_nothing():
    effect = Effect(Share(3, 40), Share(0, 0))

    assert (effect.verdict, effect.more_people) == (Verdict.FEW, None)
    assert always_valid(effect.reached, effect.held) > 0
    assert Spending(Sums(40, 100, 1000, 3), Sums(0, 0, 0)).difference is None


def test_amounts_that_are_all_the_same_have_no_range():
    assert welch(Sums(10, 50, 250), Sums(10, 50, 250)) is None


def sums(values, scale=10):
    whole = [round(scale * each) for each in values]
    return Sums(len(whole), sum(whole), sum(each**2 for each in whole), len(whole))


def binomial(n, p):
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.estimates import t_interval, t_quantile, upper_tail


@pytest.mark.parametrize(
    ("level", "freedom", "expected"),
    [  # NIST/SEMATECH handbook, section 1.3.6.7.2
        (0.90, 1, 6.314),
        (0.95, 2, 4.303),
        (0.95, 4, 2.776),
        (0.95, 9, 2.262),
        (0.95, 30, 2.042),
        (0.99, 10, 3.169),
        (0.998, 5, 5.893),
        (0.95, 100, 1.984),
    ],
)
def test_quantiles_are_those_of_the_tables(level: float, freedom: int, expected: float) -> None:
    assert t_quantile(level, freedom) == pytest.approx(expected, abs=5e-4)


@given(st.floats(0.01, 0.9999))
def test_one_degree_of_freedom_is_the_cauchy_distribution(level: float) -> None:
    assert t_quantile(level, 1) == pytest.approx(math.tan(math.pi * level / 2), rel=1e-10)


@given(st.floats(0.01, 0.9999))
def test_two_degrees_of_freedom_have_a_closed_form(level: float) -> None:
    tail = (1 - level) / 2
    exact = (1 - 2 * tail) / math.sqrt(2 * tail * (1 - tail))
    assert t_quantile(level, 2) == pytest.approx(exact, rel=1e-10)


@given(st.floats(0.01, 0.9999))
def test_four_degrees_of_freedom_have_a_closed_form(level: float) -> None:
    tail = (1 - level) / 2
    alpha = 4 * tail * (1 - tail)
    root = math.cos(math.acos(math.sqrt(alpha)) / 3) / math.sqrt(alpha)
    assert t_quantile(level, 4) == pytest.approx(2 * math.sqrt(max(root - 1, 0)), rel=1e-8, abs=1e-7)


@given(st.floats(0.05, 0.999), st.integers(1, 100_000))
def test_the_quantile_has_the_tail_that_was_asked_for(level: float, freedom: int) -> None:
    t = t_quantile(level, freedom)
    assert upper_tail(t, freedom) == pytest.approx((1 - level) / 2, rel=1e-9)


def test_many_degrees_of_freedom_come_near_the_normal_distribution() -> None:
    assert t_quantile(0.95, 1_000_000) == pytest.approx(NormalDist().inv_cdf(0.975), rel=1e-5)


def test_the_interval_of_a_mean() -> None:
    low, high = t_interval([1, 2, 3, 4, 5], 0.95) or (0, 0)
    half = 2.7764451051977987 * math.sqrt(2.5 / 5)
    assert (low, high) == (pytest.approx(3 - half, rel=1e-10), pytest.approx(3 + half, rel=1e-10))


def test_one_value_has_no_interval() -> None:
    assert t_interval([1.0], 0.95) is None

import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.estimates import mean, quantile, silverman, stdev, total

samples = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@given(samples)
def test_mean_and_sum_are_those_of_exact_arithmetic(values: list[float]) -> None:
    exact = sum(map(Fraction, values))
    assert total(values) == float(exact)
    assert mean(values) == pytest.approx(float(exact / len(values)), rel=1e-15, abs=1e-300)


@given(samples)
def test_stdev_is_that_of_the_standard_library(values: list[float]) -> None:
    if len(values) < 2:
        assert stdev(values) is None
    else:
        assert stdev(values) == pytest.approx(statistics.stdev(values), rel=1e-9, abs=1e-6)


@given(samples, st.floats(0, 1))
def test_quantiles_interpolate_between_order_statistics(values: list[float], share: float) -> None:
    ascending = sorted(values)
    position = (len(values) - 1) * Fraction(share)
    below = math.floor(position)
    above = min(below + 1, len(values) - 1)
    exact = Fraction(ascending[below]) + (Fraction(ascending[above]) - Fraction(ascending[below])) * (position - below)
    assert quantile(ascending, share) == pytest.approx(float(exact), rel=1e-9, abs=1e-6)


@given(samples)
def test_the_median_is_that_of_the_standard_library(values: list[float]) -> None:
    assert quantile(sorted(values), 0.5) == pytest.approx(statistics.median(values), rel=1e-12, abs=1e-9)


def test_silverman_takes_the_standard_deviation_where_the_middle_half_is_constant() -> None:
    values = [0.0, 1, 1, 1, 1, 1, 1, 9]
    assert silverman(values) == pytest.approx(0.9 * statistics.stdev(values) * 8**-0.2)


def test_silverman_takes_the_smaller_spread() -> None:
    values = sorted([1.0, 2, 3, 4, 100])
    assert silverman(values) == pytest.approx(0.9 * 2 / 1.349 * 5**-0.2)

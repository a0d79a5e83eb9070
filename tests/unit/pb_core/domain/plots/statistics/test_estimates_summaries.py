import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.estimates import (
    mean,
    moving_means,
    quantile,
    running_totals,
    shares,
    silverman,
    stdev,
    total,
)

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


def test_equal_values_have_their_value_as_mean_and_no_deviation() -> None:
    assert mean([3.3] * 12) == 3.3
    assert stdev([3.3] * 12) == 0


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_a_deviation_neither_overflows_nor_vanishes(unit: float) -> None:
    assert stdev([1 * unit, 2 * unit, 4 * unit]) == pytest.approx(statistics.stdev([1, 2, 4]) * unit, rel=1e-14)


def test_a_deviation_of_the_last_digit_is_exact() -> None:
    step = math.ulp(1.7e12)
    assert stdev([1.7e12, 1.7e12 + step]) == pytest.approx(step / math.sqrt(2), rel=1e-15)


def test_what_no_float_holds_is_infinite() -> None:
    assert total([1.7e308, 1.7e308]) == math.inf
    assert total([-1.7e308, -1.7e308]) == -math.inf
    assert mean([1.7e308, 1.7e308]) == 1.7e308


@given(samples)
def test_running_sums_and_means_are_those_of_exact_arithmetic(values: list[float]) -> None:
    exact = [sum(map(Fraction, values[: place + 1])) for place in range(len(values))]
    assert running_totals(values) == [float(each) for each in exact]
    windows = [values[max(place - 1, 0) : place + 2] for place in range(len(values))]
    assert moving_means(values, 1) == [float(sum(map(Fraction, each)) / len(each)) for each in windows]


def test_sums_that_cancel_keep_what_is_left() -> None:
    assert running_totals([1e300, 1.0, -1e300]) == [1e300, 1e300, 1.0]


def test_shares_add_up_where_no_float_holds_the_sum() -> None:
    assert shares([1e308, 1e308, 5e307]) == [0.4, 0.4, 0.2]
    assert shares([5e-324, 5e-324]) == [0.5, 0.5]
    assert shares([0.0, 0.0]) == [0.0, 0.0]


def test_an_interquartile_range_of_rounding_is_none() -> None:
    noise = math.ulp(0.3)
    values = sorted([0.0, *(0.3 + noise * (place % 2) for place in range(20)), 9.0])
    assert silverman(values) == pytest.approx(0.9 * statistics.stdev(values) * len(values) ** -0.2)

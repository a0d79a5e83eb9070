import math
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.bivariate import fit_line, logarithms, pearson
from pb_core.domain.plots.statistics.estimates import t_quantile

pairs = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=30)


@given(pairs)
def test_the_line_is_that_of_the_standard_library(points: list[tuple[int, int]]) -> None:
    x, y = [a for a, _ in points], [b for _, b in points]
    assume(len(set(x)) > 1)
    fit = fit_line(x, y, 0.95)
    slope, intercept = statistics.linear_regression(x, y)
    assert fit is not None
    assert fit.slope == pytest.approx(slope, rel=1e-9, abs=1e-9)
    assert fit.intercept == pytest.approx(intercept, rel=1e-9, abs=1e-9)


@given(pairs)
def test_r_is_that_of_the_standard_library(points: list[tuple[int, int]]) -> None:
    x, y = [a for a, _ in points], [b for _, b in points]
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert pearson(x, y) is None
    else:
        assert pearson(x, y) == pytest.approx(statistics.correlation(x, y), rel=1e-9, abs=1e-9)


def test_the_interval_is_narrowest_at_the_mean_of_x() -> None:
    fit = fit_line([1, 2, 3, 4], [1, 3, 2, 5], 0.95)
    assert fit is not None
    value, low, high = fit.at(2.5)
    assert value == pytest.approx(2.75)
    half = t_quantile(0.95, 2) * (2.7 / 2) ** 0.5 * 0.5
    assert (low, high) == (pytest.approx(value - half), pytest.approx(value + half))
    assert fit.r_squared == pytest.approx(1 - 2.7 / 8.75)


def test_a_perfect_line_has_no_width() -> None:
    fit = fit_line([0, 1, 2], [1, 3, 5], 0.95)
    assert fit is not None
    assert fit.at(5) == (11, 11, 11)


def test_too_few_points_or_one_x_have_no_line() -> None:
    assert fit_line([1, 2], [1, 2], 0.95) is None
    assert fit_line([1, 1, 1], [1, 2, 3], 0.95) is None


def test_a_single_pair_has_no_correlation() -> None:
    assert pearson([1], [2]) is None


@pytest.mark.parametrize("unit", [1e-200, 1.0, 1e200])
def test_a_line_is_the_same_in_any_unit(unit: float) -> None:
    fit, scaled = (
        fit_line([1, 2, 3, 4], [1, 3, 2, 5], 0.95),
        fit_line([1, 2, 3, 4], [unit, 3 * unit, 2 * unit, 5 * unit], 0.95),
    )
    assert fit is not None
    assert scaled is not None
    assert scaled.at(3.5) == pytest.approx(tuple(value * unit for value in fit.at(3.5)), rel=1e-14)
    assert scaled.r_squared == pytest.approx(fit.r_squared)
    assert pearson([1, 2, 3, 4], [unit, 3 * unit, 2 * unit, 5 * unit]) == pytest.approx(
        pearson([1, 2, 3, 4], [1, 3, 2, 5])
    )


def test_a_line_over_times_in_milliseconds_is_that_over_their_distances() -> None:
    near, y = [20 * place for place in range(24)], [3.3 + 0.1 * (place % 5) for place in range(24)]
    far = [1_700_000_000_000 + x for x in near]
    here, there = fit_line(near, y, 0.95), fit_line(far, y, 0.95)
    assert here is not None
    assert there is not None
    assert there.at(far[7]) == pytest.approx(here.at(near[7]), rel=1e-13)
    assert there.intercept == pytest.approx(here.intercept - here.slope * far[0], rel=1e-9)


def test_a_constant_has_a_flat_line_of_no_width() -> None:
    fit = fit_line([1, 2, 3], [3.3, 3.3, 3.3], 0.95)
    assert fit is not None
    assert fit.at(2.5) == (3.3, 3.3, 3.3)


def test_logarithms_of_nearly_equal_numbers_keep_their_digits() -> None:
    near = 1.7e18 + 1_000.0
    assert logarithms([near], 1.7e18)[0] == pytest.approx(1_000 / 1.7e18 / math.log(10), rel=1e-12)
    assert logarithms([1e300, 1e-300], 1.0) == [300, -300]

import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.bivariate import fit_line, pearson
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

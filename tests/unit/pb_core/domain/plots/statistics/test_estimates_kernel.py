import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.statistics.estimates import grid, kernel_density, splitmix64


def direct(values: list[float], bandwidth: float, point: float) -> float:
    kernels = (math.exp(-0.5 * ((point - value) / bandwidth) ** 2) for value in values)
    return math.fsum(kernels) / (len(values) * bandwidth * math.sqrt(2 * math.pi))


def scattered(count: int) -> list[float]:
    return sorted((splitmix64(k) / 2**64) ** 3 * 10 - 2 for k in range(1, count + 1))


@pytest.mark.parametrize("bandwidth", [0.003, 0.1, 1.0, 30.0])
def test_large_samples_agree_with_the_sum_of_kernels(bandwidth: float) -> None:
    values = scattered(2_000)
    points = grid(-4, 9, 37)
    exact = [direct(values, bandwidth, point) for point in points]
    assert kernel_density(values, bandwidth, points) == pytest.approx(exact, rel=1e-6, abs=1e-9 * max(exact))


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30), st.floats(0.01, 100))
def test_small_samples_agree_with_the_sum_of_kernels(values: list[float], bandwidth: float) -> None:
    points = [-50.0, 0.0, 3.0]
    exact = [direct(values, bandwidth, point) for point in points]
    assert kernel_density(sorted(values), bandwidth, points) == pytest.approx(exact, rel=1e-9)


def test_a_density_has_the_area_one() -> None:
    values = scattered(700)
    points = grid(values[0] - 3, values[-1] + 3, 4_001)
    heights = kernel_density(values, 0.4, points)
    assert math.fsum(heights) * (points[1] - points[0]) == pytest.approx(1, abs=1e-6)


def test_a_grid_holds_both_ends() -> None:
    assert grid(-1, 3, 5) == [-1, 0, 1, 2, 3]

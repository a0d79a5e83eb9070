import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.estimators import kernel_sums, silverman
from pb_core.domain.plots.transforms import Density, Ecdf
from support.tables import derived


@given(values=st.lists(st.integers(-50, 50), min_size=2, max_size=25), bandwidth=st.floats(0.5, 20))
def test_the_density_is_that_of_loops(values: list[int], bandwidth: float) -> None:
    found = derived(Density(field="v", bandwidth=bandwidth, steps=10, cut=1), v=values)
    if len(set(values)) < 2:
        assert found["density"] == []
        return
    low, high = min(values) - bandwidth, max(values) + bandwidth
    for place, (x, height) in enumerate(zip(found["value"], found["density"], strict=True)):
        assert x == pytest.approx(low + place * (high - low) / 9)
        kernels = (math.exp(-(((x - value) / bandwidth) ** 2) / 2) for value in values)
        assert height == pytest.approx(math.fsum(kernels) / (len(values) * bandwidth * math.sqrt(2 * math.pi)))


def test_the_density_of_each_group_has_area_one() -> None:
    found = derived(Density(field="v", groupby=("g",), cut=6), g=list("aabbbc"), v=[1, 4, 0, 5, 5, 3])
    assert found["g"] == ["a"] * 200 + ["b"] * 200
    for start in (0, 200):
        x, y = found["value"][start : start + 200], found["density"][start : start + 200]
        assert np.trapezoid(y, x) == pytest.approx(1, abs=1e-4)


def test_the_bandwidth_is_silvermans() -> None:
    values = np.array([1.0, 2, 3, 4, 10])
    spread = min(statistics.stdev(values.tolist()), 2 / 1.349)
    assert silverman(values) == pytest.approx(0.9 * spread * 5**-0.2)
    flat = np.array([5.0, 5, 5, 5, 9])
    assert silverman(flat) == pytest.approx(0.9 * statistics.stdev(flat.tolist()) * 5**-0.2)


def test_many_values_are_summed_in_parts() -> None:
    values, grid = np.linspace(0, 1, 50_000), np.linspace(0, 1, 200)
    whole = kernel_sums(values, grid, 0.1)
    parts = [kernel_sums(values[start::5], grid, 0.1) for start in range(5)]
    assert whole == pytest.approx(np.sum(parts, axis=0))


@given(values=st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=1, max_size=30))
def test_shares_count_the_values_not_above(values: list[int | None]) -> None:
    found = derived(Ecdf(field="v"), v=[0, *values])
    present = [0, *(value for value in values if value is not None)]
    assert found["value"] == sorted(set(present))
    assert found["share"] == [sum(other <= value for other in present) / len(present) for value in found["value"]]


def test_distributions_are_per_group_in_order_of_appearance() -> None:
    found = derived(Ecdf(field="v", groupby=("g",)), g=["b", "a", "b"], v=[2, 3, 1])
    assert found == {"g": ["b", "b", "a"], "value": [1, 2, 3], "share": [0.5, 1, 1]}

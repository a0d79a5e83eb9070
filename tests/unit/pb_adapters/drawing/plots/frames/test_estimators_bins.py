import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.estimators import Bins, bins_of
from pb_core.domain.plots.transforms import Bin, BinRule
from support.tables import derived


def test_a_stated_width_starts_at_a_multiple_and_closes_the_last_bin() -> None:
    found = derived(Bin(field="v", rule=BinRule.STEP, value=2), v=[1, 3.9, 4, 8, None])
    assert found["v"] == [1, 3.9, 4, 8]
    assert found["bin start"] == [0, 2, 4, 6]
    assert found["bin end"] == [2, 4, 6, 8]


def test_a_stated_count_starts_at_the_smallest_value() -> None:
    found = derived(Bin(field="v", rule=BinRule.COUNT, value=3), v=[1, 2, 3, 4])
    assert found["bin start"] == [1, 2, 3, 3]


def test_edges_that_rounding_moves_stay_edges() -> None:
    found = derived(Bin(field="v", rule=BinRule.STEP, value=0.1), v=[0.3, 0.6, 0.7, 1.0])
    assert found["bin start"] == pytest.approx([0.3, 0.6, 0.7, 0.9])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (BinRule.FREEDMAN_DIACONIS, Bins(0.0, 25.0, 3)),  # 2 * 49.5 * 100**(-1/3) = 21.3
        (BinRule.SCOTT, Bins(0.0, 25.0, 3)),  # 3.49 * 29.01 * 100**(-1/3) = 21.8
        (BinRule.STURGES, Bins(0.0, 20.0, 4)),  # 99 / 8 = 12.4
    ],
)
def test_rules_give_round_widths(rule: BinRule, expected: Bins) -> None:
    assert bins_of(np.arange(100.0), Bin(field="v", rule=rule)) == expected


def test_a_rule_without_spread_or_with_too_many_bins_falls_back_to_sturges() -> None:
    for values in ([0.0] * 30 + [7.0, 8.0], [*np.linspace(0, 1, 40).tolist(), 1_000.0]):
        found = np.array(values)
        transform, sturges = Bin(field="v"), Bin(field="v", rule=BinRule.STURGES)
        assert bins_of(found, transform) == bins_of(found, sturges)


def test_equal_values_share_one_bin_around_them() -> None:
    found = derived(Bin(field="v", rule=BinRule.STEP, value=3), v=[4, 4])
    assert (found["bin start"], found["bin end"]) == ([3.5, 3.5], [4.5, 4.5])


@given(
    values=st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=60),
    rule=st.sampled_from([BinRule.FREEDMAN_DIACONIS, BinRule.SCOTT, BinRule.STURGES]),
)
def test_every_value_lies_in_its_bin(values: list[float], rule: BinRule) -> None:
    found = derived(Bin(field="v", rule=rule), v=values)
    for value, start, end in zip(found["v"], found["bin start"], found["bin end"], strict=True):
        slack = 2e-9 * (end - start) + 1e-15 * abs(value)
        assert start - slack <= value <= end + slack
    starts, widths = (
        set(found["bin start"]),
        {end - start for start, end in zip(found["bin start"], found["bin end"], strict=True)},
    )
    assert len(starts) <= 200
    assert max(widths) - min(widths) <= 1e-9 * max(widths) + 1e-15 * max(map(abs, values))


def test_widths_are_decimal_numbers() -> None:
    bins = bins_of(np.linspace(0, 0.3, 50), Bin(field="v", rule=BinRule.STURGES))
    assert bins.width == 0.05
    assert math.isclose(bins.start, 0)

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.statistics import t_quantile
from pb_core.domain.plots.transforms import Regression
from support.tables import derived

POINTS = st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=3, max_size=20)


@given(points=POINTS, level=st.sampled_from([0.5, 0.9, 0.95]))
def test_the_line_and_its_interval_are_those_of_the_textbook(points: list[tuple[int, int]], level: float) -> None:
    x, y = zip(*points, strict=True)
    assume(len(set(x)) > 1)
    count, mean_x, mean_y = len(x), sum(x) / len(x), sum(y) / len(y)
    squares = sum((each - mean_x) ** 2 for each in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in points) / squares
    rest = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in points)
    found = derived(Regression(x="x", y="y", level=level, steps=5), x=list(x), y=list(y))
    for place in range(5):
        at = min(x) + place * (max(x) - min(x)) / 4
        fit = mean_y + slope * (at - mean_x)
        half = t_quantile(level, count - 2) * math.sqrt(rest / (count - 2) * (1 / count + (at - mean_x) ** 2 / squares))
        row = [found[name][place] for name in ("x", "fit", "fit low", "fit high")]
        assert row == pytest.approx([at, fit, fit - half, fit + half], abs=1e-6)


def test_points_on_a_line_have_no_interval() -> None:
    found = derived(Regression(x="x", y="y", steps=2), x=[0, 1, 2], y=[1, 3, 5])
    assert found == {"x": [0, 2], "fit": [1, 5], "fit low": [1, 5], "fit high": [1, 5]}


def test_a_power_law_is_a_line_in_logarithms() -> None:
    transform = Regression(x="x", y="y", log_x=True, log_y=True, steps=3)
    found = derived(transform, x=[1, 10, 100, 0, 5], y=[3, 300, 30_000, 7, -2])
    assert found["x"] == pytest.approx([1, 10, 100])
    assert found["fit"] == pytest.approx([3, 300, 30_000])


def test_groups_that_have_no_line_are_left_out() -> None:
    found = derived(
        Regression(x="x", y="y", groupby=("g",), steps=2),
        g=["few", "few", *["same"] * 3, *["ok"] * 3], x=[1, 2, 3, 3, 3, 0, 1, 2], y=[1, 2, 3, 4, 5, 1, 1, 1],
    )  # fmt: skip
    assert found["g"] == ["ok", "ok"]

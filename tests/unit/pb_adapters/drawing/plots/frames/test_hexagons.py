"""Both computations of hexagons against matplotlib's own."""

import random

import numpy as np
import pytest
from matplotlib.figure import Figure

from pb_core.domain.plots.estimators import Hexbin
from support.computing import Compute, both


def _sample(count: int) -> tuple[list[float], list[float]]:
    rng = random.Random(count)  # noqa: S311 - test data
    return [rng.gauss(50.0, 8.0) for _ in range(count)], [rng.expovariate(0.1) for _ in range(count)]


@pytest.mark.parametrize("count", [30, 3_000])
@pytest.mark.parametrize(("columns", "rows"), [(20, 14), (7, 4)])
@both
def test_hexagons_are_matplotlibs(compute: Compute, count: int, columns: int, rows: int) -> None:
    x, y = _sample(count)
    found = compute(Hexbin(x="x", y="y", columns=columns, rows=rows), x=x, y=y)
    cells = Figure().subplots().hexbin(x, y, gridsize=(columns, rows // 2), mincnt=1)
    middles = [(np.array(found[f"{name} start"]) + np.array(found[f"{name} end"])) / 2 for name in "xy"]
    ours = sorted(zip(*np.round(middles, 4).tolist(), found["count"], strict=True))
    theirs = sorted(zip(*np.round(cells.get_offsets().T, 4).tolist(), cells.get_array().tolist(), strict=True))
    assert np.array(ours) == pytest.approx(np.array(theirs), abs=1e-3)


@both
def test_every_row_is_counted_once(compute: Compute) -> None:
    x, y = _sample(500)
    assert sum(compute(Hexbin(x="x", y="y"), x=x, y=[*y[:-1], None])["count"]) == 499

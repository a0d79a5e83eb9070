"""Ridges of both computations against SciPy's densities."""

import numpy as np
import pytest
from scipy import stats

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.computed import computed
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.expectation import expect
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

NARROW, WIDE = [1.0, 1.5, 1.7, 2.0, 2.2, 3.0], [10.0, 30.0, 40.0, 45.0, 60.0]
TABLE = table_of(v=[*NARROW, *WIDE, 7.0, 7.0], g=["narrow"] * 6 + ["wide"] * 5 + ["one"] * 2)
RIDGES = PlotSpec(layer=(layer(MarkType.RIDGE, x=q("v"), y=n("g")),))


def _expected(spec: PlotSpec, table: Table) -> Items:
    return expect(spec, table).panels[0].items[0]


def _drawn(spec: PlotSpec, table: Table) -> Items:
    return computed(frame(spec, table)).panels[0].items[0]


@pytest.mark.parametrize("items", [_expected, _drawn])
def test_ridges_are_scipys_densities(items: object) -> None:
    found = items(RIDGES, TABLE)  # type: ignore[operator]  # one of the two above
    assert set(found.y) == {"narrow", "wide"}  # equal values have no ridge
    heights = []
    for name, sample in (("narrow", NARROW), ("wide", WIDE)):
        x = np.array([value for value, y in zip(found.x, found.y, strict=True) if y == name])
        spread = min(float(np.std(sample, ddof=1)), float(np.subtract(*np.quantile(sample, (0.75, 0.25)))) / 1.349)
        width = 0.9 * spread * len(sample) ** -0.2
        assert (x[0], x[-1], len(x)) == (
            pytest.approx(min(sample) - 3 * width),
            pytest.approx(max(sample) + 3 * width),
            100,
        )
        density = stats.gaussian_kde(sample, bw_method=width / float(np.std(sample, ddof=1)))
        heights += density(x).tolist()
    assert found.value == pytest.approx(np.array(heights) / max(heights), abs=1e-9)


def test_very_unequal_extents_stay_finite() -> None:
    table = table_of(v=[0.0, 5e-324, 1e300, 2e300, 3e300], g=["a", "a", "b", "b", "b"])
    assert max(_drawn(RIDGES, table).value) == max(_expected(RIDGES, table).value) == 1.0

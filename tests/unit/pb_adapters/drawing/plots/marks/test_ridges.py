import numpy as np
import pytest
from matplotlib.patches import Polygon

from pb_adapters.drawing.plots import render
from pb_adapters.drawing.plots.marks.item_readback import closed
from pb_adapters.drawing.plots.marks.ridges import _vertices
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

ABOVE = np.array([(0.0, 1.0), (1.0, 0.2), (2.0, 1.0)])
BELOW = np.array([(2.0, 1.0), (1.0, 1.0), (0.0, 1.0)])


def test_the_foot_tells_the_category() -> None:
    line, along, height = _vertices(Polygon(closed(np.concatenate([ABOVE, BELOW]))))
    assert line.tolist() == [1.0, 1.0, 1.0]
    assert along.tolist() == [0.0, 1.0, 2.0]
    assert height == pytest.approx([0.0, 0.8, 0.0])


def test_a_bent_foot_is_not_read() -> None:
    bent = BELOW + np.array([(0.0, 0.0), (0.0, 0.1), (0.0, 0.0)])
    assert np.isnan(_vertices(Polygon(closed(np.concatenate([ABOVE, bent]))))[1]).tolist() == [False, True, False]


def test_the_highest_ridge_stays_within_the_panel() -> None:
    table = table_of(v=[1.0, 2.0, 3.0, 2.0, 2.1, 9.0, 12.0], g=["a"] * 5 + ["b"] * 2)
    spec = PlotSpec(layer=(layer(MarkType.RIDGE, x=q("v"), y=n("g")),))
    drawn = render(PlotRequest(spec=spec, table=table, formats=())).drawn
    panel = drawn.panels[0].rect
    assert all(panel.y - 0.1 <= mark.y and mark.bottom <= panel.bottom + 0.1 for mark in drawn.marks)

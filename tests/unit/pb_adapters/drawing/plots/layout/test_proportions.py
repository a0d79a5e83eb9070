from collections.abc import Sequence

import pytest

from pb_adapters.drawing.plots import render
from pb_adapters.drawing.plots.layout.proportions import FLATTEST, STEEPEST
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import IdentityLine, PlotSpec
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

WAVE = [0.0, 1.0] * 10
"""A line of steep slopes, which a flat panel brings nearest to 45 degrees."""


def shape(
    mark: MarkType, x: Sequence[str | float], y: list[float], ratio: str | None = None, **changes: object
) -> float:
    """Height over width of the panel."""
    axis = n("x") if isinstance(x[0], str) else q("x")
    spec = PlotSpec(layer=(layer(mark, x=axis, y=q("y")),), **changes)  # type: ignore[arg-type]  # parts of a spec
    found = render(PlotRequest(spec=spec, table=table_of(x=x, y=y), aspect_ratio=ratio, formats=())).drawn
    return found.panels[0].rect.height / found.panels[0].rect.width


def places(count: int) -> list[float]:
    return [float(i) for i in range(count)]


def test_steep_lines_get_a_flat_panel_and_flat_ones_a_high_one() -> None:
    assert shape(MarkType.LINE, places(20), WAVE) == pytest.approx(FLATTEST, abs=0.02)
    assert shape(MarkType.LINE, places(3), [0.0, 0.4, 1.0]) == pytest.approx(STEEPEST, abs=0.02)
    assert shape(MarkType.LINE, places(4), [1.0] * 4) == pytest.approx(1 / 1.4, abs=0.02)


def test_a_median_slope_between_these_is_45_degrees() -> None:
    rising = [0.15 * i for i in range(6)] + [0.75 + 0.35 * (i % 2) for i in range(1)]
    assert FLATTEST <= shape(MarkType.LINE, places(7), rising) <= STEEPEST + 0.02


def test_a_plot_with_the_identity_line_is_square() -> None:
    found = shape(MarkType.POINT, places(12), places(12), annotations=(IdentityLine(),))
    assert found == pytest.approx(1.0, abs=0.02)


def test_bars_lie_flat_and_a_ratio_that_is_asked_for_is_kept() -> None:
    assert shape(MarkType.BAR, list("abc"), [1.0, 2.0, 3.0]) == pytest.approx(FLATTEST, abs=0.02)
    assert shape(MarkType.BAR, list("abc"), [1.0, 2.0, 3.0], ratio="3:1") < 0.4


def test_hexagons_have_the_shape_of_a_cloud_and_a_matrix_is_square() -> None:
    columns = {"x": [1.0, 3.0, 2.0], "y": [1.0, 1.0, 3.0], "x2": [3.0, 5.0, 4.0], "y2": [4.0, 4.0, 6.0]}
    hexagons = layer(MarkType.HEX, x=q("x"), y=q("y"), x2="x2", y2="y2", color=q("z"))
    table = table_of(**columns, z=[1.0, 2.0, 3.0])
    found = render(PlotRequest(spec=PlotSpec(layer=(hexagons,)), table=table, formats=())).drawn.panels[0].rect
    assert found.height / found.width == pytest.approx(1 / 1.4, abs=0.02)
    cells = layer(MarkType.RECT, x=n("g"), y=n("h"), color=q("z"))
    grid = table_of(g=["a", "b", "c"] * 2, h=["p"] * 3 + ["q"] * 3, z=[float(i) for i in range(6)])
    found = render(PlotRequest(spec=PlotSpec(layer=(cells,)), table=grid, formats=())).drawn.panels[0].rect
    assert found.height / found.width < 0.5
    square = table_of(g=["a", "b"] * 2, h=["a"] * 2 + ["b"] * 2, z=[float(i) for i in range(4)])
    found = render(PlotRequest(spec=PlotSpec(layer=(cells,)), table=square, formats=())).drawn.panels[0].rect
    assert found.height / found.width == pytest.approx(1.0, abs=0.02)

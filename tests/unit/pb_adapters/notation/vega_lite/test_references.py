from typing import Any

import pytest

from pb_core.domain.plots.spec import ReferenceBand, ReferenceLine
from support.vega_lite import SITE, V, W, read, refused, unit

POINTS = unit("point", x=V, y=W)


def test_rules_and_rects_at_constants_are_lines_and_bands() -> None:
    rule = unit("rule", y={"datum": 30})
    band = unit("rect", x={"datum": 4}, x2={"datum": 2})
    assert read({"layer": [rule, POINTS, band]}).annotations == (
        ReferenceLine(axis="y", value=30),
        ReferenceBand(axis="x", low=2, high=4),
    )


def test_bars_and_areas_may_start_at_zero() -> None:
    assert read(unit("bar", x=SITE, y={**W, "aggregate": "sum"}, y2={"datum": 0})).layer[0].encoding.y2 is None


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (unit("rule", y={"value": 30}), "layer[1].encoding.y.value: a place in pixels"),
        (unit("rule", y={"datum": None}), "layer[1].encoding.y.datum: must be a number or a text"),
        (unit("rule", y={"datum": 3}, x=V), "layer[1].encoding.y: a constant place"),
        (unit("point", y={"datum": 3}, x=V), "layer[1].encoding.y: a constant place"),
        (unit("area", x=V, y=W, y2={"datum": 5}), "layer[1].encoding.y2: a constant place"),
        (unit("rect", x={"datum": "a"}, x2={"datum": 2}), "must be a number: bands run"),
    ],
)
def test_other_constants_are_refused(layer: dict[str, Any], said: str) -> None:
    assert said in refused({"layer": [POINTS, layer]})


def test_a_line_alone_is_no_plot() -> None:
    assert "needs a layer that shows a field" in refused(unit("rule", y={"datum": 30}))

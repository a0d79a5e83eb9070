from typing import Any

import pytest

from pb_core.domain.plots.spec import Stack
from support.vega_lite import COUNT, MEAN, SITE, W, layer, refused, unit

SUM = {"aggregate": "sum", "field": "w"}
SIZE = {"field": "size"}


@pytest.mark.parametrize(
    ("encoding", "stack"),
    [
        ({"y": COUNT, "color": SIZE}, Stack.ZERO),
        ({"y": {**SUM, "stack": "normalize"}, "color": SIZE}, Stack.NORMALIZE),
        ({"y": {**SUM, "stack": True}, "color": SIZE}, Stack.ZERO),
        ({"y": SUM, "color": SIZE, "xOffset": SIZE}, None),
        ({"y": SUM, "color": SITE}, None),
        ({"y": MEAN}, None),
        ({"y": W}, Stack.ZERO),
        ({"y": SUM, "color": SIZE, "column": SIZE}, None),
    ],
)
def test_bars_of_one_place_add_up(encoding: dict[str, Any], stack: Stack | None) -> None:
    assert layer(unit("bar", x=SITE, **encoding)).encoding.stack is stack


@pytest.mark.parametrize(("stack", "drawn"), [({}, Stack.ZERO), ({"stack": None}, None), ({"stack": False}, None)])
def test_areas_are_stacked_unless_they_shall_not(stack: dict[str, Any], drawn: Stack | None) -> None:
    place = {"field": "size", "type": "ordinal"}
    assert layer(unit("area", x=place, y={**COUNT, **stack}, color=SITE)).encoding.stack is drawn


@pytest.mark.parametrize("stack", ["center", 5, []])
def test_other_stacks_are_refused(stack: object) -> None:
    assert "plan.encoding.y.stack: must be" in refused(unit("bar", x=SITE, y={**SUM, "stack": stack}, color=SIZE))

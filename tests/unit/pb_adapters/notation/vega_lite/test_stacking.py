from typing import Any

import pytest

from pb_core.domain.plots.spec import Stack
from pb_core.errors import InvalidSpec
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


PLACE = {"field": "size", "type": "ordinal"}


@pytest.mark.parametrize("stack", [None, False])
def test_areas_are_not_stacked_where_they_shall_not(stack: object) -> None:
    assert layer(unit("area", x=PLACE, y={**COUNT, "stack": stack}, color=SITE)).encoding.stack is None


def test_areas_are_stacked_else_and_refused_over_gaps() -> None:
    with pytest.raises(InvalidSpec, match="stacks areas, and 'a' has no value at"):
        layer(unit("area", x=PLACE, y=COUNT, color=SITE))


@pytest.mark.parametrize("stack", ["center", 5, []])
def test_other_stacks_are_refused(stack: object) -> None:
    assert "plan.encoding.y.stack: must be" in refused(unit("bar", x=SITE, y={**SUM, "stack": stack}, color=SIZE))

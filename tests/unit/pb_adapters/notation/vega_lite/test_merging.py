from typing import Any

import pytest

from pb_core.domain.plots.marks import MarkType
from support.vega_lite import COUNT, MEAN, SITE, V, W, read, unit

SIZE = {"field": "size"}


@pytest.mark.parametrize(
    "layers",
    [
        [unit("bar", x=SITE, y=MEAN), unit("text", x=SITE, y=MEAN, text=MEAN)],
        [unit("rect", x=SITE, y=SIZE, color=COUNT), unit("text", x=SITE, y=SIZE, text=COUNT)],
        [unit("line", x=W, y=V), unit("text", x=W, y=V, text=V)],
    ],
)
def test_texts_of_the_value_are_labels(layers: list[dict[str, Any]]) -> None:
    (only,) = read({"layer": layers}).layer
    assert only.mark.labels
    assert only.mark.type is not MarkType.TEXT


def test_other_texts_are_a_layer() -> None:
    spec = read({"layer": [unit("point", x=V, y=W), unit("text", x=V, y=W, text=SITE)]})
    assert [layer.mark.type for layer in spec.layer] == [MarkType.POINT, MarkType.TEXT]


@pytest.mark.parametrize("first", ["point", "bar"])
def test_error_bars_go_to_the_items_of_the_same_statistic(first: str) -> None:
    layers = [unit(first, x=SITE, y=MEAN), unit({"type": "errorbar", "extent": "stdev"}, x=SITE, y=V)]
    for order in (layers, layers[::-1]):
        (only,) = read({"layer": order}).layer
        assert (only.mark.type.value, only.encoding.y_error.delta) == (first, "Standard deviation of v")


def test_what_a_merged_layer_says_of_axes_is_followed() -> None:
    bars = unit("errorbar", x=SITE, y={**V, "scale": {"zero": False}, "title": "Speed"})
    axis = read({"layer": [unit("point", x=SITE, y=MEAN), bars]}).axes.y
    assert (axis.title, axis.scale.zero) == ("Speed", False)


def test_texts_in_other_colours_are_a_layer() -> None:
    layers = [unit("point", x=V, y=W), unit("text", x=V, y=W, text=W, color=SITE)]
    assert len(read({"layer": layers}).layer) == 2


def test_error_bars_of_something_else_are_a_layer() -> None:
    layers = [unit("point", x=SITE, y=V), unit("errorbar", x=SITE, y=V)]
    assert len(read({"layer": layers}).layer) == 2

from typing import Any

import pytest

from pb_core.domain.plots.spec import Color, Highlight
from support.vega_lite import MEAN, SITE, V, W, notes, read, refused, unit


@pytest.mark.parametrize(
    ("written", "color"), [("orange", Color.ORANGE), ("steelblue", Color.BLUE), ("#f80", Color.RED)]
)
def test_one_item_in_a_colour_is_a_highlight(written: str, color: Color) -> None:
    condition = {"test": "datum.site === 'a'", "value": written}
    document = unit("bar", x=SITE, y=MEAN, color={"condition": condition, "value": "grey"})
    assert read(document).highlight == (Highlight(field="site", value="a", color=color),)
    assert ("condition.value" in notes(document)) == written.startswith("#")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        (
            {"color": {"condition": {"param": "brush", "value": 1}}},
            "encoding.color.condition: only a field that equals",
        ),
        ({"color": {"condition": {"test": "datum.v > 1", "value": "red"}}}, "condition.test: only a field that equals"),
        ({"color": {"condition": {"test": "datum.ok", "value": "red"}}}, "condition.test: only a field that equals"),
        ({"color": {**SITE, "condition": {}}}, "encoding.color.condition: only a field that equals"),
        ({"color": {"datum": "ours"}}, "encoding.color.datum: names a series"),
        ({"color": {**V}}, "encoding.color.type: bars are not coloured by a quantity"),
        ({"size": {**V}}, "encoding.size: shows a quantity by the size of points"),
        ({"color": {"field": "size"}, "shape": {"field": "ok"}}, "encoding.shape: shows another field than color"),
    ],
)
def test_other_colours_are_refused(encoding: dict[str, Any], said: str) -> None:
    assert said in refused(unit("bar", x=SITE, y=W, **encoding))


def test_cells_need_a_quantity() -> None:
    assert "encoding.color: rect shows a quantity" in refused(unit("rect", x=SITE, y={"field": "size"}))


def test_times_by_colour_are_series() -> None:
    document = unit("point", x=V, y=W, color={"field": "when", "timeUnit": "year"})
    assert read(document).layer[0].encoding.color.type.discrete
    assert "times are shown as series" in notes(document)

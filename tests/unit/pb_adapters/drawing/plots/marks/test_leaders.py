from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from pb_adapters.drawing.plots.marks.leaders import FAR, led, size_at, surroundings, unclear
from support.painting import paint

ENCODING = {
    "x": {"field": "x", "type": "quantitative"},
    "y": {"field": "y", "type": "quantitative"},
}
TEXT = {"mark": {"type": "text"}, "encoding": {**ENCODING, "text": {"field": "t", "type": "nominal"}}}
BOXES = np.array([[-2.0, -2.0, 2.0, 2.0], [6.0, -2.0, 10.0, 2.0], [40.0, 0.0, 40.5, 0.5]])


def points(*places: tuple[float, float, str]) -> Any:  # noqa: ANN401 - a canvas
    data = [{"x": x, "y": y, "t": text} for x, y, text in places]
    top = {**TEXT, "transform": [{"type": "limit", "field": "y", "count": 1}]}
    return paint({"layer": [{"mark": {"type": "point"}, "encoding": ENCODING}, top]}, data)


def leaders(painted: Any) -> list[Any]:  # noqa: ANN401 - a canvas
    return [line for line in painted.axes.lines if len(line.get_xdata()) == 2]


def test_only_foreign_points_are_around() -> None:
    assert surroundings((0.0, 0.0), 2.0, BOXES).others.tolist() == [[6.0, -2.0, 10.0, 2.0]]


def test_the_size_of_a_point_is_that_of_what_stands_at_its_place() -> None:
    assert size_at((8.0, 0.0), np.array([[-2.0, -2.0, 2.0, 2.0], [3.0, -5.0, 13.0, 5.0]])) == 5
    assert size_at((20.0, 0.0), BOXES) == 0


def test_a_place_beside_a_foreign_point_is_unclear() -> None:
    around = surroundings((0.0, 0.0), 2.0, BOXES)
    costs = unclear(around, np.array([[-20.0, -3.0, -3.0, 3.0], [3.0, -3.0, 20.0, 3.0], [-8.0, 5.0, 11.0, 9.0]]))
    assert costs[0] == 0 < costs[1] == costs[2]


def test_a_line_that_crosses_a_foreign_point_is_worse() -> None:
    around = surroundings((0.0, 0.0), 2.0, BOXES)
    crossing, free = led(around, np.array([[12.0, -3.0, 20.0, 3.0], [-20.0, -3.0, -12.0, 3.0]]))
    assert crossing > free > 0
    assert len(FAR) == 24


def test_what_lies_within_the_own_point_is_not_crossed() -> None:
    bubble, inside = surroundings((0.0, 0.0), 15.0, BOXES), np.array([[20.0, -3.0, 30.0, 3.0]])
    assert led(bubble, inside) < led(surroundings((0.0, 0.0), 2.0, BOXES), inside)


@pytest.mark.parametrize("crowd", [0, 8])
def test_a_text_among_foreign_points_has_a_line_to_its_own(crowd: int) -> None:
    turns = [2 * np.pi * one / 8 for one in range(crowd)]
    beside = [(5.3, 5.25, "n"), (4.7, 5.25, "n")] if crowd else []
    ring = [
        *beside,
        *((5 + 0.25 * float(np.cos(turn)), 4.9 + 0.35 * float(np.sin(turn)) - 0.05, "foreign") for turn in turns),
    ]
    painted = points((5, 5.3, "own"), (0, 0, "low"), (10, 0, "far"), *ring)
    lines = leaders(painted)
    assert len(lines) == bool(crowd)
    for line in lines:
        FigureCanvasAgg(painted.figure).draw()  # type: ignore[no-untyped-call]
        (text,) = painted.painted[1].items
        start, end = line.get_transform().transform(line.get_xydata())
        own = painted.axes.transData.transform((5, 5.3))
        box = text.get_window_extent()
        assert np.hypot(*(start - own)) < np.hypot(*(end - own))
        assert box.x0 - 6 <= end[0] <= box.x1 + 6
        assert box.y0 - 6 <= end[1] <= box.y1 + 6

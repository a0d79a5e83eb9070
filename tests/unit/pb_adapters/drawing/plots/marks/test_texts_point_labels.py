from itertools import combinations, pairwise
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

from support.painting import paint

ENCODING = {
    "x": {"field": "x", "type": "quantitative"},
    "y": {"field": "y", "type": "quantitative"},
    "text": {"field": "t", "type": "nominal"},
}
SPEC = {"layer": [{"mark": {"type": "point", "labels": True}, "encoding": ENCODING}]}


def boxes(painted: Any) -> list[Any]:  # noqa: ANN401 - a canvas
    renderer = FigureCanvasAgg(painted.figure).get_renderer()
    return [text.get_window_extent(renderer).shrunk(0.95, 0.8) for text in painted.painted[0].labels]


def test_texts_of_neighbours_make_room_for_each_other() -> None:
    data = [
        {"x": x, "y": y, "t": f"point {i}"}
        for i, (x, y) in enumerate(((0, 0), (2, 2), (2.1, 2.02), (3, 3), (3.05, 3.2), (5, 5)))
    ]
    assert not [pair for pair in combinations(boxes(paint(SPEC, data)), 2) if pair[0].overlaps(pair[1])]


def test_texts_stay_within_the_axes_where_they_can() -> None:
    data = [{"x": i, "y": i, "t": "a rather long name"} for i in range(3)]
    painted = paint(SPEC, data)
    frame = painted.axes.bbox
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes(painted))


def test_texts_keep_off_the_lines_of_other_layers() -> None:
    data = [{"x": float(i), "y": float(i), "t": f"point {i}"} for i in range(5)]
    line = {"mark": {"type": "line"}, "encoding": {"x": ENCODING["x"], "y": ENCODING["y"]}}
    painted = paint({"layer": [*SPEC["layer"], line]}, data, size=(5, 3))
    vertices = painted.axes.transData.transform(painted.painted[1].items[0].get_xydata())
    along = [start + (end - start) * share / 50 for start, end in pairwise(vertices) for share in range(51)]
    assert not [box for box in boxes(painted)[1:4] if any(box.contains(*spot) for spot in along)]


def test_more_texts_than_can_be_legible_stay_above_their_points() -> None:
    data = [{"x": i, "y": i * 7 % 31, "t": f"{i}"} for i in range(401)]
    assert {text.get_va() for text in paint(SPEC, data).painted[0].labels} == {"bottom"}

import numpy as np
import pytest

from support.painting import paint

SPEC = {
    "layer": [
        {
            "mark": {"type": "boxplot"},
            "encoding": {"x": {"field": "k", "type": "nominal"}, "y": {"field": "v", "type": "quantitative"}},
        }
    ]
}
DATA = [{"k": k, "v": v} for k in "ab" for v in (1, 2, 3, 4, 5, 6, 7, 30)]


def test_a_box_is_read_from_its_rectangle_lines_and_points() -> None:
    boxes, outliers = paint(SPEC, DATA).read()
    assert (boxes.y, boxes.q1, boxes.q3) == ((4.5, 4.5), (2.75, 2.75), (6.25, 6.25))
    assert (boxes.low, boxes.high) == ((1.0, 1.0), (7.0, 7.0))
    assert (outliers.part, outliers.x, outliers.y) == ("outliers", ("a", "b"), (30.0, 30.0))


@pytest.mark.parametrize(("index", "column"), [(0, "y"), (1, "low"), (2, "high"), (3, "low"), (4, "high")])
def test_a_slanted_or_loose_line_of_a_box_is_not_read(index: int, column: str) -> None:
    painted = paint(SPEC, DATA)
    lines = painted.painted[0].inner[index]
    ends = [path.vertices.copy() for path in lines.get_paths()]
    ends[0][0, 1] += 0.5
    lines.set_segments(ends)
    assert getattr(painted.read()[0], column)[0] is None


def test_boxes_inside_violins_are_slim() -> None:
    violin = {"mark": {"type": "violin"}, "encoding": SPEC["layer"][0]["encoding"]}
    alone = paint(SPEC, DATA).painted[0].items[0].get_width()
    inside = paint({"layer": [violin, *SPEC["layer"]]}, DATA).painted[1].items[0].get_width()
    assert inside < alone / 2


def test_the_median_stands_out_from_a_dark_box() -> None:
    form = {**SPEC, "config": {"palette": "grey"}}
    color = paint(form, DATA).painted[0].inner[0].get_colors()[0]
    assert np.allclose(color[:3], 1.0)


def test_boxes_behind_points_are_pale_and_the_points_keep_their_colour() -> None:
    strip = {"mark": {"type": "strip"}, "encoding": SPEC["layer"][0]["encoding"]}
    boxes, points = paint({"layer": [*SPEC["layer"], strip]}, DATA).painted
    (face,) = {box.get_facecolor() for box in boxes.items}
    assert face[3] < 0.5
    assert face[:3] == tuple(points.items[0].get_facecolor()[0][:3])
    assert np.allclose(boxes.inner[0].get_colors()[0][:3], 0.15, atol=0.1)

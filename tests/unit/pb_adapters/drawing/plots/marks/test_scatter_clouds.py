import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.markers import MarkerStyle

from pb_adapters.drawing.plots.marks.scatter import marker_of
from pb_adapters.drawing.shared.palettes import MARKERS
from support.painting import paint

X, Y = {"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"}


def spec(**more: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": "point"}, "encoding": {"x": X, "y": Y, **more}}]}


def data(count: int) -> list[dict[str, object]]:
    return [{"x": i * 7 % 97, "y": i * 13 % 89, "c": "pqr"[i % 3], "v": float(i)} for i in range(count)]


@pytest.mark.parametrize("name", MARKERS)
def test_every_marker_is_known_by_its_shape(name: str) -> None:
    style = MarkerStyle(name)
    assert marker_of(PathCollection([style.get_path().transformed(style.get_transform())])) == name


def test_a_foreign_shape_is_no_marker() -> None:
    assert marker_of(PathCollection([MarkerStyle("1").get_path()])) == ""


def test_a_series_is_one_collection_with_a_marker_of_its_own() -> None:
    painted = paint(spec(color={"field": "c", "type": "nominal"}), data(30))
    assert len({marker_of(cloud) for cloud in painted.painted[0].items}) == 3


def test_crowded_series_are_painted_in_turns_and_keep_their_order() -> None:
    rows = data(900)
    painted = paint(spec(color={"field": "c", "type": "nominal"}), rows)
    (items,) = painted.read()
    markers = [marker_of(cloud) for cloud in painted.painted[0].items]
    assert markers[:3] == markers[3:6]
    read = [x for x, name in zip(items.x, items.series, strict=True) if name == "p"]
    assert read == [row["x"] for row in rows if row["c"] == "p"]


def test_many_points_are_smaller_and_let_each_other_show() -> None:
    few, many = (paint(spec(), data(count)).painted[0].items[0] for count in (30, 3000))
    assert many.get_sizes()[0] < few.get_sizes()[0]
    assert many.get_alpha() < 1


def test_a_hundred_thousand_points_are_one_collection_of_pixels() -> None:
    (cloud,) = paint(spec(), data(100_000)).painted[0].items
    assert cloud.get_rasterized()
    assert len(cloud.get_offsets()) == 100_000


def test_a_colour_off_the_ramp_stands_for_nothing() -> None:
    painted = paint(spec(color={"field": "v", "type": "quantitative"}), data(5))
    cloud = painted.painted[0].items[0]
    faces = np.array(cloud.get_facecolor())
    faces[2] = (0, 1, 0, 1)
    cloud.set_facecolor(faces)
    assert painted.read()[0].value[2] is None


def test_areas_without_a_scale_stand_for_nothing() -> None:
    painted = paint(spec(size={"field": "v", "type": "quantitative"}), data(5))
    import msgspec  # noqa: PLC0415 - only here

    from pb_adapters.drawing.plots.marks import read_layer  # noqa: PLC0415 - only here

    context = msgspec.structs.replace(painted.context, sizes=None)
    assert read_layer(painted.painted[0], context).size == (None,) * 5

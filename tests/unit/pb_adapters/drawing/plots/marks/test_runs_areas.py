import numpy as np
import pytest

from pb_adapters.drawing.plots.marks.runs import _STRIDE, _stepped
from pb_core.domain.plots.marks import Interpolate
from support.painting import paint

X, Y = {"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"}
DATA = [{"x": i, "y": y, "z": z} for i, (y, z) in enumerate(((3, 3), (4, 1), (5, 2)))]


def spec(mark: str = "area", **more: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": mark}, "encoding": {"x": X, "y": Y, **more}}]}


def test_a_band_that_begins_with_no_width_is_read_whole() -> None:
    (items,) = paint(spec("errorband", y2="z"), DATA).read()
    assert (items.y, items.y2) == ((3.0, 4.0, 5.0), (3.0, 1.0, 2.0))


def test_a_polygon_whose_edges_do_not_match_reads_as_more_than_its_items() -> None:
    painted = paint(spec(), DATA)
    polygon = painted.painted[0].items[0]
    polygon.set_xy(np.delete(polygon.get_xy()[:-1], 1, axis=0))
    assert len(painted.read()[0].x) != 3


def test_a_lower_vertex_that_stands_elsewhere_is_missing() -> None:
    painted = paint(spec("errorband", y2="z"), DATA)
    polygon = painted.painted[0].items[0]
    xy = polygon.get_xy().copy()
    xy[4, 0] += 0.25
    polygon.set_xy(xy)
    assert painted.read()[0].y2 == (3.0, None, 2.0)


@pytest.mark.parametrize("how", Interpolate)
@pytest.mark.parametrize("horizontal", [False, True])
def test_stepped_edges_keep_the_items_vertices_at_their_stride(how: Interpolate, horizontal: bool) -> None:  # noqa: FBT001 - a direction
    xy = np.array([(0.0, 1.0), (1.0, 3.0), (3.0, 2.0)])
    assert _stepped(xy, how, horizontal)[:: _STRIDE[how]].tolist() == xy.tolist()


def test_areas_that_may_cover_each_other_let_each_other_show() -> None:
    assert 0 < paint(spec(), DATA).painted[0].items[0].get_facecolor()[3] < 1


def test_a_radar_area_with_a_lower_edge_is_a_ring() -> None:
    form = {**spec("errorband", x={"field": "x", "type": "nominal"}, y2="z"), "projection": "radar"}
    data = [{"x": x, "y": 4 + i, "z": 1 + i} for i, x in enumerate("abcd")]
    (items,) = paint(form, data).read()
    assert (items.x, items.y, items.y2) == (tuple("abcd"), (4.0, 5.0, 6.0, 7.0), (1.0, 2.0, 3.0, 4.0))

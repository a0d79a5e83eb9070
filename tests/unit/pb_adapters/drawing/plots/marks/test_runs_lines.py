from typing import Any

from support.painting import paint

X, Y = {"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"}
C = {"field": "c", "type": "nominal"}


def spec(mark: dict[str, object] | None = None, **more: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": "line", **(mark or {})}, "encoding": {"x": X, "y": Y, **more}}]}


def test_a_vertex_between_gaps_is_shown_as_a_dot() -> None:
    data = [{"x": i, "y": y} for i, y in enumerate((1, None, 2, None, 3, 4))]
    (dots,) = paint(spec(), data).painted[0].extras
    assert dots.get_xydata().tolist() == [[0.0, 1.0], [2.0, 2.0]]


def test_series_beyond_the_palette_are_told_apart_by_their_dash() -> None:
    data = [{"x": x, "y": i + x, "c": f"s{i:02}"} for i in range(20) for x in range(2)]
    painted = paint(spec(color=C), data)
    looks = {(line.get_color(), str(line._unscaled_dash_pattern)) for line in painted.painted[0].items}
    assert len(looks) == 20
    assert len(set(painted.read()[0].series)) == 20


def test_a_dash_that_no_key_has_is_unreadable() -> None:
    data = [{"x": x, "y": x, "c": c} for c in "pq" for x in range(2)]
    painted = paint(spec(color=C), data)
    painted.painted[0].items[0].set_linestyle((0, (7, 7)))
    assert painted.read()[0].series == ("\N{REPLACEMENT CHARACTER}",) * 2 + ("q", "q")


def test_markers_of_long_lines_are_thinned_but_every_vertex_is_read() -> None:
    painted = paint(spec({"point": True}), [{"x": x, "y": x} for x in range(500)])
    assert painted.painted[0].items[0].get_markevery() > 1
    assert len(painted.read()[0].x) == 500


def test_a_long_line_is_stored_as_pixels_in_vector_files() -> None:
    painted = paint(spec(), [{"x": x, "y": x % 7} for x in range(20_001)])
    assert painted.painted[0].items[0].get_rasterized()


def test_an_emphasised_line_is_thicker_and_on_top() -> None:
    data = [{"x": x, "y": x, "c": c} for c in "pq" for x in range(2)]
    form = {**spec(color=C), "highlight": [{"field": "c", "value": "p"}]}
    first, second = paint(form, data).painted[0].items
    assert first.get_linewidth() > second.get_linewidth()
    assert first.get_zorder() > second.get_zorder()


def test_lines_that_no_colour_tells_apart_are_thin() -> None:
    data = [{"x": x, "y": x, "c": c} for c in "pq" for x in range(2)]
    coloured, plain = (paint(spec(**looks), data).painted[0].items for looks in ({"color": C}, {"detail": "c"}))
    assert max(line.get_linewidth() for line in plain) < min(line.get_linewidth() for line in coloured)


def test_a_radar_is_closed_but_its_closing_vertex_is_not_read() -> None:
    data = [{"x": x, "y": i + 1} for i, x in enumerate("abcd")]
    painted = paint({**spec(x={"field": "x", "type": "nominal"}), "projection": "radar"}, data)
    xy = painted.painted[0].items[0].get_xydata()
    assert xy[0].tolist() == xy[-1].tolist()
    assert painted.read()[0].y == (1.0, 2.0, 3.0, 4.0)


def test_a_vertex_beside_its_spoke_belongs_to_no_category() -> None:
    data = [{"x": x, "y": i + 1} for i, x in enumerate("abcd")]
    painted = paint({**spec(x={"field": "x", "type": "nominal"}), "projection": "radar"}, data)
    line = painted.painted[0].items[0]
    xy = line.get_xydata().copy()
    xy[1, 0] += 0.1
    line.set_data(xy.T)
    assert painted.read()[0].x == ("a", "\N{REPLACEMENT CHARACTER}", "c", "d")


def test_a_line_that_summarises_points_runs_over_them_and_they_fade() -> None:
    data = [{"x": x, "y": x % 2, "m": 0.5} for x in range(6)]
    points = {"mark": {"type": "point"}, "encoding": {"x": X, "y": Y}}
    (line,), (cloud,) = _over(points, "m", data)
    assert line.get_zorder() > cloud.get_zorder()
    assert cloud.get_alpha() < 1


def test_a_line_that_joins_points_leaves_them_as_they_are() -> None:
    data = [{"x": x, "y": x % 2} for x in range(6)]
    points = {"mark": {"type": "point"}, "encoding": {"x": X, "y": Y}}
    (line,), (cloud,) = _over(points, "y", data)
    assert line.get_zorder() < cloud.get_zorder()
    assert cloud.get_alpha() is None


def _over(points: dict[str, object], field: str, data: list[dict[str, float]]) -> tuple[Any, Any]:
    """The lines and the points of a field over a cloud."""
    line = {"mark": {"type": "line"}, "encoding": {"x": X, "y": {"field": field, "type": "quantitative"}}}
    clouds, lines = paint({"layer": [points, line]}, data).painted
    return lines.items, clouds.items

import itertools

import pytest

from support.painting import paint

X, Y = {"field": "k", "type": "nominal"}, {"field": "v", "type": "quantitative"}


def bars(**encoding: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": "bar"}, "encoding": {"x": X, "y": Y, **encoding}}]}


def test_bars_side_by_side_share_the_band_and_do_not_touch() -> None:
    data = [{"k": k, "c": c, "v": 1} for k in "ab" for c in "pqr"]
    painted = paint(bars(color={"field": "c", "type": "nominal"}, offset="c"), data)
    first = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in painted.painted[0].items)[:3]
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(first))
    assert first[0][0] > -0.5
    assert first[-1][1] < 0.5
    assert (first[0][0] + first[-1][1]) / 2 == pytest.approx(0)


def test_bars_in_time_are_as_wide_as_their_smallest_distance_allows() -> None:
    data = [{"k": day, "v": 1} for day in ("2024-01-01", "2024-01-02", "2024-01-05")]
    painted = paint(bars(x={"field": "k", "type": "temporal"}), data)
    assert {bar.get_width() for bar in painted.painted[0].items} == {0.8 * 86400}


def test_a_bar_on_a_log_axis_has_no_start_and_reaches_below_the_axis() -> None:
    spec = {**bars(), "axes": {"y": {"scale": {"type": "log"}}}}
    painted = paint(spec, [{"k": "a", "v": 5}, {"k": "b", "v": 500}])
    assert painted.read()[0].y2 == (None, None)
    assert all(0 < bar.get_y() < painted.axes.get_ylim()[0] for bar in painted.painted[0].items)


def test_a_bar_on_a_log_axis_that_starts_in_sight_is_read_with_that_start() -> None:
    spec = {**bars(), "axes": {"y": {"scale": {"type": "log"}}}}
    painted = paint(spec, [{"k": "a", "v": 5}, {"k": "b", "v": 500}])
    painted.painted[0].items[1].set_y(50)
    assert painted.read()[0].y2 == (None, 50.0)


def test_an_error_bar_that_stands_at_another_bar_is_not_read_as_this_one_s() -> None:
    painted = paint(bars(yError={"delta": "e"}), [{"k": "a", "v": 5, "e": 1}, {"k": "b", "v": 7, "e": 2}])
    (errors,) = painted.painted[0].errors
    ends = [path.vertices.copy() for path in errors.segments.get_paths()]
    errors.segments.set_segments(ends[::-1])
    assert painted.read()[0].low == (None, None)


def test_an_emphasised_bar_of_a_series_keeps_its_colour_and_gets_an_outline() -> None:
    data = [{"k": k, "c": c, "v": 1} for k in "ab" for c in "pq"]
    spec = bars(color={"field": "c", "type": "nominal"}, offset="c")
    painted = paint({**spec, "highlight": [{"field": "k", "value": "b"}]}, data)
    widths = [bar.get_linewidth() for bar in painted.painted[0].items]
    faces = [bar.get_facecolor() for bar in painted.painted[0].items]
    assert sorted(widths)[2] > sorted(widths)[1]
    assert len(set(faces)) == 2

from support.painting import paint

X, Y = {"field": "x", "type": "nominal"}, {"field": "y", "type": "quantitative"}
DATA = [{"x": x, "y": y} for x, y in (("a", 3), ("b", 5))]
STEMS = {"layer": [{"mark": {"type": "point", "stem": True}, "encoding": {"x": X, "y": Y}}]}


def test_stems_start_at_zero() -> None:
    assert paint(STEMS, DATA).read()[0].y2 == (0.0, 0.0)


def test_stems_on_a_log_axis_start_nowhere() -> None:
    assert paint({**STEMS, "axes": {"y": {"scale": {"type": "log"}}}}, DATA).read()[0].y2 == (None, None)


def test_a_stem_that_does_not_lead_to_its_point_is_not_read() -> None:
    painted = paint(STEMS, DATA)
    stems = painted.painted[0].stems
    ends = [path.vertices.copy() for path in stems.get_paths()]
    ends[0][1, 1] += 0.5
    stems.set_segments(ends)
    assert painted.read()[0].y2 == (None, 0.0)


def test_a_label_that_is_tied_to_another_place_is_nobody_s() -> None:
    form = {"layer": [{"mark": {"type": "point", "labels": True}, "encoding": {"x": X, "y": Y}}]}
    painted = paint(form, DATA)
    painted.painted[0].labels[0].xy = (0.0, 4.0)
    assert painted.read()[0].text == ("", "5")

from support.painting import paint

X, Y = {"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"}
DATA = [{"x": 1, "y": 5, "e": 1}, {"x": 2, "y": 6, "e": None}, {"x": 3, "y": 7, "e": 2}]
SPEC = {
    "layer": [
        {"mark": {"type": "point"}, "encoding": {"x": X, "y": Y, "yError": {"delta": "e"}, "xError": {"delta": "e"}}}
    ]
}


def test_both_ends_along_both_axes_are_read_and_missing_ones_stay_missing() -> None:
    (items,) = paint(SPEC, DATA).read()
    assert (items.low, items.high) == ((4.0, None, 5.0), (6.0, None, 9.0))
    assert (items.x_low, items.x_high) == ((0.0, None, 1.0), (2.0, None, 5.0))


def test_an_end_whose_cap_stands_elsewhere_is_not_read() -> None:
    painted = paint(SPEC, DATA)
    caps = painted.painted[0].errors[0].caps
    offsets = caps.get_offsets().copy()
    offsets[0, 1] -= 1
    caps.set_offsets(offsets)
    assert painted.read()[0].low == (None, None, 5.0)


def test_hidden_error_bars_are_not_read() -> None:
    painted = paint(SPEC, DATA)
    painted.painted[0].errors[0].segments.set_visible(False)
    assert painted.read()[0].low == (None, None, None)


def test_a_lost_error_bar_makes_all_of_the_layer_unreadable() -> None:
    painted = paint(SPEC, DATA)
    segments = painted.painted[0].errors[0].segments
    segments.set_segments([path.vertices for path in segments.get_paths()][:-1])
    assert painted.read()[0].high == (None, None, None)

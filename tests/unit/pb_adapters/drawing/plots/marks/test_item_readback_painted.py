from support.painting import paint

ENCODING = {
    "x": {"field": "k", "type": "nominal"},
    "y": {"field": "v", "type": "quantitative"},
    "yError": {"delta": "e"},
}


def test_all_artists_are_listed_with_what_they_are_for() -> None:
    form = {"layer": [{"mark": {"type": "point", "stem": True, "labels": True}, "encoding": ENCODING}]}
    painted = paint(form, [{"k": "a", "v": 1, "e": 0.2}, {"k": "b", "v": 2, "e": 0.1}])
    (layer,) = painted.painted
    assert len(layer.artists) == 1 + 2 + 1 + 2
    assert all(artist.axes is painted.axes for artist in layer.artists)
    assert layer.columns == {"x", "y", "y2", "low", "high", "text"}
    assert not layer.floating

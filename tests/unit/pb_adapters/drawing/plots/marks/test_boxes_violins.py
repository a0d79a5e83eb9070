from support.painting import paint

SPEC = {
    "layer": [
        {
            "mark": {"type": "violin"},
            "encoding": {"x": {"field": "k", "type": "nominal"}, "y": {"field": "v", "type": "quantitative"}},
        }
    ]
}
DATA = [{"k": k, "v": v * (i + 1)} for i, k in enumerate("ab") for v in (1, 2, 2.5, 3, 5, 9)]


def test_the_widest_place_of_each_violin_is_one() -> None:
    (items,) = paint(SPEC, DATA).read()
    assert {max(items.value[:100]), max(items.value[100:])} == {1.0}
    assert items.x == ("a",) * 100 + ("b",) * 100


def test_a_vertex_of_one_side_only_makes_its_share_unreadable() -> None:
    painted = paint(SPEC, DATA)
    violin = painted.painted[0].items[0]
    xy = violin.get_xy().copy()
    xy[10, 0] += 0.05
    violin.set_xy(xy)
    assert painted.read()[0].value[10] is None
    assert painted.read()[0].value[11] is not None


def test_sides_at_different_values_are_unreadable() -> None:
    painted = paint(SPEC, DATA)
    violin = painted.painted[0].items[0]
    xy = violin.get_xy().copy()
    xy[10, 1] += 0.05
    violin.set_xy(xy)
    assert painted.read()[0].y[10] is None

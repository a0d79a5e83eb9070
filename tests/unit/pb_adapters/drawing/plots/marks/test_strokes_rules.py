from support.painting import paint

X, Y = {"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"}
DATA = [{"x": 1, "y": 5, "k": "a"}, {"x": 2, "y": 6, "k": "b"}]


def spec(mark: str, **encoding: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": mark}, "encoding": encoding}]}


def test_a_rule_with_one_position_runs_across_the_plot() -> None:
    painted = paint(spec("rule", y=Y), DATA)
    (rules,) = painted.painted[0].items
    assert rules.get_paths()[0].vertices.tolist() == [[0.0, 5.0], [1.0, 5.0]]
    assert (painted.read()[0].x, painted.read()[0].y) == ((), (5.0, 6.0))


def test_a_rule_on_a_band_spans_its_slot() -> None:
    painted = paint(spec("rule", x={"field": "k", "type": "nominal"}, y=Y), DATA)
    ends = painted.painted[0].items[0].get_paths()[1].vertices
    assert ends[:, 1].tolist() == [6.0, 6.0]
    assert ends[:, 0].mean() == 1.0
    assert painted.read()[0].x == ("a", "b")


def test_a_rug_stands_on_the_edge_of_the_plot() -> None:
    painted = paint(spec("tick", x=X), DATA)
    (strokes,) = painted.painted[0].items
    assert strokes.get_offsets()[:, 1].tolist() == [0.0, 0.0]
    assert painted.read()[0].y == ()

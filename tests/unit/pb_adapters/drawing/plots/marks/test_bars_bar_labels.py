from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

from support.painting import paint

V = {"field": "v", "type": "quantitative"}


def labelled(painted: Any, kind: str = "labels") -> list[tuple[float, float, float, float]]:  # noqa: ANN401 - a canvas
    renderer = FigureCanvasAgg(painted.figure).get_renderer()
    texts = getattr(painted.painted[0], kind)
    return [text.get_window_extent(renderer).extents for text in texts]


def spec(base: str = "x", value: str = "y", **more: object) -> dict[str, object]:
    encoding = {base: {"field": "k", "type": "nominal"}, value: V, **more}
    return {"layer": [{"mark": {"type": "bar", "labels": True}, "encoding": encoding}]}


def test_labels_stand_above_positive_and_below_negative_bars() -> None:
    painted = paint(spec(), [{"k": "a", "v": 3}, {"k": "b", "v": -2}, {"k": "c", "v": 9}, {"k": "d", "v": -9}])
    zero = painted.axes.transData.transform((0, 0))[1]
    tops = [painted.axes.transData.transform((0, value))[1] for value in (3, -2)]
    above, below = labelled(painted)[:2]
    assert above[1] > tops[0] > zero
    assert below[3] < tops[1] < zero


def test_labels_stand_beyond_the_error_bar() -> None:
    painted = paint(spec(yError={"delta": "e"}), [{"k": "a", "v": 3, "e": 2}, {"k": "b", "v": 9, "e": 0.1}])
    assert labelled(painted)[0][1] > painted.axes.transData.transform((0, 5))[1]


def test_labels_of_a_stack_stand_in_their_segments() -> None:
    data = [{"k": "a", "c": c, "v": v} for c, v in (("p", 3), ("q", 5))]
    painted = paint(spec(color={"field": "c", "type": "nominal"}, stack="zero"), data)
    for (_, low, _, high), bar in zip(labelled(painted), painted.painted[0].items, strict=True):
        box = bar.get_window_extent()
        assert box.y0 < low < high < box.y1


def test_labels_that_are_wider_than_their_bars_are_turned() -> None:
    data = [{"k": f"c{i}", "v": 123456 + i} for i in range(20)]
    assert {text.get_rotation() for text in paint(spec(), data).painted[0].labels} == {90.0}


def test_labels_of_lying_bars_stand_right_of_them() -> None:
    painted = paint(spec("y", "x"), [{"k": "a", "v": 3}, {"k": "b", "v": 9}])
    assert labelled(painted)[0][0] > painted.axes.transData.transform((3, 0))[0]


def test_text_in_a_bar_stands_out_from_it() -> None:
    data = [{"k": "a", "c": c, "v": 5} for c in "pqrs"]
    painted = paint(spec(color={"field": "c", "type": "nominal"}, stack="zero"), data)
    assert len({text.get_color() for text in painted.painted[0].labels}) > 1

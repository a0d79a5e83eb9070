from matplotlib.path import Path

from pb_adapters.drawing.diagrams.figure_parts import Line, Outline, Part, Shape, Stroke
from pb_core.domain.plane import Rect

INK = Stroke(colour="#000000", width=1)


def test_items_are_in_drawing_order() -> None:
    sheet, body = Shape(shape="block", rect=Rect(1, 0, 9, 9)), Shape(shape="block", rect=Rect(0, 1, 9, 9))
    mark = Outline(path=Path([(0, 0), (1, 1)]), stroke=INK)
    part = Part(kind="element", id="a", title="A", behind=(sheet,), body=body, front=(mark,))
    assert part.items == (sheet, body, mark)


def test_only_arrows_have_a_way() -> None:
    line = Line(points=((0, 0), (9, 0)), stroke=INK)
    assert Part(kind="arrow", id="a->b", title="", front=(line,)).line is line
    assert Part(kind="legend", id="", title="", front=(line,)).line is None

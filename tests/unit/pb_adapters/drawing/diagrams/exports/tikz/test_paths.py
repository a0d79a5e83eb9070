import pytest
from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.tikz.paths import colour, number, path, point, stroke_options
from pb_adapters.drawing.diagrams.figure_parts import Stroke


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (1.236, "1.24"), (-0.001, "0"), (100.0, "100"), (-2.5, "-2.5")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_points_are_seen_from_an_origin() -> None:
    assert point((12.5, 20), (2, 5)) == "(10.5,15)"


def test_a_path_is_lines_curves_and_a_cycle() -> None:
    codes = [Path.MOVETO, Path.LINETO, *[Path.CURVE4] * 3, *[Path.CURVE3] * 2, Path.CLOSEPOLY]
    drawn = Path([(0, 0), (3, 0), (4, 0), (5, 1), (5, 2), (5, 5), (2, 5), (0, 0)], codes)
    assert path(drawn, (0, 0)) == (
        "(0,0) -- (3,0) .. controls (4,0) and (5,1) .. (5,2) .. controls (5,4) and (4,5) .. (2,5) -- cycle"
    )


def test_dashes_are_lengths() -> None:
    stroke = Stroke(colour="#0b62a8", width=0.5, dashes=(4.0, 2.2), is_round=True)
    assert stroke_options(stroke) == [
        "draw=c0B62A8",
        "line width=0.5bp",
        "dash pattern=on 2bp off 1.1bp",
        "line cap=round",
    ]
    assert stroke_options(None) == []
    assert colour("#0b62a8") == "c0B62A8"

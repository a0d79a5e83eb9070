from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.path_steps import Step, path_steps


def test_a_path_without_codes_is_a_polyline() -> None:
    assert list(path_steps(Path([(0, 0), (1, 0), (1, 2)]))) == [
        Step("move", ((0, 0),)),
        Step("line", ((1, 0),)),
        Step("line", ((1, 2),)),
    ]


def test_curves_take_their_control_points_and_a_close_none() -> None:
    codes = [Path.MOVETO, Path.CURVE3, Path.CURVE3, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    path = Path([(0, 0), (1, 1), (2, 0), (3, 1), (4, 1), (5, 0), (0, 0)], codes)
    assert list(path_steps(path)) == [
        Step("move", ((0, 0),)),
        Step("quad", ((1, 1), (2, 0))),
        Step("curve", ((3, 1), (4, 1), (5, 0))),
        Step("close"),
    ]

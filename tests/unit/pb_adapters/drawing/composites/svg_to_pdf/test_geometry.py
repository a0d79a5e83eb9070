import pytest

from pb_adapters.drawing.composites.svg_to_pdf.geometry import (
    IDENTITY,
    Rect,
    fitted,
    floats,
    length,
    transform,
    view_box,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", 2), ("1in", 96), ("20PX", 20), ("50%", 100), ("2em", 20), (".5e1", 5), ("x", 7), (None, 7), ("1e999", 7)],
)
def test_lengths(text: str | None, expected: float) -> None:
    assert length(text, 7, whole=200, size=10) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("translate(10)", (11, 1)),
        ("scale(2) translate(1, 2)", (4, 6)),
        ("rotate(90 1 1)", (1, 1)),
        ("matrix(1 0 0 1 5 6)", (6, 7)),
        ("skewX(45)", (2, 1)),
        ("nonsense(1) scale()", (1, 1)),
    ],
)
def test_transforms(text: str, point: tuple[float, float]) -> None:
    assert transform(text).transformPoint((1, 1)) == pytest.approx(point)


@pytest.mark.parametrize(
    ("align", "corner"),
    [(None, (0, 50)), ("xMinYMin meet", (0, 0)), ("xMidYMax", (0, 100)), ("none", (0, 0)), ("xMinYMid slice", (0, 0))],
)
def test_a_view_box_is_fitted(align: str | None, corner: tuple[float, float]) -> None:
    assert fitted(Rect(0, 0, 200, 200), Rect(10, 10, 100, 50), align).transformPoint((10, 10)) == pytest.approx(corner)


def test_rectangles_under_a_matrix() -> None:
    assert Rect(0, 0, 2, 1).under(IDENTITY.rotate(1.5707963267948966)) == pytest.approx((-1, 0, 1, 2))


def test_view_boxes_that_show_nothing() -> None:
    assert view_box("0,0 10 5") == (0, 0, 10, 5)
    assert [view_box(text) for text in (None, "0 0 0 5", "1 2 3")] == [None, None, None]


@pytest.mark.timeout(60)  # squares of these lengths take minutes
@pytest.mark.parametrize("text", ["1" * 500_000 + "x", "matrix(" * 200_000, "1e" * 200_000])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    length(text, 0)
    transform(text)
    floats(text)

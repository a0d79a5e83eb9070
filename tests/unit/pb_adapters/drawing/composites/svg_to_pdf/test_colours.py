import pytest

from pb_adapters.drawing.composites.svg_to_pdf.colours import Colour, colour, is_paint
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("red", (1, 0, 0, 1)),
        ("#0f08", (0, 1, 0, 0x88 / 255)),
        ("rgb(40.0%, 100%, 0.5%)", (0.4, 1, 0.005, 1)),
        ("rgb(255 0 127.5 / 50%)", (1, 0, 0.5, 0.5)),
        ("RGBA(300, -2, 9, .25)", (1, 0, 9 / 255, 0.25)),
        ("hsl(120, 100%, 50%)", (0, 1, 0, 1)),
        ("hsla(0.5turn, 100%, 50%, 0.5)", (0, 1, 1, 0.5)),
        ("currentColor", (0, 0, 1, 1)),
    ],
)
def test_the_forms_of_a_colour(value: str, expected: tuple[float, ...]) -> None:
    assert colour(value, "blue") == pytest.approx(expected)


@pytest.mark.parametrize("value", ["none", "transparent", "no-colour", "rgb(1, 2)", "rgb(a, b, c)", "var(--x)", ""])
def test_what_paints_nothing(value: str) -> None:
    assert colour(value) is None
    assert is_paint(value) == (value in {"none", "transparent"})


def test_other_spaces_are_said() -> None:
    with pytest.raises(NotVectors):
        colour("oklch(60% 0.15 50)")


def test_paints_that_are_no_colours() -> None:
    assert all(map(is_paint, ("url(#a) red", "currentColor", "context-stroke", "inherit")))


def test_it_is_written_as_pdf_does() -> None:
    assert Colour(1, 0.25, 0).written() == "1 0.25 0"

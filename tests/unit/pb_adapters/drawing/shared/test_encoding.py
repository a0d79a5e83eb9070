from fractions import Fraction

import pytest

from pb_adapters.drawing.shared.encoding import Page, encode, ratio_of
from pb_core.errors import CannotDraw

EXTREMES = (Fraction(1, 5), Fraction(5))
PAGE = Page(width=100.0, height=50.0, pixels=(401, 200))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_equal_figures_give_equal_bytes(kind: str) -> None:
    first, second = (encode(PAGE.new_figure("#ffffff"), PAGE, kind, []) for _ in range(2))
    assert first == second
    assert (first.width, first.height) == ((401, 200) if kind == "png" else (100, 50))


def test_writing_vectors_leaves_the_figure_as_it_was() -> None:
    figure = PAGE.new_figure("#ffffff")
    before = encode(figure, PAGE, "png", [])
    encode(figure, PAGE, "pdf", [])
    assert encode(figure, PAGE, "png", []) == before


@pytest.mark.parametrize(("text", "ratio"), [(None, None), ("auto", None), ("3:2", Fraction(3, 2))])
def test_ratios(text: str | None, ratio: Fraction | None) -> None:
    assert ratio_of(text, EXTREMES) == ratio


@pytest.mark.parametrize("text", ["", "3", "0:1", "a:b", "1:6", "²:1"])
def test_what_is_no_ratio_is_refused(text: str) -> None:
    with pytest.raises(CannotDraw):
        ratio_of(text, EXTREMES)

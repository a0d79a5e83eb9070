from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.page import EXTREMES, LONG_SIDE, THEMES, page_of
from pb_adapters.drawing.shared.encoding import ratio_of
from pb_core.domain.plots.spec import Medium
from pb_core.errors import CannotDraw

SINGLE = THEMES[Medium.SINGLE]


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from(Medium))
def test_pixels_have_exactly_the_ratio(wide: int, high: int, medium: Medium) -> None:
    if not 0.2 <= wide / high <= 5:
        return
    page = page_of(THEMES[medium], ratio_of(f"{wide}:{high}", EXTREMES), 0.0)
    assert page.pixels[0] * high == page.pixels[1] * wide
    assert abs(max(page.pixels) - LONG_SIDE) <= 25
    assert page.width / page.height == pytest.approx(wide / high)


def test_print_widths_are_those_of_journals() -> None:
    millimetres = {medium: theme.width / 72 * 25.4 for medium, theme in THEMES.items()}
    assert millimetres == pytest.approx({Medium.SINGLE: 89, Medium.DOUBLE: 183, Medium.SLIDES: 254})


def test_one_column_is_printed_finer_than_500_dots_per_inch() -> None:
    assert page_of(SINGLE, Fraction(4, 3), 0.0).dpi > 500


@pytest.mark.parametrize("text", [None, "auto"])
def test_no_ratio_leaves_the_height_to_the_content(text: str | None) -> None:
    assert ratio_of(text, EXTREMES) is None
    page = page_of(SINGLE, None, 150.0)
    assert page.height == pytest.approx(150.0, rel=0.02)
    assert page.pixels[0] / page.pixels[1] == pytest.approx(page.width / page.height)


@pytest.mark.parametrize("text", ["wide", "4", "4:", "0:3", "4:3:2", "-4:3", "100:1", "٤:٣"])
def test_what_is_no_ratio_is_refused(text: str) -> None:
    with pytest.raises(CannotDraw):
        ratio_of(text, EXTREMES)

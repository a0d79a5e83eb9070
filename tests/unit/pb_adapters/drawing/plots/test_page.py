from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.page import LONG_SIDE, THEMES, ratio_of, sheet_of
from pb_core.domain.plots.spec import Medium
from pb_core.errors import CannotDraw

SINGLE = THEMES[Medium.SINGLE]


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from(Medium))
def test_pixels_have_exactly_the_ratio(wide: int, high: int, medium: Medium) -> None:
    if not 0.2 <= wide / high <= 5:
        return
    sheet = sheet_of(THEMES[medium], ratio_of(f"{wide}:{high}"), 0.0)
    assert sheet.pixels[0] * high == sheet.pixels[1] * wide
    assert abs(max(sheet.pixels) - LONG_SIDE) <= 25
    assert sheet.width / sheet.height == pytest.approx(wide / high)


def test_print_widths_are_those_of_journals() -> None:
    millimetres = {medium: theme.width / 72 * 25.4 for medium, theme in THEMES.items()}
    assert millimetres == pytest.approx({Medium.SINGLE: 89, Medium.DOUBLE: 183, Medium.SLIDES: 254})


def test_one_column_is_printed_finer_than_500_dots_per_inch() -> None:
    assert sheet_of(SINGLE, Fraction(4, 3), 0.0).dpi > 500


@pytest.mark.parametrize("text", [None, "auto"])
def test_no_ratio_leaves_the_height_to_the_content(text: str | None) -> None:
    assert ratio_of(text) is None
    sheet = sheet_of(SINGLE, None, 150.0)
    assert sheet.height == pytest.approx(150.0, rel=0.02)
    assert sheet.pixels[0] / sheet.pixels[1] == pytest.approx(sheet.width / sheet.height)


@pytest.mark.parametrize("text", ["wide", "4", "4:", "0:3", "4:3:2", "-4:3", "100:1", "٤:٣"])
def test_what_is_no_ratio_is_refused(text: str) -> None:
    with pytest.raises(CannotDraw):
        ratio_of(text)

import pytest

from pb_adapters.drawing.diagrams.glyph_choice import SIGNS
from pb_adapters.drawing.diagrams.glyph_marks import MARKS
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS, extent


def test_every_sign_of_an_operation_has_a_mark() -> None:
    assert set(SIGNS) <= set(MARKS) <= set(GLYPHS)


@pytest.mark.parametrize("name", sorted(SIGNS))
def test_signs_stand_in_the_same_circle(name: str) -> None:
    covered = extent(name)
    assert (covered.width, covered.height) == pytest.approx((20, 20))
    assert len(MARKS[name]) == 2

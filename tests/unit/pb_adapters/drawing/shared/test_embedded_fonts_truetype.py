import io

import pytest
from fontTools.ttLib import TTFont

from pb_adapters.drawing.shared.embedded_fonts import truetype_subset


@pytest.mark.parametrize(
    ("face", "chars"),
    [("Source Sans Pro", "ab"), ("Noto Sans CJK SC", "图像"), ("DejaVu Sans", "∮"), ("Noto Emoji Medium", "🚀")],
)
def test_every_face_becomes_a_truetype_file_with_these_characters(face: str, chars: str) -> None:
    font = TTFont(io.BytesIO(truetype_subset(face, chars)))
    assert "glyf" in font
    assert "CFF " not in font
    assert set(font.getBestCmap()) == set(map(ord, chars))
    glyph = font["glyf"][font.getBestCmap()[ord(chars[0])]]
    assert glyph.numberOfContours > 0
    assert glyph.xMax - glyph.xMin > 100


def test_a_subset_has_a_name_of_its_own_and_is_always_the_same() -> None:
    names = {
        TTFont(io.BytesIO(truetype_subset("Source Sans Pro", chars)))["name"].getDebugName(6) for chars in ("a", "b")
    }
    assert len(names) == 2
    assert all(name[6:] == "+SourceSansPro" for name in names)
    assert truetype_subset("Noto Sans CJK SC", "图") == truetype_subset("Noto Sans CJK SC", "图")

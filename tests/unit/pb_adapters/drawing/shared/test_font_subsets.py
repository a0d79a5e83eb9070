import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pb_adapters.drawing.shared.font_subsets import font_subset
from pb_adapters.drawing.shared.typefaces import SANS, SIMPLIFIED, WIDE, face_number, face_path

CHARS = "AVé"


@pytest.mark.parametrize(("face", "chars"), [(SANS, CHARS), (WIDE, "∮Δ"), (SIMPLIFIED, "精度")])
@pytest.mark.parametrize("shaping", [True, False])
def test_it_holds_these_characters_and_no_others(face: str, chars: str, *, shaping: bool) -> None:
    found = font_subset(face_path(face), face_number(face), chars=chars, shaping=shaping)

    font = TTFont(io.BytesIO(found.data))
    assert set(font.getBestCmap()) == set(map(ord, chars))
    assert ("GPOS" in font) is shaping
    assert len(set(found.glyphs.values())) == len(found.glyphs)


def test_glyphs_are_told_by_their_old_and_new_index() -> None:
    whole = TTFont(face_path(SANS))
    old = whole.getGlyphID(whole.getBestCmap()[ord("V")])

    found = font_subset(face_path(SANS), glyphs=(old,), shaping=False)

    small = TTFont(io.BytesIO(found.data))
    name = small.getGlyphOrder()[found.glyphs[old]]
    assert small["hmtx"][name][0] == whole["hmtx"][whole.getGlyphName(old)][0]


def test_the_same_characters_give_the_same_bytes() -> None:
    one, other = (font_subset(face_path(SIMPLIFIED), face_number(SIMPLIFIED), chars=text) for text in ("图A", "A图"))
    assert one == other


def test_a_file_that_is_missing_or_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "words.ttf").write_text("no font")
    with pytest.raises(OSError, match=r"words.ttf holds no font 0"):
        font_subset(tmp_path / "words.ttf", chars="a")
    with pytest.raises(OSError, match=r"none.ttf cannot be read"):
        font_subset(tmp_path / "none.ttf", chars="a")

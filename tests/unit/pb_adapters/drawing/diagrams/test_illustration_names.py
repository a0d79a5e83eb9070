from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS
from pb_adapters.drawing.diagrams.illustration_names import PAINTED, is_painted


def test_no_drawn_pictogram_is_called_as_painted_ones_are() -> None:
    assert not any(map(is_painted, GLYPHS))
    assert is_painted(f"{PAINTED}encoder")

from pb_adapters.drawing.diagrams.glyph_machines import MACHINES
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS


def test_machines_are_pictograms_like_the_others() -> None:
    assert MACHINES.items() <= GLYPHS.items()
    assert all(part.shade is not None or part.weight for parts in MACHINES.values() for part in parts)

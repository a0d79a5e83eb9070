import itertools

import pytest

from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS, GRID, extent, natural_size

NAMES = sorted(GLYPHS)


@pytest.mark.parametrize("name", NAMES)
def test_a_pictogram_stays_on_its_grid(name: str) -> None:
    covered = extent(name)
    assert covered.x >= 0
    assert covered.y >= 0
    assert covered.right <= GRID
    assert covered.bottom <= GRID


@pytest.mark.parametrize("name", NAMES)
def test_a_pictogram_fills_its_grid_in_one_direction(name: str) -> None:
    assert max(natural_size(name, 1.0)) >= 0.5


@pytest.mark.parametrize("name", NAMES)
def test_every_part_can_be_seen(name: str) -> None:
    for part in GLYPHS[name]:
        is_sign = name in {"start", "end"}  # of paper on a disc
        assert part.weight > 0 or (part.shade is not None and (part.shade > 0 or is_sign))
        assert part.shade is None or 0 <= part.shade <= 1


def test_no_two_pictograms_are_alike() -> None:
    outlines = {name: tuple(part.path.vertices.tobytes() for part in parts) for name, parts in GLYPHS.items()}
    assert all(a != b for a, b in itertools.combinations(outlines.values(), 2))


def test_there_are_the_types_and_the_marks() -> None:
    assert {"snowflake", "flame", "tick", "cross", "star", "brace", "return", "start", "end"} < set(NAMES)
    assert len(NAMES) == 45 + 7 + 5  # types and states, marks, and signs of operations


def test_size_follows_the_side_of_the_grid() -> None:
    assert natural_size("vector", 24) == pytest.approx((4, 20))
    assert natural_size("vector", 48) == pytest.approx((8, 40))


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        extent("banana")

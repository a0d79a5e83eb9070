"""The arrow on a lettered tag points to where the arrow leads, of eight ways."""

import pytest

from pb_adapters.drawing.diagrams.composition.tag_signs import pointed, way_to_nearest
from pb_adapters.drawing.shared import typefaces
from pb_core.domain.plane import Point, Rect

BOX = Rect(100, 100, 60, 40)
WAYS = {
    (9, 0): "→ A", (9, 9): "↘ A", (0, 9): "↓ A", (-9, 9): "A ↙", (-9, 0): "A ←", (-9, -9): "A ↖", (0, -9): "↑ A",
    (9, -9): "↗ A", (100, 10): "→ A", (100, 30): "↘ A", (-10, -100): "↑ A",
}  # fmt: skip


@pytest.mark.parametrize(("way", "words"), WAYS.items())
def test_the_arrow_on_a_tag_is_that_of_the_way(way: Point, words: str) -> None:
    assert pointed("→ A", way) == words
    assert pointed("A →", way) == " ".join(reversed(words.split()))


@pytest.mark.parametrize("words", ["– A", "A ↔"])
def test_a_sign_that_points_no_way_stays(words: str) -> None:
    assert pointed(words, (-9, 9)) == words


@pytest.mark.parametrize("char", "→↘↓↙←↖↑↗")
def test_our_typefaces_have_every_arrow(char: str) -> None:
    assert any(typefaces.covers(face, char) for face in (typefaces.SANS, typefaces.WIDE))


def test_the_way_is_straight_to_a_box_that_faces_this_one() -> None:
    assert way_to_nearest(BOX, [Rect(0, 300, 500, 40)]) == (0.0, 200.0)
    assert way_to_nearest(BOX, [Rect(0, 0, 20, 300)]) == (-120.0, 0.0)
    assert way_to_nearest(BOX, [Rect(200, 200, 60, 40)]) == (100, 100)


def test_of_several_boxes_the_nearest_counts() -> None:
    assert way_to_nearest(BOX, [Rect(100, 900, 60, 40), Rect(100, 20, 60, 40)]) == (0.0, -80.0)

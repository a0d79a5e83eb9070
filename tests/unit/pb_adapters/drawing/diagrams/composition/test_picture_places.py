import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH, leaf_of, typography, words_extent
from pb_adapters.drawing.diagrams.composition.picture_places import is_stacked, picture_rect, snug
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import Element, ElementKind
from pb_core.domain.plane import Rect, within


def leaf(label: str, kind: ElementKind) -> Leaf:
    return leaf_of(Element(id="x", label=label, kind=kind), typography(8.0), strong=False, arrows=2)


@pytest.mark.parametrize("size", [(120.0, 26.0), (120.0, 90.0), (60.0, 60.0)])
def test_the_pictogram_of_a_block_lies_in_it_beside_or_above_its_words(size: tuple[float, float]) -> None:
    found, rect = leaf("Image encoder", ElementKind.MODEL), Rect(10, 20, *size)
    assert within(picture_rect(found, rect), rect)
    assert is_stacked(found, rect) == (size[1] > 50)


def test_a_free_pictogram_leaves_its_words_their_room() -> None:
    found = leaf("Input image", ElementKind.INPUT)
    assert found.plan is not None
    rect = Rect(0, 0, found.wide.least * PITCH, found.high.least * PITCH)
    glyph = picture_rect(found, rect)
    assert within(glyph, rect)
    assert glyph.bottom + words_extent(found.plan.lines)[1] <= rect.bottom + 1e-6


def test_what_has_no_pictogram_has_no_place_for_one() -> None:
    with pytest.raises(ValueError, match="no pictogram"):
        picture_rect(leaf("Thing", ElementKind.PROCESS), Rect(0, 0, 50, 20))


def test_a_free_pictogram_takes_no_more_height_than_it_fills() -> None:
    found = leaf("Token sequence", ElementKind.INPUT)
    tight = snug(found, Area(0, 0, 14, 60))
    assert tight.bottom - tight.y < 20
    assert tight.y > 0
    block = leaf("Thing", ElementKind.PROCESS)
    assert snug(block, Area(0, 0, 14, 60)) == Area(0, 0, 14, 60)

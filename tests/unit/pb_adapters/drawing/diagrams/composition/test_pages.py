import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page, has_room
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import Styling
from support.compositions import plan
from support.diagrams import random_spec

PANELS = plan("a>b", "b>c", "c>d", "d>e", "e~c", groups={"f": "ab", "g": "cde"})


def test_pages_without_room_for_the_boxes_are_told_without_a_search() -> None:
    with settings():
        leaves = sketched(PANELS, Styling(), Page(), Detail())[0].leaves.values()
    assert has_room(Page(), leaves)
    assert has_room(Page(height=PRINT_WIDTH), leaves)
    assert not has_room(Page(height=PRINT_WIDTH / 40), leaves)
    assert not has_room(Page(height=-PRINT_WIDTH), leaves)


@pytest.mark.parametrize("seed", range(0, 24, 8))
def test_every_page_that_holds_a_composition_has_room(seed: int) -> None:
    with settings():
        found = sketched(random_spec(seed, largest=14), Styling(), Page(), Detail())
    assert found
    assert all(has_room(Page(height=sketch.height), sketch.leaves.values()) for sketch in found)


def test_a_narrow_page_is_as_large_as_its_boxes_like_it_and_never_wider_than_print() -> None:
    with settings():
        few = sketched(plan("a>b", "b>c"), Styling(), Page(narrow=True), Detail())
        many = sketched(random_spec(4, largest=14), Styling(), Page(narrow=True), Detail())
    widths = [sketch.fit.width * PITCH + 2 * MARGIN for sketch in (*few, *many)]
    assert min(widths) < 0.8 * PRINT_WIDTH
    assert max(widths) <= PRINT_WIDTH + 0.1

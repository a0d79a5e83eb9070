from msgspec.structs import replace

from pb_adapters.drawing.diagrams.legend_places import vacant_place
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnScene
from pb_core.domain.plane import Rect, within

SIZES = ((120.0, 20.0, 1), (60.0, 44.0, 1))
EDGE = 6.0
FULL, LEFT, LOW = Rect(6, 6, 388, 88), Rect(6, 6, 200, 188), Rect(6, 112, 388, 82)


def scene(*rects: Rect, frames: tuple[Rect, ...] = ()) -> DrawnScene:
    return DrawnScene(
        width=400,
        height=200,
        boxes=tuple(DrawnBox(id=str(i), shape="rounded", rect=rect) for i, rect in enumerate(rects)),
        lines=(),
        texts=(),
        frames=tuple(DrawnFrame(id=f"f{i}", rect=rect) for i, rect in enumerate(frames)),
    )


def place_in(
    figure: DrawnScene, sizes: tuple[tuple[float, float, int], ...] = SIZES, side: float = EDGE
) -> tuple[int, Rect] | None:
    return vacant_place(figure, sizes, 26.0, (side, EDGE, side, EDGE))


def test_a_legend_stands_in_the_largest_empty_place_in_the_form_with_most_room() -> None:
    found = place_in(scene(LEFT))
    assert found is not None
    form, place = found
    assert form == 1
    assert (place.width, place.height) == SIZES[1][:2]
    assert within(place, Rect(206, EDGE, 194 - EDGE, 200 - 2 * EDGE))


def test_it_stands_flush_at_the_edges_of_the_figure_where_this_leaves_no_large_place_empty() -> None:
    found = place_in(scene(Rect(6, 6, 388, 100), Rect(6, 112, 290, 82)))
    assert found is not None
    assert (found[1].right, found[1].bottom) == (394, 194)


def test_it_stands_flush_with_a_figure_that_has_wider_margins_at_its_sides() -> None:
    found = place_in(scene(Rect(30, 6, 340, 100), Rect(30, 112, 242, 82)), side=30)
    assert found is not None
    assert (found[1].right, found[1].bottom) == (370, 194)


def test_it_makes_a_page_lower_that_has_no_large_empty_place() -> None:
    found = place_in(scene(FULL, Rect(6, 112, 300, 82)), ((72.0, 44.0, 1),))
    assert found is not None
    assert found[1].right == 394


def test_it_keeps_clear_of_what_surrounds_its_place() -> None:
    figure = scene(Rect(6, 6, 160, 188), Rect(246, 6, 148, 188))
    found = place_in(figure)
    assert found is not None
    assert all(gap >= 6 for gap in (found[1].x - 166, 246 - found[1].right))


def test_there_is_none_where_all_is_full_where_no_form_fits_and_in_panels() -> None:
    assert place_in(scene(FULL, LOW)) is None
    assert place_in(scene(LEFT), ((190.0, 20.0, 1),)) is None
    assert place_in(scene(LEFT), ()) is None
    assert place_in(scene(LEFT, frames=(Rect(210, 6, 184, 188),))) is None


def test_a_legend_stays_below_where_the_figure_would_be_no_fuller_without() -> None:
    middle = Rect(160, 6, 80, 188)
    assert place_in(scene(middle)) is None
    smaller = replace(scene(middle), boxes=(*scene(middle).boxes, *scene(Rect(6, 6, 60, 188)).boxes))
    assert place_in(smaller) is not None


def test_words_are_whole_where_that_leaves_no_large_place_empty() -> None:
    figure = scene(Rect(6, 6, 260, 188), Rect(272, 6, 122, 100))
    found = place_in(figure, ((60.0, 76.0, 2), (90.0, 70.0, 1)))
    assert found is not None
    assert found[0] == 1
    narrow = place_in(figure, ((60.0, 76.0, 2), (160.0, 20.0, 1)))
    assert narrow is not None
    assert narrow[0] == 0

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.legend_places import vacant_place
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnScene
from pb_core.domain.plane import Rect, overlap

SIZES = ((120.0, 20.0), (60.0, 44.0))
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


def test_a_legend_stands_in_the_middle_of_the_largest_empty_place_in_the_form_with_most_room() -> None:
    place = vacant_place(scene(LEFT), SIZES, 26.0)
    assert place is not None
    assert (place.width, place.height) == SIZES[1]
    assert abs(place.x + place.width / 2 - 303) < 3
    assert abs(place.y + place.height / 2 - 100) < 3
    assert not any(overlap(place, box.rect) for box in scene(LEFT).boxes)


def test_there_is_none_where_all_is_full_where_no_form_fits_and_in_panels() -> None:
    assert vacant_place(scene(FULL, LOW), SIZES, 26.0) is None
    assert vacant_place(scene(LEFT), ((190.0, 20.0),), 26.0) is None
    assert vacant_place(scene(LEFT), (), 26.0) is None
    assert vacant_place(scene(LEFT, frames=(Rect(210, 6, 184, 188),)), SIZES, 26.0) is None


def test_a_legend_stays_below_where_the_figure_would_be_no_fuller_without() -> None:
    middle = Rect(160, 6, 80, 188)
    assert vacant_place(scene(middle), SIZES, 26.0) is None
    smaller = replace(scene(middle), boxes=(*scene(middle).boxes, *scene(Rect(6, 6, 60, 188)).boxes))
    assert vacant_place(smaller, SIZES, 26.0) is not None

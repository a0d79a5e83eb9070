import itertools

import numpy as np
import pytest
from matplotlib.path import Path

from pb_adapters.drawing.diagrams.box_sizes import STACK
from pb_adapters.drawing.diagrams.sort_signs import SIDE, SIGNS, placed_signs, sign_path
from pb_core.domain.diagrams.scene import DrawnBox, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.plane import Rect, contains, corners, cuts, inset, overlap, segments, within

BOX = Rect(40, 40, 90, 44)
SHAPES = ("rounded", "bars", "framed", "block", "pill", "hexagon", "diamond", "slant", "sheet", "cylinder", "chamfer")


def scene(*boxes: DrawnBox, texts: tuple[Rect, ...] = (), lines: tuple[DrawnLine, ...] = ()) -> DrawnScene:
    words = tuple(DrawnText(owner="a", text="a", rect=rect, size=8.5, contrast=9.0) for rect in texts)
    return DrawnScene(width=400, height=200, boxes=boxes, frames=(), lines=lines, texts=words)


def box(name: str, shape: str, rect: Rect = BOX) -> DrawnBox:
    return DrawnBox(id=name, rect=rect, shape=shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sign_is_inside_its_outline(shape: str) -> None:
    drawn = box("a", shape)
    (sign,) = placed_signs(scene(drawn), {"a": SIGNS[0]}, ())
    assert (sign.owner, sign.name) == ("a", SIGNS[0])
    assert all(contains(drawn.outline, point) for point in corners(sign.rect))
    assert sign.rect.middle[0] >= BOX.middle[0] - SIDE
    assert sign.rect.middle[1] < BOX.middle[1]


def test_signs_stand_in_the_same_corner_where_all_have_room() -> None:
    boxes = [box(name, "rounded", Rect(10 + 100 * place, 10, 80, 40)) for place, name in enumerate("abc")]
    words = (Rect(boxes[1].rect.right - 20, 11, 19, 20),)  # in the upper right corner of one
    found = placed_signs(scene(*boxes, texts=words), dict(zip("abc", SIGNS, strict=False)), ())
    assert (
        len({(round(s.rect.x - b.rect.x), round(s.rect.y - b.rect.y)) for s, b in zip(found, boxes, strict=True)}) == 1
    )


def test_a_sign_covers_no_words_and_no_arrows_and_one_without_room_is_left_out() -> None:
    full = inset(BOX, 4)
    line = DrawnLine(source="a", target="a", kind="flow", points=((BOX.right, 0), (BOX.right, 190)))
    (sign,) = placed_signs(scene(box("a", "rounded"), texts=(full,), lines=(line,)), {"a": SIGNS[0]}, ())
    assert not overlap(sign.rect, full, 2.5)
    assert not any(cuts(piece, sign.rect) for piece in segments(line.points))
    everywhere = Rect(0, 0, 400, 200)
    assert placed_signs(scene(box("a", "rounded"), texts=(everywhere,)), {"a": SIGNS[0]}, ()) == ()


def test_a_sign_is_on_the_foremost_sheet_of_a_pile_and_beside_a_pictogram() -> None:
    (sign,) = placed_signs(scene(box("a", "rounded")), {"a": SIGNS[0]}, {"a"})
    assert within(sign.rect, Rect(BOX.x, BOX.y + STACK, BOX.width - STACK, BOX.height - STACK))
    picture = DrawnBox(id="a", rect=BOX, shape="picture", parts=(Rect(70, 40, 30, 30), Rect(40, 70, 90, 14)))
    (sign,) = placed_signs(scene(picture), {"a": SIGNS[0]}, ())
    assert sign.rect.x >= 100


def test_signs_are_of_different_forms() -> None:
    paths = [sign_path(name, Rect(0, 0, SIDE, SIDE)) for name in SIGNS]
    grid = [(x / 2, y / 2) for x, y in itertools.product(range(13), repeat=2)]
    rings = [[Path(ring).contains_points(grid) for ring in path.to_polygons()] for path in paths]
    forms = {tuple(np.logical_xor.reduce(found)) for found in rings}
    assert len(forms) == len(SIGNS)

import msgspec
import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN
from pb_adapters.drawing.diagrams.corner_marks import SIDE, TERMINAL_SIDE, corner_marks
from pb_adapters.drawing.diagrams.terminals import Terminals
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnGlyph, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.domain.plane import Rect, border_distance, overlap

replace = msgspec.structs.replace
SPEC = DiagramSpec(elements=(Element(id="a", label="Frozen encoder"), Element(id="b", label="Decoder")))
BOX = DrawnBox(id="a", rect=Rect(50, 40, 100, 40), shape="block")
SCENE = DrawnScene(width=300, height=120, boxes=(BOX,), frames=(), lines=(), texts=())


def covering(*rects: Rect) -> DrawnScene:
    texts = tuple(DrawnText(owner="a", text="x", rect=rect, size=8, contrast=9) for rect in rects)
    return replace(SCENE, texts=texts)


def test_a_mark_stands_in_the_upper_right_corner() -> None:
    (mark,) = corner_marks(SCENE, SPEC, Terminals())
    assert (mark.owner, mark.name) == ("a", "snowflake")
    assert mark.rect.right == pytest.approx(BOX.rect.right - 2)
    assert mark.rect.y == pytest.approx(BOX.rect.y + 2)
    assert mark.rect.width == SIDE


def test_an_element_without_a_state_has_no_mark() -> None:
    other = replace(SCENE, boxes=(replace(BOX, id="b"), replace(BOX, id="a group")))
    assert corner_marks(other, SPEC, Terminals()) == ()


@pytest.mark.parametrize("shape", ["diamond", "ellipse"])
def test_a_mark_of_state_stands_on_an_outline_that_is_far_from_its_corners(shape: str) -> None:
    box = replace(BOX, shape=shape)
    (mark,) = corner_marks(replace(SCENE, boxes=(box,)), SPEC, Terminals())
    x, y = mark.rect.middle
    assert border_distance(box.outline, (x, y)) == pytest.approx(0, abs=0.1)
    assert x > box.rect.middle[0]
    assert y < box.rect.middle[1]


def test_a_mark_of_state_leaves_the_folded_corner_of_a_sheet_to_be_seen() -> None:
    sheet = replace(SCENE, boxes=(replace(BOX, shape="sheet"),))
    (mark,) = corner_marks(sheet, SPEC, Terminals())
    assert mark.rect.right < BOX.rect.middle[0]


def test_sheets_behind_a_block_are_left_out() -> None:
    repeated = DiagramSpec(elements=(Element(id="a", label="Frozen encoder", repeat=4),))
    (mark,) = corner_marks(SCENE, repeated, Terminals())
    assert mark.rect.right < BOX.rect.right - 4
    assert mark.rect.y > BOX.rect.y + 4


def test_a_mark_gives_way_to_words_and_arrows() -> None:
    right, left = Rect(125, 40, 25, 20), Rect(50, 40, 25, 20)
    (mark,) = corner_marks(covering(right), SPEC, Terminals())
    assert mark.rect.x == pytest.approx(BOX.rect.x + 2)
    (mark,) = corner_marks(covering(Rect(125, 48, 15, 20), left), SPEC, Terminals())
    assert mark.rect.right > BOX.rect.right
    arrow = DrawnLine(source="b", target="a", kind="flow", points=((145, 0), (145, 60)))
    (mark,) = corner_marks(replace(SCENE, lines=(arrow,)), SPEC, Terminals())
    assert mark.rect.x == pytest.approx(BOX.rect.x + 2)


def test_a_mark_without_a_free_corner_stands_on_an_edge() -> None:
    (mark,) = corner_marks(covering(Rect(40, 30, 120, 30)), SPEC, Terminals())
    assert mark.rect.y < BOX.rect.bottom < mark.rect.bottom
    corners = covering(Rect(50, 40, 100, 18), Rect(40, 30, 35, 60), Rect(125, 30, 35, 60))
    (mark,) = corner_marks(corners, SPEC, Terminals())
    assert 75 < mark.rect.x < mark.rect.right < 125


def test_without_a_place_there_is_no_mark() -> None:
    assert corner_marks(covering(Rect(40, 30, 120, 60)), SPEC, Terminals()) == ()
    covered = replace(SCENE, boxes=(BOX, replace(BOX, id="b", rect=Rect(40, 30, 120, 60))))
    assert corner_marks(covered, SPEC, Terminals()) == ()


def test_two_marks_never_overlap() -> None:
    spec = DiagramSpec(elements=(SPEC.elements[0], Element(id="b", label="Trainable decoder")))
    tight = replace(
        SCENE, boxes=(replace(BOX, rect=Rect(50, 40, 14, 14)), replace(BOX, id="b", rect=Rect(66, 40, 14, 14)))
    )
    marks = corner_marks(tight, spec, Terminals())
    assert not any(overlap(a.rect, b.rect) for i, a in enumerate(marks) for b in marks[:i])


@pytest.mark.parametrize(("mark", "x", "y"), [("start", 50, 40), ("end", 150, 80)])
def test_starts_stand_on_the_left_of_an_outline_and_ends_on_the_right(mark: str, x: float, y: float) -> None:
    (found,) = corner_marks(replace(SCENE, boxes=(replace(BOX, id="b"),)), SPEC, Terminals({"b": (mark,)}))
    assert found.name == mark
    assert (found.rect.x + TERMINAL_SIDE / 2, found.rect.y + TERMINAL_SIDE / 2) == pytest.approx((x, y))


def test_a_terminal_stands_on_the_outline_of_its_shape_and_beside_a_free_pictogram() -> None:
    diamond = replace(SCENE, boxes=(replace(BOX, id="b", shape="diamond"),))
    (found,) = corner_marks(diamond, SPEC, Terminals({"b": ("start",)}))
    assert (found.rect.x + TERMINAL_SIDE / 2, found.rect.y + TERMINAL_SIDE / 2) == pytest.approx((75, 50))
    picture = replace(BOX, id="b", shape="picture", parts=(Rect(80, 40, 30, 25), Rect(70, 65, 50, 15)))
    (found,) = corner_marks(replace(SCENE, boxes=(picture,)), SPEC, Terminals({"b": ("start",)}))
    assert found.rect.right < 80
    glyph = DrawnGlyph(owner="b", name="image", rect=Rect(80, 40, 30, 25))
    arrows = tuple(DrawnLine(source="b", target="a", kind="flow", points=((x, 0), (x, 90))) for x in (73, 117))
    (found,) = corner_marks(
        replace(SCENE, boxes=(picture,), glyphs=(glyph,), lines=arrows), SPEC, Terminals({"b": ("start",)})
    )
    assert found.rect.x < 80 < found.rect.right
    assert found.rect.y == pytest.approx(40)


def test_an_end_between_tags_stands_beyond_a_corner_of_its_pictogram() -> None:
    picture = replace(BOX, id="b", shape="picture", parts=(Rect(80, 40, 30, 25), Rect(70, 65, 50, 15)))
    tags = tuple(DrawnBox(id=f"tag {x}", rect=Rect(x, 47, 20, 11), shape="rounded") for x in (59.6, 110.4))
    glyph = DrawnGlyph(owner="b", name="image", rect=Rect(80, 40, 30, 25))
    scene = replace(SCENE, boxes=(picture, *tags), glyphs=(glyph,))
    (found,) = corner_marks(scene, SPEC, Terminals({"b": ("end",)}))
    assert found.rect.bottom <= 40 or found.rect.y >= 65
    assert not any(overlap(found.rect, tag.rect) for tag in tags)


def test_a_terminal_steps_out_before_words() -> None:
    (found,) = corner_marks(covering(Rect(52, 42, 96, 36)), SPEC, Terminals({"a": ("start",)}))[:1]
    assert found.rect.x < BOX.rect.x - TERMINAL_SIDE / 2


@pytest.mark.parametrize(("mark", "left"), [("start", True), ("end", False)])
def test_a_terminal_whose_corners_are_taken_stands_along_an_edge(mark: str, left: bool) -> None:  # noqa: FBT001
    corners = covering(Rect(52, 42, 96, 36), Rect(35, 30, 25, 60), Rect(140, 30, 25, 60))
    (found,) = corner_marks(corners, SPEC, Terminals({"b": (mark,), "a": (mark,)}))[:1]
    assert found.name == mark
    assert (found.rect.x < BOX.rect.x + 50) is left
    assert found.rect.bottom < 42 or found.rect.y > 78


def test_no_mark_reaches_into_the_margins_of_the_page() -> None:
    edge = Rect(MARGIN, MARGIN, SCENE.width - 2 * MARGIN, SCENE.height - 2 * MARGIN)
    panel = replace(SCENE, boxes=(), frames=(DrawnFrame(id="g", rect=edge),))
    (start,) = corner_marks(panel, SPEC, Terminals({"g": ("start",)}))
    assert (start.rect.x, start.rect.y) == (edge.x, edge.y)
    (end,) = corner_marks(panel, SPEC, Terminals({"g": ("end",)}))
    assert (end.rect.right, end.rect.bottom) == (edge.right, edge.bottom)
    words = Rect(edge.x + 3, edge.y + 3, edge.width - 6, edge.height - 6)
    beyond = replace(covering(words), boxes=(replace(BOX, rect=edge),))
    assert corner_marks(beyond, SPEC, Terminals()) == ()


def test_a_start_that_is_frozen_has_both_marks() -> None:
    marks = corner_marks(SCENE, SPEC, Terminals({"a": ("start",)}))
    assert [mark.name for mark in marks] == ["start", "snowflake"]
    assert not overlap(marks[0].rect, marks[1].rect)


def test_a_panel_of_ends_has_the_mark_on_its_own_corner() -> None:
    panel = DrawnFrame(id="g", rect=Rect(30, 10, 240, 100))
    (found,) = corner_marks(
        replace(SCENE, boxes=(replace(BOX, id="b"),), frames=(panel,)), SPEC, Terminals({"g": ("end",)})
    )
    assert (found.owner, found.name) == ("g", "end")
    assert found.rect.x < panel.rect.right < found.rect.right + 1e-6
    assert found.rect.y < panel.rect.bottom < found.rect.bottom + 1e-6


@pytest.mark.parametrize(("wide", "width", "is_behind"), [(50.0, 90.0, True), (50.0, 65.0, False), (21.1, 90.0, True)])
def test_the_mark_of_a_panel_stands_behind_its_title_if_there_is_room(
    wide: float,
    width: float,
    is_behind: bool,  # noqa: FBT001 - a case
) -> None:
    title = DrawnText(owner="g", text="Input", rect=Rect(40, 24, wide, 12), size=9, contrast=9)
    panel = DrawnFrame(id="g", rect=Rect(30, 20, width, 80))
    (mark,) = corner_marks(
        replace(SCENE, boxes=(), frames=(panel,), texts=(title,)), SPEC, Terminals({"g": ("start",)})
    )
    middle = mark.rect.y + mark.rect.height / 2
    assert (mark.rect.x > title.rect.right and middle == pytest.approx(30)) is is_behind


def test_the_mark_of_a_panel_without_room_behind_its_title_stands_at_an_upper_corner() -> None:
    title = DrawnText(owner="g", text="Output", rect=Rect(40, 24, 50, 12), size=9, contrast=9)
    panel = DrawnFrame(id="g", rect=Rect(30, 20, 65, 80))
    (mark,) = corner_marks(replace(SCENE, boxes=(), frames=(panel,), texts=(title,)), SPEC, Terminals({"g": ("end",)}))
    assert mark.rect.y < panel.rect.y + 1e-6 < mark.rect.bottom


def test_marks_of_one_sort_stand_at_one_corner_of_their_boxes() -> None:
    boxes = tuple(replace(BOX, id=name, rect=Rect(x, 40, 60, 30)) for name, x in (("b", 20), ("c", 160)))
    arrow = DrawnLine(source="b", target="d", kind="flow", points=((80, 66), (100, 66), (100, 110)))
    scene = replace(SCENE, boxes=boxes, lines=(arrow,))
    found = corner_marks(scene, SPEC, Terminals({"b": ("end",), "c": ("end",)}))
    assert [mark.rect.middle for mark in found] == [pytest.approx((80, 40)), pytest.approx((220, 40))]
    (alone,) = corner_marks(scene, SPEC, Terminals({"c": ("end",)}))
    assert alone.rect.middle == pytest.approx((220, 70))


def test_a_mark_of_a_start_stands_beside_the_band_of_a_low_model() -> None:
    starts = Terminals(marks={"b": ("start",)}, words={"start": "start"})
    low = replace(BOX, id="b", rect=Rect(50, 40, 100, 16))
    (mark,) = corner_marks(replace(SCENE, boxes=(low,)), SPEC, starts)
    assert mark.rect.x >= low.rect.x + 5
    assert mark.rect.middle[0] < low.rect.middle[0]
    (mark,) = corner_marks(replace(SCENE, boxes=(replace(BOX, id="b"),)), SPEC, starts)
    assert mark.rect.middle == (BOX.rect.x, BOX.rect.y)


def test_a_mark_covers_no_head_of_an_arrow() -> None:
    starts = Terminals(marks={"b": ("start",)}, words={"start": "start"})
    line = DrawnLine(source="a", target="b", kind="flow", points=((56.5, 10.0), (56.5, 40.0)))
    (mark,) = corner_marks(replace(SCENE, boxes=(replace(BOX, id="b"),), lines=(line,)), SPEC, starts)
    assert not overlap(mark.rect, Rect(54.5, 36.0, 4.0, 4.0))


@pytest.mark.parametrize(("heads", "is_clear"), [("target", False), ("both", True)])
def test_a_mark_covers_no_head_where_an_arrow_leaves(heads: str, *, is_clear: bool) -> None:
    starts = Terminals(marks={"b": ("start",)}, words={"start": "start"})
    line = DrawnLine(source="b", target="a", kind="flow", points=((56.5, 40.0), (56.5, 10.0)), heads=heads)
    (mark,) = corner_marks(replace(SCENE, boxes=(replace(BOX, id="b"),), lines=(line,)), SPEC, starts)
    assert overlap(mark.rect, Rect(54.5, 36.0, 4.0, 4.0)) != is_clear


def test_a_mark_may_stand_where_a_line_without_a_head_ends() -> None:
    starts = Terminals(marks={"b": ("start",)}, words={"start": "start"})
    line = DrawnLine(source="a", target="b", kind="flow", points=((56.5, 10.0), (56.5, 40.0)), heads="none")
    (mark,) = corner_marks(replace(SCENE, boxes=(replace(BOX, id="b"),), lines=(line,)), SPEC, starts)
    assert mark.rect.middle == (BOX.rect.x, BOX.rect.y)

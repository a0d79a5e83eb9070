import msgspec
import pytest

from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnGlyph, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.scene_measures import content_of, measure_scene, panels_of
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group
from pb_core.domain.plane import Rect
from support.work import calls_of

replace = msgspec.structs.replace
SPEC = DiagramSpec(
    elements=tuple(Element(id=name, label=name, group="left" if name in "ab" else "right") for name in "abcd"),
    groups=(Group(id="left", title="Left"), Group(id="right", title="Right")),
)


def box(name: str, x: float, y: float, width: float = 40, height: float = 20, shape: str = "rounded") -> DrawnBox:
    return DrawnBox(id=name, rect=Rect(x, y, width, height), shape=shape)


def text(owner: str, x: float, y: float, size: float) -> DrawnText:
    return DrawnText(owner=owner, text=owner, rect=Rect(x, y, 30, size), size=size, contrast=9)


SCENE = DrawnScene(
    width=200,
    height=100,
    frames=(DrawnFrame(id="left", rect=Rect(2, 2, 96, 96)), DrawnFrame(id="right", rect=Rect(102, 2, 96, 96))),
    boxes=(box("a", 10, 30), box("b", 10, 70), box("c", 110, 30), box("d", 150, 30)),
    lines=(),
    texts=(text("left", 5, 5, 11), text("right", 105, 5, 11), text("a", 15, 35, 8)),
)


def test_margins_are_over_the_width() -> None:
    found = measure_scene(SCENE, SPEC)
    assert found["margin"] == pytest.approx(0.01)
    assert found["margin spread"] == pytest.approx(0)
    wide = replace(SCENE, width=220)
    assert measure_scene(wide, SPEC)["margin spread"] == pytest.approx(20 / 220)


def test_panels_are_the_outer_frames() -> None:
    inner = DrawnFrame(id="inner", rect=Rect(5, 20, 50, 70), parent="left")
    assert [panel.id for panel in panels_of(replace(SCENE, frames=(*SCENE.frames, inner)))] == ["left", "right"]
    assert "panel cover" not in measure_scene(replace(SCENE, frames=()), SPEC)


def test_panels_are_counted_also_where_there_are_none() -> None:
    assert measure_scene(SCENE, SPEC)["panels"] == 2
    assert measure_scene(replace(SCENE, frames=()), SPEC)["panels"] == 0


def test_without_groups_no_panels_are_asked_for_but_rows_and_columns_of_the_page() -> None:
    plain = replace(SPEC, groups=(), elements=tuple(Element(id=name, label=name) for name in "abcd"))
    free = replace(SCENE, frames=())
    even = measure_scene(free, plain)
    assert "panels" not in even
    assert even["stray places"] == 0
    strewn = replace(free, boxes=(box("a", 10, 30), box("b", 17, 70), box("c", 110, 36), box("d", 158, 41)))
    assert measure_scene(strewn, plain)["stray places"] > 0


def test_panels_cover_a_share_of_the_content() -> None:
    assert measure_scene(SCENE, SPEC)["panel cover"] == pytest.approx(2 * 96 / 196)
    assert content_of(SCENE) == Rect(2, 2, 196, 96)


def test_a_panel_is_filled_by_blocks_and_the_words_beside_them() -> None:
    found = measure_scene(SCENE, SPEC)
    assert found["emptiest panel"] == found["fullest panel"] == pytest.approx((2 * 800 + 30 * 11) / 96**2)


def test_blocks_of_a_row_stand_at_one_height() -> None:
    assert measure_scene(SCENE, SPEC)["stray places"] == 0
    steps = (box("a", 5, 30, 20), box("b", 28, 33, 20), box("e", 51, 36, 20), box("f", 74, 39, 20))
    assert measure_scene(replace(SCENE, boxes=steps), SPEC)["stray places"] == 3
    centred = tuple(box(name, 5 + 23 * i, 40 - i, 20, 20 + 2 * i) for i, name in enumerate("abef"))
    assert measure_scene(replace(SCENE, boxes=centred), SPEC)["stray places"] == 0


def test_panels_beside_each_other_share_an_edge() -> None:
    assert measure_scene(SCENE, SPEC)["ragged panels"] == 0
    lower = (SCENE.frames[0], DrawnFrame(id="right", rect=Rect(102, 10, 96, 80)))
    assert (
        measure_scene(replace(SCENE, frames=lower), SPEC)["ragged panels"] == 3
    )  # a pair, and two sides of its panels


def test_sizes_of_blocks_and_type_are_compared() -> None:
    found = measure_scene(SCENE, SPEC)
    assert found["type ratio"] == pytest.approx(11 / 8)
    assert found["block ratio"] == 1
    large = replace(SCENE, boxes=(*SCENE.boxes, box("e", 110, 60, 80, 30), box("s", 60, 40, 4, 4, "circle")))
    assert measure_scene(large, SPEC)["block ratio"] == 3
    assert measure_scene(large, SPEC, ("e",))["contribution"] == 3
    assert measure_scene(large, SPEC, ("a",))["contribution"] == pytest.approx(1 / 3)
    assert "contribution" not in measure_scene(large, SPEC, ("left",))


def test_arrows_beside_all_blocks_are_within_the_margins() -> None:
    round_about = DrawnLine(
        source="a", target="d", kind="flow", points=((30, 30), (30, 1), (199, 1), (199, 40), (190, 40))
    )
    found = measure_scene(replace(SCENE, lines=(round_about,)), SPEC)
    assert found["margin spread"] == pytest.approx(1 / 200)


def test_the_row_of_a_title_is_no_emptiness_of_a_panel_and_the_bare_inside_of_a_block_is() -> None:
    lane = DrawnFrame(id="left", rect=Rect(2, 2, 196, 46))
    titled = DrawnText(owner="left", text="left", rect=Rect(5, 5, 30, 15), size=11, contrast=9)
    words = DrawnText(owner="a", text="words", rect=Rect(20, 22, 160, 26), size=11, contrast=9)
    scene = replace(SCENE, frames=(lane,), boxes=(box("a", 5, 22, 190, 23),), texts=(titled, words))
    assert measure_scene(scene, SPEC)["quiet panel"] < 0.12
    assert measure_scene(replace(scene, texts=(words,)), SPEC)["quiet panel"] > 0.3
    assert measure_scene(replace(scene, texts=(titled,)), SPEC)["quiet panel"] > 0.6


def test_a_hollow_panel_is_told_from_a_full_one() -> None:
    full = tuple(DrawnGlyph(owner="a", name="matrix", rect=Rect(4 + 98 * i, 4, 94, 92)) for i in range(2))
    assert measure_scene(SCENE, SPEC)["quiet panel"] > 0.3
    assert measure_scene(replace(SCENE, glyphs=full), SPEC)["quiet panel"] < 0.05
    assert measure_scene(replace(SCENE, glyphs=full), SPEC)["pictograms"] == pytest.approx(2 * 94 * 92 / 20000)


def test_an_empty_scene_has_no_sizes() -> None:
    empty = DrawnScene(width=200, height=100, boxes=(), frames=(), lines=(), texts=())
    found = measure_scene(empty, SPEC)
    assert found["quiet share"] == 1
    assert found["marked cells"] == 0
    assert "type ratio" not in found
    assert "block ratio" not in found


def test_fifteen_blocks_are_measured_while_one_types() -> None:
    boxes = tuple(box(f"b{i}", 5 + 38 * (i % 5), 5 + 32 * (i // 5), 30) for i in range(15))
    lines = tuple(
        DrawnLine(source=f"b{i}", target=f"b{i + 1}", kind="flow", points=((0, i), (50, i), (50, 90)))
        for i in range(14)
    )
    scene = replace(SCENE, boxes=boxes, lines=lines)
    assert calls_of(lambda: measure_scene(scene, SPEC)) < 80_000


def test_a_legend_is_content_and_no_panel_covers_it() -> None:
    legend = Rect(2, 102, 196, 20)
    explained = replace(SCENE, height=124, legend=legend, texts=(*SCENE.texts, text("(legend)", 20, 108, 7)))
    assert content_of(explained).bottom == 122
    assert measure_scene(explained, SPEC)["panel cover"] == measure_scene(SCENE, SPEC)["panel cover"]
    assert measure_scene(explained, SPEC)["margin spread"] == pytest.approx(0)


def test_a_block_much_higher_than_its_words_is_hollow() -> None:
    assert measure_scene(SCENE, SPEC)["hollow blocks"] == 0
    high = replace(SCENE, boxes=(box("a", 10, 30, height=60), *SCENE.boxes[1:]))
    assert measure_scene(high, SPEC)["hollow blocks"] == 1
    shown = replace(high, glyphs=(DrawnGlyph(owner="a", name="image", rect=Rect(15, 45, 30, 40)),))
    assert measure_scene(shown, SPEC)["hollow blocks"] == 0

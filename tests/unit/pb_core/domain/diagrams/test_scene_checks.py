from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.scene import DrawnFrame, DrawnGlyph, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect
from support.scenes import SCENE, SPEC, changed_text, moved_box, replace, without_text


def rerouted(name: str, *points: tuple[float, float]) -> Callable[[DrawnScene], DrawnScene]:
    def reroute(scene: DrawnScene) -> DrawnScene:
        lines = tuple(replace(x, points=points) if f"{x.source}->{x.target}" == name else x for x in scene.lines)
        return replace(scene, lines=lines)

    return reroute


def framed(x: float, y: float, width: float, height: float) -> Callable[[DrawnScene], DrawnScene]:
    return lambda scene: replace(scene, frames=(DrawnFrame(id="g", rect=Rect(x, y, width, height)),))


PLANTED = {
    "two boxes overlap": (moved_box("c", -60, 0), Check.OVERLAP, "b"),
    "a text leaves its box": (changed_text("Decoder", rect=Rect(270, 70, 40, 10)), Check.TEXT_OUTSIDE, "c"),
    "a title leaves its frame": (changed_text("Model", rect=Rect(130, 30, 40, 10)), Check.TEXT_OUTSIDE, "g"),
    "a text leaves the canvas": (changed_text("tokens", rect=Rect(-5, 5, 40, 10)), Check.OUTSIDE_CANVAS, "a->b"),
    "a box leaves the canvas": (moved_box("d", 60, 0), Check.OUTSIDE_CANVAS, "d"),
    "an arrow leaves the canvas": (
        rerouted("d->a", (410, 90), (410, 170), (40, 170), (40, 90)),
        Check.OUTSIDE_CANVAS,
        "d->a",
    ),
    "two texts overlap": (changed_text("×6", rect=Rect(170, 70, 12, 10)), Check.TEXT_OVERLAP, "b"),
    "a label lies on a box": (changed_text("tokens", rect=Rect(50, 55, 40, 10)), Check.TEXT_OVERLAP, "a->b"),
    "a label lies on a frame": (changed_text("tokens", rect=Rect(100, 60, 40, 10)), Check.TEXT_OVERLAP, "a->b"),
    "an arrow passes through a foreign box": (
        rerouted("d->a", (410, 90), (410, 98), (270, 98), (270, 85), (190, 85), (190, 120), (40, 120), (40, 90)),
        Check.LINE_THROUGH_BOX,
        "d->a",
    ),
    "an arrow passes through its own box": (
        rerouted("c->d", (240, 75), (380, 75)),
        Check.LINE_THROUGH_BOX,
        "c->d",
    ),
    "an arrow starts in the air": (rerouted("a->b", (74, 75), (140, 75)), Check.LINE_DETACHED, "a->b"),
    "an arrow ends in the air": (rerouted("a->b", (70, 75), (136, 75)), Check.LINE_DETACHED, "a->b"),
    "two arrows run on each other": (
        rerouted("d->a", (380, 76), (340, 76), (340, 130), (40, 130), (40, 90)),
        Check.LINE_OVERLAP,
        "c->d",
    ),
    "an arrow runs along a frame": (
        rerouted("d->a", (410, 90), (410, 105), (40, 105), (40, 90)),
        Check.LINE_OVERLAP,
        "d->a",
    ),
    "an arrow crosses a label": (
        rerouted("d->a", (410, 60), (410, 20), (100, 20), (100, 140), (40, 140), (40, 90)),
        Check.LINE_THROUGH_TEXT,
        "d->a",
    ),
    "a label beside the middle of its line": (
        changed_text("tokens", rect=Rect(80, 67, 40, 10)),
        Check.LINE_THROUGH_TEXT,
        "a->b",
    ),
    "a label over the end of its line": (
        changed_text("tokens", rect=Rect(95, 70, 50, 10)),
        Check.LINE_THROUGH_TEXT,
        "a->b",
    ),
    "a frame misses a member": (framed(125, 35, 150, 70), Check.FRAME, "g"),
    "a frame holds a stranger": (framed(125, 35, 330, 70), Check.FRAME, "g"),
    "type is too small": (changed_text("Output", size=6.9), Check.TEXT_SIZE, "d"),
    "type is too pale": (changed_text("Output", contrast=4.4), Check.CONTRAST, "d"),
    "an element is not drawn": (lambda s: replace(s, boxes=s.boxes[:3]), Check.MISSING, "d"),
    "a label of an element is not drawn": (without_text("Decoder"), Check.MISSING, "c"),
    "a repetition is not drawn": (without_text("×6"), Check.MISSING, "b"),
    "a frame is not drawn": (lambda s: replace(s, frames=()), Check.MISSING, "g"),
    "a title is not drawn": (without_text("Model"), Check.MISSING, "g"),
    "a connection is not drawn": (lambda s: replace(s, lines=s.lines[1:]), Check.MISSING, "a->b"),
    "a connection is drawn as another kind": (
        lambda s: replace(s, lines=(*s.lines[:3], replace(s.lines[3], kind="flow"))),
        Check.MISSING,
        "d->a",
    ),
    "a label of a connection is not drawn": (without_text("tokens"), Check.MISSING, "a->b"),
}


def test_a_clean_scene_has_no_findings() -> None:
    assert check_scene(SCENE, SPEC, "3:1") == ()
    assert check_scene(SCENE, SPEC, "auto") == ()
    assert check_scene(SCENE, SPEC, None) == ()


def test_a_label_may_interrupt_its_own_line() -> None:
    assert check_scene(changed_text("tokens", rect=Rect(76, 70, 40, 10))(SCENE), SPEC, None) == ()


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_by_name(fault: str) -> None:
    plant, check, subject = PLANTED[fault]
    assert (check, subject) in {(f.check, f.subject) for f in check_scene(plant(SCENE), SPEC, None)}


def test_the_ratio_may_be_off_by_one_percent() -> None:
    assert check_scene(replace(SCENE, height=SCENE.height * 1.009), SPEC, "3:1") == ()
    assert [f.check for f in check_scene(replace(SCENE, height=SCENE.height * 1.02), SPEC, "3:1")] == [Check.RATIO]


def test_type_is_measured_as_printed() -> None:
    def zoom(rect: Rect) -> Rect:
        return Rect(rect.x * 2, rect.y * 2, rect.width * 2, rect.height * 2)

    scene = replace(
        SCENE,
        width=SCENE.width * 2,
        height=SCENE.height * 2,
        boxes=tuple(replace(b, rect=zoom(b.rect)) for b in SCENE.boxes),
        frames=tuple(replace(f, rect=zoom(f.rect)) for f in SCENE.frames),
        lines=tuple(replace(x, points=tuple((2 * px, 2 * py) for px, py in x.points)) for x in SCENE.lines),
        texts=tuple(replace(t, rect=zoom(t.rect)) for t in SCENE.texts),
    )
    assert {f.check for f in check_scene(scene, SPEC, None)} == {Check.TEXT_SIZE}


def test_nested_frames_must_lie_inside_each_other() -> None:
    inner = DrawnFrame(id="h", rect=Rect(120, 45, 100, 50), parent="g")
    scene = replace(SCENE, frames=(*SCENE.frames, inner))
    found = {(f.check, f.subject) for f in check_scene(scene, SPEC, None)}
    assert (Check.FRAME, "h") in found


@given(dx=st.floats(-500, 500), dy=st.floats(-200, 200))
def test_a_box_torn_from_its_arrows_and_words_is_always_found(dx: float, dy: float) -> None:
    if abs(dx) > 2 or abs(dy) > 16:
        assert check_scene(moved_box("c", dx, dy)(SCENE), SPEC, None)


def test_a_pictogram_is_covered_by_no_word_and_no_arrow() -> None:
    free = DrawnGlyph(owner="a", name="image", rect=Rect(20, 10, 20, 20))
    assert check_scene(replace(SCENE, glyphs=(free,)), SPEC, None) == check_scene(SCENE, SPEC, None)
    on_words = replace(free, rect=Rect(25, 68, 10, 10))
    assert Check.TEXT_OVERLAP in {f.check for f in check_scene(replace(SCENE, glyphs=(on_words,)), SPEC, None)}
    on_arrow = replace(free, rect=Rect(90, 65, 20, 20))
    assert Check.LINE_THROUGH_BOX in {f.check for f in check_scene(replace(SCENE, glyphs=(on_arrow,)), SPEC, None)}

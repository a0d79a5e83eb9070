from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.scene import (
    CONNECTOR,
    LEGEND,
    PRINT_WIDTH,
    Continuation,
    DrawnBox,
    DrawnFrame,
    DrawnGlyph,
    DrawnLine,
    DrawnScene,
    DrawnText,
    Fold,
    LabelKey,
    Reference,
)
from pb_core.domain.diagrams.scene_checks import arrow_findings, check_scene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect

replace = msgspec.structs.replace

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Input data"),
        Element(id="b", label="Encoder", group="g", repeat=6),
        Element(id="c", label="Decoder", group="g"),
        Element(id="d", label="Output"),
    ),
    connections=(
        Connection(source="a", target="b", label="tokens"),
        Connection(source="b", target="c"),
        Connection(source="c", target="d"),
        Connection(source="d", target="a", kind=ConnectionKind.FEEDBACK),
    ),
    groups=(Group(id="g", title="Model"),),
)


def box(name: str, x: float, y: float) -> DrawnBox:
    return DrawnBox(id=name, rect=Rect(x, y, 60, 30), shape="rounded")


def text(owner: str, words: str, x: float, y: float, width: float = 40) -> DrawnText:
    return DrawnText(owner=owner, text=words, rect=Rect(x, y, width, 10), size=9, contrast=9)


def line(source: str, target: str, *points: tuple[float, float], kind: str = "flow") -> DrawnLine:
    return DrawnLine(source=source, target=target, kind=kind, points=points)


SCENE = DrawnScene(
    width=PRINT_WIDTH,
    height=PRINT_WIDTH / 3,
    boxes=(box("a", 10, 60), box("b", 140, 60), box("c", 240, 60), box("d", 380, 60)),
    frames=(DrawnFrame(id="g", rect=Rect(125, 35, 190, 70)),),
    lines=(
        line("a", "b", (70, 75), (140, 75)),
        line("b", "c", (200, 75), (240, 75)),
        line("c", "d", (300, 75), (380, 75)),
        line("d", "a", (410, 90), (410, 130), (40, 130), (40, 90), kind="feedback"),
    ),
    texts=(
        text("a", "Input data", 20, 70),
        text("b", "Encoder", 145, 70, 30),
        text("b", "×6", 180, 70, 12),
        text("c", "Decoder", 250, 70),
        text("d", "Output", 390, 70),
        text("g", "Model", 130, 38),
        text("a->b", "tokens", 80, 62),
    ),
)


def moved_box(name: str, dx: float, dy: float) -> Callable[[DrawnScene], DrawnScene]:
    def move(scene: DrawnScene) -> DrawnScene:
        boxes = tuple(
            replace(b, rect=replace(b.rect, x=b.rect.x + dx, y=b.rect.y + dy)) if b.id == name else b
            for b in scene.boxes
        )
        return replace(scene, boxes=boxes)

    return move


def changed_text(words: str, **changes: object) -> Callable[[DrawnScene], DrawnScene]:
    def change(scene: DrawnScene) -> DrawnScene:
        return replace(scene, texts=tuple(replace(t, **changes) if t.text == words else t for t in scene.texts))

    return change


def without_text(words: str) -> Callable[[DrawnScene], DrawnScene]:
    return lambda scene: replace(scene, texts=tuple(t for t in scene.texts if t.text != words))


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


def test_folded_elements_are_lines_in_their_groups_box() -> None:
    folded = replace(
        SCENE,
        boxes=(SCENE.boxes[0], DrawnBox(id="g", rect=Rect(140, 40, 100, 60), shape="list"), SCENE.boxes[3]),
        frames=(),
        lines=(
            line("a", "b", (70, 75), (140, 75)),
            line("c", "d", (240, 75), (380, 75)),
            SCENE.lines[3],
        ),
        texts=(
            text("a", "Input data", 20, 70),
            text("g", "Model", 150, 42),
            text("b", "• Encoder ×6", 150, 55, 60),
            text("c", "• Decoder", 150, 68),
            text("d", "Output", 390, 70),
            text("a->b", "tokens", 80, 62),
        ),
        folds=(Fold("b", "g"), Fold("c", "g")),
    )
    assert check_scene(folded, SPEC, None) == ()
    unsaid = replace(folded, folds=())
    assert {f.subject for f in check_scene(unsaid, SPEC, None)} >= {"b", "c", "b->c"}


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


TOLD = DrawnScene(
    width=PRINT_WIDTH,
    height=PRINT_WIDTH / 3,
    boxes=(box("a", 10, 60), box("d", 380, 60)),
    frames=(),
    lines=(),
    texts=(
        text("a", "1 · Input data", 15, 62),
        text("a", "→ 2 (tokens)", 15, 76),
        text("d", "2 · Output", 385, 65),
    ),
    references=(Reference("a", "d", "flow", 2),),
)
PAIR = DiagramSpec(
    elements=(Element(id="a", label="Input data"), Element(id="d", label="Output")),
    connections=(Connection(source="a", target="d", label="tokens"),),
)


def test_an_arrow_told_by_number_is_there() -> None:
    assert check_scene(TOLD, PAIR, None) == ()


@pytest.mark.parametrize(
    ("index", "words", "message"),
    [
        (1, "→ 12 (tokens)", "not at both ends"),
        (1, "(tokens)", "not at both ends"),
        (2, "Output 2", "not at both ends"),
        (2, "22 · Output", "not at both ends"),
        (1, "→ 2", "label of a->d"),
    ],
)
def test_an_arrow_whose_number_or_label_is_missing_is_found(index: int, words: str, message: str) -> None:
    texts = list(TOLD.texts)
    texts[index] = replace(texts[index], text=words)
    (finding,) = check_scene(replace(TOLD, texts=tuple(texts)), PAIR, None)
    assert finding.check is Check.MISSING
    assert message in finding.detail


def test_an_arrow_of_a_frame_must_touch_it() -> None:
    def ending(x: float, frame: str) -> DrawnScene:
        first = replace(SCENE.lines[0], points=((70, 75), (x, 75)), target_frame=frame)
        return replace(SCENE, lines=(first, *SCENE.lines[1:]))

    def detached(scene: DrawnScene) -> bool:
        return any(finding.check is Check.LINE_DETACHED for finding in check_scene(scene, SPEC, None))

    assert not detached(ending(125, "g"))
    assert detached(ending(140, "g"))
    assert detached(ending(125, ""))


@pytest.mark.parametrize(
    ("source", "kind", "faults"),
    [("a", "flow", []), ("c", "flow", [Check.LINE_OVERLAP]), ("a", "skip", [Check.LINE_OVERLAP])],
)
def test_arrows_share_a_line_only_from_a_common_source_and_of_one_kind(
    source: str, kind: str, faults: list[Check]
) -> None:
    boxes = tuple(
        DrawnBox(id=name, rect=Rect(x, y, 20, 10), shape="rounded")
        for name, x, y in (("a", 10, 40), ("b", 80, 20), ("c", 10, 49.9), ("d", 80, 70))
    )
    lines = (
        DrawnLine(source="a", target="b", kind="flow", points=((30, 49.9), (60, 49.9), (60, 25), (80, 25))),
        DrawnLine(source=source, target="d", kind=kind, points=((30, 49.9), (60, 49.9), (60, 75), (80, 75))),
    )
    scene = DrawnScene(width=120, height=100, boxes=boxes, frames=(), lines=lines, texts=())
    assert [finding.check for finding in arrow_findings(scene)] == faults


def test_an_arrow_on_the_outline_of_a_box_is_found() -> None:
    boxes = (box("a", 10, 10), box("b", 200, 10), box("c", 100, 40))
    along = line("a", "b", (70, 30), (80, 30), (80, 40), (190, 40), (190, 30), (200, 30))
    beside = line("a", "b", (70, 30), (80, 30), (80, 36), (190, 36), (190, 30), (200, 30))
    scenes = [
        DrawnScene(width=300, height=100, boxes=boxes, frames=(), lines=(drawn,), texts=()) for drawn in (along, beside)
    ]
    assert [[finding.detail for finding in arrow_findings(scene)] for scene in scenes] == [
        ["the arrow a->b runs along the border of 'c'"],
        [],
    ]


LETTERED = replace(
    SCENE,
    lines=SCENE.lines[1:],
    boxes=(
        *SCENE.boxes,
        DrawnBox(id="a leaves A", rect=Rect(25, 90.5, 20, 9), shape=CONNECTOR),
        DrawnBox(id="b arrives A", rect=Rect(160, 90.5, 20, 9), shape=CONNECTOR),
    ),
    texts=(
        *SCENE.texts[:6],
        replace(SCENE.texts[6], owner="a->a leaves A", rect=Rect(10, 105, 40, 10)),
        DrawnText(owner="a leaves A", text="→ A", rect=Rect(28, 91, 14, 8), size=7, contrast=9),
        DrawnText(owner="b arrives A", text="A →", rect=Rect(163, 91, 14, 8), size=7, contrast=9),
    ),
    continuations=(
        Continuation(source="a", target="b", kind="flow", letter="A", leaves="a leaves A", arrives="b arrives A"),
    ),
)


def test_an_arrow_told_by_letter_is_drawn() -> None:
    told = replace(LETTERED, lines=tuple(x for x in LETTERED.lines if x.kind == "flow"))
    spec = replace(SPEC, connections=SPEC.connections[:3])
    assert check_scene(told, spec, None) == ()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (moved_box("a leaves A", 0, 4), "the letter of the connection a->b is not at 'a'"),
        (moved_box("b arrives A", 0, 6), "the letter of the connection a->b is not at 'b'"),
        (changed_text("A →", text="B →"), "the letter of the connection a->b is not at 'b'"),
        (without_text("→ A"), "the letter of the connection a->b is not at 'a'"),
        (without_text("tokens"), "the label of a->b is not drawn in full"),
        (lambda scene: replace(scene, continuations=()), "the connection a->b is not drawn"),
    ],
    ids=["away from its source", "away from its target", "another letter", "no letter", "no label", "not told"],
)
def test_an_arrow_told_by_letter_needs_both_letters_at_its_boxes_and_its_label(
    spoil: Callable[[DrawnScene], DrawnScene], told: str
) -> None:
    assert told in [finding.detail for finding in check_scene(spoil(LETTERED), SPEC, None)]


LABELLED = next(text for text in SCENE.texts if text.text == "tokens")
KEYED = replace(
    SCENE,
    texts=(
        *(text for text in SCENE.texts if text is not LABELLED),
        replace(LABELLED, text="(1)"),
        DrawnText(owner=LEGEND, text="(1)", rect=Rect(2, 2, 10, 8), size=7, contrast=9),
        DrawnText(owner=LEGEND, text="tokens", rect=Rect(14, 2, 20, 8), size=7, contrast=9),
    ),
    keys=(LabelKey("(1)", "tokens"),),
)


def test_a_label_that_the_legend_spells_out_is_drawn() -> None:
    assert check_scene(KEYED, SPEC, None) == check_scene(SCENE, SPEC, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda scene: replace(scene, keys=()),
        lambda scene: replace(scene, texts=tuple(text for text in scene.texts if text.text != "tokens")),
        lambda scene: replace(scene, texts=tuple(text for text in scene.texts if text.owner != LABELLED.owner)),
        lambda scene: replace(scene, keys=(LabelKey("(1)", "words"),)),
    ],
    ids=["no key", "not in the legend", "no sign at the arrow", "of another label"],
)
def test_a_label_told_by_a_sign_needs_it_at_the_arrow_and_in_the_legend(
    spoil: Callable[[DrawnScene], DrawnScene],
) -> None:
    details = [finding.detail for finding in check_scene(spoil(KEYED), SPEC, None)]
    assert f"the label of {LABELLED.owner} is not drawn in full" in details


def test_a_tag_of_a_member_stands_in_its_frame() -> None:
    outside = moved_box("b arrives A", 0, 15)(LETTERED)
    details = [finding.detail for finding in check_scene(outside, SPEC, None)]
    assert "the member 'b arrives A' is not inside the frame 'g'" in details

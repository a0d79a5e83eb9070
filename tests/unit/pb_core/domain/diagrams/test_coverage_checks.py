from collections.abc import Callable

import pytest

from pb_core.domain.diagrams.coverage_checks import missing_findings
from pb_core.domain.diagrams.scene import (
    CONNECTOR,
    LEGEND,
    PRINT_WIDTH,
    Continuation,
    DrawnBox,
    DrawnLine,
    DrawnScene,
    DrawnText,
    Fold,
    LabelKey,
    Reference,
)
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect
from support.scenes import SCENE, SPEC, box, changed_text, line, moved_box, replace, text, without_text


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
    assert {f.subject for f in missing_findings(unsaid, SPEC)} >= {"b", "c", "b->c"}


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
    (finding,) = missing_findings(replace(TOLD, texts=tuple(texts)), PAIR)
    assert finding.check is Check.MISSING
    assert message in finding.detail


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
    assert told in [finding.detail for finding in missing_findings(spoil(LETTERED), SPEC)]


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
    details = [finding.detail for finding in missing_findings(spoil(KEYED), SPEC)]
    assert f"the label of {LABELLED.owner} is not drawn in full" in details


def test_a_tag_of_a_member_stands_in_its_frame() -> None:
    outside = moved_box("b arrives A", 0, 15)(LETTERED)
    details = [finding.detail for finding in missing_findings(outside, SPEC)]
    assert "the member 'b arrives A' is not inside the frame 'g'" in details


TWINS = replace(SPEC, connections=(*SPEC.connections, Connection(source="a", target="b", label="Deny")))


def test_each_of_two_twins_has_a_line_and_its_own_words() -> None:
    first = next(one for one in SPEC.connections if one.name == "a->b")
    lines = [replace(one, twin=first.label) if one.name == "a->b" else one for one in SCENE.lines]
    texts = [replace(one, owner=f"a->b: {first.label}") if one.owner == "a->b" else one for one in SCENE.texts]
    drawn = replace(lines[0], twin="Deny")
    said = text("a->b: Deny", "Deny", 80, 90)

    def missing(more: tuple[DrawnLine, ...] = (), words: tuple[DrawnText, ...] = ()) -> list[str]:
        scene = replace(SCENE, lines=(*lines, *more), texts=(*texts, *words))
        return [finding.detail for finding in missing_findings(scene, TWINS)]

    assert missing() == ["the connection a->b: Deny is not drawn"]
    assert missing((drawn,)) == ["the label of a->b: Deny is not drawn in full"]
    assert missing((drawn,), (said,)) == []

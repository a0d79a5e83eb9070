"""Verdicts over real drawings, spoiled one thing at a time."""

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams import render
from pb_adapters.planners.prose.critic import criticise
from pb_core.application.roles import checklist
from pb_core.domain.diagrams.scene import Continuation, DrawnScene, DrawnText, Fold, Gathering, LabelKey, Reference
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, ElementKind, Styling
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import Rect
from pb_core.domain.questions import ChecklistItem, CritiqueBrief, Standing
from pb_core.errors import EngineRefused
from pb_core.ports.images import DrawRequest

SOURCE = "The encoder maps the image into a vector. The decoder reads the vector and produces a mask."
FIRST, SECOND = "The encoder maps the image into a vector.", "The decoder reads the vector and produces a mask."
SPEC = DiagramSpec(
    elements=(
        Element(id="image", label="Image", kind=ElementKind.INPUT, evidence=FIRST),
        Element(id="encoder", label="Encoder", kind=ElementKind.MODEL, evidence=FIRST),
        Element(id="decoder", label="Decoder", kind=ElementKind.MODEL, evidence=SECOND),
    ),
    connections=(
        Connection(source="image", target="encoder", evidence=FIRST),
        Connection(source="encoder", target="decoder", label="vector", evidence=SECOND),
    ),
)


@pytest.fixture(scope="module")
def scene() -> DrawnScene:
    drawn = render(DrawRequest(spec=SPEC, description="", styling=Styling())).scene
    assert drawn is not None
    return drawn


def brief_of(scene: DrawnScene | None, *findings: Finding, spec: DiagramSpec = SPEC) -> CritiqueBrief:
    return CritiqueBrief(
        spec=spec,
        description="A figure.",
        styling=Styling(),
        source=SOURCE,
        caption="Figure 1: The network.",
        guide="- Calm colours.",
        checklist=checklist(spec),
        findings=findings,
        round=1,
        rounds=3,
        scene=scene,
    )


def found(check: Check, subject: str) -> Finding:
    return Finding(check=check, subject=subject, detail="Something is wrong.")


def test_a_flawless_drawing_needs_no_revision(scene: DrawnScene) -> None:
    verdict = criticise(brief_of(scene))
    assert {item.standing for item in verdict.items} == {Standing.PRESENT}
    scores = verdict.scores
    assert (scores.faithfulness, scores.conciseness, scores.readability, scores.aesthetics) == (10, 10, 10, 10)
    assert (verdict.revised_description, verdict.revised_spec, verdict.revised_styling) == (None, None, None)
    assert verdict.suggestions == ()


def test_a_missing_box_and_its_missing_arrow_are_named(scene: DrawnScene) -> None:
    spoiled = replace(
        scene,
        boxes=tuple(box for box in scene.boxes if box.id != "decoder"),
        lines=tuple(line for line in scene.lines if line.target != "decoder"),
    )
    standing = {item.name: item.standing for item in criticise(brief_of(spoiled)).items}
    assert standing["decoder"] is Standing.MISSING
    assert standing["encoder->decoder"] is Standing.MISSING
    assert standing["image->encoder"] is Standing.PRESENT


def test_an_element_that_is_a_line_of_a_folded_box_is_present(scene: DrawnScene) -> None:
    folded = replace(
        scene,
        boxes=tuple(box for box in scene.boxes if box.id != "decoder"),
        lines=tuple(line for line in scene.lines if line.target != "decoder"),
        folds=(Fold("decoder", "encoder"),),
    )
    standing = {item.name: item.standing for item in criticise(brief_of(folded)).items}
    assert standing["decoder"] is Standing.PRESENT
    assert standing["encoder->decoder"] is Standing.MISSING  # a fold lists both ends and draws no arrow


def test_an_arrow_drawn_backwards_is_wrong(scene: DrawnScene) -> None:
    turned = tuple(
        replace(line, source=line.target, target=line.source) if line.source == "image" else line
        for line in scene.lines
    )
    standing = {item.name: item for item in criticise(brief_of(replace(scene, lines=turned))).items}
    assert standing["image->encoder"].standing is Standing.WRONG
    assert "other way" in standing["image->encoder"].note


def test_an_arrow_told_by_number_is_present_if_its_label_is_there(scene: DrawnScene) -> None:
    told = tuple(Reference(line.source, line.target, line.kind, 1) for line in scene.lines)
    numbered = replace(scene, lines=(), references=told)
    standings = {item.name: item.standing for item in criticise(brief_of(numbered)).items}
    assert standings["image->encoder"] is Standing.PRESENT
    assert standings["encoder->decoder"] is Standing.WRONG


def test_another_text_than_the_label_is_wrong(scene: DrawnScene) -> None:
    texts = tuple(replace(text, text="Dekoder") if text.owner == "decoder" else text for text in scene.texts)
    item = next(item for item in criticise(brief_of(replace(scene, texts=texts))).items if item.name == "decoder")
    assert item.standing is Standing.WRONG
    assert "Dekoder" in item.note


def test_what_the_author_lists_is_looked_for_in_the_drawing(scene: DrawnScene) -> None:
    brief = brief_of(scene)
    listed = tuple(
        ChecklistItem(name=f"listed {name}", what="laid out by the author", evidence=SOURCE)
        for name in ("Encoder", "Critic")
    )
    verdict = criticise(replace(brief, checklist=(*brief.checklist, *listed)))
    standing = {item.name: item.standing for item in verdict.items}
    assert standing["listed Encoder"] is Standing.PRESENT
    assert standing["listed Critic"] is Standing.MISSING
    assert verdict.scores.faithfulness < 10


def test_an_unsupported_part_is_wrong_and_costs_faithfulness(scene: DrawnScene) -> None:
    verdict = criticise(brief_of(scene, found(Check.UNGROUNDED, "decoder")))
    standing = {item.name: item.standing for item in verdict.items}
    assert standing["decoder"] is Standing.WRONG
    assert verdict.scores.faithfulness < 9


@pytest.mark.parametrize(
    ("check", "subject", "dimension"),
    [
        (Check.OVERLAP, "encoder", "readability"),
        (Check.TEXT_SIZE, "encoder", "readability"),
        (Check.RATIO, "figure", "aesthetics"),
        (Check.FRAME, "encoder", "aesthetics"),
    ],
)
def test_a_geometry_fault_costs_its_dimension(scene: DrawnScene, check: Check, subject: str, dimension: str) -> None:
    scores = criticise(brief_of(scene, found(check, subject))).scores
    assert getattr(scores, dimension) < 10
    assert scores.faithfulness == 10


@pytest.mark.parametrize(("words", "standing"), [("vector", Standing.PRESENT), ("matrix", Standing.WRONG)])
def test_an_arrow_told_by_letter_is_judged_by_its_label(scene: DrawnScene, words: str, standing: Standing) -> None:
    told = Continuation(
        source="encoder",
        target="decoder",
        kind="flow",
        letter="A",
        leaves="encoder leaves A",
        arrives="decoder arrives A",
    )
    label = DrawnText(owner="encoder->encoder leaves A", text=words, rect=Rect(0, 0, 9, 9), size=7, contrast=9)
    lettered = replace(
        scene,
        lines=tuple(line for line in scene.lines if line.source != "encoder"),
        texts=(*(text for text in scene.texts if text.owner != "encoder->decoder"), label),
        continuations=(told,),
    )
    items = {item.name: item.standing for item in criticise(brief_of(lettered)).items}
    assert items["encoder->decoder"] is standing


@pytest.mark.parametrize(("words", "standing"), [("vector", Standing.PRESENT), ("matrix", Standing.WRONG)])
def test_a_label_told_by_a_sign_is_judged_by_what_the_sign_means(
    scene: DrawnScene, words: str, standing: Standing
) -> None:
    texts = tuple(replace(x, text="(1)") if x.owner == "encoder->decoder" else x for x in scene.texts)
    keyed = replace(scene, texts=texts, keys=(LabelKey("(1)", words),))
    items = {item.name: item.standing for item in criticise(brief_of(keyed)).items}
    assert items["encoder->decoder"] is standing


def test_an_arrow_told_at_the_edge_of_a_panel_is_judged_by_the_one_that_is_drawn(scene: DrawnScene) -> None:
    told = Gathering(
        source="encoder", target="decoder", kind="flow", drawn_source="encoder", drawn_target="x", target_group="g"
    )
    lines = tuple(replace(x, target="x") if x.source == "encoder" else x for x in scene.lines)
    texts = tuple(replace(x, owner="encoder->x") if x.owner == "encoder->decoder" else x for x in scene.texts)
    items = criticise(brief_of(replace(scene, lines=lines, texts=texts, gatherings=(told,)))).items
    assert {item.name: item.standing for item in items}["encoder->decoder"] is Standing.PRESENT


def test_an_arrow_is_judged_by_the_label_that_it_shares_with_another(scene: DrawnScene) -> None:
    lines = tuple(replace(x, label_at="image->encoder") if x.source == "encoder" else x for x in scene.lines)
    others = [x for x in scene.texts if x.owner not in {"encoder->decoder", "image->encoder"}]
    label = DrawnText(owner="image->encoder", text="vector", rect=Rect(0, 0, 9, 9), size=7, contrast=9)
    items = criticise(brief_of(replace(scene, lines=lines, texts=(*others, label)))).items
    assert {item.name: item.standing for item in items}["encoder->decoder"] is Standing.PRESENT


def test_a_line_and_a_letter_between_the_same_boxes_are_both_read(scene: DrawnScene) -> None:
    told = Continuation(
        source="encoder", target="decoder", kind="control", letter="A", leaves="encoder leaves A", arrives="x"
    )
    label = DrawnText(owner="encoder->encoder leaves A", text="switch", rect=Rect(0, 0, 9, 9), size=7, contrast=9)
    both = replace(scene, texts=(*scene.texts, label), continuations=(told,))
    items = {item.name: item.standing for item in criticise(brief_of(both)).items}
    assert items["encoder->decoder"] is Standing.PRESENT


def test_tangled_lines_turn_the_figure(scene: DrawnScene) -> None:
    verdict = criticise(brief_of(scene, found(Check.LINE_THROUGH_BOX, "image->encoder")))
    assert verdict.revised_styling is not None
    assert verdict.revised_styling.direction is Direction.DOWN
    assert verdict.revised_spec is None


def test_text_that_does_not_fit_is_folded(scene: DrawnScene) -> None:
    verdict = criticise(brief_of(scene, found(Check.TEXT_SIZE, "encoder->decoder")))
    assert verdict.revised_spec is not None
    assert all(not connection.label for connection in verdict.revised_spec.connections)


def test_too_many_boxes_cost_conciseness(scene: DrawnScene) -> None:
    many = tuple(Element(id=f"e{n}", label="Encoder", evidence=FIRST) for n in range(20))
    verdict = criticise(brief_of(scene, spec=DiagramSpec(elements=many)))
    assert verdict.scores.conciseness == 7.0


def test_a_painted_picture_cannot_be_judged() -> None:
    with pytest.raises(EngineRefused, match="cannot see"):
        criticise(brief_of(None))

import pytest

from pb_core.application.workflows.plan_support import (
    PlanSupport,
    expected,
    folded_arrows,
    missing_note,
    supported_parts,
)
from pb_core.domain.diagrams.scene import DrawnScene, Fold
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.diagrams.support import Support
from pb_core.domain.requests import Grounding
from pb_core.errors import NothingToDraw

SOURCE = "Tokenizer -> Encoder -> Decoder. The encoder maps tokens to vectors. The decoder writes the summary."
CAPTION = "Figure 1: The summary of the decoder"


def element(label: str, evidence: str = "") -> Element:
    return Element(id=label.casefold(), label=label, evidence=evidence or SOURCE)


SPEC = DiagramSpec(
    elements=(element("Encoder"), element("Decoder"), element("Critic", "The critic")),
    connections=(
        Connection(source="encoder", target="decoder"),
        Connection(source="decoder", target="encoder", evidence="The encoder maps tokens"),
    ),
)


def support(grounding: Grounding = Grounding.STRICT, *, source: str = SOURCE, pictures: bool = False) -> PlanSupport:
    return PlanSupport(source, CAPTION, grounding, pictures=pictures)


def test_the_skeleton_and_the_terms_are_those_of_the_text() -> None:
    assert [item.name for item in support().skeleton.items] == ["Tokenizer", "Encoder", "Decoder"]
    assert support().terms == ("summary", "decoder")[: len(support().terms)] or "decoder" in support().terms
    assert support(source="", pictures=True).skeleton.items == ()


def test_strictly_held_only_what_is_supported_is_left_and_the_rest_named() -> None:
    held = support().hold(SPEC)

    assert [part.id for part in held.spec.elements] == ["encoder", "decoder"]
    assert [(part.subject, part.support) for part in held.report.connections] == [
        ("encoder->decoder", Support.SEQUENCE)
    ]
    assert [note.split(":")[1].strip() for note in held.notes] == ["'Critic'", "the arrow from 'Decoder' to 'Encoder'"]
    assert all(note.startswith("Left out: ") for note in held.notes)


def test_leniently_held_all_is_drawn_and_named_all_the_same() -> None:
    held = support(Grounding.LENIENT).hold(SPEC)

    assert held.spec == SPEC
    assert len(held.notes) == 2
    assert all(note.startswith("Drawn, though the source does not support it: ") for note in held.notes)
    assert len(held.report.unsupported) == 2


def test_nothing_left_says_what_to_do() -> None:
    with pytest.raises(NothingToDraw, match=r"write the arrows yourself .* or send grounding: lenient"):
        support().hold(DiagramSpec(elements=(element("Critic", "The critic"),)))


def test_pictures_have_nothing_to_be_held_against() -> None:
    held = support(source="", pictures=True).hold(SPEC)

    assert held.spec == SPEC
    assert {part.support for part in held.report.parts} == {Support.SEEN}
    assert support(source="", pictures=True).confidence(support(source="", pictures=True).coverage(held)) is None


def test_what_is_missing_is_asked_of_the_critic_and_noted() -> None:
    shown = support().coverage(support().hold(SPEC))

    assert "listed Tokenizer" in {item.name for item in expected(shown)}
    (note,) = missing_note(shown)
    assert note == "Laid out by the author and not shown: 'Tokenizer'."
    confidence = support().confidence(shown)
    assert confidence is not None
    assert 0 < confidence < 1


def test_many_missing_things_are_counted() -> None:
    source = " -> ".join(f"Stage{letter * 3}" for letter in "abcdefghijklmnop") + "."
    text = PlanSupport(source, "", Grounding.STRICT, pictures=False)
    spec = DiagramSpec(elements=(Element(id="a", label="Stageaaa", evidence=source),))
    (note,) = missing_note(text.coverage(text.hold(spec)))
    assert note.endswith("and 3 more.")


def test_nothing_missing_is_no_note() -> None:
    text = PlanSupport("The encoder maps tokens to vectors.", "", Grounding.STRICT, pictures=False)
    spec = DiagramSpec(elements=(Element(id="a", label="encoder", evidence="The encoder"),))
    assert missing_note(text.coverage(text.hold(spec))) == ()


def test_of_two_plans_the_better_founded_has_more_supported_parts() -> None:
    text = support()
    assert supported_parts(text.report(SPEC)) == 3
    assert supported_parts(text.report(DiagramSpec(elements=SPEC.elements[:1]))) == 1


def test_arrows_inside_one_box_are_folded() -> None:
    folds = (Fold(element="encoder", into="g"), Fold(element="decoder", into="g"))
    scene = DrawnScene(width=1, height=1, boxes=(), frames=(), lines=(), texts=(), folds=folds)

    assert folded_arrows(SPEC, scene) == {"encoder->decoder", "decoder->encoder"}
    assert folded_arrows(SPEC, None) == frozenset()


def test_folded_arrows_do_not_count_as_drawn() -> None:
    text = support()
    held = text.hold(SPEC)
    plain, folded = text.coverage(held), text.coverage(held, frozenset({"encoder->decoder"}))
    assert folded.lost == plain.lost + 4  # what a chain lays out weighs four times a repeated term
    assert [(one.name, other.name) for one, other in folded.hand_overs] == [("Encoder", "Decoder")]

import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group, State
from pb_core.domain.diagrams.states import said_states, state_of, states_of
from pb_core.domain.diagrams.support import check_support


@pytest.mark.parametrize(
    ("label", "detail", "state"),
    [
        ("Frozen text encoder", "", "frozen"),
        ("Text encoder", "weights are frozen", "frozen"),
        ("Adapter", "trainable", "trained"),
        ("Fine-tuned decoder", "", None),  # by what came before
        ("Trainable decoder", "", "trained"),
        ("Trained model", "", None),
        ("Pre-trained encoder", "", None),
        ("Safety-trained model", "", None),
        ("Pretrained encoder", "", None),
        ("Untrained probe", "", None),
        ("Unfrozen encoder", "", None),
        ("Encoder", "frozen, then fine-tuned", None),
        ("Phase 1: frozen head\nPhase 2: fine-tune top layers", "", None),
        ("Constrained solver", "", None),
        ("Decoder", "fine tuned", "trained"),
        ("Save by role to trained file", "", None),
        ("Setup", "- init training_data.pkl + trained file", None),
        ("Encoder", "LoRA (trained)", "trained"),
        ("Encoder frozen", "", "frozen"),
        ("Cross-validation", "5-fold, Q frozen", None),  # which is a matrix that it uses
        ("Projection", "W_q frozen", None),
        ("ViT-B frozen", "", "frozen"),
        ("Agent Frozen", "", None),  # by what happened
        ("Frozen User PDA", "", None),  # an account
        ("User account", "frozen", None),
        ("Thresholds", "tuned, then frozen", None),
        ("Frozen DINOv2 ViT-L", "", "frozen"),
        ("First stage", "frozen weights", "frozen"),
        ("Text encoder", "T5 frozen", "frozen"),
        ("Encoder, frozen", "ViT-L", "frozen"),
        ("Encoder", "frozen\nViT-L", "frozen"),
        ("Failure rules", "collision, freeze, oscillation", None),  # what happens
        ("Freeze backbone", "", None),  # what is done
        ("Load fine-tuned", "CT2 model", None),  # of another thing, which the next line names
        ("models/", "nllb-600M-finetuned-ct2/", None),  # a name
    ],
)
def test_a_state_is_read_only_from_words_that_say_it(label: str, detail: str, state: str | None) -> None:
    assert state_of(Element(id="e", label=label, detail=detail)) == (State(state) if state else None)


def test_the_plan_knows_better_than_the_words() -> None:
    assert state_of(Element(id="e", label="Frozen encoder", state=State.TRAINED)) is State.TRAINED


def test_a_text_may_name_both() -> None:
    assert said_states("We freeze the encoder; the head is trained.") == {State.FROZEN, State.TRAINED}


@pytest.mark.parametrize(
    ("evidence", "fields"),
    [("The image encoder is frozen.", ()), ("The image encoder embeds each tile.", ("state",))],
)
def test_a_state_that_the_quoted_words_do_not_say_is_no_support(evidence: str, fields: tuple[str, ...]) -> None:
    source = "The image encoder embeds each tile. The image encoder is frozen. A head classifies the tile."
    element = Element(id="e", label="image encoder", state=State.FROZEN, evidence=evidence)
    report = check_support(DiagramSpec(elements=(element,)), source, "")
    assert report.elements[0].unsupported_fields == fields


def test_what_words_call_trained_is_told_apart_from_what_is_frozen() -> None:
    tuned, plain, frozen = (
        Element(id=i, label=label) for i, label in (("t", "Head, fine-tuned"), ("p", "B"), ("f", "Frozen CNN"))
    )
    assert states_of(DiagramSpec(elements=(tuned, plain))) == {}
    assert states_of(DiagramSpec(elements=(tuned, plain, frozen))) == {"t": State.TRAINED, "f": State.FROZEN}
    given = Element(id="g", label="G", state=State.TRAINED)
    assert states_of(DiagramSpec(elements=(given, tuned))) == {"g": State.TRAINED}


def test_a_group_is_frozen_whose_title_says_it_and_none_of_its_elements() -> None:
    core, encoder = Group(id="g", title="Frozen core"), Group(id="h", title="Encoder", parent="g")
    inside = Element(id="a", label="Text encoder", group="h")
    spec = DiagramSpec(elements=(inside,), groups=(core, encoder))
    assert states_of(spec) == {"g": State.FROZEN}
    assert states_of(replace(spec, elements=(replace(inside, state=State.FROZEN),))) == {"a": State.FROZEN}
    assert states_of(replace(spec, elements=(replace(inside, label="Account"),))) == {}

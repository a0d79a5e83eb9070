"""Any text at all: an answer that holds, or a refusal; and never more than linear work."""

import contextlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.planners.prose.boxes import Box, Figure, Frame
from pb_adapters.planners.prose.planner import plan, to_spec
from pb_core.domain.diagrams.spec import DiagramSpec, ElementKind, validate
from pb_core.domain.questions import PlanBrief
from pb_core.errors import NothingToDraw
from support.trials import trials

_TEXT = """
the a encoder decoder image vector maps into is passed to and , ; : . which that produces trained with loss of from each
six layers ( ) are concatenated then it output we feed by using in parallel if fails consists -> - 1. not the resulting
features [3] $x$ both graphs first arm stage
"""
WORDS = st.sampled_from(_TEXT.split())


def attempt(source: str) -> None:
    with contextlib.suppress(NothingToDraw):
        validate(plan(PlanBrief(source=source, caption="Figure 1: A thing.")).spec)


@given(st.text(max_size=400))
@settings(max_examples=trials(150), deadline=None)
def test_any_text_is_answered_or_refused(text: str) -> None:
    attempt(text)


@given(st.lists(WORDS, max_size=80))
@settings(max_examples=trials(300), deadline=None)
def test_any_order_of_method_words_is_answered_or_refused(words: list[str]) -> None:
    attempt(" ".join(words))


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "(", "[1] ", "of the of ", "encoder of ", "$", "{", "a-", "<", "**", "(a ", "-> a "),
        *(
            "the encoder maps x into y and ",
            "\\begin{equation}",
            "\n- x ",
            "| a | b |\n",
            "and the network produces a map. ",
        ),
    ],
)
def test_a_long_monotonous_text_does_not_blow_up(piece: str) -> None:
    attempt(piece * (100_000 // len(piece)))


PIECES = st.sampled_from(
    ["encoder", "Encoder", "the image", "a vector", "neural network architecture", "group", "Group encoder", "encodes",
     "is fed to", "consists of", "three parts:", "First,", "Then", "->", "and", ",", ".", ":", "(a)", "(b)", "1.", "é",
     "模块", "$x$"]
)  # fmt: skip
LINES = st.builds(
    lambda mark, words: mark + " ".join(words),
    st.sampled_from(["", "# ", "## ", "- ", "  - ", "1. ", "2. ", "\\section{", "\\item ", "**", "Step 1: ", "(a) "]),
    st.lists(PIECES, max_size=9),
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(LINES, max_size=30).map("\n".join))


@given(source=TEXTS, caption=TEXTS)
@settings(max_examples=trials(200), deadline=None)
def test_any_text_gives_a_valid_plan_or_the_typed_refusal(source: str, caption: str) -> None:
    try:
        spec = plan(PlanBrief(source=source, caption=caption)).spec
    except NothingToDraw:
        return
    assert validate(msgspec.convert(msgspec.to_builtins(spec), DiagramSpec)) == spec


def test_frames_of_one_title_have_ids_of_their_own() -> None:
    frames = [Frame(title="Neural network architecture"), Frame(title="Neural network: architecture")]
    box = Box(key="a", label="Group neural network architecture", evidence="a", kind=ElementKind.PROCESS, group=0)
    spec = validate(to_spec(Figure(boxes={"a": box}, arrows=[], frames=frames)))
    assert len({group.id for group in spec.groups}) == len(frames)

"""Any text at all: an answer that holds, or a refusal; and never more than linear work."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.planners.prose.planner import plan
from pb_core.domain.diagrams.spec import validate
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

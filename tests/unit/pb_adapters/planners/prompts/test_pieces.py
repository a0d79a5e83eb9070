"""The parts of a prompt, in its own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.planners.prompts.pieces import LONGEST_TEXT, MOST_PIECES, pieces

MESSY = (
    "pls make a figure of our thing, user query goes to retriever (BM25 + dense), top 20 docs, then cross "
    "encoder rerank to 5, LLM answers, and also theres a feedback loop from the critic"
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "a transformer encoder with 6 blocks and a classifier head",
            ("a transformer encoder", "6 blocks", "a classifier head"),
        ),
        ("Draw: 1. camera 2. detector 3. tracker", ("camera", "detector", "tracker")),
        ("Input -> CNN backbone -> heads (cls, box)", ("Input", "CNN backbone", "heads (cls, box)")),
        ("- encoder (ViT-B/16)\n- loss: CE + 0.1 * KL", ("encoder (ViT-B/16)", "loss: CE + 0.1 * KL")),
        ("The encoder reads, and writes. The decoder reads.", ("The encoder reads, and writes.", "The decoder reads.")),
        ("Zeichne einen Encoder und einen Decoder mit Kopf", ("einen Encoder", "einen Decoder", "Kopf")),
        (
            MESSY,
            (
                "pls make a figure of our thing", "user query goes to retriever (BM25 + dense)", "top 20 docs",
                "then cross encoder rerank to 5", "LLM answers", "and also theres a feedback loop from the critic",
            ),
        ),
    ],
)  # fmt: skip
def test_a_prompt_is_told_part_by_part(text: str, parts: tuple[str, ...]) -> None:
    assert pieces(text) == parts


def test_a_plot_s_names_are_not_torn_from_what_is_said_of_them() -> None:
    text = "line plot of loss for SGD, Adam and AdamW; columns: optimizer, epoch, loss"
    assert pieces(text, named=False) == (
        "line plot of loss for SGD, Adam and AdamW",
        "columns: optimizer, epoch, loss",
    )
    assert pieces("loss for SGD and Adam", named=False) == ()


@pytest.mark.parametrize(
    "text", ["", "an encoder", "a, b. " * LONGEST_TEXT, "\n".join(map(str, range(MOST_PIECES + 1)))]
)
def test_a_single_part_and_a_long_prompt_have_no_list(text: str) -> None:
    assert pieces(text) == ()


@given(st.text("ab, ;.()->\n1:", max_size=200), st.booleans())
def test_every_part_is_a_stretch_of_the_prompt(text: str, named: bool) -> None:  # noqa: FBT001 - drawn
    told = " ".join(text.split())
    assert all(piece in told for piece in pieces(text, named=named))


@given(st.lists(st.text("abcdefgh", min_size=3, max_size=8), min_size=2, max_size=20, unique=True))
def test_every_name_of_a_list_is_a_part(names: list[str]) -> None:
    assert pieces(", ".join(names)) == tuple(names)
    assert pieces("\n".join(f"- {name}" for name in names)) == tuple(names)

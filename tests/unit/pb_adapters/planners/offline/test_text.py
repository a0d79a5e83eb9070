"""Offsets of the readable text are offsets of the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.planners.offline.text import BlockKind, blank, read


@given(st.text(max_size=300))
def test_blanking_keeps_every_offset(text: str) -> None:
    assert len(blank(text)) == len(text)


@given(st.text(max_size=300))
def test_sentences_lie_in_the_source_and_in_order(text: str) -> None:
    spans = [(sentence.start, sentence.end) for sentence in read(text).sentences]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    "noise",
    ["[12]", "[3, 4–6]", "(Smith et al., 2020)", "\\cite{a,b}", "$x_{k+1}$", "(see Figure 2)", "Fig. 3b", "https://a.example/b"],
)  # fmt: skip
def test_noise_is_blank(noise: str) -> None:
    assert blank(f"the encoder {noise} reads").split() == ["the", "encoder", "reads"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The cat sat. The dog ran.", 2),
        ("As in Smith et al. the cat sat.", 1),
        ("It uses e.g. 3.5 units. Then it stops.", 2),
        ("First part\n\nSecond part continues here with a verb.", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(read(text).sentences) == count


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Method\n\nThe cat sat.", [BlockKind.HEADING, BlockKind.PROSE]),
        ("3.2 Encoder\n\nThe cat sat.", [BlockKind.HEADING, BlockKind.PROSE]),
        ("- one cat\n- two cats", [BlockKind.ITEM, BlockKind.ITEM]),
        ("Step 1. The cat sat.\nStep 2. The dog ran.", [BlockKind.ITEM, BlockKind.ITEM]),
        ("\\section{Method}\nThe cat sat.", [BlockKind.HEADING, BlockKind.PROSE]),
        ("Training. Three cats are trained with care.", [BlockKind.HEADING, BlockKind.PROSE]),
    ],
)
def test_lines_are_told_apart(text: str, kinds: list[BlockKind]) -> None:
    assert [sentence.kind for sentence in read(text).sentences] == kinds


def test_a_word_broken_at_the_line_end_is_one_token() -> None:
    assert [token.text for token in read("a trans-\nformer").sentences[0].tokens] == ["a", "transformer"]

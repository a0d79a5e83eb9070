"""Words broken at the ends of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.running_text import Vocabulary, join_lines

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


def joined(*lines: str, known: str = "") -> str:
    return join_lines(lines, Vocabulary([*lines, known]))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("the satel-", "lite encoder"), "the satellite encoder"),
        (("a state-of-the-", "art model"), "a state-of-the-art model"),
        (("an end-", "to-end model"), "an end-to-end model"),
        (("the Kullback-", "Leibler divergence"), "the Kullback-Leibler divergence"),
        (("with GPT-", "4 and others"), "with GPT-4 and others"),
        (("a loss — or", "none"), "a loss — or none"),
        (("either way —", "or none"), "either way — or none"),
        (("the model—", "or none"), "the model—or none"),
        (("5 -", "3 is two"), "5 - 3 is two"),
        (("two lines", "", "three"), "two lines three"),
        (("alone",), "alone"),
        ((), ""),
    ],
)
def test_lines_join(lines: tuple[str, ...], expected: str) -> None:
    assert joined(*lines) == expected


def test_a_compound_that_the_document_spells_with_a_hyphen_keeps_it() -> None:
    assert joined("we use cross-", "attention", known="a cross-attention layer") == "we use cross-attention"


def test_a_word_that_the_document_spells_without_a_hyphen_loses_it() -> None:
    assert joined("both over-", "fitting", known="overfitting over fitting") == "both overfitting"


def test_the_spelling_that_is_met_more_often_wins() -> None:
    assert joined("a sub-", "task", known="subtask subtask sub-task") == "a subtask"


def test_two_words_that_stand_alone_elsewhere_are_a_compound() -> None:
    assert joined("the gauge-", "token pairs", known="a gauge, a token") == "the gauge-token pairs"


@given(st.lists(WORDS, min_size=1, max_size=30), st.data())
def test_a_text_broken_anywhere_inside_its_words_comes_back(words: list[str], data: st.DataObject) -> None:
    known = " ".join(words)
    lines, line = [], ""
    for word in words:
        cut = data.draw(st.integers(0, len(word)))
        line = f"{line} {word[:cut]}".strip() if cut else line
        if 0 < cut < len(word):
            lines.append(line + "-")
            line = word[cut:]
        elif cut == 0:
            line = f"{line} {word}".strip()
    lines.append(line)
    assert join_lines(lines, Vocabulary([known])) == known

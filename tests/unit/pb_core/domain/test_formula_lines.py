"""Displayed formulas between the lines of a paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.formula_lines import behind_prose, is_formula
from pb_core.domain.pdf import PageText
from pb_core.domain.running_text import method_text

FORMULAS = ("y = Wx + b, (1)", "B ∼ N (0, Σ). (3)", "L = − log p(y | x)", "argmaxm=1,...,k⟨xi, wn⟩ (19)", "θ , (4)")
OTHERS = (
    "The encoder reads tokens and writes vectors.", "as y = Xβ + u.", "see the paper of the authors (4)", "1 2 3", "",
    "learning rate = 0.001, batch size = 32", "Figure 1: The method", "where x is the input, see (2)", "(4)",
)  # fmt: skip
BEFORE, AFTER = "The state of the next layer is computed by", "where the matrix of weights is learned."


@pytest.mark.parametrize("line", FORMULAS)
def test_displayed_mathematics_is_a_formula(line: str) -> None:
    assert is_formula(line)


@pytest.mark.parametrize("line", OTHERS)
def test_words_settings_and_numbers_are_none(line: str) -> None:
    assert not is_formula(line)


def test_a_sentence_runs_on_past_its_formula() -> None:
    assert list(behind_prose([BEFORE, "h = Wx + b,", "x = y, (2)", AFTER])) == [
        [BEFORE, AFTER],
        ["h = Wx + b,", "x = y, (2)"],
    ]


def test_a_sentence_keeps_the_full_stop_of_its_formula() -> None:
    prose, _ = behind_prose([BEFORE, "h = Wx + b. (2)", "The next layer reads that state."])
    assert prose == [f"{BEFORE}.", "The next layer reads that state."]


@pytest.mark.parametrize(
    "block",
    [
        ["h = Wx + b,", AFTER],
        ["> fit <- lm(y ~ x, data = frame, weights = given)", "x = 3", "y = 4"],
        ["Rate = 3", "x = 3", "y = 4"],
        [BEFORE, AFTER],
    ],
)
def test_other_blocks_stay_as_they_are(block: list[str]) -> None:
    assert list(behind_prose(block)) == [block]


@given(st.lists(st.sampled_from([*FORMULAS, *OTHERS, BEFORE, AFTER]), min_size=1))
def test_no_line_is_lost_or_doubled(block: list[str]) -> None:
    found = sorted(line.rstrip(".") for part in behind_prose(block) for line in part)
    assert found == sorted(line.rstrip(".") for line in block)


def test_the_running_text_tells_the_formula_after_its_paragraph() -> None:
    page = PageText(number=1, text=f"{BEFORE}\nh = Wx + b, (2)\n{AFTER}", has_text=True)
    assert method_text((page,)) == f"{BEFORE} {AFTER}\n\nh = Wx + b, (2)"

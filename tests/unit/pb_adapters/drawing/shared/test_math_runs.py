import pytest

from pb_adapters.drawing.shared.math_runs import MathRun, math_runs
from pb_adapters.drawing.shared.text_metrics import settings


def runs(line: str) -> tuple[MathRun, ...] | None:
    with settings():
        return math_runs(line)


def test_words_and_formulas_follow_each_other_with_their_scripts() -> None:
    assert runs("Image $x_t$") == (MathRun("Image ", "label"), MathRun("x", "italic"), MathRun("t", "italic", -1))
    raised = runs("10^6 steps")
    assert raised is not None
    assert [(run.text, run.level) for run in raised] == [("10", 0), ("6", 1), (" steps", 0)]


def test_an_accent_stands_above_its_letter_as_a_combining_character() -> None:
    assert runs(r"$\hat{y}$") == (MathRun("y\u0302", "italic"),)


def test_a_script_of_a_script_stands_beside_it() -> None:
    found = runs("$a_{b_c}$")
    assert found is not None
    assert {run.text: run.level for run in found} == {"a": 0, "bc": -1}


@pytest.mark.parametrize("line", ["Plain words", "costs $5 and $10", r"$\frac{a}{b}$", r"\input{secrets}"])
def test_other_lines_have_no_runs(line: str) -> None:
    assert runs(line) is None

"""Sentences about plans as sentences about intents."""

import pytest

from pb_core.domain.plots.refusals import refusal_of
from support.wish_plots import RUNS, bars, plot, points, seen


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Layer 1 (point) has nothing to show: no row.", "A chart of points has nothing to show: no row. Name"),
        ("Layer 2 has several rows for A: bars cover.", "A chart of bars has several rows for A"),
        (
            "The axis has 2000; 200 is the limit. Keep the largest with 'limit', aggregate, or show a distribution.",
            "200 is the limit. Ask for the largest ones only",
        ),
        ("The facet names 'x'.", "The panel names 'x'."),
        ("Layer 9 is odd.", "A chart of this is odd"),
    ],
)  # fmt: skip
def test_a_failed_plan_is_told_without_its_insides(sentence: str, said: str) -> None:
    found = refusal_of(sentence, plot(points(), bars()), RUNS)
    assert said in found
    assert "Layer" not in found
    assert "'latency'" in found


def test_many_columns_are_not_all_listed() -> None:
    wide = seen([{f"c{number}": number for number in range(30)}])
    assert refusal_of("No.", plot(points()), wide).endswith("'c11', …")

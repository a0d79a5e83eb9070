import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_core.domain.plots.transforms import Calibration, PrecisionRecall, Roc
from support.tables import derived

ROWS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30)


def test_the_roc_curve_of_a_small_sample() -> None:
    found = derived(Roc(score="s", label="y"), s=[0.9, 0.8, 0.8, 0.1], y=["pos", "pos", "neg", "neg"])
    assert found["false positive rate"] == [0, 0, 0.5, 1]
    assert found["true positive rate"] == [0, 0.5, 1, 1]
    assert found["area"] == [0.875] * 4


@given(rows=ROWS)
def test_the_area_is_the_chance_to_rank_a_pair_right(rows: list[tuple[int, bool]]) -> None:
    hits, misses = ([score for score, label in rows if label is wanted] for wanted in (True, False))
    assume(hits and misses)
    found = derived(Roc(score="s", label="y"), s=[score for score, _ in rows], y=[label for _, label in rows])
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in hits for b in misses]
    assert found["area"][0] == pytest.approx(sum(pairs) / len(pairs))


@given(rows=ROWS)
def test_precision_and_recall_are_those_of_thresholds(rows: list[tuple[int, bool]]) -> None:
    positives = sum(label for _, label in rows)
    assume(0 < positives < len(rows))
    found = derived(
        PrecisionRecall(score="s", label="y"), s=[score for score, _ in rows], y=[label for _, label in rows]
    )
    recalls, precisions, average = [], [], 0.0
    for threshold in sorted({score for score, _ in rows}, reverse=True):
        chosen = [label for score, label in rows if score >= threshold]
        precisions.append(sum(chosen) / len(chosen))
        average += (sum(chosen) / positives - (recalls[-1] if recalls else 0)) * precisions[-1]
        recalls.append(sum(chosen) / positives)
    assert found["recall"] == pytest.approx([0, *recalls])
    assert found["precision"] == pytest.approx([precisions[0], *precisions])
    assert found["average precision"][0] == pytest.approx(average)


def test_groups_without_both_classes_have_no_curve() -> None:
    found = derived(Roc(score="s", label="y", groupby=("g",)), g=list("aabb"), s=[1, 2, 1, 2], y=[1, 1, 0, 1])
    assert set(found["g"]) == {"b"}


def test_a_named_class_is_positive() -> None:
    found = derived(Roc(score="s", label="y", positive="cat"), s=[2, 1], y=["cat", "dog"])
    assert found["area"][0] == 1


def test_calibration_by_bins_of_equal_width() -> None:
    found = derived(
        Calibration(probability="p", label="y", bins=2),
        p=[0.1, 0.3, 0.5, 1.0, None],
        y=["No", "YES", "Yes", "no", "yes"],
    )
    assert found == {"predicted": [0.2, 0.75], "observed": [0.5, 0.5], "count": [2, 2]}


def test_calibration_of_groups() -> None:
    found = derived(
        Calibration(probability="p", label="y", groupby=("g",)), g=["b", "a", "b"], p=[0.05, 0.55, 0.95], y=[True] * 3
    )
    assert (found["g"], found["predicted"]) == (["b", "b", "a"], [0.05, 0.95, 0.55])

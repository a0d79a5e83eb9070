"""Names: what two spellings share, and what a reader is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.planners.offline.plots.naming import bare, key_of, pieces, readable, singular, spelled
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType


def column(name: str, unit: str = "") -> ColumnProfile:
    return ColumnProfile(name=name, type=ColumnType.NUMBER, distinct=1, missing=0, examples=(), unit=unit)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("val_loss", ["val", "loss"]),
        ("valLosses", ["val", "loss"]),
        ("top-1 accuracy", ["top", "1", "accuracy"]),
        ("F1", ["f1"]),
        ("准确率 (%)", ["准确率"]),
    ],
)
def test_names_fall_into_words(name: str, words: list[str]) -> None:
    assert pieces(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("Accuracies", "accuracy"), ("datasets", "Dataset"), ("batch-size", "batch_size"), ("boxes", "box")],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize("word", ["loss", "bias", "axis", "status", "gas"])
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert singular(word) in {word, word.removesuffix("s")}
    assert singular(singular(word)) == singular(word)


@pytest.mark.parametrize(
    ("name", "unit", "title"),
    [
        ("latency_ms", "ms", "Latency (ms)"),
        ("accuracy (%)", "%", "Accuracy (%)"),
        ("val_acc", "", "Validation accuracy"),
        ("mAP", "", "mAP"),
        ("x", "", "x"),
        ("pH", "", "pH"),
        ("θ (rad)", "rad", "θ (rad)"),
        ("gpu", "", "GPU"),
    ],
)
def test_titles_are_readable(name: str, unit: str, title: str) -> None:
    assert readable(column(name, unit)) == title


@given(name=st.text(min_size=1))
def test_any_name_has_a_title(name: str) -> None:
    assert spelled(name)
    assert bare(column(name, "ms"))

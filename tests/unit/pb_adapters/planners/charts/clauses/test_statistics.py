"""Statistics and what is computed become wishes."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.errors import NotPlottable
from support.readings import PENGUINS, RUNS, wishes


@pytest.mark.parametrize(
    ("intent", "op", "field"),
    [
        ("mean of body mass by sex", Op.MEAN, "body mass (g)"), ("total body mass by sex", Op.SUM, "body mass (g)"),
        ("count by sex", Op.COUNT, None), ("share of rows by sex", Op.PROPORTION, None),
        ("standard deviation of body mass by sex", Op.STDEV, "body mass (g)"), ("mean survived by sex", Op.MEAN, "survived"),
    ],
)  # fmt: skip
def test_statistics_are_of_columns_or_rows(intent: str, op: Op, field: str | None) -> None:
    assert [(one.op, one.field) for one in wishes(intent) if isinstance(one, w.StatisticWish)] == [(op, field)]


@pytest.mark.parametrize(
    ("intent", "kind", "field", "other"),
    [
        ("val_loss minus train_loss over epoch", "difference", "val_loss", "train_loss"),
        ("ratio of val_loss to train_loss over epoch", "ratio", "val_loss", "train_loss"),
        ("change from train_loss to val_loss over epoch", "change", "val_loss", "train_loss"),
        ("cumulative pop over epoch", "cumulative", "pop", None), ("share of pop by model", "share", "pop", None),
    ],
)  # fmt: skip
def test_what_is_computed_names_its_columns(intent: str, kind: str, field: str, other: str | None) -> None:
    found = [one for one in wishes(intent, RUNS) if isinstance(one, w.ComputeWish)]
    assert [(one.compute, one.field, one.other) for one in found] == [(kind, field, other)]


def test_different_values_are_not_counted() -> None:
    with pytest.raises(NotPlottable, match="different values are not counted"):
        wishes("number of species by island", PENGUINS)

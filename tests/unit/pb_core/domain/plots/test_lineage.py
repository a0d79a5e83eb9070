"""Fields are followed back to the columns of the table."""

import pytest

from pb_core.domain.plots.lineage import fields_after, view_of
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Filter,
    Fold,
    Limit,
    Measure,
    Op,
    Regression,
    Roc,
    Smooth,
    Transform,
)
from pb_core.domain.plots.wishes import Place
from support.wish_plots import RUNS, drawn, n, plot, q

COLUMNS = ("g", "x", "y", "z")


@pytest.mark.parametrize(
    ("transform", "field", "columns", "steps", "measured"),
    [
        (Filter(field="x", low=1), "x", {"x"}, (), True),
        (Limit(field="x", count=3), "y", {"y"}, (), True),
        (Bin(field="x"), "bin start", {"x"}, ("bin",), True),
        (Density(field="x"), "value", {"x"}, ("density",), True),
        (Density(field="x"), "density", {"x"}, ("density",), False),
        (Ecdf(field="x"), "share", {"x"}, ("ecdf",), False),
        (Regression(x="x", y="y", as_=("a", "b", "c", "d")), "a", {"x"}, ("regression",), True),
        (Regression(x="x", y="y", as_=("a", "b", "c", "d")), "d", {"y"}, ("regression",), True),
        (Smooth(field="y", order="x", window=3), "smoothed", {"y"}, ("smooth",), True),
        (Cumulate(field="y"), "end", {"y"}, ("cumulate",), True),
        (Fold(fields=("x", "y")), "value", {"x", "y"}, ("fold",), True),
        (Fold(fields=("x", "y")), "key", {"x", "y"}, ("fold",), True),
        (Fold(fields=("x", "y")), "z", {"z"}, (), True),
        (Roc(score="x", label="g"), "area", {"x", "g"}, ("roc",), True),
        (Correlation(fields=("x", "y")), "r", {"x", "y"}, ("correlation",), True),
        (Aggregate(groupby=("g",), measures=(Measure(op=Op.MEAN, field="x", as_="m"),)), "m", {"x"}, ("mean",), True),
        (
            Aggregate(groupby=("g",), measures=(Measure(op=Op.COUNT, field="x", as_="m"),)),
            "m",
            {"x"},
            ("count",),
            False,
        ),
        (Aggregate(groupby=("g",), measures=(Measure(op=Op.COUNT, as_="m"),)), "m", set(), ("count",), False),
    ],
)
def test_a_new_column_comes_from_those_it_holds_values_of(
    transform: Transform, field: str, columns: set[str], steps: tuple[str, ...], *, measured: bool
) -> None:
    origin = fields_after((transform,), COLUMNS)[field]
    assert (origin.columns, origin.steps, origin.measured) == (columns, steps, measured)


def test_what_an_aggregate_drops_is_gone() -> None:
    transform = Aggregate(groupby=("g",), measures=(Measure(op=Op.SUM, field="x", as_="s"),))
    assert set(fields_after((transform,), COLUMNS)) == {"g", "s"}


def test_steps_follow_each_other() -> None:
    chain = (
        Fold(fields=("x", "y")),
        Aggregate(groupby=("key",), measures=(Measure(op=Op.CI0, field="value", as_="low"),), level=0.9),
    )
    origin = fields_after(chain, COLUMNS)["low"]
    assert (origin.columns, origin.steps, origin.level) == ({"x", "y"}, ("fold", "ci0"), 0.9)


def test_the_ends_of_a_band_are_its_uncertainty() -> None:
    band = drawn(MarkType.ERRORBAND, x=q("seed"), y=q("depth"), y2="score")
    (view,) = view_of(plot(band), RUNS).layers
    assert {name for origin in view.errors for name in origin.columns} == {"depth", "score"}
    assert view.ends == ()


def test_both_axes_of_cells_are_what_values_stand_over() -> None:
    view = view_of(plot(drawn(MarkType.RECT, x=n("model"), y=n("task"), color=q("score"))), RUNS)
    assert [(shown.place, shown.base) for shown in view.shown()] == [
        (Place.X, True),
        (Place.Y, True),
        (Place.COLOR, False),
        (Place.Y, False),
    ]

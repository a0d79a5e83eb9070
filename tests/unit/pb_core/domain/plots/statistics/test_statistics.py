"""Every transform against its definition, written once more in the plainest way."""

import statistics
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Calibration,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Filter,
    Fold,
    Limit,
    Measure,
    Op,
    Pareto,
    PrecisionRecall,
    Regression,
    Roc,
    Smooth,
    Transform,
)
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of

numbers = st.none() | st.integers(-20, 20) | st.floats(-1e3, 1e3).map(lambda number: round(number, 3))
rows = st.lists(st.tuples(st.sampled_from("abc"), numbers, numbers), min_size=1, max_size=25)


def three(cells: Sequence[tuple[str, float | None, float | None]]) -> Table:
    g, x, y = zip(*cells, strict=True)
    return Table(shape=table_of(a=[1]).shape, columns=(column_of("g", g), column_of("x", x, "ms"), column_of("y", y)))


def values(table: Table, name: str) -> tuple[Cell, ...]:
    column = table.column(name)
    assert column is not None
    return column.values


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def test_regression_runs_from_the_smallest_to_the_largest_x() -> None:
    table = table_of(x=[1, 2, 3, 4, None], y=[1, 3, 2, 5, 7])
    made = apply(table, [Regression(x="x", y="y", steps=4, as_=("x", "fit", "low", "high"))])
    assert values(made, "x") == (1, 2, 3, 4)
    assert values(made, "fit") == pytest.approx((1.1, 2.2, 3.3, 4.4))
    assert all(
        low < fit < high for low, fit, high in zip(*(values(made, n) for n in ("low", "fit", "high")), strict=True)
    )


def test_regression_in_logarithms_leaves_out_what_has_none() -> None:
    table = table_of(x=[1, 10, 100, -5], y=[2, 20, 200, 3])
    made = apply(table, [Regression(x="x", y="y", log_x=True, log_y=True, steps=3)])
    assert values(made, "x") == pytest.approx((1, 10, 100))
    assert values(made, "fit") == pytest.approx((2, 20, 200))


@given(rows, st.sampled_from([3, 5, 7]))
def test_smooth_averages_the_rows_around(cells: list[tuple[str, float | None, float | None]], window: int) -> None:
    made = apply(three(cells), [Smooth(field="x", order="y", window=window, groupby=("g",))])
    expected = []
    kept = [(g, x, y) for g, x, y in cells if x is not None and y is not None]
    for name in dict.fromkeys(g for g, _, _ in kept):
        ordered = [x for g, x, _ in sorted(kept, key=lambda row: row[2]) if g == name]
        for place in range(len(ordered)):
            around = [ordered[at] for at in range(len(ordered)) if abs(at - place) <= window // 2]
            expected.append(statistics.fmean(around))
    assert values(made, "smoothed") == pytest.approx(expected)


def test_cumulate_runs_and_ends_in_its_total() -> None:
    table = table_of(step=["a", "b", "c"], v=[5, None, -2], note=["x", "y", "z"])
    made = apply(table, [Cumulate(field="v", label="step", total="sum")])
    assert values(made, "step") == ("a", "c", "sum")
    assert values(made, "v") == (5, -2, 3)
    assert values(made, "note") == ("x", "z", None)
    assert values(made, "start") == (0, 5, 0)
    assert values(made, "end") == (5, 3, 3)


def test_a_total_comes_last_in_a_natural_order() -> None:
    step = replace(column_of("step", ["b", "a"]), order=("a", "b"))
    table = replace(table_of(v=[1, 2]), columns=(step, column_of("v", [1, 2])))
    made = apply(table, [Cumulate(field="v", label="step", total="sum")])
    assert made.columns[0].order == ("a", "b", "sum")


@given(rows, st.sampled_from(["low", "high"]), st.sampled_from(["low", "high"]))
def test_pareto_keeps_what_nothing_beats(
    cells: list[tuple[str, float | None, float | None]], x_best: str, y_best: str
) -> None:
    made = apply(three(cells), [Pareto(x="x", y="y", x_best=x_best, y_best=y_best)])
    kept = [(g, x, y) for g, x, y in cells if x is not None and y is not None]
    sx, sy = (1 if x_best == "low" else -1), (1 if y_best == "low" else -1)

    def beats(one: tuple[str, float, float], two: tuple[str, float, float]) -> bool:
        a, b, c, d = sx * one[1], sy * one[2], sx * two[1], sy * two[2]
        return a <= c and b <= d and (a < c or b < d)

    front = sorted((row for row in kept if not any(beats(rival, row) for rival in kept)), key=lambda row: row[1])
    assert list(zip(*(values(made, name) for name in ("g", "x", "y")), strict=True)) == front


@given(rows, st.integers(1, 6), st.sampled_from(["largest", "smallest"]))
def test_limit_keeps_the_order_of_rows(
    cells: list[tuple[str, float | None, float | None]], count: int, pick: str
) -> None:
    made = apply(three(cells), [Limit(field="x", count=count, pick=pick)])
    sign = -1 if pick == "largest" else 1
    kept = [(place, x) for place, (_, x, _) in enumerate(cells) if x is not None]
    chosen = sorted(sorted(kept, key=lambda row: (sign * row[1], row[0]))[:count])
    assert values(made, "x") == tuple(x for _, x in chosen)


def test_filter_takes_texts_and_ends_and_never_what_is_missing() -> None:
    table = table_of(g=["a", "b", None, "a"], x=[1, 2, 3, None], b=[True, False, True, True])
    assert values(apply(table, [Filter(field="g", one_of=("a",))]), "x") == (1, None)
    assert values(apply(table, [Filter(field="x", low=2)]), "x") == (2, 3)
    assert values(apply(table, [Filter(field="x", high=2, one_of=("2",))]), "x") == (2,)
    assert values(apply(table, [Filter(field="b", one_of=("true",))]), "x") == (1, 3, None)
    assert values(apply(table, [Filter(field="g", none_of=("a",))]), "x") == (2,)
    assert values(apply(table, [Filter(field="x", above=1, below=3)]), "x") == (2,)
    with pytest.raises(InvalidSpec):
        apply(table, [Filter(field="g", low=1)])


def test_fold_makes_a_row_of_each_field() -> None:
    columns = (column_of("m", ["A", "B"]), column_of("p", [1, None], "ms"), column_of("q", [3, 4], "ms"))
    made = apply(replace(table_of(v=[1]), columns=columns), [Fold(fields=("p", "q"), as_=("set", "score"))])
    assert names(made) == ["m", "set", "score"]
    assert list(zip(*(column.values for column in made.columns), strict=True)) == [
        ("A", "p", 1), ("A", "q", 3), ("B", "p", None), ("B", "q", 4)
    ]  # fmt: skip
    assert made.columns[2].unit == "ms"
    with pytest.raises(InvalidSpec, match="one type"):
        apply(table_of(a=[1], b=["x"]), [Fold(fields=("a", "b"))])


labels = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30)


@given(labels)
def test_the_area_under_the_roc_curve_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool]]) -> None:
    scores, positive = zip(*rows, strict=True)
    made = apply(table_of(s=scores, y=positive), [Roc(score="s", label="y")])
    wins = [(p > n) + (p == n) / 2 for p, a in rows if a for n, b in rows if not b]
    if not wins:
        assert made.rows == 0
        return
    assert values(made, "area")[0] == pytest.approx(sum(wins) / len(wins))
    assert (values(made, "false positive rate")[0], values(made, "true positive rate")[0]) == (0, 0)
    assert (values(made, "false positive rate")[-1], values(made, "true positive rate")[-1]) == (1, 1)
    assert made.rows == len(set(scores)) + 1


@given(labels)
def test_precision_and_recall_at_each_score(rows: list[tuple[int, bool]]) -> None:
    scores, positive = zip(*rows, strict=True)
    made = apply(
        table_of(s=scores, y=["pos" if yes else "neg" for yes in positive]), [PrecisionRecall(score="s", label="y")]
    )
    if len(set(positive)) < 2:
        assert made.rows == 0
        return
    expected = []
    for limit in sorted(set(scores), reverse=True):
        taken = [yes for score, yes in rows if score >= limit]
        expected.append((sum(taken) / sum(positive), sum(taken) / len(taken)))
    expected.insert(0, (0, expected[0][1]))
    found = list(zip(values(made, "recall"), values(made, "precision"), strict=True))
    assert [cell for row in found for cell in row] == pytest.approx([cell for row in expected for cell in row])
    average = sum((b[0] - a[0]) * b[1] for a, b in pairwise(expected))
    assert values(made, "average precision")[0] == pytest.approx(average)


def test_calibration_bins_probabilities() -> None:
    table = table_of(p=[0.0, 0.1, 0.5, 0.9, 1.0, None], y=["1", "0", "1", "1", "0", "1"])
    made = apply(table, [Calibration(probability="p", label="y", bins=2)])
    assert values(made, "predicted") == pytest.approx((0.05, 0.8))
    assert values(made, "observed") == pytest.approx((0.5, 2 / 3))
    assert values(made, "count") == (2, 3)
    with pytest.raises(InvalidSpec, match="no probability"):
        apply(table_of(p=[1.2], y=["1"]), [Calibration(probability="p", label="y")])


def test_correlation_of_all_pairs() -> None:
    table = table_of(a=[1, 2, 3, None], b=[2, 4, 7, 1], c=[5, 5, 5, 5])
    made = apply(table, [Correlation(fields=("a", "b", "c"))])
    assert values(made, "row") == ("a",) * 3 + ("b",) * 3 + ("c",) * 3
    assert values(made, "column") == ("a", "b", "c") * 3
    r = statistics.correlation([1, 2, 3], [2, 4, 7])
    found = values(made, "r")
    assert found[0] == found[4] == 1
    assert (found[1], found[3]) == (pytest.approx(r), pytest.approx(r))
    assert {found[place] for place in (2, 5, 6, 7, 8)} == {None}


ALL: list[Transform] = [
    Filter(field="x", low=0),
    Fold(fields=("x", "y")),
    Aggregate(groupby=("g",), measures=(Measure(op=Op.MEAN, field="x", as_="m"),), complete=True),
    Bin(field="x"),
    Density(field="x", groupby=("g",)),
    Ecdf(field="x"),
    Regression(x="x", y="y", as_=("a", "b", "c", "d")),
    Smooth(field="x", order="y", window=3),
    Cumulate(field="x"),
    Pareto(x="x", y="y"),
    Limit(field="x", count=2),
    Roc(score="x", label="g"),
    PrecisionRecall(score="x", label="g"),
    Calibration(probability="y", label="g"),
    Correlation(fields=("x", "y")),
]


@pytest.mark.parametrize("transform", ALL, ids=lambda transform: type(transform).__name__)
def test_a_table_without_rows_has_the_same_columns(transform: Transform) -> None:
    table = three([("true", 1, 0.5), ("no", 2, 0.25), ("true", 4, 1), ("true", 9, 0.1)])
    empty = replace(table, columns=tuple(replace(column, values=()) for column in table.columns))
    made, bare = apply(table, [transform]), apply(empty, [transform])
    assert made.rows > 0
    assert [(c.name, c.type, c.unit) for c in bare.columns] == [(c.name, c.type, c.unit) for c in made.columns]


@pytest.mark.parametrize(
    ("transform", "sentence"),
    [
        (Filter(field="X"), "There is no field 'X'; closest: 'x'."),
        (Aggregate(measures=(Measure(op=Op.MEAN, field="g", as_="m"),)), "holds text"),
        (Aggregate(measures=(Measure(op=Op.MEAN, as_="m"),)), "needs a field"),
        (Aggregate(groupby=("g", "g"), measures=(Measure(op=Op.COUNT, as_="n"),)), "twice"),
        (Aggregate(groupby=("g",), measures=(Measure(op=Op.COUNT, as_="g"),)), "second column named 'g'"),
        (Aggregate(measures=(Measure(op=Op.COUNT, as_="n"),), within=("g",)), "within"),
        (Smooth(field="x", order="y", window=4), "odd"),
        (Smooth(field="x", order="g", window=3), "holds text"),
        (Cumulate(field="x", total="all"), "label"),
        (Cumulate(field="x", label="y"), "must hold text"),
        (Fold(fields=("x", "x")), "twice"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(transform: Transform, sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        apply(three([("a", 1, 2), ("b", 2, 3)]), [transform])


def test_times_are_no_quantities() -> None:
    time = Column(name="t", type=ColumnType.TIME, values=(5.0, 3.0))
    table = replace(table_of(v=[1, 2]), columns=(time,))
    with pytest.raises(InvalidSpec, match="dates"):
        apply(table, [Aggregate(measures=(Measure(op=Op.MEAN, field="t", as_="m"),))])
    made = apply(table, [Bin(field="t", rule=BinRule.STEP, value=1)])
    assert made.columns[1].type is ColumnType.TIME

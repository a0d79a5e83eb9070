"""Statistics of groups against their definitions, written once more in the plainest way."""

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.estimates import t_quantile
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Density,
    Ecdf,
    Measure,
    Op,
)
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table, TimeUnit
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


@given(rows)
def test_aggregate_gives_each_group_its_statistics(cells: list[tuple[str, float | None, float | None]]) -> None:
    ops = (Op.COUNT, Op.SUM, Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX, Op.STDEV, Op.STDERR, Op.CI0, Op.CI1, Op.PROPORTION)
    measures = tuple(Measure(op=op, field="x", as_=op.value) for op in ops)
    made = apply(three(cells), [Aggregate(groupby=("g",), measures=measures, level=0.9)])
    groups: dict[str, list[float]] = defaultdict(list)
    for g, x, _ in cells:
        groups[g] += [] if x is None else [x]
    whole = sum(map(len, groups.values()))
    assert values(made, "g") == tuple(groups)
    for place, sample in enumerate(groups.values()):
        found = {op: values(made, op.value)[place] for op in ops}
        assert found[Op.COUNT] == len(sample)
        assert found[Op.PROPORTION] == (len(sample) / whole if whole else None)
        if not sample:
            assert {found[op] for op in ops[1:-1]} == {None}
            continue
        assert found[Op.SUM] == pytest.approx(sum(sample), abs=1e-9)
        assert found[Op.MEAN] == pytest.approx(statistics.fmean(sample), abs=1e-9)
        assert found[Op.MEDIAN] == pytest.approx(statistics.median(sample), abs=1e-9)
        assert (found[Op.MIN], found[Op.MAX]) == (min(sample), max(sample))
        if len(sample) < 2:
            assert {found[op] for op in (Op.STDEV, Op.STDERR, Op.CI0, Op.CI1)} == {None}
            continue
        error = statistics.stdev(sample) / math.sqrt(len(sample))
        assert found[Op.STDERR] == pytest.approx(error, abs=1e-9)
        half = t_quantile(0.9, len(sample) - 1) * error
        assert found[Op.CI0] == pytest.approx(statistics.fmean(sample) - half, abs=1e-8)
        assert found[Op.CI1] == pytest.approx(statistics.fmean(sample) + half, abs=1e-8)


def test_aggregate_completes_the_combinations_that_do_not_occur() -> None:
    table = table_of(m=["A", "B", "A"], d=["q", "q", "p"], v=[1, 2, 3])
    measures = tuple(Measure(op=op, field="v", as_=op.value) for op in (Op.COUNT, Op.SUM, Op.MEAN, Op.PROPORTION))
    made = apply(table, [Aggregate(groupby=("m", "d"), measures=measures, within=("m",), complete=True)])
    assert list(zip(values(made, "m"), values(made, "d"), strict=True)) == [
        ("A", "q"), ("A", "p"), ("B", "q"), ("B", "p")
    ]  # fmt: skip
    assert values(made, "count") == (1, 1, 1, 0)
    assert values(made, "sum") == (1, 3, 2, 0)
    assert values(made, "mean") == (1, 3, 2, None)
    assert values(made, "proportion") == (0.5, 0.5, 1, 0)


def test_a_missing_group_is_a_group() -> None:
    table = table_of(m=["A", None, None], v=[1, 2, None])
    made = apply(table, [Aggregate(groupby=("m",), measures=(Measure(op=Op.COUNT, as_="n"),))])
    assert values(made, "m") == ("A", None)
    assert values(made, "n") == (1, 2)


def test_statistics_keep_the_unit_and_the_kind_of_time() -> None:
    time = Column(name="t", type=ColumnType.TIME, values=(5, 3), time_unit=TimeUnit.YEAR)
    table = replace(table_of(v=[1, 2]), columns=(column_of("v", [1, 2], "ms"), time))
    measures = (
        Measure(op=Op.MEAN, field="v", as_="a"),
        Measure(op=Op.COUNT, as_="n"),
        Measure(op=Op.MIN, field="t", as_="first"),
    )
    made = apply(table, [Aggregate(measures=measures)])
    assert [column.unit for column in made.columns] == ["ms", "", ""]
    assert made.columns[2].type is ColumnType.TIME
    assert made.columns[2].time_unit is TimeUnit.YEAR
    assert made.columns[2].values == (3,)


@given(rows, st.sampled_from([rule for rule in BinRule if rule is not BinRule.STEP]))
def test_bins_hold_their_values_and_have_edges_in_common(
    cells: list[tuple[str, float | None, float | None]], rule: BinRule
) -> None:
    table = three(cells)
    kept = [x for _, x, _ in cells if x is not None]
    assume(kept)
    made = apply(table, [Bin(field="x", rule=rule, value=7 if rule is BinRule.COUNT else None)])
    starts, ends = values(made, "bin start"), values(made, "bin end")
    assert values(made, "x") == tuple(kept)
    span = max(kept) - min(kept)
    for value, start, end in zip(kept, starts, ends, strict=True):
        assert start - 1e-6 * span <= value <= end + 1e-6 * span
    widths = [end - start for start, end in zip(starts, ends, strict=True)]
    assert widths == pytest.approx([widths[0]] * len(widths), rel=1e-9)
    for start in starts:
        assert (start - starts[0]) / widths[0] == pytest.approx(round((start - starts[0]) / widths[0]), abs=1e-6)


@pytest.mark.parametrize(
    ("sample", "transform", "expected"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], Bin(field="x", rule=BinRule.STEP, value=2), [0, 0, 2, 2, 4, 4, 6, 6]),
        ([0, 1, 2, 3, 4], Bin(field="x", rule=BinRule.STEP, value=2), [0, 0, 2, 2, 2]),
        ([0.1, 0.2, 0.3], Bin(field="x", rule=BinRule.STEP, value=0.1), [0.1, 0.2, 0.2]),
        ([1, 2, 9], Bin(field="x", rule=BinRule.COUNT, value=4), [1, 1, 7]),
        ([5, 5], Bin(field="x"), [4.5, 4.5]),
        ([3, 14, 15, 92], Bin(field="x", rule=BinRule.STURGES), [0, 0, 0, 50]),
        ([-3, -1], Bin(field="x", rule=BinRule.STEP, value=2), [-4, -2]),
    ],
)
def test_bins_start_where_the_definition_says(sample: list[float], transform: Bin, expected: list[float]) -> None:
    made = apply(table_of(x=sample), [transform])
    assert values(made, "bin start") == pytest.approx(expected)


@pytest.mark.parametrize(
    "transform",
    [
        Bin(field="x", rule=BinRule.STEP),
        Bin(field="x", rule=BinRule.COUNT, value=2.5),
        Bin(field="x", rule=BinRule.STEP, value=0.001),
        Bin(field="g"),
        Bin(field="z"),
        Bin(field="x", as_=("x", "end")),
        Bin(field="x", as_=("a", "a")),
    ],
)
def test_bins_that_cannot_be_made_are_refused(transform: Bin) -> None:
    with pytest.raises(InvalidSpec):
        apply(table_of(x=[1, 2, 9], g=["a", "b", "c"]), [transform])


@given(rows)
def test_ecdf_counts_the_values_not_above(cells: list[tuple[str, float | None, float | None]]) -> None:
    made = apply(three(cells), [Ecdf(field="x", groupby=("g",))])
    expected = []
    for g in dict.fromkeys(g for g, x, _ in cells if x is not None):
        sample = [x for name, x, _ in cells if name == g and x is not None]
        expected += [(g, value, sum(x <= value for x in sample) / len(sample)) for value in sorted(set(sample))]
    assert list(zip(*(values(made, name) for name in ("g", "value", "share")), strict=True)) == expected


def test_density_of_each_group_with_two_values() -> None:
    table = table_of(g=["a", "a", "b", "b", "a"], x=[0.0, 1.0, 5.0, 5.0, None])
    made = apply(table, [Density(field="x", groupby=("g",), bandwidth=0.5, steps=10, cut=2)])
    assert values(made, "g") == ("a",) * 10
    points = values(made, "value")
    assert (points[0], points[-1]) == (-1.0, 2.0)
    at = points[4]
    kernels = sum(math.exp(-0.5 * ((at - x) / 0.5) ** 2) for x in (0, 1))
    assert values(made, "density")[4] == pytest.approx(kernels / (2 * 0.5 * math.sqrt(2 * math.pi)))


def test_numbers_too_large_to_compute_with_are_refused() -> None:
    table = table_of(x=[1.7e308, 1.7e308, -1.7e308], y=[1, 2, 3])
    for op in (Op.SUM, Op.STDEV):
        with pytest.raises(InvalidSpec, match="too large"):
            apply(
                table_of(x=[1e308, 1e308]) if op is Op.SUM else table,
                [Aggregate(measures=(Measure(op=op, field="x", as_="m"),))],
            )

import math
import statistics
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.transforms import Aggregate, Measure, Op
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import InvalidSpec
from support.tables import derived, tabled

VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
ROWS = st.lists(st.tuples(st.sampled_from(["b", "a", None, "c"]), VALUES), min_size=1, max_size=40)


def measures(*ops: Op, field: str | None = "v") -> tuple[Measure, ...]:
    return tuple(Measure(op=op, field=field, as_=op.value) for op in ops)


def naive_quantile(values: list[float], share: float) -> float:
    ascending, place = sorted(values), (len(values) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (place - below)


NAIVE: dict[Op, Callable[[list[float]], float | None]] = {
    Op.COUNT: len,
    Op.SUM: lambda values: math.fsum(values) if values else None,
    Op.MEAN: lambda values: statistics.fmean(values) if values else None,
    Op.MEDIAN: lambda values: statistics.median(values) if values else None,
    Op.MIN: lambda values: min(values, default=None),
    Op.MAX: lambda values: max(values, default=None),
    Op.STDEV: lambda values: statistics.stdev(values) if len(values) > 1 else None,
    Op.STDERR: lambda values: statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None,
    Op.Q1: lambda values: naive_quantile(values, 0.25) if values else None,
    Op.Q3: lambda values: naive_quantile(values, 0.75) if values else None,
}


@given(rows=ROWS)
def test_statistics_are_those_of_loops(rows: list[tuple[str | None, float | None]]) -> None:
    groups: dict[str | None, list[float]] = {}
    for name, value in rows:
        groups.setdefault(name, []).extend([] if value is None else [value])
    found = derived(
        Aggregate(groupby=("g",), measures=measures(*NAIVE)),
        g=["x", *(name for name, _ in rows)], v=[0.0, *(value for _, value in rows)],
    )  # fmt: skip
    assert found["g"] == ["x", *groups]
    for op, naive in NAIVE.items():
        for value, values in zip(found[op.value][1:], groups.values(), strict=True):
            expected = naive(values)
            assert value == (expected if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-6))


def test_a_constant_group_has_no_spread() -> None:
    found = derived(Aggregate(measures=measures(Op.MEAN, Op.STDEV, Op.CI0, Op.CI1)), v=[0.1] * 7)
    assert found == {"mean": [0.1], "stdev": [0.0], "ci0": [0.1], "ci1": [0.1]}


def test_the_t_interval_of_a_textbook_sample() -> None:
    found = derived(Aggregate(measures=measures(Op.CI0, Op.CI1)), v=[1, 2, 3, 4, 5])
    half = 2.7764451 * math.sqrt(2.5 / 5)
    assert (found["ci0"][0], found["ci1"][0]) == (pytest.approx(3 - half), pytest.approx(3 + half))


def test_a_single_value_has_no_t_interval_but_a_bootstrap_one() -> None:
    found = derived(Aggregate(measures=measures(Op.CI0, Op.STDERR, Op.BOOT0, Op.BOOT1)), v=[4.0])
    assert found == {"ci0": [None], "stderr": [None], "boot0": [4.0], "boot1": [4.0]}


def test_the_bootstrap_interval_encloses_the_mean() -> None:
    found = derived(Aggregate(measures=measures(Op.BOOT0, Op.MEAN, Op.BOOT1)), v=[float(i % 7) for i in range(50)])
    assert found["boot0"][0] < found["mean"][0] < found["boot1"][0]


def test_missing_combinations_are_completed_in_order_of_appearance() -> None:
    found = derived(
        Aggregate(groupby=("a", "b"), measures=measures(Op.COUNT, Op.SUM, Op.MEAN), complete=True),
        a=["q", "p", "q"], b=["y", "x", "x"], v=[1.0, 2.0, 4.0],
    )  # fmt: skip
    assert found["a"] == ["q", "q", "p", "p"]
    assert found["b"] == ["y", "x", "y", "x"]
    assert found["count"] == [1, 1, 0, 1]
    assert found["sum"] == [1, 4, 0, 2]
    assert found["mean"] == [1, 4, None, 2]


def test_proportions_are_of_what_agrees_within() -> None:
    transform = Aggregate(groupby=("a", "b"), within=("a",), measures=(Measure(op=Op.PROPORTION, as_="share"),))
    found = derived(transform, a=["p", "p", "p", "q"], b=["x", "x", "y", "x"])
    assert found["share"] == [pytest.approx(2 / 3), pytest.approx(1 / 3), 1]


def test_proportions_count_present_values_only() -> None:
    found = derived(Aggregate(groupby=("g",), measures=measures(Op.PROPORTION)), g=["a", "b", "b"], v=[1, 1, None])
    assert found["proportion"] == [0.5, 0.5]


def test_extremes_of_times_are_times_and_values_keep_their_unit() -> None:
    table = tabled(times=("t",), units={"v": "ms"}, t=[0.0, 86_400.0], v=[1.0, 2.0])
    data = derive(columns_of(table), [Aggregate(measures=(*measures(Op.MAX, field="t"), *measures(Op.MEAN, Op.COUNT)))])
    last, mean, count = data.columns
    assert last.type is ColumnType.TIME
    assert last.text(float(last.values[0])) == "1970-01-02"
    assert (mean.unit, count.unit) == ("ms", "")


def test_what_is_too_large_to_add_up_is_refused() -> None:
    with pytest.raises(InvalidSpec, match="too large"):
        derived(Aggregate(measures=measures(Op.SUM, field="huge")), huge=[1.7e308, 1.7e308])

import pytest

from pb_core.domain.plots.estimators import Schedule
from pb_core.domain.plots.statistics import apply
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table, TimeUnit
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of
from support.computing import Compute, both

DAY = 86_400
PLAN = Schedule(start="a", end="b")


@both
def test_tasks_and_milestones(compute: Compute) -> None:
    found = compute(PLAN, a=[0, 1, 2, None, None], b=[4, 1, None, 7, None])
    assert found["task start"] == [0, None, None, None, None]
    assert found["task end"] == [4, None, None, None, None]
    assert found["milestone"] == [None, 1, 2, 7, None]
    assert found["a"] == [0, 1, 2, None, None]


def days(*ends: int | None) -> Table:
    columns = [
        Column(name=name, type=ColumnType.TIME, values=(None if day is None else day * DAY,), time_unit=TimeUnit.DAY)
        for name, day in zip("ab", ends, strict=True)
    ]
    return Table(shape=Shape.RECORDS, columns=tuple(columns))


def test_times_stay_times() -> None:
    columns = apply(days(1, 3), (PLAN,)).columns[2:]
    assert {(column.type, column.time_unit) for column in columns} == {(ColumnType.TIME, TimeUnit.DAY)}


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(InvalidSpec, match=r"Row 1 ends \(1970-01-02\) before it starts \(1970-01-04\)."):
        apply(days(3, 1), (PLAN,))
    with pytest.raises(InvalidSpec, match=r"Row 2 ends \(1\) before it starts \(3\)."):
        apply(table_of(a=[0, 3], b=[1, 1]), (PLAN,))


def test_times_and_numbers_do_not_mix() -> None:
    mixed = Table(shape=Shape.RECORDS, columns=(*days(1, 2).columns[:1], column_of("b", [3])))
    with pytest.raises(InvalidSpec, match="must both hold times, or both numbers"):
        apply(mixed, (PLAN,))


def test_words_are_no_times() -> None:
    with pytest.raises(InvalidSpec, match="The field 'a' holds text"):
        apply(table_of(a=["soon"], b=[3]), (PLAN,))

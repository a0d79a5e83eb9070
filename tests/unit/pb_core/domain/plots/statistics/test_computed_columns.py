"""Running sums, differences, quotients and values relative to a whole, against numbers written by hand."""

import pytest

from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Calculate, Combination, Cumulate, Relative, Transform, Whole
from pb_core.domain.tables.table import Cell, Table
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of

TABLE = table_of(g=["a", "b", "a", "b"], t=[2, 1, 1, 2], v=[3, 10, 1, None], w=[2, 0, 4, 5])


def cells(transform: Transform, name: str, table: Table = TABLE) -> tuple[Cell, ...]:
    column = apply(table, [transform]).column(name)
    assert column is not None
    return column.values


def test_sums_run_along_an_order_within_each_group() -> None:
    made = Cumulate(field="v", order="t", groupby=("g",))
    assert cells(made, "t") == (1, 2, 1)
    assert cells(made, "start") == (0, 1, 0)
    assert cells(made, "end") == (1, 4, 10)


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        (Combination.DIFFERENCE, (1, 10, -3, None)),
        (Combination.RATIO, (1.5, None, 0.25, None)),
        (Combination.CHANGE, (0.5, None, -0.75, None)),
    ],
)
def test_two_numbers_of_a_row_become_one(op: Combination, expected: tuple[Cell, ...]) -> None:
    assert cells(Calculate(op=op, first="v", second="w"), "calculated") == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Relative(field="v", groupby=("g",)), (0.75, 1, 0.25)),
        (Relative(field="w", whole=Whole.MAX, scale=100), (40, 0, 80, 100)),
        (Relative(field="w", whole=Whole.MEAN), (2 / 2.75, 0, 4 / 2.75, 5 / 2.75)),
        (Relative(field="v", whole=Whole.FIRST, order="t", groupby=("g",)), (3, 1, 1)),
        (Relative(field="w", whole=Whole.MIN), (None,) * 4),
    ],
)
def test_values_are_divided_by_the_whole_of_their_group(made: Relative, expected: tuple[Cell, ...]) -> None:
    assert cells(made, "relative") == expected


def test_a_sum_that_cancels_out_is_no_whole() -> None:
    table = table_of(v=[0.1, 0.2, -0.3])
    assert cells(Relative(field="v"), "relative", table) == (None,) * 3


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (Cumulate(field="v", label="g", total="all", order="t"), "leave out 'groupby' and 'order'"),
        (Relative(field="v", whole=Whole.FIRST), "'order'"),
        (Calculate(op=Combination.RATIO, first="v", second="g"), "numbers are needed"),
        (Calculate(op=Combination.RATIO, first="v", second="w", factor=2), "a ratio"),
    ],
)
def test_what_cannot_be_computed_is_refused(made: Transform, why: str) -> None:
    with pytest.raises(InvalidSpec, match=why):
        apply(TABLE, [made])


def test_a_difference_needs_one_unit() -> None:
    columns = (column_of("a", [1.0], "ms"), column_of("b", [2.0], "s"))
    table = Table(shape=TABLE.shape, columns=columns)
    with pytest.raises(InvalidSpec, match="one unit"):
        apply(table, [Calculate(op=Combination.DIFFERENCE, first="a", second="b")])


@pytest.mark.parametrize(
    ("op", "expected"), [(Combination.DIFFERENCE, (-1, 10, -7, None)), (Combination.PLUS, (7, 10, 9, None))]
)
def test_so_many_times_the_second_are_added_or_taken_away(op: Combination, expected: tuple[Cell, ...]) -> None:
    assert cells(Calculate(op=op, first="v", second="w", factor=2), "calculated") == expected

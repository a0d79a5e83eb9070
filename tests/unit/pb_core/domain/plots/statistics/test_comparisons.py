import pytest

from pb_core.domain.plots.estimators import Agreement, Quantiles
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.table import Cell
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of

PAIRS = Agreement(first="a", second="b")
QUANTILES = Quantiles(field="a")


@pytest.mark.parametrize(
    ("transform", "columns", "sentence"),
    [
        (PAIRS, {"a": [1, None], "b": [2, 3]}, "need two pairs of 'a' and 'b' at least, and there are 1."),
        (PAIRS, {"a": [1, 2], "b": [2, 3]}, "All differences of 'a' and 'b' are equal"),
        (PAIRS, {"a": [0.1, 0.3], "b": [0.2, 0.4]}, "All differences of 'a' and 'b' are equal"),
        (PAIRS, {"a": ["x", "y"], "b": [2, 3]}, "The field 'a' holds text"),
        (QUANTILES, {"a": [3, 3, None]}, "No sample of 'a' has two different values"),
        (QUANTILES, {"a": ["x"]}, "The field 'a' holds text"),
        (Quantiles(field="a", by="b"), {"a": [1, 2, 3], "b": ["x", "y", "z"]}, "two categories, and 'b' has 3"),
        (Quantiles(field="a", by="b"), {"a": [1, 2], "b": ["x", "x"]}, "two categories, and 'b' has 1"),
        (Quantiles(field="a", by="b", against="b"), {"a": [1], "b": [2]}, "not with both"),
    ],
)
def test_samples_that_tell_nothing_are_refused(
    transform: Transform, columns: dict[str, list[Cell]], sentence: str
) -> None:
    with pytest.raises(InvalidSpec) as refused:
        apply(table_of(**columns), (transform,))
    assert sentence in str(refused.value)


def test_a_table_without_rows_has_the_columns() -> None:
    empty = table_of(a=[], b=[])
    assert [column.name for column in apply(empty, (PAIRS,)).columns[2:]] == list(PAIRS.as_)
    assert [column.name for column in apply(empty, (QUANTILES,)).columns] == list(QUANTILES.as_)
    assert [c.name for c in apply(empty, (Quantiles(field="a", by="b"),)).columns] == list(QUANTILES.as_)


def test_a_unit_is_kept_where_both_share_it() -> None:
    table = table_of(a=[1.0, 2.0])
    for unit in ("ms", ""):
        columns = (column_of("a", [1.0, 2.0], "ms"), column_of("b", [3.0, 1.0], unit))
        made = apply(type(table)(columns=columns, shape=table.shape), (PAIRS,))
        assert {column.unit for column in made.columns[2:]} == {unit}

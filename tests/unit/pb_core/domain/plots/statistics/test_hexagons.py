import pytest

from pb_core.domain.plots.estimators import Hexbin
from pb_core.domain.plots.statistics import apply
from pb_core.domain.tables.table import Cell
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of

CELLS = Hexbin(x="x", y="y", columns=2, rows=2)


def counted(transform: Hexbin = CELLS, **columns: list[Cell]) -> dict[str, list[Cell]]:
    return {column.name: list(column.values) for column in apply(table_of(**columns), (transform,)).columns}


def test_hexagons_by_hand() -> None:
    found = counted(x=[0, 0.2, 0.5, 2, None], y=[0, 0.1, 1, 2, 1])
    assert found["count"] == [2, 1, 1]
    assert found["x start"] == [-0.5, 0.0, 1.5]
    assert found["x end"] == [0.5, 1.0, 2.5]
    assert found["y start"] == pytest.approx([-2 / 3, 1 / 3, 4 / 3])
    assert found["y end"] == pytest.approx([2 / 3, 5 / 3, 8 / 3])


def test_the_largest_value_lies_in_the_last_hexagon() -> None:
    found = counted(Hexbin(x="x", y="y", columns=2, rows=2), x=[0, 2, 2], y=[0, 1, 2])
    assert found["x end"] == [0.5, 2.0, 2.5]


def test_groups_share_their_hexagons() -> None:
    found = counted(
        Hexbin(x="x", y="y", columns=2, rows=2, groupby=("g",)), x=[0, 2, 0], y=[0, 2, 0], g=["a", "b", "b"]
    )
    assert found["g"] == ["a", "b", "b"]
    assert found["x start"] == [-0.5, -0.5, 1.5]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"x": [1, 1], "y": [0, 1]}, "The values of 'x' are all equal"),
        ({"x": [0, 1], "y": [3.3, 3.3 * (1 + 1e-15)]}, "The values of 'y' are all equal"),
        ({"x": [-1.7e308, 1.7e308], "y": [0, 1]}, "The values of 'x' are too far apart"),
        ({"x": ["a"], "y": [1]}, "The field 'x' holds text"),
    ],
)
def test_values_without_an_extent_are_refused(columns: dict[str, list[Cell]], sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        counted(**columns)


def test_no_rows_make_the_columns() -> None:
    assert counted(x=[], y=[]) == {name: [] for name in ("x start", "x end", "y start", "y end", "count")}

import pytest

from pb_core.domain.tables.arrays import read_series
from pb_core.domain.tables.raw_values import RawTable


def cells(table: RawTable | None) -> dict[str, list[object]]:
    assert table is not None
    return {column.name: column.values for column in table.columns}


def test_series_without_names_are_numbered() -> None:
    assert cells(read_series({"series": [{"data": [1]}, {"data": [2]}]})) == {
        "series": ["series 1", "series 2"],
        "data": [1, 2],
    }


def test_a_series_may_bring_points() -> None:
    assert cells(read_series({"series": [{"name": "A", "points": [[1, 2], [3, 4]]}]})) == {
        "series": ["A", "A"],
        "x": [1, 3],
        "y": [2, 4],
    }


def test_what_else_a_series_says_is_kept() -> None:
    document = {"x": [1, 2], "series": [{"name": "A", "family": "CNN", "y": [3, 4]}]}

    assert cells(read_series(document)) == {"series": ["A", "A"], "x": [1, 2], "family": ["CNN", "CNN"], "y": [3, 4]}


def test_data_and_y_side_by_side_keep_their_names() -> None:
    document = {"x": [1], "series": [{"name": "A", "data": [3], "y": [4]}]}

    assert cells(read_series(document)) == {"series": ["A"], "x": [1], "data": [3], "y": [4]}


@pytest.mark.parametrize(
    "document",
    [
        {"series": [{"name": "A", "v": 1}]},
        {"rows": [{"name": "A", "v": [1]}]},
        {"x": [1], "y": {"A": 1}},
        {"x": [1], "z": [2], "y": {"A": [1]}},
        {"a": {"b": [1]}},
        {"step": [1, 2], "A": {"mean": [1]}, "B": {"mean": [1]}},
    ],
)
def test_other_objects_are_no_series(document: dict[str, object]) -> None:
    assert read_series(document) is None

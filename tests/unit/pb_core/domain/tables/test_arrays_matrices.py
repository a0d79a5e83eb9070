import pytest

from pb_core.domain.tables.arrays import read_cross_table, read_frame, read_grid, read_matrix
from pb_core.domain.tables.raw_values import RawTable
from pb_core.errors import InvalidRequest


def cells(table: RawTable | None) -> dict[str, list[object]]:
    assert table is not None
    return {column.name: column.values for column in table.columns}


def test_rows_and_columns_count_from_one() -> None:
    assert cells(read_grid([[7, 8]])) == {"row": [1, 1], "column": [1, 2], "value": [7, 8]}


@pytest.mark.parametrize(
    ("document", "rows", "columns"),
    [
        ({"row_labels": ["a"], "col_labels": ["x", "y"], "matrix": [[1, 2]]}, ["a", "a"], ["x", "y"]),
        ({"labels": ["a"], "matrix": [[1, 2]]}, ["a", "a"], [1, 2]),
        ({"labels": ["x", "y"], "matrix": [[1, 2]]}, [1, 1], ["x", "y"]),
        ({"columns": ["x", "y"], "values": [[1, 2]]}, [1, 1], ["x", "y"]),
    ],
)
def test_names_go_to_the_side_they_fit(document: dict[str, object], rows: object, columns: object) -> None:
    assert cells(read_matrix(document)) == {"row": rows, "column": columns, "value": [1, 2]}


@pytest.mark.parametrize(
    "document",
    [
        {"values": [[1, 2]]},
        {"model": ["A", "B"], "runs": [[1, 2, 3], [4, 5, 6]]},
        {"model": ["A", "B"], "ci": [[1, 2], [3, 4]]},
        {"labels": ["A", "B"], "points": [[1, 2], [3, 4]]},
        {"labels": ["A"], "matrix": [["x"]]},
        {"a": [[1]], "b": [[2]]},
        {"a": {"x": 1}, "labels": ["A"], "matrix": [[1]]},
    ],
)
def test_other_objects_are_no_matrix(document: dict[str, object]) -> None:
    assert read_matrix(document) is None


def test_a_frame_keeps_an_index_that_tells_something() -> None:
    frame = {"columns": ["m", "v"], "data": [["A", 1], ["B", 2]]}

    assert cells(read_frame({**frame, "index": [0, 1]})) == {"m": ["A", "B"], "v": [1, 2]}
    assert cells(read_frame({**frame, "index": ["p", "q"]})) == {"index": ["p", "q"], "m": ["A", "B"], "v": [1, 2]}
    assert read_frame({"data": [["A", 1]]}) is None
    assert read_frame({**frame, "columns": [1, 2]}) is None


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            {"columns": ["a", "b"], "data": [["x", 1], ["y"]]},
            "data_json has rows under 'data' that do not match the 2 names under 'columns'",
        ),
        ({"columns": ["a", "a"], "data": [["x", 1]]}, "data_json repeats a name under 'columns'"),
    ],
)
def test_frames_that_do_not_fit(document: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_frame(document)

    assert str(refusal.value) == sentence


def test_a_cross_table_has_a_blank_corner() -> None:
    assert cells(read_cross_table([[None, "x"], ["a", 1]])) == {"row": ["a"], "column": ["x"], "value": [1]}
    assert read_cross_table([["m", "x"], ["a", 1]]) is None
    assert read_cross_table([["", "x"], ["a", "b"]]) is None
    assert read_cross_table([["", "x"]]) is None

from pb_core.domain.tables.arrays import read_list
from pb_core.domain.tables.raw_values import RawTable
from pb_core.domain.tables.table import Shape


def cells(table: RawTable) -> dict[str, list[object]]:
    return {column.name: column.values for column in table.columns}


def test_numbers_are_counted_and_texts_are_not() -> None:
    assert cells(read_list([5, 6])) == {"index": [1, 2], "value": [5, 6]}
    assert cells(read_list(["b", "a"])) == {"value": ["b", "a"]}


def test_a_header_stands_above_numbers() -> None:
    assert cells(read_list([["m", "v"], ["A", 1]])) == {"m": ["A"], "v": [1]}
    assert cells(read_list([["m", "v"], ["A", "B"]])) == {"column 1": ["m", "A"], "column 2": ["v", "B"]}
    assert cells(read_list([["m", "m"], ["A", 1]])) == {"column 1": ["m", "A"], "column 2": ["m", 1]}


def test_pairs_of_a_text_and_a_number_are_points() -> None:
    table = read_list([["A", 1], ["B", 2]])

    assert table.shape is Shape.POINTS
    assert cells(table) == {"x": ["A", "B"], "y": [1, 2]}
    assert table.notes == ()


def test_only_a_square_of_four_numbers_is_told_to_be_read_as_points() -> None:
    assert read_list([[1, 2], [3, 4]]).notes == ("pairs are read as points",)
    assert read_list([[1, 2], [3, 4], [5, 6]]).notes == ()

import pytest

from pb_core.domain.tables.objects import read_keyed, read_lists, read_scalars
from pb_core.domain.tables.raw_values import RawTable
from pb_core.domain.tables.table import Shape
from pb_core.errors import InvalidRequest


def cells(table: RawTable | None) -> dict[str, list[object]]:
    assert table is not None
    return {column.name: column.values for column in table.columns}


def test_scalars_are_one_row_when_one_is_a_text() -> None:
    assert read_scalars({"A": 1, "B": "5 %"}).shape is Shape.SCALARS
    assert read_scalars({"model": "A", "B": 1}).shape is Shape.RECORDS


def test_series_avoid_the_names_of_their_fields() -> None:
    assert list(cells(read_lists({"A": [{"series": 1}], "B": [{"series": 2}]}))) == ["series 2", "series"]


def test_lists_of_pairs_under_a_name_of_intervals_are_no_points() -> None:
    assert cells(read_lists({"ci": [[1, 2]], "other ci": [[3, 4]]})) == {
        "ci low": [1],
        "ci high": [2],
        "other ci low": [3],
        "other ci high": [4],
    }


def test_levels_of_names_are_no_rows() -> None:
    assert read_keyed({"A": {"MNLI": 1, "QQP": 2}}) is None
    assert read_keyed({"A": {"run": [3, 1, 2], "other": [4, 5, 6]}}) is None
    assert read_keyed({"A": {"x": {"p": 1}}, "B": {"x": {"p": 2}}}) is None


def test_curves_need_an_axis_in_order_or_several_units() -> None:
    assert list(cells(read_keyed({"A": {"t": [1, 2, 3], "v": [3, 1, 2]}}))) == ["series", "t", "v"]
    assert list(cells(read_keyed({"A": {"t": [3, 2, 1], "v": [3, 1, 2]}}))) == ["series", "t", "v"]
    assert read_keyed({"A": {"t": [1, 3, 2], "v": [3, 1, 2]}}) is None
    assert list(cells(read_keyed({"A": {"loss": [3, 1], "accuracy": [5, 6]}}))) == ["series", "loss", "accuracy"]


def test_edges_are_one_more_than_what_they_part() -> None:
    assert cells(read_lists({"bin_edges": [0, 1, 3], "n": [5, 6]})) == {
        "bin_edges start": [0, 1],
        "bin_edges end": [1, 3],
        "n": [5, 6],
    }
    assert read_lists({"bins": [0, 1, 3], "n": [5]}).shape is Shape.RAGGED
    assert read_lists({f"bins {place}": [1] * (place + 1) for place in range(11)}).shape is Shape.RAGGED


def test_lists_of_grids_of_unequal_length_are_no_table() -> None:
    with pytest.raises(InvalidRequest, match="'A' \\(a list of 1 list\\)"):
        read_lists({"A": [[1, 2, 3]], "B": [[1, 2, 3], [4, 5, 6]]})

import pytest

from pb_core.domain.tables.raw_values import RawTable
from pb_core.domain.tables.table import Shape
from pb_core.domain.tables.table_reading import recognise
from pb_core.errors import InvalidRequest


def cells(table: RawTable) -> dict[str, list[object]]:
    return {column.name: column.values for column in table.columns}


def test_wrappers_are_taken_off_one_by_one_and_what_stood_beside_is_named() -> None:
    table = recognise({"title": "T", "payload": {"source": "S", "data": [{"a": 1}]}})

    assert cells(table) == {"a": [1]}
    assert table.notes == ("left out: 'title'", "left out: 'source'")


def test_the_name_of_an_only_member_is_kept_for_its_values() -> None:
    assert cells(recognise({"BERT": {"MNLI": 1, "QQP": 2}})) == {"name": ["MNLI", "QQP"], "BERT": [1, 2]}
    assert cells(recognise({"results": {"MNLI": 1, "QQP": 2}})) == {"name": ["MNLI", "QQP"], "value": [1, 2]}
    assert recognise({"BERT": [1, 2], "x": {"MNLI": [1, 2]}}).shape is Shape.POINTS
    assert recognise({"BERT": {"loss": [1, 2], "epoch": [1, 2]}}).notes == ("what stands under 'BERT' is read",)


def test_what_describes_the_data_is_left_out() -> None:
    table = recognise({"config": {"seed": 1}, "model": ["A", "B"], "acc": [1, 2]})

    assert list(cells(table)) == ["model", "acc"]
    assert table.notes == ("left out: 'config'",)


@pytest.mark.parametrize("document", [[], {}, 5, None, "text"])
def test_only_arrays_and_objects_hold_tables(document: object) -> None:
    with pytest.raises(InvalidRequest, match="must be an object or an array that is not empty"):
        recognise(document)

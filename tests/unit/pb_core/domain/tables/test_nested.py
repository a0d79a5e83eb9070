import pytest

from pb_core.domain.tables.nested import read_nested
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["2019", "2020"], "year"),
        (["Jan", "feb"], "month"),
        (["Mon", "Tuesday"], "weekday"),
        (["2024-01", "2024-02"], "date"),
        (["train", "dev"], "split"),
        (["accuracy", "F1"], "metric"),
        (["layer 1", "layer 2"], "layer"),
        (["Epoch-1", "Epoch-2"], "epoch"),
        (["GPT-2", "GPT-4"], "name"),
        (["A", "B"], "name"),
    ],
)
def test_a_level_is_called_what_its_keys_are(keys: list[str], name: str) -> None:
    assert read_nested(dict.fromkeys(keys, 1)).columns[0].name == name


def test_two_levels_of_one_kind_have_two_names() -> None:
    table = read_nested({"Jan": {"Feb": 1}, "Mar": {"Feb": 2}})

    assert [column.name for column in table.columns] == ["month", "month 2", "value"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            {"a": {"mean": 1, "std": 2}, "b": []},
            "data_json holds an object of measurements in one place but an empty list in another",
        ),
        ({"a": {"b": {}}}, "data_json holds nothing but empty lists or objects"),
        (
            {"a": {"mean": 1, "std": 2}, "b": 3},
            "data_json holds an object of measurements in one place but a number in another",
        ),
        (
            {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}},
            "data_json nests objects 6 levels deep: at most 4 are read",
        ),
        ({"a": 1, "b": {"c": 1}}, "data_json nests 'b' → 'c' 2 levels deep but 'a' 1: all values must be equally deep"),
    ],
)
def test_what_cannot_be_read(document: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_nested(document)

    assert str(refusal.value) == sentence


def test_a_missing_summary_is_a_missing_row() -> None:
    table = read_nested({"A": {"mean": 1, "std": 2}, "B": None})

    assert [column.values for column in table.columns] == [["A", "B"], [1, None], [2, None]]

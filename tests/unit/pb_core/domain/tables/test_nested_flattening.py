import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.nested import flatten
from pb_core.domain.tables.table import Shape
from pb_core.errors import InvalidRequest


def flat(columns: dict[str, list[object]]) -> dict[str, list[object]]:
    return {column.name: column.values for column in flatten(Shape.RECORDS, columns).columns}


def test_scalars_stay_as_they_are() -> None:
    assert flat({"a": [1, None], "b": ["x", True]}) == {"a": [1, None], "b": ["x", True]}


def test_members_that_two_objects_share_carry_the_object_s_name() -> None:
    assert flat({"p": [{"v": 1, "w": 2}], "q": [{"v": 3}]}) == {"p.v": [1], "w": [2], "q.v": [3]}
    assert flat({"v": [0], "p": [{"v": 1}]}) == {"v": [0], "p.v": [1]}


def test_a_mean_keeps_the_name_of_its_column() -> None:
    assert flat({"acc": [{"mean": 1, "ci": [0, 2]}, None]}) == {
        "acc": [1, None],
        "acc ci low": [0, None],
        "acc ci high": [2, None],
    }


def test_points_become_x_and_y() -> None:
    assert flat({"m": ["A"], "point": [[1, 2]]}) == {"m": ["A"], "x": [1], "y": [2]}
    assert flat({"m": ["A"], "curve": [[[1, 2], [3, 4]]]}) == {"m": ["A", "A"], "x": [1, 3], "y": [2, 4]}


def test_lists_side_by_side_share_their_rows() -> None:
    assert flat({"m": ["A", "B"], "t": [[1, 2], []], "v": [[3, 4], None]}) == {
        "m": ["A", "A", "B"],
        "t": [1, 2, None],
        "v": [3, 4, None],
    }


def test_a_list_of_objects_is_a_row_each() -> None:
    assert flat({"m": ["A"], "runs": [[{"seed": 1, "v": 2}, {"seed": 2, "v": 3}]]}) == {
        "m": ["A", "A"],
        "seed": [1, 2],
        "v": [2, 3],
    }


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"a": [1, [2]]}, "data_json mixes a list of 1 number and a number under 'a'"),
        ({"a": [{"b": 1}, [2]]}, "data_json mixes a list of 1 number and an object of 1 member under 'a'"),
        ({"a": [[[[[[[[[[1]]]]]]]]]]}, "data_json nests lists or objects more than 4 deep in one value"),
    ],
)
def test_what_cannot_be_flattened(columns: dict[str, list[object]], sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        flatten(Shape.RECORDS, columns)

    assert str(refusal.value) == sentence


def test_rows_that_would_multiply_are_refused_before_memory_is_spent() -> None:
    columns: dict[str, list[object]] = {f"c{place}": [1] for place in range(1000)}

    with pytest.raises(InvalidRequest, match="at most 4,000,000 values are ever read"):
        flatten(Shape.RECORDS, {**columns, "runs": [[1] * 100_000]})


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_every_item_of_every_list_is_a_row(lists: list[list[int]]) -> None:
    values = flat({"place": list(range(len(lists))), "runs": list(lists)})

    assert list(zip(values["place"], values["runs"], strict=True)) == [
        (place, item) for place, items in enumerate(lists) for item in items
    ]

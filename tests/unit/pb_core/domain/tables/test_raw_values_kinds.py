import pytest

from pb_core.domain.tables.raw_values import (
    brief,
    described,
    is_grid,
    is_numeric,
    is_objects,
    is_points,
    is_scalars,
    refuse_shape,
)
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize("value", [1, 2.5, None, "5", "5 %", "1 ± 2", "n/a", ""])
def test_what_is_or_writes_a_number(value: object) -> None:
    assert is_numeric(value)


@pytest.mark.parametrize("value", [True, "A", "7B", "2024-01-01", [], {}])
def test_what_is_no_number(value: object) -> None:
    assert not is_numeric(value)


def test_lists_are_told_by_their_items() -> None:
    assert is_scalars([])
    assert not is_scalars([[1]])
    assert is_objects([{}])
    assert not is_objects([])
    assert is_points([["A", 1], ["B", None]])
    assert not is_points([[1, "A"]])
    assert is_grid([[1, 2], [3, None]])
    assert not is_grid([[1, 2], [3]])
    assert not is_grid([[]])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "an empty list"),
        ([1], "a list of 1 number"),
        ([None, None], "a list of 2 nulls"),
        ([1, "a", [2]], "a list of 3 items, lists, numbers and texts"),
        ({}, "an object of 0 members"),
        ("a", "a text"),
        (None, "null"),
        (True, "a boolean"),
        (2.5, "a number"),
    ],
)
def test_values_in_a_few_words(value: object, words: str) -> None:
    assert brief(value) == words


def test_an_object_is_described_by_its_first_members() -> None:
    members = {f"m{place}": place for place in range(10)}

    assert described({"a": [1, 2]}) == "an object whose members are 'a' (a list of 2 numbers)"
    assert described(members).endswith("'m7' (a number) and 2 more")


def test_a_refusal_says_what_was_found_and_what_would_be_read() -> None:
    with pytest.raises(
        InvalidRequest, match="is a list of 1 number, which cannot be read as a table: send for example "
    ):
        refuse_shape([1])

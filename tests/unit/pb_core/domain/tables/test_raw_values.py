import pytest

from pb_core.domain.tables.raw_values import (
    check_cells,
    counted,
    fresh_name,
    listed,
    raw_table,
    refuse,
    refuse_csv,
    shown,
)
from pb_core.domain.tables.table import Shape
from pb_core.errors import InvalidRequest


def test_the_subject_of_a_refusal_is_what_was_sent() -> None:
    with pytest.raises(InvalidRequest, match=r"^data_json is odd$"):
        refuse("is odd")
    with pytest.raises(InvalidRequest, match=r"^the CSV text is odd$"):
        refuse_csv("is odd")


def test_names_are_numbered_when_taken() -> None:
    assert fresh_name("x", ()) == "x"
    assert fresh_name("x", {"x", "x 2"}) == "x 3"


def test_texts_are_shortened_and_lists_cut() -> None:
    assert shown("x" * 50) == f"'{'x' * 39}…'"
    assert shown("a\nb") == r"'a\nb'"
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed([str(number) for number in range(10)]).endswith("'7' and 2 more")
    assert (counted(1, "row"), counted(2000, "row")) == ("1 row", "2,000 rows")


def test_keys_are_marked() -> None:
    table = raw_table(Shape.NESTED, {"name": ["A"], "value": [1]}, "a note", keys=("name",))

    assert [column.is_key for column in table.columns] == [True, False]
    assert table.notes == ("a note",)


def test_too_much_is_refused_whatever_the_limits() -> None:
    check_cells(2_000, 2_000)
    with pytest.raises(InvalidRequest, match="has 2,001 columns but at most 2,000 are ever read"):
        check_cells(1, 2_001)
    with pytest.raises(InvalidRequest, match="has 3,000,000 rows of 2 columns but at most 4,000,000 values"):
        check_cells(3_000_000, 2)

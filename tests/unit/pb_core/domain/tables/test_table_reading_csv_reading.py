import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.raw_values import parse_document
from pb_core.domain.tables.table import ColumnType, Table, TableLimits
from pb_core.domain.tables.table_reading import json_of_csv, read_table, table_from_csv
from pb_core.errors import InvalidRequest

LIMITS = TableLimits()


def rows(table: Table) -> dict[str, list[object]]:
    return {column.name: list(column.values) for column in table.columns}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter(delimiter: str) -> None:
    text = "model,accuracy,note\nA,76.1,x\nB,78,\n".replace(",", delimiter)

    assert json.loads(json_of_csv(text)) == [
        {"model": "A", "accuracy": 76.1, "note": "x"},
        {"model": "B", "accuracy": 78, "note": None},
    ]


def test_quotes_a_byte_order_mark_and_line_ends() -> None:
    text = '\ufeff"model, size",v\r\n"A ""big""\nline",1\r\n\r\nB,2\r\n'

    assert rows(table_from_csv(text, LIMITS)) == {"model, size": ['A "big"\nline', "B"], "v": [1, 2]}


def test_decimal_commas() -> None:
    assert json.loads(json_of_csv("model;acc\nA;76,1\nB;80\n")) == [
        {"model": "A", "acc": 76.1},
        {"model": "B", "acc": 80},
    ]


def test_rows_without_names_get_some() -> None:
    assert rows(table_from_csv("1,2\n3,4\n", LIMITS)) == {"column 1": [1, 3], "column 2": [2, 4]}


def test_years_may_be_names() -> None:
    assert rows(table_from_csv("method,2019,2020\nA,1,2\n", LIMITS)) == {"method": ["A"], "2019": [1], "2020": [2]}


def test_one_column() -> None:
    assert rows(table_from_csv("value\n1\n2\n", LIMITS)) == {"value": [1, 2]}


def test_identifiers_units_marks_and_uncertainty_are_read_as_in_json() -> None:
    table = table_from_csv("zip,acc,speed,n\n01234,76.1 ± 0.3,12 ms,-\n10001,77 ± 1,13 ms,5\n", LIMITS)

    assert rows(table) == {
        "zip": ["01234", "10001"],
        "acc": [76.1, 77],
        "acc error": [0.3, 1],
        "speed": [12, 13],
        "n": [None, 5],
    }
    assert table.columns[0].type is ColumnType.TEXT


def test_short_rows_lack_values_and_blank_names_are_numbered() -> None:
    assert rows(table_from_csv("a,,c\n1,2\n3,4,5\n", LIMITS)) == {"a": [1, 3], "column 2": [2, 4], "c": [None, 5]}


def test_delimiters_at_the_end_of_every_line_are_no_column() -> None:
    assert rows(table_from_csv("a,b,\n1,2,\n3,4,\n", LIMITS)) == {"a": [1, 3], "b": [2, 4]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# source: x; y, z\n# of 2020\nk;v\na;1,5\nb;2\n", {"k": ["a", "b"], "v": [1.5, 2]}),
        ("# a comment, with commas\n\nk\tv\na, b\t1\n", {"k": ["a, b"], "v": [1]}),
        ('# it is an "open quotation\nk,v\na,1\n', {"k": ["a"], "v": [1]}),
        ("Sales of the year\n\nk,v\na,1\n", {"k": ["a"], "v": [1]}),
        ("#,name\n1,a\n2,b\n", {"#": [1, 2], "name": ["a", "b"]}),
        ("# made by hand\nv\n1\n2\n", {"v": [1, 2]}),
        ("# t,v\n1,2\n3,4\n", {"# t": [1, 3], "v": [2, 4]}),
    ],
)
def test_comments_and_titles_before_the_names_are_no_rows(text: str, found: dict[str, list[object]]) -> None:
    assert rows(table_from_csv(text, LIMITS)) == found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the CSV text holds no rows"),
        ("\n , \n", "the CSV text holds no rows"),
        ("a,b\n", "the CSV text holds names of columns but no rows"),
        ("a,b\n1,2\n1,2,3\n", "the CSV text has more values than the 2 names of its columns on line 3"),
        (
            "a;b\n1;2\n1;2;3\n",
            "the CSV text is parted by semicolons and has more values than the 2 names of its columns on line 3",
        ),
        ("a\n1,5\n2,5\n", "the CSV text has more values than the 1 names of its columns on line 2"),  # decimal commas
        ("# made by hand\na,b\n1,2\n1,2,3\n", "the CSV text has more values than the 2 names of its columns on line 4"),
        ("a,a\nx,1\n", "the CSV text names several columns 'a'"),
    ],
)
def test_what_cannot_be_read(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        table_from_csv(text, LIMITS)

    assert str(refusal.value) == sentence


def test_a_field_past_the_reader_s_limit() -> None:
    with pytest.raises(InvalidRequest, match="the CSV text cannot be read at line"):
        json_of_csv("a,b\n" + "x" * 200_000 + ",1\n")


@given(st.lists(st.tuples(st.integers(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=8))
def test_numbers_survive_and_both_ways_lead_to_one_table(pairs: list[tuple[int, float]]) -> None:
    text = "a,b\n" + "".join(f"{a % 10**12},{b!r}\n" for a, b in pairs)
    table = table_from_csv(text, LIMITS)

    assert rows(table) == {"a": [a % 10**12 for a, _ in pairs], "b": [b for _, b in pairs]}
    assert table == read_table(parse_document(json_of_csv(text), LIMITS), LIMITS)

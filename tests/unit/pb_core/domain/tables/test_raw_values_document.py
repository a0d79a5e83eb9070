import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from pb_core.domain.tables.raw_values import parse_document
from pb_core.domain.tables.table import TableLimits
from pb_core.errors import InvalidRequest

LIMITS = TableLimits()


def refusal(text: str, limits: TableLimits = LIMITS) -> str:
    with pytest.raises(InvalidRequest) as found:
        parse_document(text, limits)
    return str(found.value)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5))))
def test_what_is_json_is_decoded_as_it_is(document: list[object]) -> None:
    if document:
        assert parse_document(json.encode(document).decode(), LIMITS) == document


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    assert parse_document('\ufeff{"a": 1}', LIMITS) == {"a": 1}


def test_where_it_is_no_json_is_told_by_line_and_column() -> None:
    assert refusal("[1,\n 2,\n x]") == "data_json is not JSON at line 3, column 2: expecting value"
    assert refusal('{"a": 1,}').startswith("data_json is not JSON at line 1, column ")


@pytest.mark.parametrize("literal", ["9" * 309, "-" + "9" * 5000])
def test_numbers_of_hundreds_of_digits_are_refused(literal: str) -> None:
    assert refusal(f"[{literal}]") == (
        f"data_json holds the number {literal[:39]}…, which is beyond what 64-bit floating point can hold"
    )


def test_the_longest_whole_number_is_read() -> None:
    assert parse_document(f"[{'9' * 308}]", LIMITS) == [int("9" * 308)]


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 500 + "1" + "]" * 500, '{"a":' * 17 + "1" + "}" * 17])
def test_depth_has_one_limit_whatever_the_interpreter_can_take(text: str) -> None:
    assert refusal(text) == "data_json is nested more than 16 levels deep"


def test_fifty_megabytes_are_refused_unread() -> None:
    assert refusal("[" + " " * 50_000_000) == "data_json has 50,000,001 characters but at most 20,000,000 are read"


def test_lone_surrogates_are_refused_written_or_escaped() -> None:
    sentence = "data_json holds half of a surrogate pair, which is not a character"

    assert refusal('["\ud800"]') == sentence
    assert refusal(r'[["\uDC00x"]]') == sentence
    assert parse_document(r'["\ud83d\ude00"]', LIMITS) == ["\U0001f600"]


def test_the_first_repeated_key_is_named_and_shortened() -> None:
    key = "k" * 100

    assert refusal(f'[{{"{key}": 1, "b": 1, "{key}": 2}}]') == f"data_json repeats the key '{'k' * 39}…' in one object"


@pytest.mark.parametrize("value", ["null", '"a"', "{}", "[]"])
def test_far_more_values_than_are_read_are_refused_before_they_are_parsed(value: str) -> None:
    limits = TableLimits(max_points=60_000)
    document = "[" + f"{value}," * 240_000 + value

    with pytest.raises(InvalidRequest, match=r"commas and brackets, where at most 60,000 values are read"):
        parse_document(document, limits)


def test_commas_in_texts_are_no_reason_to_refuse_a_small_table() -> None:
    document = json.encode([{"a": "1, 2, 3"}] * 40_000).decode()

    assert len(parse_document(document, TableLimits(max_points=100))) == 40_000  # type: ignore[arg-type]  # a list

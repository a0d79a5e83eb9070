"""An intent as tokens: names of the data before words of the vocabulary, the longest first."""

import pytest

from pb_adapters.planners.charts.tokens import Token, tokens
from pb_adapters.planners.charts.vocabulary import Kind
from support.wish_plots import seen

TABLE = seen(
    [
        {
            "bill_length_mm": 4.5,
            "bill_depth_mm": 2.5,
            "body mass (g)": 9.5,
            "count": k,
            "species": name,
            "a, b": 1.5,
            "2013": 3,
        }
        for k, name in enumerate(("Adelie", "Gentoo, wild", "New York"))
    ]
)


def said(intent: str) -> list[tuple[str, Token]]:
    return [(intent[one.start : one.end], one) for one in tokens(intent, TABLE)]


@pytest.mark.parametrize(
    ("text", "columns", "whole"),
    [
        ("bill length", ("bill_length_mm",), True), ("Bill_Length_mm", ("bill_length_mm",), True),
        ("BillLengths", ("bill_length_mm",), True), ("body mass", ("body mass (g)",), True),
        ("mass", ("body mass (g)",), False), ("bill", (), False), ("a, b", ("a, b",), True), ("2013", ("2013",), True),
    ],
)  # fmt: skip
def test_a_column_is_named_by_its_name_or_its_last_words(text: str, columns: tuple[str, ...], *, whole: bool) -> None:
    ((words, token),) = said(text)
    assert (words, token.columns, token.whole and bool(columns)) == (text, columns, whole)


def test_a_word_of_several_names_is_all_of_them() -> None:
    table = seen([{"train_loss": 1.5, "val_loss": 2.5}])
    (token,) = tokens("loss", table)
    assert token.columns == ("train_loss", "val_loss")


def test_categories_numbers_quotes_and_stops_are_told() -> None:
    found = said('only New York, Gentoo, wild at 1,500 or -2.5 "title"')
    assert [token.values for _, token in found if token.values] == [
        (("species", "New York"),), (("species", "Gentoo, wild"),)
    ]  # fmt: skip
    assert [token.number for _, token in found if token.number is not None] == [1500.0, -2.5]
    assert [token.quote for _, token in found if token.quote] == ["title"]
    assert [words for words, token in found if token.stop] == [","]


def test_a_word_that_is_a_name_and_in_the_vocabulary_is_both() -> None:
    (_, count), *_ = said("count by species")
    assert count.columns == ("count",)
    assert count.means(Kind.STATISTIC)


def test_vs_with_a_point_ends_no_clause() -> None:
    assert [token.stop for _, token in said("mass vs. bill depth.")] == [False, False, False, True]


def test_a_name_of_the_data_comes_before_words_that_are_refused_and_periods_that_it_is_part_of() -> None:
    table = seen([{"parallel speedup": 1.5 * k, "year": 1990 + k, "month": "Jan"} for k in range(4)])
    (token,) = tokens("speedup", table)
    assert (token.columns, token.terms) == (("parallel speedup",), ())
    assert [one.columns for one in tokens("by year and month", table)] == [(), ("year",), (), ("month",)]


def test_a_number_is_no_column_that_is_numbered() -> None:
    table = seen([{"column 1": 1.5, "b": 2.5}])
    (token,) = tokens("1", table)
    assert (token.columns, token.number) == ((), 1.0)

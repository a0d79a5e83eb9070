"""The cursor: lists of names and categories, spans of numbers, and what a word that is both means."""

import pytest

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.errors import NotPlottable
from support.wish_plots import seen

TABLE = seen([{"x": 1.5 * k, "y": 2.5, "mean": 1.5, "kind": "ab"[k % 2], "sort": "bc"[k % 2]} for k in range(6)])


def at(intent: str) -> Reader:
    return Reader(intent, TABLE)


def test_a_list_of_names_ends_where_no_name_follows() -> None:
    reader = at("x, the y and kind by mean")
    assert [name for name, _, _ in reader.names()] == ["x", "y", "kind"]
    assert reader.sees(Kind.BY)


@pytest.mark.parametrize(("intent", "named"), [("y over x", True), ("y from 0 to 1", False), ("mean of y", False)])
def test_a_word_that_is_both_is_told_by_what_follows(intent: str, *, named: bool) -> None:
    assert at(intent).is_name() is named


@pytest.mark.parametrize(
    ("text", "span"),
    [("0 to 1", (0, 1)), ("50% to 100%", (50, 100)), ("10-20", (10, 20)), ("3", None), ("a to b", None)],
)
def test_spans_are_two_numbers(text: str, span: tuple[float, float] | None) -> None:
    assert at(text).span() == span


def test_a_category_of_two_columns_is_asked_after() -> None:
    assert at("a").values() == {"kind": ["a"]}
    with pytest.raises(NotPlottable, match="stands in 'kind' and in 'sort'"):
        at("b").values()
    assert at("b").values("sort") == {"sort": ["b"]}

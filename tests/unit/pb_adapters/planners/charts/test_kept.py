"""Clauses on rows become filters, limits, orders, bins and events."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import FilterWish, LimitWish, Order, OrderWish
from pb_core.errors import NotPlottable
from support.readings import PENGUINS, RUNS, wishes
from support.wish_plots import seen

LIVES = seen([{"time": 2.5 * k, "status": 1 + k % 2, "died": k % 2, "arm": "AB"[k % 2]} for k in range(8)])


@pytest.mark.parametrize(
    ("intent", "field", "said"),
    [
        ("year by sex, only Biscoe", "island", {"one_of": ("Biscoe",)}), ("year by sex in Dream", "island", {"one_of": ("Dream",)}),
        ("year by sex without Dream", "island", {"one_of": ("Dream",), "negated": True}),
        ("year by sex where island is not Dream", "island", {"one_of": ("Dream",), "negated": True}),
        ("year by sex, Dream only", "island", {"one_of": ("Dream",)}), ("sex where year is 2008", "year", {"one_of": ("2008",)}),
        ("sex where year >= 2008", "year", {"low": 2008}), ("sex where year is less than 2009", "year", {"below": 2009}),
        ("sex where year is between 2007 and 2008", "year", {"low": 2007, "high": 2008}), ("sex, year > 2007", "year", {"above": 2007}),
    ],
)  # fmt: skip
def test_conditions_keep_rows(intent: str, field: str, said: dict[str, object]) -> None:
    (found,) = [one for one in wishes(intent) if isinstance(one, FilterWish)]
    expected = FilterWish(words=found.words, field=field, **said)  # type: ignore[arg-type]  # by the test
    if "year" in intent and "2008" in said.get("one_of", ()):  # a year of a column of times is a range
        expected = FilterWish(words=found.words, field=field, low=2008, high=2008)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("in 2012", (2012, 2012)),
        ("from 2012 to 2013", (2012, 2013)),
        ("since 2012", (2012, None)),
        ("until 2012", (None, 2012)),
    ],
)
def test_years_are_those_of_the_one_column_of_times(words: str, ends: tuple[float | None, float | None]) -> None:
    (found,) = [one for one in wishes(f"acc over date {words}", RUNS) if isinstance(one, FilterWish)]
    assert (found.field, found.low, found.high) == ("date", *ends)


@pytest.mark.parametrize(
    ("intent", "count", "pick", "field"),
    [
        ("top 2 models by acc", 2, "largest", "acc"), ("the 3 smallest acc by model", 3, "smallest", "acc"),
        ("bottom 2 models by mean acc", 2, "smallest", "acc"),
    ],
)  # fmt: skip
def test_limits_say_by_what(intent: str, count: int, pick: str, field: str) -> None:
    (found,) = [one for one in wishes(intent, RUNS) if isinstance(one, LimitWish)]
    assert (found.count, found.pick, found.field) == (count, pick, field)


@pytest.mark.parametrize(
    ("words", "by", "descending"),
    [
        ("sorted", Order.VALUE, None), ("sorted ascending", Order.VALUE, False), ("largest first", Order.VALUE, True),
        ("alphabetically", Order.ALPHABET, None), ("in data order", Order.DATA, None), ("sorted by species", Order.NATURAL, None),
        ("in the order Gentoo, Adelie", Order.LISTED, None),
    ],
)  # fmt: skip
def test_orders(words: str, by: Order, *, descending: bool | None) -> None:
    (found,) = [one for one in wishes(f"count by species, {words}") if isinstance(one, OrderWish)]
    assert (found.by, found.descending) == (by, descending)
    assert found.values == (("Gentoo", "Adelie") if by is Order.LISTED else ())


@pytest.mark.parametrize(
    ("words", "count", "width"), [("20 bins", 20, None), ("bins = 8", 8, None), ("bin width 0.5", None, 0.5)]
)
def test_bins(words: str, count: int | None, width: float | None) -> None:
    (found,) = [one for one in wishes(f"histogram of body mass, {words}") if isinstance(one, w.BinWish)]
    assert (found.count, found.width) == (count, width)


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("event is 2", None, "2"),
        ("event is status 2", "status", "2"),
        ("status 2 = event", "status", "2"),
        ("event is died", "died", "1"),
    ],
)
def test_the_event_has_a_value(words: str, field: str | None, value: str) -> None:
    found = [one for one in wishes(f"Kaplan-Meier of time by arm, {words}", LIVES) if isinstance(one, w.SettingWish)]
    assert [(one.setting, one.field, one.value) for one in found] == [("event", field, value)]


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("count by sex, only", "is missing"), ("count by sex where species is Emperor", "is none of its values"),
        ("count by sex, in the order Adelie", "list the values"), ("top 5 by", "ranks them"), ("20.5 bins", "whole number"),
        ("Gentoo in 2001 and Adelie", "a value of 'species'"), ("count by sex in 2001 and 2003", "keeps all years"),
        ("count by sex where year is 2001 or 2003", "of which one year is kept"),
    ],
)  # fmt: skip
def test_what_says_too_little_is_refused(intent: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        wishes(intent, PENGUINS)
    assert sentence in str(refusal.value)


def test_columns_that_are_years_are_columns() -> None:
    table = seen([{"country": "ab"[k], "2000": 1.5 + k, "2010": 2.5} for k in range(2)])
    found = wishes("2000 and 2010 by country", table)
    assert [one.field for one in found if isinstance(one, w.FieldWish)] == ["2000", "2010", "country"]


def test_yes_and_no_are_values_of_a_condition() -> None:
    table = seen([{"name": f"n{k}", "passed": k % 2 == 0, "score": 1.5 * k} for k in range(4)])
    (found,) = [one for one in wishes("score by name where passed is true", table) if isinstance(one, FilterWish)]
    assert (found.field, found.one_of) == ("passed", ("true",))


def test_years_are_those_of_the_time_that_is_shown() -> None:
    dates = [{"start": f"20{k:02}-01-03", "end": f"20{k + 1:02}-02-04"} for k in range(10, 40)]
    said = wishes("count over year of start, from 2012 to 2015", seen(dates))
    (found,) = [one for one in said if isinstance(one, FilterWish)]
    assert (found.field, found.low, found.high) == ("start", 2012.0, 2015.0)
    with pytest.raises(NotPlottable, match="'start' or 'end'"):
        wishes("count, from 2012 to 2015", seen(dates))

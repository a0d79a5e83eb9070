"""Conditions, categories and years become filters."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import FilterWish
from pb_core.errors import NotPlottable
from support.readings import RUNS, wishes
from support.wish_plots import seen


@pytest.mark.parametrize(
    ("intent", "field", "said"),
    [
        ("year by sex, only Biscoe", "island", {"one_of": ("Biscoe",)}), ("year by sex in Dream", "island", {"one_of": ("Dream",)}),
        ("year by sex without Dream", "island", {"one_of": ("Dream",), "negated": True}),
        ("year by sex where island is not Dream", "island", {"one_of": ("Dream",), "negated": True}),
        ("year by sex, Dream only", "island", {"one_of": ("Dream",)}), ("sex where year is 2008", "year", {"one_of": ("2008",)}),
        ("sex where year >= 2008", "year", {"low": 2008}), ("sex where year is less than 2009", "year", {"below": 2009}),
        ("sex where body mass is above 10 and at most 20", "body mass (g)", {"above": 10, "high": 20}),
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
        ("from 2012", (2012, None)),
        ("until 2012", (None, 2012)),
    ],
)
def test_years_are_those_of_the_one_column_of_times(words: str, ends: tuple[float | None, float | None]) -> None:
    (found,) = [one for one in wishes(f"acc over date {words}", RUNS) if isinstance(one, FilterWish)]
    assert (found.field, found.low, found.high) == ("date", *ends)


def test_whole_numbers_like_years_are_some_where_they_are_named() -> None:
    table = seen([{"iyear": 1990 + k, "deaths": 3.5 * k} for k in range(9)])
    (found,) = [one for one in wishes("deaths over iyear, from 1993", table) if isinstance(one, FilterWish)]
    assert (found.field, found.low, found.high) == ("iyear", 1993.0, None)
    with pytest.raises(NotPlottable, match="the second year is missing"):
        wishes("deaths over iyear, between 1993", table)


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


@pytest.mark.parametrize("words", ["since 2012-03-01", "from 2012-03-01 to 2013-01-01", "until 2012-03"])
def test_dates_are_no_years(words: str) -> None:
    with pytest.raises(NotPlottable, match="by whole years"):
        wishes(f"acc over date {words}", RUNS)


@pytest.mark.parametrize(
    "words",
    ["where island is Biscoe and sex is male", "where sex is male and island = Biscoe", "in island Biscoe, only male"],
)
def test_several_conditions_keep_rows_together(words: str) -> None:
    found = [one for one in wishes(f"body mass by species {words}") if isinstance(one, FilterWish)]
    assert {(one.field, one.one_of) for one in found} == {("island", ("Biscoe",)), ("sex", ("male",))}


@pytest.mark.parametrize(
    "words", ["where island is Biscoe or sex is male", "only Biscoe or male", "year > 2008 or body mass > 5000"]
)
def test_one_of_several_conditions_is_refused(words: str) -> None:
    with pytest.raises(NotPlottable, match="fulfil all conditions"):
        wishes(f"body mass by species, {words}")


def test_a_year_to_be_left_out_is_asked_after() -> None:
    with pytest.raises(NotPlottable, match="which years to keep"):
        wishes("acc over date, not 2012", RUNS)


def test_a_condition_is_no_item_of_the_list_before_it() -> None:
    found = wishes("body mass by species, sex and body mass > 4000, bill length < 50")
    assert [one.field for one in found if isinstance(one, w.FieldWish)] == ["body mass (g)", "species", "sex"]
    assert [(one.field, one.above, one.below) for one in found if isinstance(one, FilterWish)] == [
        ("body mass (g)", 4000, None), ("bill_length_mm", None, 50),
    ]  # fmt: skip

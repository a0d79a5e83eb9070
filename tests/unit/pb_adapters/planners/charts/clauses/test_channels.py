"""Columns become wishes at the places that their words name."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots.wishes import FieldWish, Place
from pb_core.errors import NotPlottable
from support.readings import wishes
from support.wish_plots import seen

DATED = seen([{"date": f"20{k:02}-01-{1 + k % 9:02}", "rain": k * 1.5} for k in range(10, 40)])


def fields(intent: str) -> dict[str, Place]:
    return {one.field: one.place for one in wishes(intent) if isinstance(one, FieldWish)}


@pytest.mark.parametrize(
    ("intent", "places"),
    [
        ("body mass by species and sex", {"body mass (g)": Place.ANY, "species": Place.SPLIT, "sex": Place.SPLIT}),
        ("body mass vs year", {"body mass (g)": Place.ANY, "year": Place.X}),
        ("body mass coloured by sex, one panel per island", {"body mass (g)": Place.ANY, "sex": Place.COLOR, "island": Place.PANEL}),
        ("body mass over year, one line per species", {"body mass (g)": Place.ANY, "year": Place.X, "species": Place.COLOR}),
        ("relationship between body mass and year", {"body mass (g)": Place.X, "year": Place.Y}),
        ("bars of body mass by species, year on a second axis", {"body mass (g)": Place.ANY, "species": Place.SPLIT, "year": Place.RIGHT}),
        ("body mass of the species", {"body mass (g)": Place.ANY, "species": Place.SPLIT}),
        ("species body mass", {"species": Place.SPLIT, "body mass (g)": Place.ANY}),
        ("size by body mass, shape by sex, x = year", {"body mass (g)": Place.SIZE, "sex": Place.SHAPE, "year": Place.X}),
    ],
)  # fmt: skip
def test_columns_stand_where_their_words_put_them(intent: str, places: dict[str, Place]) -> None:
    assert fields(intent) == places


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("mean rain by month", "write “calendar month”"), ("mean rain by hour", "hour of the day"),
        ("rain over date, rolling mean of 4", "an odd number"), ("rain by", "the name of a column is missing"),
        ("count of rain by date", "rows are counted, not 'rain'"), ("rain minus wind by date", "Not understood: “wind”"),
        ("relationship between rain", "name two columns"), ("rain over", "is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(intent: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        wishes(intent, DATED)
    assert sentence in str(refusal.value)

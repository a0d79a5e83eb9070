"""Negations, lists and the words of wishes."""

import pytest

from pb_core.domain.plots.wishes import ChartWish, FieldWish, FilterWish
from support.readings import read, wishes


@pytest.mark.parametrize(
    ("intent", "negated"),
    [
        ("no bars please", {"no bars"}),
        ("lines instead of bars", {"instead of bars"}),
        ("not bars but lines", {"not bars"}),
        ("please don't use bars; lines", {"don't use bars"}),
        ("without grid and title", {"without grid", "title"}),
        ("without a legend and without a title", {"without a legend", "without a title"}),
        ("no grid, legend at the top", {"no grid"}),
        ("keine Balken", {"keine Balken"}),
        ("bars with no more than five bins", set()),
        ("not only bars", set()),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_phrase(intent: str, negated: set[str]) -> None:
    assert {wish.words for wish in wishes(intent) if wish.negated} == negated


def test_what_is_named_beside_a_negation_is_no_wish() -> None:
    heard = read("bars of year, do not interpolate missing species")
    assert not any(isinstance(wish, FieldWish) and wish.field == "species" for wish in heard.wishes)
    assert heard.unknown == ("species",)


def test_a_negation_ends_before_a_preposition() -> None:
    heard = wishes("violins instead of bars for bill depth per species")
    assert {wish.field for wish in heard if isinstance(wish, FieldWish)} == {"bill_depth_mm", "species"}


def test_each_column_of_a_list_is_a_wish_of_its_own() -> None:
    found = [(wish.field, wish.words) for wish in wishes("by species, island and sex") if isinstance(wish, FieldWish)]
    assert found == [("species", "by species"), ("island", "island"), ("sex", "sex")]


def test_all_categories_of_a_column_split_and_some_are_kept() -> None:
    (split,) = wishes("for males and females")
    assert isinstance(split, FieldWish)
    (kept,) = wishes("for Adelie and Gentoo")
    assert isinstance(kept, FilterWish)


def test_words_are_the_intents_own() -> None:
    intent = "NO  Grid , Legend on TOP and title: “My  Title”"
    for wish in wishes(intent):
        assert wish.words in intent
    assert {getattr(wish, "setting", "") for wish in wishes(intent)} == {"grid", "legend", "title"}


def test_a_mark_of_punctuation_is_no_wish() -> None:
    assert wishes("?!") == ()
    assert not any(isinstance(wish, ChartWish) for wish in wishes("barely a linear pieces"))

"""Limits, orders, bins and events."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import LimitWish, Order, OrderWish
from pb_core.errors import NotPlottable
from support.readings import PENGUINS, RUNS, wishes
from support.wish_plots import seen

LIVES = seen([{"time": 2.5 * k, "status": 1 + k % 2, "died": k % 2, "arm": "AB"[k % 2]} for k in range(8)])


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
        ("alphabetically descending", Order.ALPHABET, True), ("alphabetically", Order.ALPHABET, None), ("in data order", Order.DATA, None), ("sorted by species", Order.NATURAL, None),
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


@pytest.mark.parametrize(
    ("intent", "ranked"),
    [
        ("mean body mass by sex, sorted by mean", True), ("box plot of year by sex, sorted by median", True),
        ("year by sex, sorted by median, box plot", True), ("count by sex, sorted by count", True),
        ("mean body mass by sex, sorted by median", False), ("box plot of year by sex, sorted by mean", False),
    ],
)  # fmt: skip
def test_categories_are_sorted_by_the_statistic_that_is_shown(intent: str, *, ranked: bool) -> None:
    if ranked:
        assert any(isinstance(one, OrderWish) for one in wishes(intent))
        return
    with pytest.raises(NotPlottable, match="sorted by what is shown"):
        wishes(intent)

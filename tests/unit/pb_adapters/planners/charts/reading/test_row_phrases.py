"""Filters, limits, bins and orders."""

import pytest

from pb_core.domain.plots.wishes import BinWish, FieldWish, FilterWish, LimitWish, Order, OrderWish, UnmetWish
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.times import year_of
from support.readings import PENGUINS, RUNS, read, wishes
from support.wish_plots import seen

STORMS = seen({"state": ["a", "b"], "hurricanes": [0, 4], "sex": ["m", "NA"], "share": [0.01, 0.5]})
DAYS = seen({"day": ["2007-11-30", "2008-05-01"], "price": [1.5, 2.5]})
YEARS = seen([{"year": year, "price": 3.5, "kind": kind} for year in range(1990, 2010) for kind in ("a", "b")])
START, END = float(year_of(2008)), year_of(2009) - 1


@pytest.mark.parametrize(
    ("intent", "field", "one_of", "negated"),
    [
        ("only Adelie", "species", ("Adelie",), False),
        ("just Adelie and Gentoo", "species", ("Adelie", "Gentoo"), False),
        ("Adelie only", "species", ("Adelie",), False),
        ("where island is Dream", "island", ("Dream",), False),
        ("for island = Dream", "island", ("Dream",), False),
        ("bill depth of Gentoo", "species", ("Gentoo",), False),
        ("Adelie vs Gentoo", "species", ("Adelie", "Gentoo"), False),
        ("without Gentoo", "species", ("Gentoo",), True),
        ("excluding Adelie and Gentoo", "species", ("Adelie", "Gentoo"), True),
        ("all but not Dream", "island", ("Dream",), True),
        ("only 2007 and 2009", "year", ("2007", "2009"), False),
    ],
)
def test_categories_are_kept_or_left_out(intent: str, field: str, one_of: tuple[str, ...], *, negated: bool) -> None:
    found = [(wish.field, wish.one_of, wish.negated) for wish in wishes(intent) if isinstance(wish, FilterWish)]
    assert found == [(field, one_of, negated)]


@pytest.mark.parametrize(
    ("intent", "field", "low", "high", "table"),
    [
        ("body mass above 4,000", "body mass (g)", 4000, None, PENGUINS),
        ("where bill depth <= 18", "bill_depth_mm", None, 18, PENGUINS),
        ("bill length between 40 and 45", "bill_length_mm", 40, 45, PENGUINS),
        ("only 2008", "year", START, END, PENGUINS),
        ("in 2008", "year", START, END, PENGUINS),
        ("since 2008", "year", START, None, PENGUINS),
        ("until 2008", "year", None, END, PENGUINS),
        ("from 2008 to 2008", "year", START, END, PENGUINS),
        ("price since 2008", "year", START, None, YEARS),
        ("price over 2008", "year", START, END, YEARS),
        ("price until the end of 2008", "year", None, END, YEARS),
        ("from December 2007 on", "day", 1196467200, None, DAYS),
        ("between 2007-12-01 and 2008-02-01", "day", 1196467200, 1201824000, DAYS),
        ("hurricanes, only states that had at least one", "hurricanes", None, None, STORMS),
        ("hurricanes, only states with at least 3", "hurricanes", 3, None, STORMS),
    ],
)
def test_bounds_are_kept(intent: str, field: str, low: float | None, high: float | None, table: TableProfile) -> None:
    found = [(wish.field, wish.low, wish.high) for wish in wishes(intent, table) if isinstance(wish, FilterWish)]
    assert found == [(field, low, high)]


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("hurricanes, leave out those that had none (0)", {"field": "hurricanes", "high": 0.0, "negated": True}),
        ("hurricanes, except the wild ones (above 3)", {"field": "hurricanes", "above": 3.0, "negated": True}),
        ("hurricanes without the rare ones (share below 2 %)", {"field": "share", "below": 0.02, "negated": True}),
        ("hurricanes, except the middle (2)", {"field": "hurricanes", "one_of": ("2",), "negated": True}),
        ("hurricanes, only states that had any", {"field": "hurricanes", "above": 0.0}),
        ("hurricanes, leave out those of unknown sex", {"field": "sex", "one_of": ("m",)}),
    ],
)
def test_rows_are_left_out_by_a_bound_or_without_a_value(intent: str, said: dict[str, object]) -> None:
    (found,) = (wish for wish in wishes(intent, STORMS) if isinstance(wish, FilterWish))
    assert {key: getattr(found, key) for key in said} == said


def test_a_total_is_left_out() -> None:
    deaths = seen({"kind": ["All disasters", "Flood", "Drought"], "deaths": [3, 1, 2]})
    (found,) = (wish for wish in wishes("deaths by kind, without the total", deaths) if isinstance(wish, FilterWish))
    assert (found.field, found.one_of, found.negated) == ("kind", ("All disasters",), True)


@pytest.mark.parametrize(
    "words",
    ["the 10 largest increases and 10 largest decreases of hurricanes", "the 3 largest and smallest of hurricanes"],
)
def test_ends_that_are_not_both_counted_are_not_picked_together(words: str) -> None:
    assert "where both are counted" in read(words, STORMS).refusal


@pytest.mark.parametrize(
    "words", ["the 3 largest and the 3 smallest", "top 3 and bottom 3", "only the 3 highest and 3 lowest"]
)
def test_both_counted_ends_are_two_wishes(words: str) -> None:
    heard = read(f"bars of hurricanes by state, {words}", STORMS)

    assert not heard.refusal
    found = [(wish.count, wish.pick) for wish in heard.wishes if isinstance(wish, LimitWish)]
    assert found == [(3, "largest"), (3, "smallest")]


def test_rows_with_any_of_several_measures_are_not_guessed() -> None:
    assert "one column" in read("hurricanes and share, only states that had any", STORMS).refusal


def test_a_column_before_the_years_of_another_is_still_shown() -> None:
    assert [wish.field for wish in wishes("price since 2008", YEARS) if isinstance(wish, FieldWish)] == ["price"]


@pytest.mark.parametrize("intent", ["bars over 9000", "since the accident", "in 3000"])
def test_numbers_that_no_column_can_hold_as_years_filter_nothing(intent: str) -> None:
    assert not any(isinstance(wish, FilterWish) for wish in wishes(intent))


def test_whole_numbers_are_kept_where_they_count_a_column() -> None:
    assert [
        (wish.field, wish.one_of) for wish in wishes("only 1 and 2 epochs", RUNS) if isinstance(wish, FilterWish)
    ] == [("epoch", ("1", "2"))]


@pytest.mark.parametrize(
    ("intent", "count", "pick", "field"),
    [
        ("top 5 species by body mass", 5, "largest", "body mass (g)"),
        ("only the best three models", 3, "largest", None),
        ("the ten largest islands", 10, "largest", None),
        ("bottom 2", 2, "smallest", None),
        ("body mass of the three largest", 3, "largest", "body mass (g)"),
        ("20 islands with the highest body mass", 20, "largest", "body mass (g)"),
    ],
)
def test_a_limit_is_heard(intent: str, count: int, pick: str, field: str | None) -> None:
    found = [(wish.count, wish.pick, wish.field) for wish in wishes(intent) if isinstance(wish, LimitWish)]
    assert found == [(count, pick, field)]


@pytest.mark.parametrize("intent", ["BOTTOM 0", "top 0 islands", "the zero largest"])
def test_a_limit_to_nothing_is_not_understood(intent: str) -> None:
    assert not any(isinstance(wish, LimitWish) for wish in wishes(intent))
    assert read(intent).unknown


def test_labels_of_the_top_ones_limit_nothing() -> None:
    assert not any(isinstance(wish, LimitWish) for wish in wishes("label the top 5"))


@pytest.mark.parametrize(
    ("intent", "count", "width"),
    [("with 20 bins", 20, None), ("bins of width 5", None, 5), ("bin width 0.5", None, 0.5)],
)
def test_bins_are_heard(intent: str, count: int | None, width: float | None) -> None:
    assert [(wish.count, wish.width) for wish in wishes(intent) if isinstance(wish, BinWish)] == [(count, width)]


@pytest.mark.parametrize(
    ("intent", "by", "descending", "field", "values"),
    [
        ("sorted", Order.VALUE, None, None, ()),
        ("sorted descending", Order.VALUE, True, None, ()),
        ("sorted from low to high", Order.VALUE, False, None, ()),
        ("ranked by body mass", Order.VALUE, None, "body mass (g)", ()),
        ("sorted by value", Order.VALUE, None, None, ()),
        ("largest first", Order.VALUE, True, None, ()),
        ("sorted by year", Order.NATURAL, None, "year", ()),
        ("in chronological order", Order.NATURAL, None, None, ()),
        ("months in calendar order", Order.NATURAL, None, None, ()),
        ("in order", Order.NATURAL, None, None, ()),
        ("in alphabetical order", Order.ALPHABET, None, None, ()),
        ("in the order of the data", Order.DATA, None, None, ()),
        ("in the order Gentoo, Adelie, Chinstrap", Order.LISTED, None, "species", ("Gentoo", "Adelie", "Chinstrap")),
        ("Gentoo, Adelie in that order", Order.LISTED, None, "species", ("Gentoo", "Adelie")),
        ("Gentoo first", Order.LISTED, None, "species", ("Gentoo",)),
        ("best to worst (Gentoo, Adelie, Chinstrap)", Order.LISTED, None, "species", ("Gentoo", "Adelie", "Chinstrap")),
        ("Gentoo < Adelie < Chinstrap", Order.LISTED, None, "species", ("Gentoo", "Adelie", "Chinstrap")),
        ("islands in order", Order.NATURAL, None, "island", ()),
        ("from Adelie to Gentoo", Order.NATURAL, None, "species", ("Adelie", "Gentoo")),
    ],
)
def test_an_order_is_heard(
    intent: str, by: Order, descending: object, field: str | None, values: tuple[str, ...]
) -> None:
    found = [(w.by, w.descending, w.field, w.values) for w in wishes(intent) if isinstance(w, OrderWish)]
    assert found == [(by, descending, field, values)]


def test_the_best_of_losses_is_the_smallest() -> None:
    (order,) = [wish for wish in wishes("val loss by model, best first", RUNS) if isinstance(wish, OrderWish)]
    assert order.descending is False


@pytest.mark.parametrize("intent", ["sorted by fluffiness", "in order of quality"])
def test_an_order_by_what_is_no_column_is_unmet(intent: str) -> None:
    heard = read(intent)
    assert [wish.words for wish in heard.wishes if isinstance(wish, UnmetWish)] == [intent]


@pytest.mark.parametrize(
    ("intent", "keeps"),
    [
        ("penguins in Adelie, Gentoo and Chinstrap order", False),
        ("in the order Gentoo, Adelie, Chinstrap", False),
        ("number of penguins in Biscoe", True),
    ],
)
def test_a_list_is_an_order_where_the_words_say_so(intent: str, keeps: bool) -> None:  # noqa: FBT001 - of the test
    heard = wishes(intent)
    assert any(isinstance(wish, FilterWish) for wish in heard) is keeps
    assert any(isinstance(wish, OrderWish) for wish in heard) is not keeps

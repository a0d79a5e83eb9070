"""Settings, labels and colours."""

# ruff: noqa: E501 - a row of a table is a line

from typing import Any

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Color, Orient, ScaleType, Style
from pb_core.domain.plots.wishes import FieldWish, LabelWish, OrderWish, Place, SettingWish
from pb_core.errors import NotPlottable
from support.readings import RUNS, wishes
from support.wish_plots import seen

LOG = ScaleType.LOG

SETTINGS: list[tuple[str, list[dict[str, Any]]]] = [
    ("x and y from 0 to 9", [{"setting": "range", "of": axis, "low": 0.0, "high": 9.0} for axis in ("x", "y")]),
    ("log y", [{"setting": "scale", "of": "y", "scale": LOG}]),
    ("x on a log scale", [{"setting": "scale", "of": "x", "scale": LOG}]),
    ("log-log", [{"setting": "scale", "of": "x", "scale": LOG}, {"setting": "scale", "of": "y", "scale": LOG}]),
    ("log x and y", [{"setting": "scale", "of": "x", "scale": LOG}, {"setting": "scale", "of": "y", "scale": LOG}]),
    ("y axis reversed", [{"setting": "scale", "of": "y", "reverse": True}]),
    ("y from 70 to 85", [{"setting": "range", "of": "y", "low": 70, "high": 85}]),
    ("x axis from -1 to 1", [{"setting": "range", "of": "x", "low": -1, "high": 1}]),
    ("y starting at 0", [{"setting": "zero", "of": "y"}]),
    ('y axis "Mass (g)" from 0 to 9', [{"setting": "title", "of": "y", "text": "Mass (g)"}, {"setting": "range", "of": "y", "low": 0, "high": 9}]),
    ('x label "Kind"', [{"setting": "title", "of": "x", "text": "Kind"}]),
    ('title "Results"', [{"setting": "title", "of": "plot", "text": "Results"}]),
    ('legend title "Arm"', [{"setting": "title", "of": "legend", "text": "Arm"}]),
    ("legend at the top", [{"setting": "legend", "orient": Orient.TOP}]),
    ("no legend", [{"setting": "legend", "negated": True}]),
    ("direct labels", [{"setting": "legend", "orient": Orient.DIRECT}]),
    ("without grid and legend", [{"setting": "grid", "negated": True}]),
    ("two decimals", [{"setting": "numbers", "decimals": 2}]),
    ("in per cent", [{"setting": "numbers", "style": Style.PERCENT}]),
    ("highlight Gentoo in blue", [{"setting": "color", "field": "species", "value": "Gentoo", "color": Color.BLUE}]),
    ("Gentoo in red", [{"setting": "color", "field": "species", "value": "Gentoo", "color": Color.RED}]),
    ("zoom into 0 to 10", [{"setting": "inset", "low": 0, "high": 10}]),
    ("break the y axis between 20 and 900", [{"setting": "axis break", "of": "y", "low": 20, "high": 900}]),
    ("for slides", [{"setting": "slides"}]),
    ("with markers", [{"setting": "markers"}]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), SETTINGS, ids=[words for words, _ in SETTINGS])
def test_settings(words: str, expected: list[dict[str, Any]]) -> None:
    found = [one for one in wishes(f"body mass by species, {words}") if isinstance(one, SettingWish)]
    assert [SettingWish(words=one.words, **said) for one, said in zip(found, expected, strict=False)] == found[
        : len(expected)
    ]
    assert len(found) >= len(expected)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("with value labels", {}), ("label the maximum", {"pick": "max"}), ("annotate Gentoo", {"field": "species", "value": "Gentoo"}),
        ("label the top 3 by year", {"pick": "max", "count": 3, "by": "year"}), ("no value labels", {"negated": True}),
    ],
)  # fmt: skip
def test_labels(words: str, said: dict[str, Any]) -> None:
    (found,) = [one for one in wishes(f"body mass by species, {words}") if isinstance(one, w.LabelWish)]
    assert found == w.LabelWish(words=found.words, **said)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("y axis", "say what of it"), ("title Results", "in quotes"), ("dashed line at noon", "Not understood: “noon”"),
        ("shade", "write “shade y from 10 to 20”"), ("highlight", "name a category"), ("decimals", "a number is missing"),
        ("zoom into 3", "both ends"), ("no title", "left out"), ("on a second axis", "right behind its column"), ("y from", "ends are missing"),
    ],
)  # fmt: skip
def test_what_says_too_little_is_refused(words: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        wishes(f"body mass by species, {words}")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("words", ["highlight 2 in red", "highlight seed 2 in red"])
def test_a_number_that_names_a_group_is_highlighted(words: str) -> None:
    said = wishes(f"train_loss over epoch coloured by seed, {words}", RUNS)
    (found,) = [one for one in said if isinstance(one, SettingWish) and one.setting == "color"]
    assert (found.field, found.value, found.color) == ("seed", "2", "red")


def test_a_number_of_no_group_is_not_highlighted() -> None:
    with pytest.raises(NotPlottable, match="highlight seed 4"):
        wishes("train_loss over epoch coloured by seed, highlight 7", RUNS)


def test_labels_are_names_of_the_column_behind_with() -> None:
    found = wishes("body mass vs year, label the top 3 by body mass with island")
    assert [one.field for one in found if isinstance(one, FieldWish) and one.place is Place.TEXT] == ["island"]
    assert [(one.count, one.by) for one in found if isinstance(one, LabelWish)] == [(3, "body mass (g)")]


def test_a_listed_order_is_that_of_the_column_that_is_shown() -> None:
    table = seen([{"test": "abc"[k % 3], "clean": "abc"[(k + 1) % 3], "v": 1.5 * k} for k in range(9)])
    (found,) = [one for one in wishes("v by clean, in the order b, a, c", table) if isinstance(one, OrderWish)]
    assert (found.field, found.values) == ("clean", ("b", "a", "c"))
    with pytest.raises(NotPlottable, match="“b” stands in 'test' and in 'clean'"):
        wishes("v by test and clean, only b", table)


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("without legend and grid", {"legend", "grid"}), ("no markers, grid and legend", {"legend", "grid", "markers"}),
        ("no grid, legend at the bottom", {"grid"}), ("no grid, legend", {"grid"}),
    ],
)  # fmt: skip
def test_all_of_a_list_behind_without_is_left_out(words: str, left_out: set[str]) -> None:
    found = [one for one in wishes(f"body mass vs year, coloured by sex, {words}") if isinstance(one, SettingWish)]
    assert {one.setting for one in found if one.negated} == left_out
    assert {one.setting for one in found if not one.negated} <= {"legend"} - left_out

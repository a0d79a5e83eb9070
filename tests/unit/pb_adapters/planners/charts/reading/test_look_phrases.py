"""Scales, ranges, colours, labels, titles, lines, legends, numbers and details."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots.spec import Color, Orient, PaletteName, Ramp, ScaleType, Style
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import (
    ChartWish,
    FieldWish,
    FitWish,
    LabelWish,
    LimitWish,
    Place,
    ReferenceWish,
    SettingWish,
    UnmetWish,
)
from support.readings import read, wishes

LOG = ScaleType.LOG


def settings(intent: str, *names: str) -> list[SettingWish]:
    """The settings that an intent asks for, of these names where any are given."""
    heard = (wish for wish in wishes(intent) if isinstance(wish, SettingWish))
    return [wish for wish in heard if not names or wish.setting in names]


@pytest.mark.parametrize(
    ("intent", "found"),
    [
        ("log scale", [(LOG, None, False)]),
        ("log y", [(LOG, "y", False)]),
        ("logarithmic x axis", [(LOG, "x", False)]),
        ("y axis on a log scale", [(LOG, "y", False)]),
        ("log-log", [(LOG, "x", False), (LOG, "y", False)]),
        ("on log-log axes", [(LOG, "x", False), (LOG, "y", False)]),
        ("both log", [(LOG, "x", False), (LOG, "y", False)]),
        ("on log axes", [(LOG, "x", False), (LOG, "y", False)]),
        ("symlog", [(ScaleType.SYMLOG, None, False)]),
        ("reversed x axis", [(ScaleType.LINEAR, "x", True)]),
        ("bill depth against log body mass", [(LOG, None, False)]),
        ("log rate ratios", []),
        ("server log entries", []),
    ],
)
def test_a_scale_is_heard_with_its_axis(intent: str, found: list[tuple[ScaleType, str | None, bool]]) -> None:
    heard = [(wish.scale, wish.of, wish.reverse) for wish in settings(intent, "scale")]
    assert heard == found


@pytest.mark.parametrize(
    ("intent", "axis", "low", "high", "zero", "negated"),
    [
        ("y from 0 to 100", "y", 0, 100, False, False),
        ("y axis between 10 and 20", "y", 10, 20, False, False),
        ("x limits 5-50", "x", 5, 50, False, False),
        ("ylim = (0, 1)", "y", 0, 1, False, False),
        ("y axis up to 50", "y", None, 50, False, False),
        ("y starts at 20", "y", 20, None, False, False),
        ("axis from 0 to 1", None, 0, 1, False, False),
        ("starting at zero", None, None, None, True, False),
        ("y axis starting at 0", "y", None, None, True, False),
        ("start the y axis at zero", "y", None, None, True, False),
        ("include zero", None, None, None, True, False),
        ("the y axis should not start at zero", "y", None, None, True, True),
        ("y axis in grams starting at zero", "y", None, None, True, False),
    ],
)
def test_a_range_is_heard_with_its_axis(
    intent: str, axis: str | None, low: float | None, high: float | None, *, zero: bool, negated: bool
) -> None:
    heard = [(w.of, w.low, w.high, w.setting == "zero", w.negated) for w in settings(intent, "range", "zero")]
    assert heard == [(axis, low, high, zero, negated)]


@pytest.mark.parametrize(
    ("intent", "color", "value"),
    [
        ("highlight Adelie in red", Color.RED, "Adelie"),
        ("Adelie in orange, others grey", Color.ORANGE, "Adelie"),
        ("emphasise Gentoo", None, "Gentoo"),
        ("Gentoo blue", Color.BLUE, "Gentoo"),
        ("make Gentoo stand out", None, "Gentoo"),
        ("Adelie vs the rest", None, "Adelie"),
        ("Adelie in a different colour", None, "Adelie"),
        ("all bars in dark green", Color.GREEN, ""),
        ("blue bars", Color.BLUE, ""),
    ],
)
def test_a_colour_is_heard_with_what_it_is_for(intent: str, color: Color | None, value: str) -> None:
    assert [(wish.color, wish.value) for wish in settings(intent, "color")] == [(color, value)]


def test_categories_in_different_colours_are_a_column_by_colour() -> None:
    (wish,) = wishes("men and women in different colours")
    assert isinstance(wish, FieldWish)
    assert (wish.field, wish.place) == ("sex", Place.COLOR)


@pytest.mark.parametrize(
    ("intent", "palette", "ramp"),
    [
        ("colour-blind safe palette", None, None),
        ("colorblind-friendly", None, None),
        ("in greyscale", PaletteName.GREY, None),
        ("black and white", PaletteName.GREY, None),
        ("pastel colours", PaletteName.SOFT, None),
        ("diverging palette", None, Ramp.DIVERGING),
        ("sequential colour scale", None, Ramp.SEQUENTIAL),
    ],
)
def test_a_palette_is_heard(intent: str, palette: PaletteName | None, ramp: Ramp | None) -> None:
    assert [(wish.palette, wish.ramp) for wish in settings(intent, "palette")] == [(palette, ramp)]


@pytest.mark.parametrize(
    ("intent", "field", "value", "pick"),
    [
        ("with value labels", None, "", None),
        ("show the values on the bars", None, "", None),
        ("annotate the cells", None, "", None),
        ("values in the cells", None, "", None),
        ("label each point with the species", "species", "", None),
        ("label the islands", "island", "", None),
        ("label Gentoo", "species", "Gentoo", None),
        ("annotate the maximum", None, "", "max"),
        ("mark the lowest point", None, "", "min"),
        ("counts as labels", None, "", None),
    ],
)
def test_labels_are_heard(intent: str, field: str | None, value: str, pick: str | None) -> None:
    assert (field, value, pick) in [(w.field, w.value, w.pick) for w in wishes(intent) if isinstance(w, LabelWish)]


@pytest.mark.parametrize(
    ("intent", "of", "text", "negated"),
    [
        ('title "Penguins of Palmer"', "plot", "Penguins of Palmer", False),
        ("“Bills” as title", "plot", "Bills", False),
        ('y axis "Mass (kg)"', "y", "Mass (kg)", False),
        ('label the x axis "Year"', "x", "Year", False),
        ('legend title "Kind"', "legend", "Kind", False),
        ("y axis label: mass in kg", "y", "mass in kg", False),
        ("title: Bills of penguins", "plot", "Bills of penguins", False),
        ("no title", "plot", "", True),
        ("no legend title", "legend", "", True),
    ],
)
def test_titles_are_heard(intent: str, of: str, text: str, *, negated: bool) -> None:
    assert [(w.of or "plot", w.text, w.negated) for w in settings(intent, "title")] == [(of, text, negated)]


@pytest.mark.parametrize(
    "intent",
    [
        "regression line",
        "with a linear trend line",
        "line of best fit",
        "with fit",
        "least-squares line",
        "droite de régression",
    ],
)
def test_a_trend_is_heard(intent: str) -> None:
    assert [(wish.fit, wish.window) for wish in wishes(intent) if isinstance(wish, FitWish)] == [("linear", None)]
    assert not any(isinstance(wish, ChartWish) for wish in wishes(intent))


@pytest.mark.parametrize(
    ("intent", "wish"),
    [
        ("horizontal line at 60", ReferenceWish(words="horizontal line at 60", axis="y", value=60.0)),
        ("dashed vertical line at 3", ReferenceWish(words="dashed vertical line at 3", axis="x", value=3.0)),
        ("threshold at 0.5", ReferenceWish(words="threshold at 0.5", value=0.5)),
        ('line at 1 labelled "par"', ReferenceWish(words='line at 1 labelled "par"', value=1.0, label="par")),
        ("line at zero", ReferenceWish(words="line at zero", value=0.0)),
        ("line at the mean", ReferenceWish(words="line at the mean", op=Op.MEAN)),
        ("median line", ReferenceWish(words="median line", op=Op.MEDIAN)),
        ("with the diagonal", ReferenceWish(words="with the diagonal", identity=True)),
        ("chance level", ReferenceWish(words="chance level", identity=True)),
        ("y = x", ReferenceWish(words="y = x", identity=True)),
        (
            'shade December 2007 to June 2009 and call it "Recession"',
            ReferenceWish(
                words='shade December 2007 to June 2009 and call it "Recession"',
                axis="x",
                low=1196467200.0,
                high=1243814400.0,
                label="Recession",
            ),
        ),
        ("shade 10 to 20", ReferenceWish(words="shade 10 to 20", low=10.0, high=20.0)),
    ],
)
def test_lines_and_bands_are_heard(intent: str, wish: ReferenceWish) -> None:
    assert wishes(intent) == (wish,)


@pytest.mark.parametrize(
    ("intent", "orient", "negated"),
    [
        ("legend at the bottom", Orient.BOTTOM, False),
        ("legend on top", Orient.TOP, False),
        ("legend right", Orient.RIGHT, False),
        ("put the legend below the plot", Orient.BOTTOM, False),
        ("direct labels", Orient.DIRECT, False),
        ("label the lines at their ends", Orient.DIRECT, False),
        ("with a legend", Orient.AUTO, False),
        ("no legend", Orient.AUTO, True),
        ("sin leyenda", Orient.AUTO, True),
    ],
)
def test_a_legend_is_heard_with_its_place(intent: str, orient: Orient, *, negated: bool) -> None:
    assert [(w.orient, w.negated) for w in settings(intent, "legend")] == [(orient, negated)]


@pytest.mark.parametrize(
    ("intent", "style", "decimals"),
    [
        ("in percent", Style.PERCENT, None),
        ("as percentages", Style.PERCENT, None),
        ("rounded to two decimals", None, 2),
        ("with no decimals", None, 0),
        ("in scientific notation", Style.SCIENTIFIC, None),
        ("y axis in millions", Style.SI, None),
    ],
)
def test_numbers_are_written_as_said(intent: str, style: Style | None, decimals: int | None) -> None:
    assert [(w.style, w.decimals, w.negated) for w in settings(intent, "numbers")] == [(style, decimals, False)]


@pytest.mark.parametrize(
    ("intent", "detail", "negated"),
    [
        ("with markers", "markers", False), ("no grid", "grid", True), ("dashed lines", "dashed", False),
        ("for slides", "slides", False), ("two columns wide", "two columns", False), ("single column", "one column", False),
        ("with censoring marks", "censor marks", False), ("with a risk table", "numbers at risk", False),
        ("log-rank test", "log-rank test", False), ("free y scales", "independent axes", False),
        ("share the y axis", "independent axes", True), ("LaTeX labels", "mathematics", False),
    ],
)  # fmt: skip
def test_details_are_heard(intent: str, detail: str, *, negated: bool) -> None:
    assert (detail, negated) in [(w.setting, w.negated) for w in settings(intent)]


def test_an_inset_and_an_axis_break_are_heard_with_their_ends() -> None:
    heard = settings("break the y axis between 20 and 900, zoom into 0 to 10")
    assert [(w.setting, w.low, w.high) for w in heard] == [
        ("axis break", 20, 900),
        ("inset", 0, 10),
    ]


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        ("in Comic Sans", "style"), ("bars in #ff00ff", "named ones"), ("with the viridis palette", "palettes"),
        ("with p-values", "significance"), ("animated", "still pictures"), ("with our logo", "not drawn"),
        ("300 dpi", "size of a figure"), ("rotate the x labels by 45 degrees", "tick labels"),
        ("legend in the upper left corner", "a legend stands"), ("mark the top 5", "labels stand"),
        ("import os", "nothing is fetched"), ("positive values blue", "sign of a value"),
    ],
)  # fmt: skip
def test_what_is_understood_and_not_done_says_why(intent: str, why: str) -> None:
    assert any(why in wish.why for wish in wishes(intent) if isinstance(wish, UnmetWish))
    assert read(intent).refusal == ""
    assert not any(isinstance(wish, LimitWish) for wish in wishes(intent))


@pytest.mark.parametrize(
    ("intent", "field", "by", "pick", "count"),
    [
        ("label the top 5", None, None, "max", 5),
        ("label the 3 species with the lowest body mass", "species", "body mass (g)", "min", 3),
        ("name the five islands with highest bill depth", "island", "bill_depth_mm", "max", 5),
        ("label the two largest by body mass", None, "body mass (g)", "max", 2),
        ("label the 5 largest body masses", None, "body mass (g)", "max", 5),
    ],
)
def test_a_few_labels_are_heard(intent: str, field: str | None, by: str | None, pick: str, count: int) -> None:
    found = [wish for wish in wishes(intent) if isinstance(wish, LabelWish)]
    assert [(wish.field, wish.by, wish.pick, wish.count) for wish in found] == [(field, by, pick, count)]

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.estimators import Agreement, Hexbin, Quantiles, Schedule, Survival
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    FieldType,
    Layer,
    PlotSpec,
    ReferenceLine,
    Scale,
    ScaleType,
    Spread,
    Stack,
)
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Calculate,
    Calibration,
    Combination,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Filter,
    Fold,
    Limit,
    Measure,
    Op,
    Pareto,
    PrecisionRecall,
    Regression,
    Roc,
    Smooth,
    Transform,
)
from pb_core.domain.tables.table_reading import read_table
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

TABLE = table_of(
    model=["A", "A", "A", "B", "B", "B"],
    acc=[1.0, 2.0, 3.0, 4.0, 5.0, 7.0],
    cost=[1.0, 3.0, 2.0, 4.0, 6.0, None],
    sd=[0.1] * 6,
    good=["yes", "no", "yes", "no", "yes", "yes"],
    p=[0.1, 0.9, 0.8, 0.3, 0.6, 0.7],
)
POINTS = Layer(
    mark=Mark(type=MarkType.POINT),
    encoding=Encoding(
        x=Channel(field="acc", type=FieldType.QUANTITATIVE), y=Channel(field="p", type=FieldType.QUANTITATIVE)
    ),
)


def measured(*ops: Op, **names: object) -> Aggregate:
    measures = tuple(Measure(op=op, field="acc", as_=op.value) for op in ops)
    return Aggregate(groupby=("model",), measures=measures, **names)


@pytest.mark.parametrize(
    ("ops", "error", "sentence"),
    [
        ((Op.MEAN, Op.STDEV), Spread(delta="stdev"), "Error bars are ± 1 sample standard deviation."),
        ((Op.MEAN, Op.STDERR), Spread(delta="stderr"), "Error bars are ± 1 standard error of the mean."),
        ((Op.MEAN, Op.CI0, Op.CI1), Spread(low="ci0", high="ci1"), "Error bars are 95\xa0% t intervals of the mean."),
        (
            (Op.MEAN, Op.BOOT0, Op.BOOT1),
            Spread(low="boot0", high="boot1"),
            "Error bars are 95\xa0% percentile bootstrap intervals of the mean (1,000 resamples).",
        ),
        ((Op.MEAN, Op.Q1, Op.Q3), Spread(low="q1", high="q3"), "Error bars are the range between the quartiles."),
        (
            (Op.MEAN, Op.MIN, Op.MAX),
            Spread(low="min", high="max"),
            "Error bars are the range from the smallest to the largest value.",
        ),
        ((Op.MEAN, Op.MIN, Op.Q3), Spread(low="min", high="q3"), "Error bars run from min to q3."),
    ],
)
def test_computed_error_bars_are_named(ops: tuple[Op, ...], error: Spread, sentence: str) -> None:
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("model"), y=q("mean"), y_error=error),), transform=(measured(*ops),))
    assert methods(spec, TABLE) == ("Bars show the mean of acc per model (n = 3).", sentence)


def test_error_bars_that_the_caller_gave_are_not_called_anything() -> None:
    spec = PlotSpec(layer=(layer(MarkType.POINT, x=q("acc"), y=q("p"), y_error=Spread(delta="sd")),))
    assert methods(spec, TABLE) == ("Error bars as given in sd.",)
    spec = PlotSpec(layer=(layer(MarkType.POINT, x=q("acc"), y=q("p"), x_error=Spread(low="sd", high="p")),))
    assert methods(spec, TABLE) == ("Error bars in x as given in sd and p.",)


def test_bands_are_named_by_their_ends() -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.ERRORBAND, x=q("cost"), y=q("ci0"), y2="ci1"),),
        transform=(replace(measured(Op.CI0, Op.CI1, level=0.9), groupby=("cost",)),),
    )
    assert methods(spec, TABLE)[0] == "Bands show 90\xa0% t intervals of the mean."


def test_bands_of_an_uncertainty_are_named_by_it() -> None:
    def said(spread: Spread, *ops: Op) -> str:
        band = layer(MarkType.ERRORBAND, x=q("cost"), y=q("mean" if ops else "acc"), y_error=spread)
        spec = PlotSpec(layer=(band,), transform=(replace(measured(*ops), groupby=("cost",)),) if ops else ())
        return methods(spec, TABLE)[0]

    mean = "Bands show the mean of acc per cost (n = 1)"
    assert said(Spread(delta="stdev"), Op.MEAN, Op.STDEV) == f"{mean} ± 1 sample standard deviation."
    assert said(Spread(delta="stderr"), Op.MEAN, Op.STDERR) == f"{mean} ± 1 standard error of the mean."
    assert said(Spread(low="ci0", high="ci1"), Op.MEAN, Op.CI0, Op.CI1).startswith("Bands show 95\xa0% t intervals")
    assert said(Spread(delta="sd")) == "Bands show acc ± sd, as given."
    assert said(Spread(low="sd", high="p")) == "Bands run from sd to p, as given."


def test_rows_without_a_value_are_not_put_on_a_filters_account() -> None:
    holes = read_table({"kind": ["a", "a", "b", None, None], "v": [1, 2, 3, 4, 5]})
    spec = PlotSpec(
        layer=(layer(MarkType.POINT, x=n("kind"), y=q("v")),), transform=(Filter(field="kind", none_of=("b",)),)
    )
    assert methods(spec, holes)[0] == "Only rows whose kind is not b (2 of 5; 2 of them have none)."


def test_statistics_of_statistics_and_of_folded_columns() -> None:
    again = Aggregate(measures=(Measure(op=Op.MAX, field="mean", as_="best"),))
    spec = PlotSpec(layer=(layer(MarkType.RULE, y=q("best")),), transform=(measured(Op.MEAN), again))
    assert methods(spec, TABLE) == ("Rules show the largest value of the mean of acc per model (n = 3) (n = 2).",)
    spec = PlotSpec(
        layer=(layer(MarkType.BAR, x=n("key"), y=q("value"), color=n("model"), offset="model"),),
        transform=(measured(Op.MEAN, Op.MEDIAN), Fold(fields=("mean", "median"))),
    )
    assert methods(spec, TABLE) == (
        "Bars show the mean of acc per model (n = 3) and the median of acc per model (n = 3).",
    )


@pytest.mark.parametrize(
    ("transform", "sentence"),
    [
        (Bin(field="acc", rule=BinRule.STEP, value=0.5), "Bins of acc are of the width asked for (width 0.5)."),
        (Bin(field="acc"), "Bins of acc follow Freedman and Diaconis (width 5)."),
        (Filter(field="model", one_of=("A",)), "Only rows whose model is A (3 of 6)."),
        (Filter(field="acc", low=2, high=5), "Only rows whose acc is at least 2 and acc is at most 5 (4 of 6)."),
        (Filter(field="model", none_of=("A",)), "Only rows whose model is not A (3 of 6)."),
        (Filter(field="model", none_of=("A", "C")), "Only rows whose model is neither A nor C (3 of 6)."),
        (Filter(field="acc", above=2, below=5), "Only rows whose acc is above 2 and acc is below 5 (2 of 6)."),
        (Limit(field="acc", count=2), "Only the 2 rows with the largest acc, of 6."),
        (
            Smooth(field="acc", order="p", window=3),
            (
                "smoothed: centred moving average of acc over 3 rows along p; the window shortens at both ends of a "
                "line, to 2 rows."
            ),
        ),
        (Cumulate(field="acc"), "Each step starts at the running sum of acc and ends after adding its own."),
        (
            Pareto(x="acc", y="p"),
            "Pareto front: lower acc and higher p are better; 2 of 6 rows are beaten by none.",
        ),
    ],
)
def test_transforms_that_keep_their_columns(transform: Transform, sentence: str) -> None:
    assert methods(PlotSpec(layer=(POINTS,), transform=(transform,)), TABLE)[0] == sentence


@pytest.mark.parametrize(
    ("transform", "x", "y", "sentence"),
    [
        (
            Regression(x="cost", y="acc"), "x", "fit",
            (
                "Least-squares fit: acc = 0.622 + 0.743 × cost, R² = 0.818, n = 5."
            ),
        ),
        (
            Regression(x="acc", y="p", groupby=("model",)), "x", "fit",
            (
                "Least-squares fit: A: p = −0.1 + 0.35 × acc, R² = 0.645, n = 3; "
                "B: p = −0.114 + 0.121 × acc, R² = 0.794, n = 3."
            ),
        ),
        (
            Density(field="acc", groupby=("model",)), "value", "density",
            "Density of acc: Gaussian kernel, bandwidth 0.536 to 0.803 (Silverman).",
        ),
        (
            Density(field="acc", bandwidth=0.25), "value", "density",
            "Density of acc: Gaussian kernel, bandwidth 0.25 (as asked for).",
        ),
        (
            Ecdf(field="acc"), "value", "share",
            "Empirical distribution of acc: the share of values not above each value.",
        ),
        (
            Roc(score="p", label="good"), "false positive rate", "true positive rate",
            "ROC curve of p for good: area under the curve 0.375.",
        ),
        (
            PrecisionRecall(score="p", label="good", groupby=("model",)), "recall", "precision",
            "Precision-recall curve of p for good: average precision A: 0.583; B: 1.",
        ),
        (
            Calibration(probability="p", label="good", bins=4), "predicted", "observed",
            (
                "Calibration of p: observed share of good over the mean probability in 4 bins of equal width; "
                "empty bins are left out."
            ),
        ),
        (
            Correlation(fields=("acc", "cost")), "r", "r",
            "Pearson's r of 2 fields, each pair over the rows that have both (of 6).",
        ),
    ],
)  # fmt: skip
def test_transforms_that_make_new_columns(transform: Transform, x: str, y: str, sentence: str) -> None:
    spec = PlotSpec(layer=(layer(MarkType.POINT, x=q(x), y=q(y)),), transform=(transform,))
    assert methods(spec, TABLE)[0] == sentence


def test_what_cannot_be_computed_is_said() -> None:
    table = table_of(x=[1.0, 2.0, 5.0], y=[1.0, 2.0, 3.0], g=["a", "b", "b"])
    fit = Regression(x="x", y="y", groupby=("g",), as_=("x", "fit", "low", "high"))
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("fit")),), transform=(fit,))
    assert methods(spec, table)[0] == "No group has enough points to fit y on x."
    spec = PlotSpec(
        layer=(layer(MarkType.LINE, x=q("value"), y=q("density")),), transform=(Density(field="x", groupby=("g",)),)
    )
    assert methods(spec, table)[0].endswith("(Silverman); 1 group without two different values has no curve.")


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (MarkType.BOXPLOT, "within 1.5 interquartile ranges"),
        (MarkType.VIOLIN, "Silverman"),
        (MarkType.SWARM, "one value"),
    ],
)
def test_marks_that_summarise_say_how(mark: MarkType, words: str) -> None:
    sentences = methods(PlotSpec(layer=(layer(mark, x=n("model"), y=q("cost")),)), TABLE)
    assert words in sentences[0]
    assert sentences[1] == "1 of 6 rows lacks a value and is not shown."


def test_the_interval_of_a_fit_is_told_where_it_is_drawn() -> None:
    fit = Regression(x="cost", y="acc")
    band = layer(MarkType.ERRORBAND, x=q("x"), y=q(fit.as_[2]), y2=fit.as_[3])
    line = layer(MarkType.LINE, x=q("x"), y=q("fit"))
    told = methods(PlotSpec(layer=(band, line), transform=(fit,)), TABLE)[0]
    assert told.endswith("; interval: 95\xa0% t interval of the mean.")
    assert "interval" not in methods(PlotSpec(layer=(line,), transform=(fit,)), TABLE)[0]


def test_rows_that_one_layer_shows_are_not_said_to_be_hidden() -> None:
    table = table_of(x=[1, 2, 3], a=[1, None, None], b=[None, 2, None])
    first, second = (layer(MarkType.LINE, x=q("x"), y=q(name)) for name in "ab")
    assert "2 of 3 rows lack a value and are not shown." in methods(PlotSpec(layer=(first,)), table)
    assert "1 of 3 rows lacks a value and is not shown." in methods(PlotSpec(layer=(first, second)), table)


def test_shares_and_reference_lines_are_named_once() -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.BAR, x=n("model"), y=q("acc"), color=n("p"), stack=Stack.NORMALIZE),),
        annotations=(ReferenceLine(op=Op.MEDIAN, field="acc"),) * 2,
    )
    assert methods(spec, TABLE) == (
        "Bars are stacked as shares of their sum.",
        "The horizontal line stands at the median of acc (3.5).",
    )


def test_plain_data_needs_no_sentence() -> None:
    assert methods(PlotSpec(layer=(POINTS,)), TABLE) == ()


LIVES = table_of(
    t=[1, 2, 3, 4, 1, 3, 6, 8], died=[1, 0, 1, 1, 0, 1, 0, 0], arm=["old"] * 4 + ["new"] * 4, code=[2, 1, 2, 2] * 2
)


def survival(**asked: object) -> PlotSpec:
    curve = {"x": q("time"), "y": q("survival")}
    ticks = layer(MarkType.TICK, transform=(Filter(field="censored times"),), **curve)
    own = Survival(time="t", event="died", **asked)
    return PlotSpec(transform=(own,), layer=(layer(MarkType.LINE, **curve), ticks))


def test_a_survival_plot_names_its_estimator() -> None:
    assert methods(survival(), LIVES) == (
        "Kaplan–Meier estimate over t (died): n = 8, 4 events, median 4.",
        "Ticks mark the censored times.",
    )


def test_an_interval_and_a_test_are_named_where_they_are_asked_for() -> None:
    said = methods(survival(groupby=("arm",), level=0.9, log_rank=True), LIVES)[0]
    assert "old: n = 4, 3 events, median 3; new: n = 4, 1 event, median not reached" in said
    assert "; 90\xa0% log-log intervals with Greenwood's variance; log-rank test: χ² = " in said
    assert ", 1 degree of freedom, p = " in said


def test_the_value_of_an_event_is_named() -> None:
    spec = survival()
    own = Survival(time="t", event="code", observed="2")
    assert methods(replace(spec, transform=(own,)), LIVES)[0].startswith(
        "Kaplan–Meier estimate over t (code = 2; censored: 1): n = 8"
    )


def test_a_schedule_counts_what_stands_beside_its_bars() -> None:
    plan = table_of(task=["a", "b", "c", "d"], start=[0, 2, 3, None], end=[2, None, 3, None])
    bars = layer(MarkType.BAR, x=q("task start"), x2="task end", y=n("task"))
    points = layer(MarkType.POINT, x=q("milestone"), y=n("task"))
    spec = PlotSpec(transform=(Schedule(start="start", end="end"),), layer=(bars, points))
    assert methods(spec, plan) == (
        "Bars run from start to end; 2 milestones without a duration; 1 row has no time and is not shown.",
    )


def test_agreement_names_its_limits() -> None:
    points = layer(MarkType.POINT, x=q("mean"), y=q("difference"))
    pairs = PlotSpec(transform=(Agreement(first="acc", second="cost"),), layer=(points,))
    assert methods(pairs, TABLE)[0] == (
        "Bland–Altman: acc − cost over the mean of both: n = 5, mean difference −0.2, limits of agreement −1.84 to "
        "1.44 (mean ± 1.96 sample standard deviations)."
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            Quantiles(field="acc"),
            "those of the normal distribution at (i − 0.5) / n (n = 6); line through the quartiles.",
        ),
        (
            Quantiles(field="acc", by="model"),
            "those of the other model (n = 3 and n = 3), as many as the smaller sample",
        ),
    ],
)
def test_quantiles_name_what_they_are_against(asked: Quantiles, sentence: str) -> None:
    points = layer(MarkType.POINT, x=q("theoretical quantile"), y=q("sample quantile"))
    assert f"Quantiles of acc against {sentence}" in methods(PlotSpec(transform=(asked,), layer=(points,)), TABLE)[0]


def test_hexagons_are_counted() -> None:
    cells = layer(MarkType.HEX, x=q("x start"), x2="x end", y=q("y start"), y2="y end", color=q("count"))
    asked = Hexbin(x="acc", y="cost", columns=10)
    assert methods(PlotSpec(transform=(asked,), layer=(cells,)), TABLE) == (
        "Hexagons count the rows at acc and cost (n = 5): 10 across and 7 down; empty ones are left out.",
    )


def test_ridges_name_their_kernel() -> None:
    spec = PlotSpec(layer=(layer(MarkType.RIDGE, x=q("acc"), y=n("model")),))
    assert methods(spec, TABLE)[0].startswith("Ridges show Gaussian kernel densities (Silverman's bandwidth)")


def test_an_interval_from_errors_is_told_and_not_given() -> None:
    low = Calculate(op=Combination.DIFFERENCE, first="acc", second="sd", factor=1.96, as_="low")
    high = Calculate(op=Combination.PLUS, first="acc", second="sd", factor=1.96, as_="high")
    spec = PlotSpec(
        layer=(layer(MarkType.POINT, x=q("p"), y=q("acc"), y_error=Spread(low="low", high="high")),),
        transform=(low, high),
    )
    assert methods(spec, TABLE) == (
        "low: acc minus 1.96 × sd of each row.",
        "high: acc plus 1.96 × sd of each row.",
        "Error bars run from low to high.",
    )


def test_what_a_layer_of_some_rows_marks_is_told() -> None:
    names = layer(MarkType.TEXT, x=q("acc"), y=q("p"), text=n("model"))
    few = replace(names, transform=(Limit(field="acc", count=2),))
    assert methods(PlotSpec(layer=(POINTS, few)), TABLE) == ("Texts mark only the 2 rows with the largest acc, of 6.",)


@pytest.mark.parametrize(("scale", "told"), [(ScaleType.LOG, True), (ScaleType.LINEAR, False)])
@pytest.mark.parametrize(("mark", "axis"), [(MarkType.VIOLIN, "y"), (MarkType.BAR, "x")])
def test_bins_and_densities_under_a_logarithm_are_those_of_the_numbers(
    mark: MarkType,
    axis: str,
    scale: ScaleType,
    told: bool,  # noqa: FBT001
) -> None:
    violin = PlotSpec(layer=(layer(mark, x=n("model"), y=q("acc")),))
    made = (
        Bin(field="acc", as_=("a", "b")),
        Aggregate(groupby=("a", "b"), measures=(Measure(op=Op.COUNT, as_="count"),)),
    )
    binned = PlotSpec(layer=(layer(mark, x=q("a"), x2="b", y=q("count")),), transform=made)
    axes = Axes(**{axis: Axis(scale=Scale(type=scale))})
    found = methods(replace(violin if mark is MarkType.VIOLIN else binned, axes=axes), TABLE)
    assert any("not of their logarithms" in one for one in found) is told


def test_a_fit_along_times_tells_the_change_of_a_year() -> None:
    table = read_table({"year": ["1990", "2000", "2010"], "a": [1.0, 2.0, 3.1]})
    made = Regression(x="year", y="a")
    points = layer(MarkType.POINT, x=replace(q("x"), type=FieldType.TEMPORAL), y=q("fit"))
    spec = PlotSpec(layer=(points,), transform=(made,))
    assert "a changes by 0.105 a year along year, R²" in methods(spec, table)[0]

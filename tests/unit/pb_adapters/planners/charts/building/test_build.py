"""What is built from wishes: the columns that were named where they were named, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from pb_adapters.planners.charts.building.build import Built, build
from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Color, FieldType, Orient, PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Fold, Op, Period, PeriodUnit
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wishes import Arrangement, Chart, Interval, Order, Place
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable
from support.wish_plots import became

DAYS = ("Thur", "Fri", "Sat", "Sun")
TIPS = [
    {
        "bill": 10.5 + 1.3 * k + i, "tip": 1 + (7 * k + 3 * i) % 11 / 2, "sex": sex, "day": DAYS[(k + i) % 4],
        "size": 1 + k % 4,
    }
    for k in range(30)
    for i, sex in enumerate(("F", "M"))
]  # fmt: skip
LOSS = [{"epoch": e, "train_loss": 2 / e, "val_loss": 2.2 / e} for e in range(1, 21)]
WIDE = [{"model": "T5", "MMLU": 46.1, "GSM8K": 17.2}, {"model": "Ours", "MMLU": 54.8, "GSM8K": 29.3}]
BENCH = {"BERT": {"MNLI": 84.1, "QQP": 91.0}, "Ours": {"MNLI": 87.6, "QQP": 91.9}}
ENERGY = [
    {"country": c, "source": s, "TWh": v}
    for c, s, v in (("F", "nuclear", 300), ("F", "wind", 50), ("G", "nuclear", 60), ("G", "wind", 130))
]
WEATHER = [
    {"month": m, "rain (mm)": r, "temperature (°C)": t} for m, r, t in (("Jan", 60, 3), ("Feb", 50, 4), ("Mar", 40, 8))
]
SCORES = [{"score": k / 10, "label": k > 4, "model": m} for m in "AB" for k in range(10)]
LIVES = [
    {"months": 3.0 + 7 * k % 50, "died": k % 3 > 0, "arm": "AB"[k % 2], "first": 5.0 + k % 7, "second": 5.5 + k % 5}
    for k in range(40)
]
CODED = [{"time": 3.0 + 7 * k % 50, "status": 1 + k % 3, "sex": k % 2} for k in range(40)]
LIVES_CODED = [
    {"months": 3.0 + 7 * k % 50, "died": int(k % 3 > 0), "arm": "AB"[k % 2], "site": "XY"[k // 2 % 2]}
    for k in range(40)
]
META = [{"study": f"trial {k}", "yi": k / 10 - 0.3, "sei": 0.1 + k % 3 / 10} for k in range(8)]
STATES = [{"state": f"state {k}", "a": k * 7 % 30 / 10, "b": 2.5 * k} for k in range(30)]
MANY = [{"model": f"net {k}", "top1": 50 + k * 37 % 401 / 10} for k in range(400)]
TASKS = [
    {"task": "Plan", "start": "2024-01-01", "end": "2024-02-01", "team": "A"},
    {"task": "Build", "start": "2024-02-01", "end": "2024-05-01", "team": "B"},
    {"task": "Launch", "start": "2024-05-02", "end": None, "team": "A"},
]
RUNS = [{"step": s, "seed": r, "reward": s * r % 7 + 0.5} for r in range(5) for s in range(0, 40, 4)]


def field(name: str, place: Place = Place.ANY, kind: FieldType | None = None) -> w.FieldWish:
    return w.FieldWish(words=f"{name} {place.value}", field=name, place=place, type=kind)


def chart(name: Chart, *, negated: bool = False) -> w.ChartWish:
    return w.ChartWish(words=name.value, chart=name, negated=negated)


def statistic(op: Op, name: str | None = None, within: str | None = None) -> w.StatisticWish:
    return w.StatisticWish(words=f"{op.value} {name}", op=op, field=name, within=within)


def interval(kind: Interval, words: str = "error bars") -> w.IntervalWish:
    return w.IntervalWish(words=words, interval=kind)


def ended(name: str, value: str) -> w.SettingWish:
    return w.SettingWish(words=f"{name} {value} = event", setting="event", field=name, value=value)


def from_errors(name: str) -> w.IntervalWish:
    return w.IntervalWish(words=f"95% CI from {name}", interval=Interval.CONFIDENCE, level=0.95, fields=(name,))


def arranged(how: Arrangement) -> w.ArrangementWish:
    return w.ArrangementWish(words=how.value, arrangement=how)


def built(data: object, *wishes: w.Wish) -> Built:
    table = read_table(data)
    plan = build(w.HeardIntent(wishes=wishes), profile(table))
    check_plot(plan.spec, table, "0 1 5 90")
    return plan


def facts(spec: PlotSpec) -> dict[str, Any]:
    first = spec.layer[0].encoding
    every = {"x": first.x, "y": first.y, "color": first.color, "theta": first.theta, "size": first.size}
    return {
        "marks": [layer.mark.type.value for layer in spec.layer],
        **{name: channel.field for name, channel in every.items() if channel is not None},
        "panel": spec.facet.field if spec.facet else None,
        "title": (spec.axes.x.title, spec.axes.y.title),
    }


X, Y, ANY, SPLIT, COLOR, SIZE, RIGHT, PANEL = (
    Place.X, Place.Y, Place.ANY, Place.SPLIT, Place.COLOR, Place.SIZE, Place.RIGHT, Place.PANEL,
)  # fmt: skip

CASES: list[tuple[str, object, tuple[w.Wish, ...], dict[str, Any]]] = [
    (
        "repeated values by a category stand as they are",
        TIPS, (field("tip", Y), field("day", SPLIT)), {"marks": ["strip"], "x": "day", "y": "tip", "panel": None},
    ),
    (
        "bars of repeated values are means, and say so",
        TIPS, (chart(Chart.BAR), field("tip", Y), field("day", X)), {"marks": ["bar"], "title": ("Day", "Mean tip")},
    ),
    (
        "an interval only where it is asked for",
        TIPS, (statistic(Op.MEAN, "tip"), field("day", SPLIT), interval(Interval.STDERR)),
        {"marks": ["bar"], "y": "mean tip"},
    ),
    (
        "A against B: A goes up",
        TIPS, (field("tip", Y), field("bill", X)),
        {"marks": ["point"], "x": "bill", "y": "tip", "title": ("Bill", "Tip")},
    ),
    (
        "a pair without places: the first along x",
        TIPS, (field("bill"), field("tip")), {"marks": ["point"], "x": "bill", "y": "tip"},
    ),
    ("one measure alone is a histogram", TIPS, (field("tip"),), {"marks": ["bar"], "x": "tip from", "y": "count"}),
    (
        "numbers of rows are counted where they are asked for",
        TIPS, (statistic(Op.COUNT), field("day", SPLIT)), {"marks": ["bar"], "x": "day", "y": "count"},
    ),
    (
        "whole numbers of a few values group",
        TIPS, (statistic(Op.MEAN, "tip"), field("size", SPLIT)), {"x": "size", "y": "mean tip"},
    ),
    (
        "columns that are series share an axis with a title that is true for all",
        LOSS, (field("train_loss", Y), field("val_loss", Y), field("epoch", X)),
        {"marks": ["line"], "x": "epoch", "y": "Loss", "color": "measure", "title": ("Epoch", "Loss")},
    ),
    (
        "measures of other units have panels of their own",
        WEATHER, (field("rain (mm)", Y), field("temperature (°C)", Y), field("month", X)),
        {"marks": ["bar"], "x": "month", "panel": "measure", "title": ("Month", "")},
    ),
    (
        "a second axis where it is asked for",
        WEATHER, (chart(Chart.BAR), field("rain (mm)", Y), field("month", X), field("temperature (°C)", RIGHT)),
        {"marks": ["bar", "line"], "title": ("Month", "Rain (mm)")},
    ),
    (
        "wide columns by a named category: one group for each column",
        WIDE, (chart(Chart.BAR), arranged(Arrangement.GROUPED), field("model", COLOR)),
        {"marks": ["bar"], "x": "measure", "color": "model", "title": ("", "MMLU, GSM8K")},
    ),
    (
        "shares are those of the quantity, per category that they add up in",
        ENERGY, (statistic(Op.PROPORTION, "TWh"), field("country", SPLIT), field("source", SPLIT)),
        {"marks": ["bar"], "x": "country", "color": "source", "title": ("Country", "Share of TWh within country")},
    ),
    (
        "the share of one category is a pie of its sums",
        ENERGY, (statistic(Op.PROPORTION, "TWh"), field("source", SPLIT)),
        {"marks": ["arc"], "theta": "sum TWh", "color": "source"},
    ),
    (
        "a pie adds up what is repeated",
        ENERGY, (chart(Chart.PIE), field("TWh"), field("source", SPLIT)), {"marks": ["arc"], "theta": "sum TWh"},
    ),
    (
        "stacks add up what is repeated, and say so",
        TIPS, (arranged(Arrangement.STACKED), field("bill"), field("day", SPLIT), field("sex", SPLIT)),
        {"marks": ["bar"], "y": "sum bill", "color": "sex", "title": ("Day", "Total bill")},
    ),
    (
        "two named values of a column are compared along its time",
        [{"c": c, "year": y, "v": y - 2000.5} for c in "AB" for y in (2001, 2002, 2003)],
        (w.FilterWish(words="A and B", field="c", one_of=("A", "B")),),
        {"marks": ["line"], "x": "year", "color": "c"},
    ),
    (
        "shares of rows within each group",
        TIPS, (statistic(Op.PROPORTION, None, "day"), field("day", X), field("sex", COLOR)),
        {"marks": ["bar"], "y": "share", "title": ("Day", "Share of rows within day")},
    ),
    (
        "boxes by two columns",
        TIPS, (chart(Chart.BOX), field("tip"), field("day", SPLIT), field("sex", COLOR)),
        {"marks": ["boxplot", "strip"], "x": "day", "color": "sex"},
    ),
    (
        "points over boxes where both are named",
        TIPS, (chart(Chart.BOX), chart(Chart.STRIP), field("tip"), field("day", SPLIT)),
        {"marks": ["boxplot", "strip"]},
    ),
    (
        "a heat map of two named columns",
        TIPS, (chart(Chart.HEATMAP), statistic(Op.MEAN, "tip"), field("day", SPLIT), field("sex", SPLIT)),
        {"marks": ["rect"], "x": "day", "y": "sex", "color": "mean tip"},
    ),
    ("correlations", TIPS, (chart(Chart.CORRELATION),), {"marks": ["rect"], "color": "r"}),
    (
        "bubbles show a third quantity",
        TIPS, (field("tip", Y), field("bill", X), field("size", SIZE)), {"marks": ["point"], "size": "size"},
    ),
    (
        "a mean with a band along many steps",
        RUNS, (field("reward", Y), field("step", X), interval(Interval.CONFIDENCE, "95% band")),
        {"marks": ["line", "errorband"], "title": ("Step", "Mean reward")},
    ),
    (
        "horizontal bars",
        BENCH, (chart(Chart.BAR), arranged(Arrangement.HORIZONTAL)), {"marks": ["bar"], "x": "value", "y": "level 1"},
    ),
    (
        "a curve of scores and labels",
        SCORES, (chart(Chart.ROC), field("model", SPLIT)),
        {"marks": ["line"], "x": "false positive rate", "color": "model"},
    ),
    (
        "a radar of the columns",
        [{"model": m, "a": i, "b": 2, "c": 3} for i, m in enumerate("XY", start=1)],
        (chart(Chart.RADAR), field("model", COLOR)), {"marks": ["line"], "x": "measure", "color": "model"},
    ),
    (
        "survival curves with marks where times are censored",
        LIVES, (chart(Chart.KAPLAN_MEIER), field("arm", SPLIT)),
        {"marks": ["line", "tick"], "x": "time", "y": "survival", "color": "arm"},
    ),
    (
        "the interval, the numbers at risk and the test of survival on request",
        LIVES,
        (
            chart(Chart.KAPLAN_MEIER), field("arm", SPLIT), interval(Interval.CONFIDENCE),
            w.SettingWish(words="at risk", setting="numbers at risk"),
            w.SettingWish(words="p", setting="log-rank test"),
        ),
        {"marks": ["line", "tick", "errorband"]},
    ),
    (
        "an event that one of several codes is",
        CODED, (chart(Chart.KAPLAN_MEIER), field("sex", SPLIT), ended("status", "2")),
        {"marks": ["line", "tick"], "color": "sex"},
    ),
    (
        "an event by the usual code, in panels",
        LIVES_CODED, (chart(Chart.KAPLAN_MEIER), field("arm", COLOR), field("site", PANEL), ended("died", "1")),
        {"marks": ["line", "tick"], "color": "arm", "panel": "site"},
    ),
    (
        "an interval from standard errors",
        META, (chart(Chart.FOREST), field("yi"), field("study", SPLIT), from_errors("sei")),
        {"marks": ["point"], "x": "yi", "y": "study"},
    ),
    (
        "names at a few points, and a line through all",
        STATES,
        (
            chart(Chart.SCATTER), field("b", Y), field("a", X), w.FitWish(words="line"),
            w.LabelWish(words="label", field="state", by="b", pick="max", count=5),
        ),
        {"marks": ["point", "text", "line"]},
    ),
    (
        "points that each are one of what is named, and a line through all",
        STATES, (chart(Chart.SCATTER), field("b", Y), field("a", X), field("state"), w.FitWish(words="line")),
        {"marks": ["point", "line"], "color": None},
    ),
    (
        "the few largest of more than an axis holds",
        MANY, (chart(Chart.BAR), field("top1"), field("model"), w.LimitWish(words="top 12", count=12, field="top1")),
        {"marks": ["bar"], "x": "model"},
    ),
    (
        "two measurements and their agreement",
        LIVES, (chart(Chart.BLAND_ALTMAN), field("first", Y), field("second", X)),
        {"marks": ["point"], "y": "difference", "title": ("Mean of first and second", "First − second")},
    ),
    (
        "quantiles against the normal distribution",
        LIVES, (chart(Chart.QQ), field("first")), {"marks": ["point", "line"], "title": ("Normal quantile", "First")},
    ),
    (
        "tasks from start to end, what has no end as a milestone",
        TASKS, (chart(Chart.GANTT), field("team", COLOR)),
        {"marks": ["bar", "point"], "x": "task start", "y": "task", "color": "team"},
    ),
    (
        "hexagons over two quantities",
        TIPS, (chart(Chart.HEXBIN), field("tip", Y), field("bill", X)),
        {"marks": ["hex"], "color": "count", "title": ("Bill", "Tip")},
    ),
    (
        "ridges of a measure, one for each category",
        TIPS, (chart(Chart.RIDGELINE), field("tip"), field("day", SPLIT)), {"marks": ["ridge"], "x": "tip", "y": "day"},
    ),
    (
        "panels of a named column",
        TIPS, (field("tip", Y), field("bill", X), field("sex", PANEL)), {"marks": ["point"], "panel": "sex"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "wishes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_named_columns_are_shown_and_nothing_else(
    data: object, wishes: tuple[w.Wish, ...], expected: dict[str, Any]
) -> None:
    plan = built(data, *wishes)
    seen = facts(plan.spec)
    assert {name: seen.get(name) for name in expected} == expected
    seen_table = profile(read_table(data))
    assert [one.note for one in became(wishes, plan.spec, read_table(data)) if not one.followed] == []
    assert [found.detail for found in unasked(wishes, plan.spec, seen_table)] == []


VAGUE: list[tuple[object, dict[str, Any]]] = [
    (BENCH, {"marks": ["bar"], "x": "level 1", "color": "level 2"}),
    (WIDE, {"marks": ["bar"], "x": "model", "color": "measure"}),
    (LOSS, {"marks": ["line"], "x": "epoch", "color": "measure"}),
    (WEATHER, {"marks": ["bar"], "x": "month", "panel": "measure"}),
    ({"A": [1, 2, 3], "B": [2, 3]}, {"marks": ["strip"], "x": "group", "y": "value"}),
    ([[1, 2], [3, 5], [2, 8]], {"marks": ["point"], "x": "x", "y": "y"}),
    ([3.5, 1, 2, 2, 4], {"marks": ["bar"], "y": "count"}),
    ({"rows": ["a", "b"], "columns": ["c", "d"], "values": [[1, 2], [3, 4]]}, {"marks": ["rect"], "color": "value"}),
]


@pytest.mark.parametrize(("data", "expected"), VAGUE)
def test_a_vague_intent_gets_the_plainest_true_chart(data: object, expected: dict[str, Any]) -> None:
    seen = facts(built(data).spec)
    assert {name: seen.get(name) for name in expected} == expected


MESSY = [{"model": "A", "latency": "900 ms", "score": 1.5}, {"model": "B", "latency": "1.2k", "score": 2.5}]
REFUSED: list[tuple[str, object, tuple[w.Wish, ...], str]] = [
    ("a measure that cannot be read", MESSY, (field("latency", Y), field("model", X)), "'1.2k' in row 2"),
    ("a field that is not there", TIPS, (field("tips", Y),), "There is no field 'tips'; closest: 'tip'"),
    (
        "a chart outside the grammar",
        TIPS, (w.UnmetWish(words="a map", why="Maps are not drawn here; bars are", refuses=True),),
        "Maps are not drawn",
    ),
    ("an event that no one tells", CODED, (chart(Chart.KAPLAN_MEIER), field("sex", SPLIT)), "status 1 = event"),
    ("a forest without intervals", META, (chart(Chart.FOREST), field("yi"), field("study", SPLIT)), "ends of 'yi'"),
    ("boxes of single values", BENCH, (chart(Chart.BOX),), "needs 3 values a group"),
    ("a pie of negative numbers", {"k": ["a", "b"], "v": [1, -1]}, (chart(Chart.PIE),), "no shares of a whole"),
    ("survival without events", TIPS, (chart(Chart.KAPLAN_MEIER), field("tip")), "whether each time ended"),
    ("one measurement to agree with itself", TIPS, (chart(Chart.BLAND_ALTMAN), field("tip")), "two columns"),
    ("tasks without times", TIPS, (chart(Chart.GANTT),), "the task, its start and its end"),
    (
        "ridges of two columns",
        TIPS, (chart(Chart.RIDGELINE), field("tip"), field("day", X), field("sex", COLOR)), "one density",
    ),
    (
        "hexagons in colours",
        TIPS, (chart(Chart.HEXBIN), field("tip", Y), field("bill", X), field("sex", COLOR)), "panels",
    ),
    ("a chart that only a plan says", WIDE, (chart(Chart.PARALLEL),), "drawn from a plan"),
    ("bubbles without sizes", TIPS, (chart(Chart.BUBBLE), field("tip", Y), field("bill", X)), "third quantity"),
    ("a class that nobody calls positive", {"s": [0.1, 0.9], "label": ["x", "y"]}, (chart(Chart.ROC),), "positive one"),
    (
        "texts on the value axis",
        [{"month": "Jan", "n": "1.2k"}, {"month": "Feb", "n": "3.4k"}], (field("n", Y), field("month", X)),
        "'n' holds texts such as '1.2k'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "wishes", "sentence"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_would_be_a_guess_is_refused(data: object, wishes: tuple[w.Wish, ...], sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        built(data, *wishes)
    assert sentence in str(refusal.value)


def test_a_messy_column_that_nobody_plots_hinders_nothing() -> None:
    assert facts(built(MESSY, field("score", Y), field("model", X)).spec)["y"] == "score"


def test_of_several_statistics_one_is_shown_and_the_other_named() -> None:
    wishes = (statistic(Op.MIN, "tip"), statistic(Op.MAX, "tip"), field("day", SPLIT))
    found = became(wishes, built(TIPS, *wishes).spec, read_table(TIPS))
    assert [one.note for one in found if not one.followed] == ["the plot shows no max of tip"]


def test_rows_that_nobody_asked_to_count_are_said_to_be_counted() -> None:
    assert "rows are counted" in built(TIPS, field("day", SPLIT)).notes[0]


def test_no_interval_is_drawn_from_two_values() -> None:
    data = [{"m": m, "v": v} for m in "AB" for v in (1.5, 2.5)]
    plan = built(data, chart(Chart.BAR), field("v", Y), field("m", X), interval(Interval.STDEV))
    assert plan.spec.layer[0].encoding.y_error is None
    assert "it takes 3 values" in plan.notes[0]


def test_a_forbidden_chart_is_not_drawn() -> None:
    assert facts(built(WEATHER, chart(Chart.BAR, negated=True), field("rain (mm)", Y)).spec)["marks"] == ["point"]


@pytest.mark.parametrize(
    ("wish", "check"),
    [
        (w.OrderWish(words="o", by=Order.VALUE), lambda s: s.axes.x.sort.value == "-value"),
        (w.OrderWish(words="o", by=Order.NATURAL), lambda s: s.axes.x.sort.value == "natural"),
        (w.OrderWish(words="o", by=Order.NATURAL, descending=True), lambda s: s.axes.x.values == ("Mar", "Feb", "Jan")),
        (w.OrderWish(words="o", by=Order.LISTED, values=("Mar", "Jan")), lambda s: s.axes.x.values == ("Mar", "Jan")),
        (w.SettingWish(words="o", setting="scale", scale=ScaleType.LOG), lambda s: s.axes.y.scale.type == "log"),
        (w.SettingWish(words="o", setting="range", low=0, high=90), lambda s: s.axes.y.scale.domain_max == 90),
        (w.SettingWish(words="o", setting="zero", negated=True), lambda s: s.axes.y.scale.zero is False),
        (w.LabelWish(words="o"), lambda s: s.layer[0].mark.labels),
        (w.LabelWish(words="o", pick="max"), lambda s: s.annotations[0].pick == "max"),
        (
            w.SettingWish(words="o", setting="color", value="jan", color=Color.BLUE),
            lambda s: s.highlight[0].value == "Jan",
        ),
        (w.ReferenceWish(words="o", value=5.0), lambda s: s.annotations[0].value == 5),
        (w.ReferenceWish(words="o", op=Op.MEAN), lambda s: s.annotations[0].op is Op.MEAN),
        (w.LimitWish(words="o", count=1), lambda s: s.transform[-1].count == 1),
        (w.SettingWish(words="o", setting="title", of="x", text="M"), lambda s: s.axes.x.title == "M"),
        (w.SettingWish(words="o", setting="numbers", decimals=1), lambda s: s.axes.y.format.decimals == 1),
        (w.SettingWish(words="o", setting="grid", negated=True), lambda s: s.axes.y.grid is False),
        (
            w.FilterWish(words="o", field="month", one_of=("Jan",), negated=True),
            lambda s: s.transform[0].none_of == ("Jan",),
        ),
    ],
)  # fmt: skip
def test_wishes_about_order_looks_and_marks_are_followed(wish: w.Wish, check: Callable[[PlotSpec], bool]) -> None:
    plan = built(WEATHER, chart(Chart.BAR), field("rain (mm)", Y), field("month", X), wish)
    assert check(plan.spec)


@pytest.mark.parametrize("turned", [False, True])
def test_names_beside_lines_are_no_legend(*, turned: bool) -> None:
    wishes = (
        w.SettingWish(words="direct labels", setting="legend", orient=Orient.DIRECT),
        w.SettingWish(words="no legend", setting="legend", negated=True),
    )
    shown = (field("train_loss", Y), field("val_loss", Y), field("epoch", X))
    spec = built(LOSS, *shown, *(wishes[::-1] if turned else wishes)).spec
    assert spec.legend.orient is Orient.DIRECT
    assert all(one.followed for one in became(wishes, spec, read_table(LOSS)))


def test_a_logarithm_that_does_not_exist_is_said() -> None:
    data = {"t": [1, 2, 3], "gain": [10.0, 0.5, -3.0]}
    plan = built(
        data, field("gain", Y), field("t", X), w.SettingWish(words="log", setting="scale", scale=ScaleType.LOG)
    )
    assert plan.spec.axes.y.scale.type is ScaleType.SYMLOG
    assert "'gain' reaches -3, which has no logarithm" in plan.notes[0]


def test_a_fit_is_drawn_per_colour_with_the_interval_that_is_asked_for() -> None:
    wishes = (field("tip", Y), field("bill", X), field("sex", COLOR), w.FitWish(words="fit"), interval(Interval.ANY))
    spec = built(TIPS, *wishes).spec
    assert facts(spec)["marks"] == ["point", "errorband", "line"]
    assert spec.layer[2].transform[-1].groupby == ("sex",)


def test_folds_keep_the_order_of_the_wishes() -> None:
    spec = built(LOSS, field("val_loss", Y), field("train_loss", Y), field("epoch", X)).spec
    assert next(one for one in spec.transform if isinstance(one, Fold)).fields == ("val_loss", "train_loss")


@pytest.mark.parametrize(
    ("unit", "name", "kind"),
    [
        (PeriodUnit.YEAR, "year", FieldType.TEMPORAL),
        (PeriodUnit.YEAR_MONTH, "month", FieldType.TEMPORAL),
        (PeriodUnit.DAY, "weekday", FieldType.ORDINAL),
    ],
)
def test_times_are_taken_together_and_told_as_such(unit: PeriodUnit, name: str, kind: FieldType) -> None:
    days = [{"day": f"20{20 + n // 365}-{1 + n // 31 % 12:02}-{1 + n % 28:02}", "rain": n / 7} for n in range(800)]
    wish = w.PeriodWish(words="p", field="day", unit=unit)
    asked = (field("rain"), wish)
    spec = built(days, *asked).spec
    assert spec.transform[0] == Period(field="day", unit=unit, as_=name)
    shown = spec.layer[0].encoding.x
    assert shown is not None
    assert (shown.field, shown.type) == (name, kind)
    assert all(one.followed for one in became(asked, spec, read_table(days)))


@pytest.mark.parametrize(
    ("scores", "wishes", "mark"),
    [
        ((91.2, 90.4, 88.7), (), "point"),
        ((91.2, 90.4, 60.0), (), "bar"),
        ((91.2, 90.4, -88.7), (), "bar"),
        ((91.2, 90.4, 88.7), (w.ChartWish(words="bars", chart=w.Chart.BAR),), "bar"),
        ((91.2, 90.4, 88.7), (w.SettingWish(words="from zero", setting="zero"),), "bar"),
    ],
)
def test_values_that_bars_from_zero_would_show_alike_are_dots_unless_bars_are_named(
    scores: tuple[float, ...], wishes: tuple[w.Wish, ...], mark: str
) -> None:
    data = [{"method": name, "score": score} for name, score in zip("abc", scores, strict=True)]
    plan = built(data, w.FieldWish(words="score", field="score"), *wishes)
    assert facts(plan.spec)["marks"] == [mark]


THEOPH = [
    {"Subject": s, "Dose": 3.0 + 0.1 * s + t % 3, "Time": t, "conc": 1.0 + (7 * t + s) % 11 / 2}
    for s in range(1, 7)
    for t in range(12)
]
EYES = [
    {"eye": e, "hair": h, "freq": 3 + k} for k, e in enumerate(("blue", "brown")) for h in ("black", "red", "blond")
]
PARTICLES = [{"particle.number": 1 + k % 9, "colour": ("red", "blue", "green")[k % 3]} for k in range(30)]
STOCKS = [{"rownames": k, "DAX": 1600.0 + k * k % 997, "FTSE": 2400.0 + k * k % 991} for k in range(1, 60)]
YEARLY = [
    {"year": y, "Dose": d, "Time": t, "conc": y % 7 + len(d + t) / 2} for y in (2001, 2002) for d in "AB" for t in "CD"
]


@pytest.mark.parametrize(
    ("intent", "rows", "shown"),
    [
        ("concentration over time", THEOPH, {"x": "Time", "y": "conc"}),
        ("dose (x) and conc (y, log)", THEOPH, {"x": "Dose", "y": "conc", "log": ["y"]}),
        ("conc over dose, with the dose on a log scale", THEOPH, {"x": "Dose", "y": "conc", "log": ["x"]}),
        ("histogram of conc, log x, line at the median", THEOPH, {"x": "conc from", "log": [], "notes": 0}),
        ("100% stacked bars of freq, eye colour by hair colour", EYES, {"x": "hair", "color": "eye"}),
        ("bar chart of particle colour", PARTICLES, {"x": "colour", "y": "count"}),
        ("mean conc by Subject with SE bars", THEOPH, {"y": "mean conc"}),
        ("line chart of the two indices", STOCKS, {"x": "rownames", "color": "measure", "title": "DAX, FTSE"}),
        ("mean conc, Dose x Time heatmap, over all years", YEARLY, {"panel": None}),
    ],
)
def test_words_bind_to_the_column_beside_them(intent: str, rows: object, shown: dict[str, object]) -> None:
    table = profile(read_table(rows))
    spec = build(read_intent(intent, table), table).spec
    encoding, axes = spec.layer[0].encoding, {"x": spec.axes.x, "y": spec.axes.y}
    found: dict[str, object] = {
        name: one.field if (one := getattr(encoding, name)) else None for name in ("x", "y", "color")
    }
    found["log"] = [name for name, axis in axes.items() if axis.scale.type is not ScaleType.LINEAR]
    found |= {"panel": spec.facet and spec.facet.field, "notes": len(spec.annotations), "title": spec.axes.y.title}
    assert {name: found[name] for name in shown} == shown


@pytest.mark.parametrize(("intent", "named"), [("mark best recall", "recall"), ("mark best precision", "precision")])
def test_the_best_of_a_measure_is_picked_among_its_own_values(intent: str, named: str) -> None:
    rows = [{"epoch": e, "precision": 0.5 + e * e % 31 / 99, "recall": 0.4 + e * e % 37 / 99} for e in range(40)]
    table = profile(read_table(rows))
    spec = build(read_intent(f"precision and recall over epoch as lines, {intent}", table), table).spec
    assert [made.fields for made in spec.layer[0].transform if isinstance(made, Fold)] == [(named,)]


def test_what_columns_are_taken_to_be_is_noted() -> None:
    data = [{"year": 2000 + k, "Ontario": 51.5 + k, "Quebec": 49.0 + k, "Alberta": 60.5} for k in range(4)]
    named = (w.FieldWish(words="province", field=name) for name in ("Ontario", "Quebec", "Alberta"))
    plan = built(data, field("year", X), *named)
    assert "“province” is taken to be what the columns 'Ontario', 'Quebec', 'Alberta' are" in plan.notes
    assert facts(plan.spec)["color"] == "province"


def test_stacks_stand_at_what_they_are_told_apart_by() -> None:
    modes = profile(
        read_table([{"mode": m, "Quebec": 60, "Ontario": 70, "Alberta": 80} for m in ("car", "bus", "bike")])
    )
    encoding = build(read_intent("stacked bar modes by province", modes), modes).spec.layer[0].encoding
    assert encoding.x is not None
    assert encoding.color is not None
    assert (encoding.x.field, encoding.color.field) == ("province", "mode")

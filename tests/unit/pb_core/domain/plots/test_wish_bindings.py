"""What words beside a wish say of it: a false plan is told, and its true twin is followed, whoever planned it."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.intent_answers import IntentAnswer, answered
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import (
    Color,
    Facet,
    Highlight,
    Layer,
    PlotSpec,
    PointNote,
    ReferenceLine,
    Scale,
    ScaleType,
    Stack,
)
from pb_core.domain.plots.transforms import Aggregate, Filter, Fold, Measure, Op
from pb_core.domain.plots.wish_bindings import Bindings, holds_colors, is_identifier
from pb_core.domain.plots.wishes import (
    Chart,
    ChartWish,
    FieldWish,
    FilterWish,
    HeardIntent,
    LabelWish,
    Place,
    ReferenceWish,
    SettingWish,
    StatisticWish,
    UnmetWish,
    Wish,
)
from pb_core.domain.tables.profile import profile
from support.wish_plots import RUNS, bars, drawn, held, histogram, mean_of, n, plot, points, q, scaled

TABLE = held()
LOG = Scale(type=ScaleType.LOG)
SCORE, LATENCY = FieldWish(words="score", field="score"), FieldWish(words="latency", field="latency")
X_LOG, Y_LOG = plot(points(), axes=scaled(x=LOG)), plot(points(), axes=scaled(y=LOG))


def told(intent: str, spec: PlotSpec, *wishes: Wish, rows: object = None) -> IntentAnswer:
    table = TABLE if rows is None else held(rows)
    seen = profile(table)
    return answered(account(intent, HeardIntent(wishes=wishes), seen).heard, spec, seen, table)


def outcome(words: str, answer: IntentAnswer) -> bool:
    return next(one.followed for one in answer.wishes if one.words == words)


def scale(words: str) -> SettingWish:
    return SettingWish(words=words, setting="scale", scale=ScaleType.LOG)


@pytest.mark.parametrize(
    ("intent", "words", "true", "false"),
    [
        ("score and latency, latency should be on a log axis", "on a log axis", X_LOG, Y_LOG),
        ("score, with the latency on a log scale", "on a log scale", X_LOG, Y_LOG),
        ("score and log latency", "log", X_LOG, Y_LOG),
        ("latency (x), score (y, log)", "log", Y_LOG, X_LOG),
        ("latency (log), score", "log", X_LOG, Y_LOG),
        ("latency (x, log), score (y, log)", "log", plot(points(), axes=scaled(x=LOG, y=LOG)), X_LOG),
    ],
)
def test_a_scale_is_that_of_the_column_beside_it(intent: str, words: str, true: PlotSpec, false: PlotSpec) -> None:
    followed = [outcome(words, told(intent, spec, SCORE, LATENCY, scale(words))) for spec in (true, false)]
    assert followed == [True, False]


@pytest.mark.parametrize("spec", [X_LOG, Y_LOG])
def test_a_scale_that_stands_beside_no_column_for_itself_may_be_of_either_axis(spec: PlotSpec) -> None:
    against = replace(LATENCY, words="against latency", place=Place.X)
    assert outcome("log scale", told("score against latency, log scale", spec, SCORE, against, scale("log scale")))


def test_categories_and_even_bins_have_no_logarithm() -> None:
    named = scale("on a log scale")
    strip = plot(drawn(MarkType.STRIP, x=n("latency"), y=q("score")), axes=scaled(y=LOG))
    assert not outcome("on a log scale", told("score, latency on a log scale", strip, SCORE, LATENCY, named))
    binned = replace(histogram(), axes=scaled(x=LOG))
    along = SettingWish(words="log x", setting="scale", scale=ScaleType.LOG, of="x")
    assert not outcome("log x", told("histogram of score, log x", binned, SCORE, along))
    assert outcome("log x", told("score over latency, log x", X_LOG, SCORE, along))


KEPT = plot(bars(), transform=(Filter(field="model", one_of=("Ours",)),))
LIT = plot(bars(), highlight=(Highlight(field="model", value="Ours", color=Color.RED),))


@pytest.mark.parametrize("intent", ["mean score, highlight the Ours row", "mean score, the Ours row highlighted"])
def test_what_stands_out_is_not_all_that_is_kept(intent: str) -> None:
    wishes = StatisticWish(words="mean", op=Op.MEAN, field="score"), SCORE
    asked = (*wishes, FilterWish(words="Ours", field="model", one_of=("Ours",)))
    assert not outcome("Ours", told(intent, KEPT, *asked))
    assert [one.subject for one in told(intent, KEPT, *asked).findings if "rows" in one.detail] == ["model"]
    assert outcome("Ours", told(intent, LIT, *asked))
    assert outcome("only Ours", told("only Ours", KEPT, replace(asked[-1], words="only Ours")))


def test_what_is_labelled_is_not_all_that_is_kept() -> None:
    ours = FilterWish(words="Ours", field="model", one_of=("Ours",))
    noted = plot(points(), annotations=(PointNote(pick="value", field="model", value="Ours", text="Ours"),))
    kept = plot(points(), transform=(Filter(field="model", one_of=("Ours",)),))
    found = [outcome("Ours", told("score, label Ours", spec, SCORE, ours)) for spec in (noted, kept)]
    assert found == [True, False]


def test_a_line_of_each_holds_one_of_them_only() -> None:
    asked = ChartWish(words="line", chart=Chart.LINE), FieldWish(words="per seed", field="seed", place=Place.SPLIT)
    across = told("line per seed", plot(drawn(MarkType.LINE, x=q("seed"), y=q("score"))), *asked)
    assert not outcome("line per seed", across)
    assert "line per seed" in across.refusal
    apart = plot(drawn(MarkType.LINE, x=q("era"), y=q("score"), detail="seed"))
    assert outcome("line per seed", told("line per seed", apart, *asked))


def test_a_line_at_a_statistic_is_of_what_is_measured_and_along_its_axis() -> None:
    asked = ReferenceWish(words="line at the median", op=Op.MEDIAN)
    counted = replace(histogram(), annotations=(ReferenceLine(axis="y", op=Op.MEDIAN, field="count"),))
    assert not outcome("line at the median", told("histogram of score, line at the median", counted, SCORE, asked))
    found = [
        outcome(
            "line at the mean",
            told(
                "score and latency, line at the mean latency",
                plot(points(), annotations=(ReferenceLine(axis=axis, op=Op.MEAN, field=field),)),
                SCORE,
                LATENCY,
                ReferenceWish(words="line at the mean", op=Op.MEAN),
            ),
        )
        for axis, field in (("x", "latency"), ("y", "latency"), ("y", "score"))
    ]
    assert found == [True, False, False]


BOTH = Fold(fields=("score", "latency"), as_=("measure", "number"))
LINE = drawn(MarkType.LINE, x=q("era"), y=q("number"), color=n("measure"))
ONE = [replace(LINE, transform=(replace(BOTH, fields=(name,)),)) for name in ("score", "latency")]


def marked(*layers: Layer, **more: object) -> PlotSpec:
    return plot(*layers, annotations=(PointNote(pick="max"),), **more)


@pytest.mark.parametrize(
    ("intent", "spec", "followed"),
    [
        ("score and latency, mark highest score", marked(*ONE), True),
        ("score and latency, mark highest score", marked(*ONE[::-1]), False),
        ("score and latency, mark highest score", marked(LINE, transform=(BOTH,)), False),
        ("score and latency, mark highest", marked(LINE, transform=(BOTH,)), False),
        ("score and latency, mark highest", marked(*ONE), False),
    ],
)
def test_the_best_is_that_of_the_measure_that_is_named(intent: str, spec: PlotSpec, followed: bool) -> None:  # noqa: FBT001
    asked = LabelWish(words="mark highest", pick="max")
    assert outcome("mark highest", told(intent, spec, SCORE, LATENCY, asked)) is followed


def test_a_name_cut_short_comes_before_what_means_the_same() -> None:
    rows = {"Time": [0, 1, 2], "Dose": [4.0, 4.5, 4.1], "conc": [0.7, 2.8, 6.5]}
    dose, conc = (FieldWish(words="concentration", field=name) for name in ("Dose", "conc"))
    accounts = account("concentration over time", HeardIntent(wishes=(dose,)), profile(held(rows)))
    assert accounts.faults == ("The words “concentration” name other columns than Dose",)
    assert not account("concentration over time", HeardIntent(wishes=(conc,)), profile(held(rows))).faults


def test_columns_that_other_words_are_taken_for_are_told() -> None:
    rows = {"Time": [0, 1, 2], "Dose": [4.0, 4.5, 4.1]}
    spec = plot(drawn(MarkType.POINT, x=q("Time"), y=q("Dose")))
    taken = [
        told(words, spec, FieldWish(words=words, field="Dose"), rows=rows).taken
        for words in ("concentration", "dose", "doses")
    ]
    assert taken == [("“concentration” is taken for 'Dose'",), (), ()]


def test_a_number_of_a_thing_is_measured_only_where_all_of_its_name_is_said() -> None:
    rows = {"particle.number": [1, 2, 3], "colour": ["red", "blue", "red"]}
    seen = profile(held(rows))
    part, whole = (FieldWish(words=words, field="particle.number") for words in ("particle", "particle number"))
    assert account("particle colour", HeardIntent(wishes=(part,)), seen).faults
    assert not account("mean particle number", HeardIntent(wishes=(whole,)), seen).faults
    assert is_identifier(seen.columns[0])
    assert holds_colors(seen.columns[1])


def test_a_column_stands_along_the_axis_that_is_named_behind_it() -> None:
    turned = plot(drawn(MarkType.POINT, x=q("score"), y=q("latency")))
    found = [
        [outcome(words, told("latency (x) and score (y)", spec, SCORE, LATENCY)) for words in ("latency", "score")]
        for spec in (plot(points()), turned)
    ]
    assert found == [[True, True], [False, False]]


def test_all_years_are_no_split_and_years_may_be_a_unit() -> None:
    rows = {"year": [2000, 2000, 2001], "gen": ["A", "B", "A"], "yield": [1.0, 2.0, 3.0]}
    years = FieldWish(words="years", field="year", place=Place.SPLIT)
    mean = Aggregate(groupby=("gen",), measures=(Measure(op=Op.MEAN, field="yield", as_="mean yield"),))
    merged = plot(drawn(MarkType.BAR, mean, x=n("gen"), y=q("mean yield")))
    split = plot(
        drawn(MarkType.BAR, replace(mean, groupby=("gen", "year")), x=n("gen"), y=q("mean yield")),
        facet=Facet(field="year"),
    )
    over = [outcome("years", told("mean yield over all years", spec, years, rows=rows)) for spec in (merged, split)]
    assert over == [True, False]
    assert not outcome("years", told("yield, time in years", split, years, rows=rows))


def shares(*within: str) -> PlotSpec:
    made = Aggregate(groupby=("model", "task", "era"), measures=(Measure(op=Op.PROPORTION, as_="s"),), within=within)
    return plot(drawn(MarkType.BAR, made, x=n("model"), y=q("s"), color=n("task")))


def test_shares_within_a_column_add_up_in_each_of_its_values() -> None:
    asked = StatisticWish(words="share within model", op=Op.PROPORTION, within="model")
    specs = shares("model"), shares("model", "era"), shares("era")
    assert [outcome("share within model", told("share within model", one, asked)) for one in specs] == [
        True, False, False,
    ]  # fmt: skip


def test_the_colour_of_a_thing_is_no_channel() -> None:
    rows = {"eye": ["blue", "brown", "blue"], "hair": ["black", "red", "black"], "n": [1, 2, 3]}
    asked = FieldWish(words="eye", field="eye"), FieldWish(words="colour by hair", field="hair", place=Place.COLOR)
    count = Aggregate(groupby=("hair", "eye"), measures=(Measure(op=Op.SUM, field="n", as_="sum n"),))
    spec = plot(drawn(MarkType.BAR, count, x=n("hair"), y=q("sum n"), color=n("eye"), stack=Stack.ZERO))
    assert outcome("colour by hair", told("eye colour by hair colour", spec, *asked, rows=rows))
    plain = FieldWish(words="colour by task", field="task", place=Place.COLOR)
    assert not outcome(
        "colour by task", told("score, colour by task", plot(bars(mean_of("score", "task"), x="task")), plain)
    )


def test_bindings_leave_the_rest_as_it_is() -> None:
    rest = ChartWish(words="bars", chart=Chart.BAR)
    assert list(Bindings("bars", [rest], RUNS).of(rest)) == [rest]


def test_a_market_marks_nothing_and_a_long_intent_costs_little() -> None:
    ours = FilterWish(words="Ours", field="model", one_of=("Ours",))
    assert list(Bindings("the stock market of Ours", [ours], RUNS).of(ours)) == [ours]
    named = FieldWish(words="score", field="score")
    long = Bindings("score log scale " * 6_000, [named], RUNS)
    assert list(long.of(scale("log scale"))) == [replace(scale("log scale"), field="score")]


def test_what_is_set_against_each_other_is_more_than_one_value() -> None:
    one = FilterWish(words="between Ours", field="model", one_of=("Ours",))
    both = FilterWish(words="between Ours and BERT", field="model", one_of=("Ours", "BERT"))
    (refused,) = Bindings("scores between Ours, GPT and others", [one], RUNS).of(one)
    assert isinstance(refused, UnmetWish)
    assert refused.refuses
    assert list(Bindings("scores between Ours and BERT", [both], RUNS).of(both)) == [both]

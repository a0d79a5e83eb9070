"""The sentences that tell what became of an intent."""

import pytest

from pb_core.domain.plots.intent_answers import IntentAnswer, answered
from pb_core.domain.plots.spec import Facet, PlotSpec, ScaleType, Style
from pb_core.domain.plots.transforms import Filter, Op, PeriodUnit
from pb_core.domain.plots.wishes import (
    Arrangement,
    ArrangementWish,
    Chart,
    ChartWish,
    ComputeWish,
    FieldWish,
    FilterWish,
    FitWish,
    HeardIntent,
    PeriodWish,
    Place,
    SettingWish,
    StatisticWish,
    UnmetWish,
    Wish,
)
from support.wish_plots import RUNS, TABLE, bars, mean_of, n, plot, points

HEARD = HeardIntent(
    wishes=(
        StatisticWish(words="mean", op=Op.MEAN, field="score"),
        FieldWish(words="score", field="score"),
        FieldWish(words="by model", field="model"),
        SettingWish(words="log scale", setting="scale", scale=ScaleType.LOG),
    ),
    subject=("runs",),
    unknown=("sparkles",),
)


def test_an_answer_tells_what_is_followed_and_what_is_not() -> None:
    told = answered(HEARD, plot(bars()), RUNS, TABLE)
    assert told.description == (
        "Followed: 'mean', 'score', 'by model'. Not followed: 'log scale' (the axis has another scale). "
        "Read as the subject: 'runs'. Not understood: 'sparkles'."
    )
    assert told.notes == ("Not followed: “log scale”: the axis has another scale", "Not understood: 'sparkles'")
    assert told.findings == ()


def test_an_answer_tells_what_nobody_asked_for() -> None:
    told = answered(HEARD, plot(bars(mean_of("score", "model", "task")), facet=Facet(field="task")), RUNS, TABLE)
    assert [finding.subject for finding in told.findings] == ["task"]
    assert told.notes[-1] == told.findings[0].detail


def test_an_intent_that_asks_for_nothing_is_answered_with_nothing() -> None:
    assert (IntentAnswer().description, IntentAnswer().notes) == ("", ())


RAW = plot(points())
SPLIT = FieldWish(words="one per task", field="task", place=Place.SPLIT)


@pytest.mark.parametrize(
    ("wishes", "spec", "words"),
    [
        ((FilterWish(words="only NER", field="task", one_of=("NER",)),), RAW, "only NER"),
        ((SPLIT,), RAW, "one per task"),
        ((ChartWish(words="ROC curve", chart=Chart.ROC),), RAW, "ROC curve"),
        ((StatisticWish(words="mean score", op=Op.MEAN, field="score"),), RAW, "mean score"),
        ((StatisticWish(words="share", op=Op.PROPORTION),), RAW, "share"),
        ((ComputeWish(words="cumulative", compute="cumulative"),), RAW, "cumulative"),
        ((PeriodWish(words="per year", field="era", unit=PeriodUnit.YEAR),), RAW, "per year"),
        ((FitWish(words="rolling", fit="smooth"),), RAW, "rolling"),
        ((SettingWish(words="in per cent", setting="numbers", style=Style.PERCENT),), RAW, "in per cent"),
        ((SettingWish(words="in millions", setting="numbers", style=Style.SI),), RAW, "in millions"),
        ((ArrangementWish(words="to 100 %", arrangement=Arrangement.NORMALIZED),), RAW, "to 100 %"),
        ((ArrangementWish(words="panels", arrangement=Arrangement.PANELS),), RAW, "panels"),
        ((FieldWish(words="depth", field="depth"),), RAW, "depth"),
        ((UnmetWish(words="candlestick", why="There is none.", refuses=True),), RAW, "candlestick"),
    ],
)  # fmt: skip
def test_a_plot_of_other_numbers_rows_or_groups_is_refused(
    wishes: tuple[Wish, ...], spec: PlotSpec, words: str
) -> None:
    told = answered(HeardIntent(wishes=wishes), spec, RUNS, TABLE)
    assert told.refusal.startswith(f"“{words}” changes what is shown, and this plot would not follow it: ")
    assert "leave it out" in told.refusal


@pytest.mark.parametrize(
    ("wishes", "spec"),
    [
        ((SettingWish(words="log", setting="scale", scale=ScaleType.LOG),), RAW),
        ((ChartWish(words="bars", chart=Chart.BAR),), RAW),
        ((SettingWish(words="no decimals", setting="numbers", decimals=0),), RAW),
        ((StatisticWish(words="crime rate", op=Op.PROPORTION),), RAW),  # many a measure is called a rate
        ((StatisticWish(words="numbers of", op=Op.COUNT),), RAW),
        (
            (
                ChartWish(words="scatter", chart=Chart.SCATTER),
                StatisticWish(words="with the mean", op=Op.MEAN, field="score"),
            ),
            RAW,
        ),
        ((SPLIT,), plot(points(), facet=Facet(field="task"))),
        ((FieldWish(words="panels per task", field="task", place=Place.PANEL),), plot(points(color=n("task")))),
        ((StatisticWish(words="no means", op=Op.MEAN, field="score", negated=True),), RAW),
    ],
)
def test_a_plot_that_only_looks_otherwise_is_drawn(wishes: tuple[Wish, ...], spec: PlotSpec) -> None:
    assert answered(HeardIntent(wishes=wishes), spec, RUNS, TABLE).refusal == ""


@pytest.mark.parametrize(
    ("unknown", "heard", "refused"),
    [
        ("never married only", (), True),
        ("states with at least one", (), True),
        ("never married only", (FilterWish(words="only NER", field="task", one_of=("NER",)),), False),
        ("thin lines", (), False),
    ],
)
def test_a_limit_that_was_not_understood_is_none_that_was_not_asked_for(
    unknown: str, heard: tuple[Wish, ...], *, refused: bool
) -> None:
    spec = plot(points(), transform=(Filter(field="task", one_of=("NER",)),))
    told = answered(HeardIntent(wishes=heard, unknown=(unknown,)), spec, RUNS, TABLE)
    assert bool(told.refusal) is refused
    assert not refused or unknown in told.refusal

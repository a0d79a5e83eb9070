"""Learning curves and their uncertainty: bands and error bars, computed or given, in long and wide tables."""

import math
import random
from typing import Any

import pytest

from pb_adapters.drawing.plots.rendering import draw
from pb_adapters.planners.offline.plots.planner import Planned
from pb_adapters.planners.offline.plots.planner import planned as plan_plot
from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Layer, PlotSpec, Spread
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.ports.plots import PlotRequest

_RANDOM = random.Random(4)  # noqa: S311 - sample data
RUNS = [
    {
        "method": method,
        "epoch": epoch,
        "seed": seed,
        "loss": round(3 * math.exp(-epoch * pace) + 0.2 + _RANDOM.gauss(0, 0.05), 3),
    }
    for method, pace in (("SGD", 0.1), ("Adam", 0.2))
    for epoch in range(1, 16)
    for seed in range(5)
]
GIVEN = [
    {"epoch": epoch, "method": method, "acc": 60 + gain * epoch, "acc_std": 0.4 + 2 / epoch}
    for method, gain in (("SGD", 1.0), ("Adam", 1.5))
    for epoch in range(1, 13)
]
WIDE = [
    {"step": step, "PPO": 10.0 * step + 2, "PPO_std": 0.5 + step / 9, "SAC": 12.0 * step + 3, "SAC_std": 1.0}
    for step in range(12)
]


def planned(data: list[dict[str, Any]], intent: str) -> tuple[Table, Planned]:
    table = read_table(data, TableLimits())
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=profile(table), guide=""))
    check_plot(plan.spec, table, intent)
    return table, plan


def marks(spec: PlotSpec) -> list[MarkType]:
    return [layer.mark.type for layer in spec.layer]


def bands(spec: PlotSpec) -> list[Layer]:
    return [layer for layer in spec.layer if layer.mark.type is MarkType.ERRORBAND]


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (
            "Learning curves: mean loss over epoch per method with SD as a shaded band",
            "Bands show the mean of loss per epoch and method (n = 5) ± 1 sample standard deviation.",
        ),
        (
            "Loss by epoch, one line per method, shaded standard error",
            "Bands show the mean of loss per epoch and method (n = 5) ± 1 standard error of the mean.",
        ),
        ("Loss over epochs for each method with a 95% confidence band", "Bands show 95\xa0% t intervals of the mean."),
    ],
)
def test_a_learning_curve_has_the_band_that_is_asked_for(intent: str, said: str) -> None:
    table, plan = planned(RUNS, intent)
    assert marks(plan.spec) == [MarkType.LINE, MarkType.ERRORBAND]
    assert [wish for wish in plan.wishes if not wish.followed] == []
    assert said in methods(plan.spec, table)
    assert prove(plan.spec, table, draw(PlotRequest(spec=plan.spec, table=table)).drawn).mismatches == ()


def test_error_bars_stay_bars() -> None:
    _, plan = planned(RUNS, "Mean loss over epoch by method with error bars showing the standard deviation")
    assert marks(plan.spec) == [MarkType.LINE]
    assert plan.spec.layer[0].encoding.y_error == Spread(delta="loss SD")
    assert all(wish.followed for wish in plan.wishes)


def test_a_band_that_may_leave_a_log_axis_becomes_error_bars() -> None:
    _, plan = planned(RUNS, "Loss by epoch per method with SD as a shaded band on a log y axis")
    assert marks(plan.spec) == [MarkType.LINE]
    assert plan.spec.layer[0].encoding.y_error == Spread(delta="loss SD")
    (refused,) = (wish for wish in plan.wishes if not wish.followed)
    assert refused.words == "with SD as a shaded band"
    assert "no place" in refused.note


@pytest.mark.parametrize("intent", ["Accuracy over epochs by method", "Accuracy over epochs, shaded band per method"])
def test_an_uncertainty_of_the_data_is_a_band_along_many_positions(intent: str) -> None:
    table, plan = planned(GIVEN, intent)
    (band,) = bands(plan.spec)
    assert band.encoding.y_error == Spread(delta="acc_std")
    assert methods(plan.spec, table) == ("Bands show acc ± acc_std, as given.",)
    assert "Bands are drawn from the data's own 'acc_std'" in plan.description


def test_each_line_of_a_wide_table_keeps_its_own_band() -> None:
    table, plan = planned(WIDE, "Learning curves over step with shaded standard deviation")
    assert marks(plan.spec) == [MarkType.LINE, MarkType.ERRORBAND] * 2
    assert [band.encoding.y_error for band in bands(plan.spec)] == [Spread(delta="PPO_std"), Spread(delta="SAC_std")]
    drawn = draw(PlotRequest(spec=plan.spec, table=table)).drawn
    assert [key.series for key in drawn.keys] == ["PPO", "SAC"]
    assert prove(plan.spec, table, drawn).mismatches == ()


def test_bars_have_no_band() -> None:
    _, plan = planned(GIVEN, "Bar chart of mean acc by method with a shaded SD band")
    (refused,) = (wish for wish in plan.wishes if not wish.followed)
    assert (refused.words, refused.note) == ("shaded SD band", "this chart has no place for a shaded band")

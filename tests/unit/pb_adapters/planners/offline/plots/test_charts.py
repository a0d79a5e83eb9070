"""Every kind of chart is reached by its own name, on data that suit it."""

import math

import pytest

from pb_adapters.planners.offline.plots.charts import Chart, is_drawn_as, named_chart
from pb_adapters.planners.offline.plots.goals import Goal, hinted_chart
from pb_adapters.planners.offline.plots.planner import planned as plan_plot
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table

RUNS = [
    {"model": model, "dataset": dataset, "seed": seed, "accuracy": round(base + 3 * math.sin(7 * seed + base), 2)}
    for model, base in (("ResNet", 60), ("ViT", 66))
    for dataset in ("CIFAR-10", "ImageNet")
    for seed in range(6)
]
MODELS = [{"model": f"M{i}", "accuracy": 70.0 + i, "latency (ms)": 5 * i + 3, "params (M)": 2.0**i} for i in range(5)]
SCORES = [{"score": round(abs(math.sin(i)), 3), "label": i % 2} for i in range(60)]
YEARS = [
    {"year": year, "source": source, "TWh": year % 7 + k} for year in range(2015, 2024) for k, source in enumerate("ab")
]
STUDIES = [{"study": f"S{i}", "effect": 0.5 + i, "ci_low": 0.2 + i, "ci_high": 0.9 + i} for i in range(4)]
LABELS = [{"true": a, "predicted": b} for a in ("cat", "dog") for b in ("cat", "dog", a)]
PATIENTS = [{"patient": f"P{i}", "before": 5.0 + i, "after": 3.0 + i / 2} for i in range(4)]
STEPS = [{"step": name, "gain": gain} for name, gain in (("base", 60), ("data", 5), ("scale", 8))]
DATA: dict[Chart, object] = {
    **dict.fromkeys(Chart, RUNS),
    **dict.fromkeys(
        (Chart.SCATTER, Chart.BUBBLE, Chart.PARETO, Chart.RADAR, Chart.PARALLEL, Chart.CORRELATION), MODELS
    ),
    **dict.fromkeys((Chart.ROC, Chart.PR, Chart.CALIBRATION), SCORES),
    **dict.fromkeys((Chart.LINE, Chart.STEP, Chart.AREA, Chart.STACKED_AREA, Chart.STACKED_BAR), YEARS),
    **dict.fromkeys((Chart.FOREST, Chart.ERROR), STUDIES),
    **dict.fromkeys((Chart.PIE, Chart.DONUT, Chart.WATERFALL), STEPS),
    Chart.CONFUSION: LABELS,
    Chart.SLOPE: PATIENTS,
}


@pytest.mark.parametrize("chart", list(Chart))
def test_a_chart_is_named_by_its_name(chart: Chart) -> None:
    assert named_chart(f"Please draw a {chart.value} of this") is chart


@pytest.mark.parametrize("chart", list(Chart))
def test_every_chart_is_drawn_when_it_is_named(chart: Chart) -> None:
    table = read_table(DATA[chart], TableLimits())
    intent = f"a {chart.value}, please"
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=profile(table), guide=""))
    check_plot(plan.spec, table, intent)
    assert is_drawn_as(chart, plan.spec)
    assert all(wish.followed for wish in plan.wishes)


@pytest.mark.parametrize(
    ("text", "chart"),
    [
        ("loss over time", Chart.LINE),
        ("how scores are distributed", Chart.HISTOGRAM),
        ("the trade-off between cost and quality", Chart.PARETO),
        ("relationship between size and loss", Chart.SCATTER),
        ("breakdown of errors", Chart.STACKED_BAR),
        ("sensitivity to the learning rate", Chart.HEATMAP),
        ("ablation of all parts", Chart.BAR),
        ("nothing of the kind", None),
    ],
)
def test_a_goal_hints_at_a_chart(text: str, chart: Chart | None) -> None:
    assert hinted_chart(text) is chart


def test_every_goal_reads_as_a_phrase() -> None:
    assert all(goal.value.islower() or "trade-off" in goal.value for goal in Goal)

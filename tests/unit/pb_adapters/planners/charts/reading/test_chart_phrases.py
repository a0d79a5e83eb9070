"""Charts, arrangements and purposes as people name them."""

import pytest

from pb_core.domain.plots.wishes import (
    Arrangement,
    ArrangementWish,
    Chart,
    ChartWish,
    PurposeWish,
    SettingWish,
    UnmetWish,
)
from support.readings import read, wishes


@pytest.mark.parametrize(
    ("intent", "chart"),
    [
        ("bar chart of species", Chart.BAR), ("barplot", Chart.BAR), ("column chart", Chart.BAR),
        ("Balkendiagramm", Chart.BAR), ("diagramme en barres", Chart.BAR), ("gráfico de barras", Chart.BAR),
        ("柱状图", Chart.BAR), ("lollipop chart", Chart.LOLLIPOP), ("dot plot", Chart.DOT), ("line plot", Chart.LINE),
        ("learning curves", Chart.LINE), ("courbes", Chart.LINE), ("折线图", Chart.LINE), ("step plot", Chart.STEP),
        ("area chart", Chart.AREA), ("scatter plot", Chart.SCATTER), ("scatterplot", Chart.SCATTER),
        ("nuage de points", Chart.SCATTER), ("Streudiagramm", Chart.SCATTER), ("散点图", Chart.SCATTER),
        ("bubble chart", Chart.BUBBLE), ("histogram", Chart.HISTOGRAM), ("density plot", Chart.DENSITY),
        ("kde", Chart.DENSITY), ("ECDF", Chart.ECDF), ("cumulative distribution", Chart.ECDF), ("boxplots", Chart.BOX),
        ("box-and-whisker plot", Chart.BOX), ("violin plots", Chart.VIOLIN), ("beeswarm", Chart.SWARM),
        ("strip plot", Chart.STRIP), ("individual points over boxes", Chart.STRIP), ("pie chart", Chart.PIE),
        ("doughnut", Chart.DONUT), ("heat map", Chart.HEATMAP), ("correlation matrix", Chart.CORRELATION),
        ("confusion matrix", Chart.CONFUSION), ("forest plot", Chart.FOREST), ("waterfall", Chart.WATERFALL),
        ("slope chart", Chart.SLOPE), ("spider chart", Chart.RADAR),
        ("parallel coordinates", Chart.PARALLEL), ("ROC curve", Chart.ROC), ("PR curves", Chart.PRECISION_RECALL),
        ("reliability diagram", Chart.CALIBRATION), ("Kaplan–Meier curves", Chart.KAPLAN_MEIER),
        ("Bland-Altman plot", Chart.BLAND_ALTMAN), ("Q-Q plot", Chart.QQ), ("ridgeline plot", Chart.RIDGELINE),
        ("hexbin", Chart.HEXBIN), ("Gantt chart", Chart.GANTT),
    ],
)  # fmt: skip
def test_a_chart_is_known_by_its_names(intent: str, chart: Chart) -> None:
    assert chart in [wish.chart for wish in wishes(intent) if isinstance(wish, ChartWish)]


@pytest.mark.parametrize(
    ("intent", "what"),
    [
        ("choropleth map", "choropleth"), ("network graph of species", "network"), ("Sankey diagram", "Sankey"),
        ("word cloud of species", "word cloud"), ("treemap by species", "treemap"), ("3D scatter plot", "3D"),
        ("dendrogram", "heat map"), ("Venn diagram", "Venn"), ("candlestick chart", "candlestick"),
        ("wind rose", "line"), ("pair plot", "correlation matrix"), ("funnel chart", "funnel"),
    ],
)  # fmt: skip
def test_a_chart_that_is_no_plot_of_ours_is_refused_with_the_nearest(intent: str, what: str) -> None:
    refusal = read(intent).refusal
    assert what in refusal
    assert "the nearest is" in refusal


@pytest.mark.parametrize(
    "intent", ["bars instead of a treemap", "pie chart, or a treemap", "heat map of year", "no treemap", "3D bars"]
)
def test_what_can_be_drawn_all_the_same_is_not_refused(intent: str) -> None:
    assert read(intent).refusal == ""


def test_depth_is_not_followed_and_does_not_end_a_plan() -> None:
    assert [wish.words for wish in wishes("bars in 3D") if isinstance(wish, UnmetWish)] == ["in 3D"]


@pytest.mark.parametrize(
    ("intent", "arrangement", "columns"),
    [
        ("grouped bars", Arrangement.GROUPED, None), ("bars side by side", Arrangement.GROUPED, None),
        ("stacked bars", Arrangement.STACKED, None), ("100% stacked bars", Arrangement.NORMALIZED, None),
        ("bars stacked to 100 %", Arrangement.NORMALIZED, None), ("overlaid densities", Arrangement.OVERLAID, None),
        ("horizontal bars", Arrangement.HORIZONTAL, None), ("bars, vertical", Arrangement.VERTICAL, None),
        ("small multiples", Arrangement.PANELS, None), ("in separate panels", Arrangement.PANELS, None),
        ("panels in 3 columns", Arrangement.PANELS, 3), ("all in one panel", Arrangement.ONE_PANEL, None),
    ],
)  # fmt: skip
def test_an_arrangement_is_known_by_its_words(intent: str, arrangement: Arrangement, columns: int | None) -> None:
    found = [(wish.arrangement, wish.columns) for wish in wishes(intent) if isinstance(wish, ArrangementWish)]
    assert (arrangement, columns) in found


@pytest.mark.parametrize("intent", ["horizontal line at 5", "vertical dashed line at 3", "grouped by species"])
def test_words_of_arrangements_mean_other_things_beside_lines_and_columns(intent: str) -> None:
    assert not any(isinstance(wish, ArrangementWish) for wish in wishes(intent))


@pytest.mark.parametrize(
    ("intent", "purpose"),
    [("distribution of body mass", "distribution"), ("relationship between bill length and bill depth", "relationship"),
     ("trend of body mass", "trend"), ("composition by species", "composition"), ("compare the species", "comparison")],
)  # fmt: skip
def test_a_purpose_is_known_by_its_words(intent: str, purpose: str) -> None:
    assert [wish.purpose for wish in wishes(intent) if isinstance(wish, PurposeWish)] == [purpose]


def test_points_are_markers_of_lines_and_rows_beside_boxes() -> None:
    assert any(isinstance(wish, SettingWish) and wish.setting == "markers" for wish in wishes("lines with points"))
    boxes = [wish.chart for wish in wishes("boxes and points") if isinstance(wish, ChartWish)]
    assert boxes == [Chart.BOX, Chart.STRIP]

"""Guides: what a figure of a kind and for a venue should look like: a page for all, and one for each that applies."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, ElementKind
from pb_core.domain.plots.wishes import Chart
from pb_core.domain.print_styling import Theme

DIAGRAM, PLOT = "methodology", "statistical_plot"

NARROW = 100.0
"""The width in millimetres below which a figure stands in one column."""

_VENUES = {Theme.IEEE: "venue_ieee", Theme.SLIDES: "venue_slides", Theme.GREY: "venue_grey"}
_CHARTS = {
    "plot_comparison": (Chart.BAR, Chart.LOLLIPOP, Chart.DOT, Chart.FOREST, Chart.WATERFALL, Chart.RADAR, Chart.SLOPE),
    "plot_trend": (Chart.LINE, Chart.STEP, Chart.AREA, Chart.GANTT, Chart.PARALLEL),
    "plot_relation": (Chart.SCATTER, Chart.BUBBLE, Chart.HEXBIN, Chart.PARETO, Chart.BLAND_ALTMAN),
    "plot_distribution": (
        Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM, Chart.RIDGELINE,
        Chart.QQ,
    ),
    "plot_composition": (Chart.PIE, Chart.DONUT),
    "plot_grid": (Chart.HEATMAP, Chart.CORRELATION, Chart.CONFUSION),
    "plot_scores": (Chart.ROC, Chart.PRECISION_RECALL, Chart.CALIBRATION, Chart.KAPLAN_MEIER),
}  # fmt: skip


@cache
def guide(name: str) -> str:
    """One page by its name, such as ``methodology`` or ``statistical_plot``."""
    return resources.files(__package__ or __name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").strip()


def diagram_guide(spec: DiagramSpec, theme: Theme | None = None, width: float | None = None) -> str:
    """The pages for a diagram by what its plan has, for what it is made for."""
    return _pages((DIAGRAM, *_kinds(spec), *_venue(theme, width)))


def plot_guide(charts: Iterable[Chart] = (), theme: Theme | None = None, width: float | None = None) -> str:
    """The pages for a plot of these charts, for what it is made for."""
    wanted = set(charts)
    kinds = (page for page, known in _CHARTS.items() if wanted.intersection(known))
    return _pages((PLOT, *kinds, *_venue(theme, width)))


def chart_pages(charts: Iterable[Chart]) -> str:
    """The pages for these charts alone, to follow a guide that was made before they were chosen."""
    wanted = set(charts)
    return _pages(page for page, known in _CHARTS.items() if wanted.intersection(known))


def _kinds(spec: DiagramSpec) -> Iterator[str]:
    kinds = {element.kind for element in spec.elements}
    arrows = {connection.kind for connection in spec.connections}
    if ConnectionKind.FEEDBACK in arrows:
        yield "methodology_loop"
    if ElementKind.OBJECTIVE in kinds or any(element.state for element in spec.elements):
        yield "methodology_training"
    if kinds & {ElementKind.STORE, ElementKind.ACTOR}:
        yield "methodology_system"
    if any(element.repeat for element in spec.elements) or any(group.repeat for group in spec.groups):
        yield "methodology_layers"
    if ElementKind.DECISION in kinds or ConnectionKind.BRANCH in arrows:
        yield "methodology_branches"


def _venue(theme: Theme | None, width: float | None) -> Iterator[str]:
    if theme in _VENUES:
        yield _VENUES[theme]
    elif width is not None and width <= NARROW:
        yield "venue_column"


def _pages(names: Iterable[str]) -> str:
    return "\n".join(map(guide, names))

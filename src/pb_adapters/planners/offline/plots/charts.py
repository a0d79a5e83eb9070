"""Charts: the kinds of plots that people name, the words they use, and how to tell one in a specification."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Request
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import channel_on, marks, transforms
from pb_core.domain.plots.marks import Interpolate, MarkType
from pb_core.domain.plots.spec import PlotSpec, Projection, Stack
from pb_core.domain.plots.transforms import Bin, Calibration, Correlation, Cumulate, Density, Ecdf, Pareto, Transform


class Chart(StrEnum):
    """A kind of plot by its common name."""

    GROUPED_BAR = "grouped bar chart"
    STACKED_BAR = "stacked bar chart"
    STACKED_AREA = "stacked area chart"
    CONFUSION = "confusion matrix"
    CORRELATION = "correlation matrix"
    HISTOGRAM = "histogram"
    BOX = "box plot"
    VIOLIN = "violin plot"
    SWARM = "swarm plot"
    STRIP = "strip plot"
    LOLLIPOP = "lollipop chart"
    SLOPE = "slope chart"
    DENSITY = "density plot"
    ECDF = "cumulative distribution"
    BUBBLE = "bubble chart"
    PARETO = "Pareto plot"
    SCATTER = "scatter plot"
    HEATMAP = "heat map"
    RADAR = "radar chart"
    PARALLEL = "parallel coordinates"
    DONUT = "donut chart"
    PIE = "pie chart"
    WATERFALL = "waterfall chart"
    FOREST = "forest plot"
    ROC = "ROC curve"
    PR = "precision-recall curve"
    CALIBRATION = "calibration plot"
    STEP = "step chart"
    AREA = "area chart"
    DOT = "dot plot"
    ERROR = "error-bar plot"
    LINE = "line chart"
    BAR = "bar chart"


_KIND = r"(?:-| )?(?:charts?|plots?|graphs?|diagrams?|figures?)"
CHART_WORDS: tuple[tuple[Chart, str], ...] = (
    (Chart.CONFUSION, r"confusion(?: matri(?:x|ces)| heat ?map)?|contingency (?:table|matrix)"),
    (
        Chart.CORRELATION,
        (
            r"correlation (?:matri(?:x|ces)|heat ?map)|correlogram|pairwise correlations?"
            r"|correlations? (?:between|among|of) (?:all|every|the)(?: (?:numeric|numerical))? (?:columns"
            r"|variables|features|metrics)"
        ),
    ),
    (
        Chart.GROUPED_BAR,
        (
            r"(?:grouped|clustered|dodged|side[- ]by[- ]side|multi(?:ple)?[- ]series) (?:horizontal "
            rf"|vertical )?(?:bars?|columns?){_KIND}?"
        ),
    ),
    (
        Chart.STACKED_BAR,
        (
            r"(?:(?:100|one hundred) ?% |normali[sz]ed |proportional )?stacked (?:horizontal "
            rf"|vertical )?(?:bars?|columns?){_KIND}?"
        ),
    ),
    (Chart.STACKED_AREA, rf"(?:(?:100 ?%|normali[sz]ed) )?stacked areas?{_KIND}?|stream ?graph"),
    (Chart.HISTOGRAM, r"histograms?"),
    (
        Chart.BOX,
        (
            rf"box(?:-| )?(?:and-whiskers?|plots?|charts?)|box[- ]and[- ]whiskers?{_KIND}?|boxes|whisker{_KIND}"
            r"|(?:(?:an?|inner|small|mini) )*box(?:es)? inside|inner box(?:es)?"
        ),
    ),
    (Chart.VIOLIN, rf"violins?{_KIND}?"),
    (Chart.SWARM, rf"(?:bee)?-?swarms?{_KIND}?"),
    (
        Chart.STRIP,
        (
            rf"(?:strip|jitter(?:ed)?|rain){_KIND}|jittered (?:points|dots)"
            r"|(?:individual|raw|single|all) (?:data )?(?:points|values|observations)"
        ),
    ),
    (Chart.LOLLIPOP, rf"lollipops?{_KIND}?|stem{_KIND}"),
    (Chart.SLOPE, rf"slope{_KIND}?|slopegraph|bump{_KIND}|before[- ](?:and[- ])?after{_KIND}"),
    (Chart.ECDF, rf"e?cdfs?(?:{_KIND})?|(?:empirical )?cumulative distribution(?: functions?)?"),
    (Chart.DENSITY, rf"(?:kernel )?densit(?:y|ies)(?: estimates?| curves?|{_KIND})?|kdes?(?:{_KIND})?"),
    (Chart.BUBBLE, rf"bubbles?{_KIND}?"),
    (Chart.PARETO, r"pareto(?:[- ](?:fronts?|frontiers?|curves?|optimal(?: points?)?|charts?|plots?))?"),
    (Chart.SCATTER, rf"scatter(?: ?plots?| ?graphs?|{_KIND})?|point cloud"),
    (Chart.HEATMAP, rf"heat(?:-| )?maps?|(?:matrix|tile){_KIND}|as a matrix"),
    (Chart.RADAR, rf"(?:radar|spider|star|polar){_KIND}|radar"),
    (Chart.PARALLEL, rf"parallel[- ]coordinates?{_KIND}?"),
    (Chart.DONUT, rf"(?:donuts?|doughnuts?|rings?){_KIND}|donut|doughnut"),
    (Chart.PIE, rf"pies?{_KIND}?"),
    (Chart.WATERFALL, rf"waterfalls?{_KIND}?|cascade{_KIND}"),
    (Chart.FOREST, rf"forest{_KIND}?"),
    (Chart.ROC, r"roc(?:[- ](?:curves?|plots?|auc))?|receiver[- ]operating[- ]characteristics?(?: curves?)?"),
    (Chart.PR, r"(?:precision(?:-|–| )recall|pr)[- ](?:curves?|plots?)"),
    (Chart.CALIBRATION, rf"(?:calibration|reliability)(?: curves?|{_KIND})|calibration"),
    (
        Chart.STEP,
        (
            rf"(?:step(?:ped|wise)?|staircase)(?: curves?| lines?| functions?|{_KIND})"
            r"|kaplan[-– ]meier(?: curves?| plots?)?|survival curves?|as steps"
        ),
    ),
    (Chart.AREA, rf"area{_KIND}|filled (?:line|area)s?"),
    (Chart.DOT, rf"(?:cleveland )?dots?{_KIND}|dumbbell{_KIND}"),
    (
        Chart.ERROR,
        (
            rf"(?:error[- ]?bars?|interval|point[- ]?range|coefficient){_KIND}|means? with (?:error bars"
            r"|intervals) only"
        ),
    ),
    (Chart.LINE, rf"lines?{_KIND}|curves?{_KIND}?|time series(?:{_KIND})?|as lines|lines|line"),
    (Chart.BAR, rf"(?:vertical |horizontal )?(?:bars?|columns){_KIND}|bars|column chart"),
)
_BLANKS, _BLANK = r"\s*", r"\s+"
_COMPILED = tuple(
    (chart, re.compile(rf"\b(?:{words.replace(' ?', _BLANKS).replace(' ', _BLANK)})\b", re.IGNORECASE))
    for chart, words in CHART_WORDS
)


def named_chart(text: str) -> Chart | None:
    """The chart that the text names first in the table's order."""
    return next((chart for chart, words in _COMPILED if words.search(text)), None)


class ChartRequest(Request, frozen=True, kw_only=True):
    """A chart by name."""

    chart: Chart

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - a chart is told by the marks alone
        return is_drawn_as(self.chart, spec)


def hear_charts(script: Script) -> Iterator[Request]:
    """Find the charts that the intent names, in its order."""
    found = [
        (said.start, ChartRequest(words=said.words, chart=chart))
        for chart, words in CHART_WORDS
        for said in script.take(rf"\b(?:{words})(?!\w)")
    ]
    yield from (request for _, request in sorted(found, key=lambda pair: pair[0]))


def is_drawn_as(chart: Chart, spec: PlotSpec) -> bool:
    """Whether the specification draws this chart."""
    return _SIGNS[chart](spec)


def _computes(kind: type[Transform]) -> Callable[[PlotSpec], bool]:
    return lambda spec: any(isinstance(transform, kind) for transform in transforms(spec))


def _has(mark: MarkType) -> Callable[[PlotSpec], bool]:
    return lambda spec: mark in marks(spec)


def _is_bar(spec: PlotSpec) -> bool:
    return MarkType.BAR in marks(spec) and not _computes(Bin)(spec)


def _is_stacked(mark: MarkType) -> Callable[[PlotSpec], bool]:
    return lambda spec: any(layer.mark.type is mark and layer.encoding.stack in set(Stack) for layer in spec.layer)


def _is_scatter(spec: PlotSpec) -> bool:
    both = (channel_on(spec, "x"), channel_on(spec, "y"))
    return MarkType.POINT in marks(spec) and all(c is not None and not c.type.discrete for c in both)


def _is_dot(spec: PlotSpec) -> bool:
    return any(layer.mark.type is MarkType.POINT and not layer.mark.stem for layer in spec.layer) and not _is_scatter(
        spec
    )


def _is_curve(spec: PlotSpec) -> bool:
    return MarkType.LINE in marks(spec) and all(
        (c := channel_on(spec, axis)) is not None and not c.type.discrete for axis in ("x", "y")
    )


def _has_errors(spec: PlotSpec) -> bool:
    return any(
        layer.encoding.y_error or layer.encoding.x_error or layer.mark.type is MarkType.ERRORBAND
        for layer in spec.layer
    )


_SIGNS: dict[Chart, Callable[[PlotSpec], bool]] = {
    Chart.BAR: _is_bar,
    Chart.GROUPED_BAR: lambda spec: _is_bar(spec) and any(layer.encoding.offset for layer in spec.layer),
    Chart.STACKED_BAR: _is_stacked(MarkType.BAR),
    Chart.STACKED_AREA: _is_stacked(MarkType.AREA),
    Chart.CONFUSION: _has(MarkType.RECT),
    Chart.CORRELATION: lambda spec: (
        MarkType.RECT in marks(spec) and (_computes(Correlation)(spec) or not spec.transform)
    ),
    Chart.HISTOGRAM: _computes(Bin),
    Chart.BOX: _has(MarkType.BOXPLOT),
    Chart.VIOLIN: _has(MarkType.VIOLIN),
    Chart.SWARM: _has(MarkType.SWARM),
    Chart.STRIP: _has(MarkType.STRIP),
    Chart.LOLLIPOP: lambda spec: any(layer.mark.stem for layer in spec.layer),
    Chart.SLOPE: lambda spec: (
        MarkType.LINE in marks(spec) and (c := channel_on(spec, "x")) is not None and c.type.discrete
    ),
    Chart.DENSITY: _computes(Density),
    Chart.ECDF: lambda spec: _computes(Ecdf)(spec) or _is_curve(spec),
    Chart.BUBBLE: lambda spec: any(layer.encoding.size for layer in spec.layer),
    Chart.PARETO: _computes(Pareto),
    Chart.SCATTER: _is_scatter,
    Chart.HEATMAP: _has(MarkType.RECT),
    Chart.RADAR: lambda spec: spec.projection is Projection.RADAR,
    Chart.PARALLEL: lambda spec: spec.projection is Projection.PARALLEL,
    Chart.DONUT: lambda spec: any(
        layer.mark.type is MarkType.ARC and layer.mark.inner_radius > 0 for layer in spec.layer
    ),
    Chart.PIE: _has(MarkType.ARC),
    Chart.WATERFALL: _computes(Cumulate),
    Chart.FOREST: lambda spec: _is_dot(spec) and _has_errors(spec),
    Chart.ROC: _is_curve,
    Chart.PR: _is_curve,
    Chart.CALIBRATION: lambda spec: _computes(Calibration)(spec) or _is_curve(spec),
    Chart.STEP: lambda spec: any(layer.mark.interpolate is not Interpolate.LINEAR for layer in spec.layer),
    Chart.AREA: _has(MarkType.AREA),
    Chart.DOT: _is_dot,
    Chart.ERROR: _has_errors,
    Chart.LINE: _has(MarkType.LINE),
}

"""Describing: what a planned plot shows and why, in prose."""

from pb_adapters.planners.offline.plots.choosing import TWIN_REASON, Choice
from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.naming import capital
from pb_adapters.planners.offline.plots.sight import AxisName, axis_of, channel_on, series_field
from pb_adapters.planners.offline.plots.statistics import bands, own_error_note
from pb_core.domain.plots.spec import Encoding, PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Aggregate, Filter, Fold, Op

_LONGEST = 20_000
_STATISTICS = {
    Op.STDEV: "the standard deviation",
    Op.STDERR: "the standard error",
    Op.CI0: "the t interval of the mean",
    Op.BOOT0: "the bootstrap interval of the mean",
    Op.MIN: "the smallest and largest value",
    Op.Q1: "the quartiles",
}
_CENTRES = {
    Op.MEAN: "mean",
    Op.MEDIAN: "median",
    Op.SUM: "sum",
    Op.COUNT: "number of rows",
    Op.PROPORTION: "share of rows",
    Op.MIN: "minimum",
    Op.MAX: "maximum",
}


def describe(choice: Choice, spec: PlotSpec, data: Data) -> str:
    """The description of a plan."""
    chart = "plot with a second value axis" if choice.why == TWIN_REASON else choice.chart.value
    notes = (note.rstrip(".") for note in data.profile.notes if note)
    sentences = [
        f"{_article(chart)} {chart}{_shown(spec)}; {choice.why}.",
        *_failures(choice),
        *_statistics(spec),
        *_errors(spec, data),
        *_rows(spec),
        *_axes(spec),
        *(f"{capital(note)}." for note in notes),
    ]
    return " ".join(sentences)[:_LONGEST]


def _failures(choice: Choice) -> list[str]:
    """Say what stood against the charts that would have come first."""
    reasons = {reason: chart for chart, reason in reversed(choice.failed)}
    return [f"It is no {chart.value}, since {reason}." for reason, chart in reversed(reasons.items())]


def _shown(spec: PlotSpec) -> str:
    x, y = _name(spec, "x"), _name(spec, "y")
    first: Encoding = spec.layer[0].encoding
    parts = [f" of {y} over {x}" if x and y else f" of {x or y}" if x or y else ""]
    if first.theta is not None:
        parts = [f" of {first.theta.field}"]
    series = series_field(spec)
    if series:
        parts.append(f", told apart by {spec.legend.title or series}")
    elif first.color is not None:
        parts.append(f", {first.color.field} shown by colour")
    if first.size is not None:
        parts.append(f", {first.size.field} shown by size")
    if spec.facet is not None:
        parts.append(f", one panel per {spec.facet.field}" + (f" and {spec.facet.row}" if spec.facet.row else ""))
    return "".join(parts)


def _name(spec: PlotSpec, axis: AxisName) -> str:
    channel = channel_on(spec, axis)
    return (axis_of(spec, axis).title or channel.field) if channel else ""


def _statistics(spec: PlotSpec) -> list[str]:
    found = [t for t in (*spec.transform, *spec.layer[0].transform) if isinstance(t, Aggregate)]
    sentences = []
    for aggregate in found:
        centre = next((_CENTRES[m.op] for m in aggregate.measures if m.op in _CENTRES), "")
        errors = next((_STATISTICS[m.op] for m in aggregate.measures[1:] if m.op in _STATISTICS), "")
        by = " and ".join(aggregate.groupby)
        ending = f" with {errors}" + (f" at {aggregate.level:.0%}" if "interval" in errors else "") if errors else ""
        sentences.append(
            f"Each value is the {centre} per {by}{ending}." if by else f"The value is the {centre}{ending}."
        )
    return sentences


def _errors(spec: PlotSpec, data: Data) -> list[str]:
    note = own_error_note(spec, data)
    return [f"{'Bands' if bands(spec) else 'Error bars'} are {note}."] if note else []


def _rows(spec: PlotSpec) -> list[str]:
    sentences = []
    for transform in spec.transform:
        if isinstance(transform, Filter):
            kept = ", ".join(transform.one_of) if transform.one_of else _interval(transform)
            sentences.append(f"Only rows with {transform.field} {kept} are shown.")
        if isinstance(transform, Fold):
            sentences.append(f"The columns {', '.join(transform.fields)} are shown on one scale.")
    return sentences


def _interval(transform: Filter) -> str:
    ends = [
        f"from {transform.low:g}" if transform.low is not None else "",
        f"up to {transform.high:g}" if transform.high is not None else "",
    ]
    return " ".join(end for end in ends if end)


def _axes(spec: PlotSpec) -> list[str]:
    names: tuple[AxisName, ...] = ("x", "y")
    return [
        f"The {name} axis is {kind.value}."
        for name in names
        if (kind := axis_of(spec, name).scale.type) is not ScaleType.LINEAR
    ]


def _article(chart: str) -> str:
    return "An" if chart[:1].lower() in {"a", "e", "i", "o"} else "A"

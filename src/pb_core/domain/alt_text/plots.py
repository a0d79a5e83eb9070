"""What a plot shows: the kind of chart, its axes with units, its series and panels, and the extremes of its data."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.alt_text import LONG, counted, fitting, listed, shortened, title_in
from pb_core.domain.alt_text.plot_extremes import Extremes, extremes, extremes_by_series
from pb_core.domain.plots.expectation import titles
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, is_discrete, is_quantitative, series_channel
from pb_core.domain.plots.resolved_plot import Resolved, resolve
from pb_core.domain.plots.spec import Axis, Channel, Layer, PlotSpec, Projection, ScaleType, Stack
from pb_core.domain.plots.transforms import Bin
from pb_core.domain.provenance import FigureText
from pb_core.domain.tables.table import Table

_FEW, _MANY = 4, 20
_NAME = 60
_LAID_OUT = {Projection.RADAR: "Radar chart", Projection.PARALLEL: "Parallel coordinates plot"}
_STACKED = {Stack.ZERO: "Stacked", Stack.NORMALIZE: "Normalized stacked"}


class _Names(Struct, frozen=True, kw_only=True):
    """What the axes and the legend are called, ``""`` where there is none."""

    x: str
    y: str
    right: str
    legend: str


def plot_text(spec: PlotSpec, table: Table | None) -> FigureText:
    """A plot in words; without its table its axes and marks alone. It may read all rows: call it in a thread."""
    resolved = resolve(spec, table) if table is not None else None
    names = _names(spec, resolved)
    head = f"{chart_name(spec)}{_measured(spec.layer[0], names)}."
    found = extremes(resolved) if resolved else None
    short = (_told(found, names, spec), _series(resolved, names, _FEW), _panels(resolved, _FEW), *_tail(spec, table))
    long = (
        *_axes(spec, resolved, names),
        _series(resolved, names, _MANY),
        _panels(resolved, _MANY),
        _told(found, names, spec),
        _each(resolved),
        *_tail(spec, table),
    )
    return FigureText(
        title=title_in(spec.title) or shortened(head.rstrip("."), 120),
        alt_text=fitting(head, short),
        long_description=shortened(" ".join((head, *filter(None, long))), LONG),
        caption=spec.title.strip(),
    )


def chart_name(spec: PlotSpec) -> str:
    """What the plot is called, after its first layer, with what its other layers add."""
    first = spec.layer[0]
    others = [each.mark.type.traits.plural.lower() for each in spec.layer[1:] if each.mark.type is not first.mark.type]
    added = f" with {listed(list(dict.fromkeys(others)))}" if others else ""
    return f"{_LAID_OUT.get(spec.projection) or _kind(spec, first)}{added}"


def _kind(spec: PlotSpec, layer: Layer) -> str:
    mark, encoding = layer.mark, layer.encoding
    name = mark.type.traits.chart
    if mark.type is MarkType.ARC and mark.inner_radius:
        return "Donut chart"
    if mark.type is MarkType.POINT and (mark.stem or is_discrete(encoding.x) or is_discrete(encoding.y)):
        return "Lollipop chart" if mark.stem else "Dot plot"
    if mark.type is MarkType.BAR and _is_binned(spec, layer):
        return "Histogram"
    if encoding.stack is not None and series_channel(layer) is not None:
        return f"{_STACKED[encoding.stack]} {name.lower()}"
    return f"Grouped {name.lower()}" if encoding.offset is not None else name


def _is_binned(spec: PlotSpec, layer: Layer) -> bool:
    """Whether its base are bins of quantities."""
    made = {name for one in (*spec.transform, *layer.transform) if isinstance(one, Bin) for name in one.as_}
    base = layer.encoding.x if base_of(layer) == "x" else layer.encoding.y
    return base is not None and base.field in made


def _names(spec: PlotSpec, resolved: Resolved | None) -> _Names:
    """The titles as drawn, else the fields."""
    first = spec.layer[0]
    drawn = titles(resolved) if resolved else None
    legend = first.encoding.color or first.encoding.shape
    return _Names(
        x=shortened((drawn and drawn.x) or _field(spec.axes.x, first.encoding.x), _NAME),
        y=shortened((drawn and drawn.y) or _field(spec.axes.y, first.encoding.y), _NAME),
        right=shortened(drawn.right if drawn else "", _NAME),
        legend=shortened((drawn and drawn.legend) or (legend.field if legend else ""), _NAME),
    )


def _field(axis: Axis, channel: Channel | None) -> str:
    return axis.title or (channel.field if channel is not None else "")


def _measured(layer: Layer, names: _Names) -> str:
    """What is measured, and by what."""
    traits, encoding = layer.mark.type.traits, layer.encoding
    if traits.angular:
        angle = encoding.theta.field if encoding.theta else ""
        return f" of {angle} by {names.legend}" if angle and names.legend else ""
    if traits.cells and names.legend:
        return f" of {names.legend} by {names.y} and {names.x}"
    value, base = (names.y, names.x) if base_of(layer) == "x" else (names.x, names.y)
    if not (value and base):
        return f" of {value or base}" if value or base else ""
    is_cloud = traits.markers and not is_discrete(encoding.x) and not is_discrete(encoding.y)
    return f" of {value} against {base}" if is_cloud else f" of {value} by {base}"


def _told(found: Extremes | None, names: _Names, spec: PlotSpec) -> str:
    """The smallest and the largest value that the first layer shows, with where they stand."""
    if found is None:
        return ""
    layer = spec.layer[0]
    traits = layer.mark.type.traits
    if traits.angular or traits.cells:
        name = (layer.encoding.theta.field if layer.encoding.theta else "") if traits.angular else names.legend
    else:
        name = names.y if base_of(layer) == "x" else names.x
    return f"{name or 'Values'}: {found.words}."


def _each(resolved: Resolved | None) -> str:
    """The same for each of several series."""
    told = extremes_by_series(resolved) if resolved else {}
    return f"By series: {'; '.join(f'{name}: {found.bare}' for name, found in told.items())}." if told else ""


def _series(resolved: Resolved | None, names: _Names, most: int) -> str:
    if resolved is None or len(resolved.series) < 2:  # noqa: PLR2004 - one is no comparison
        return ""
    by = f" by {names.legend}" if names.legend else ""
    return f"{len(resolved.series)} series{by}: {_some(resolved.series, most)}."


def _panels(resolved: Resolved | None, most: int) -> str:
    facet = resolved.spec.facet if resolved else None
    if resolved is None or facet is None:
        return ""
    labels = [" / ".join(filter(None, key)) for key in resolved.panels]
    by = f"{facet.field} and {facet.row}" if facet.row else facet.field
    return f"{counted(len(labels), 'panel')} by {by}: {_some(labels, most)}."


def _axes(spec: PlotSpec, resolved: Resolved | None, names: _Names) -> Iterator[str]:
    """Each axis with its scale and, where it has categories, those."""
    axes = (("x", names.x, spec.axes.x), ("y", names.y, spec.axes.y), ("right", names.right, spec.axes.right))
    categories = {"x": resolved.x, "y": resolved.y} if resolved else {}
    for name, title, axis in axes:
        if not title:
            continue
        kinds = categories.get(name, ())
        scale = "" if axis.scale.type is ScaleType.LINEAR else f", {_scale(axis)} scale"
        yield f"{name} axis: {title}{scale}{f', {_some(kinds, _MANY)}' if kinds else ''}."


def _scale(axis: Axis) -> str:
    return {ScaleType.LOG: "logarithmic", ScaleType.SYMLOG: "symmetric logarithmic"}.get(axis.scale.type, "logit")


def _tail(spec: PlotSpec, table: Table | None) -> Iterator[str]:
    ramp = spec.layer[0].encoding.color
    if is_quantitative(ramp) and ramp is not None and not spec.layer[0].mark.type.traits.cells:
        yield f"Colour shows {shortened(ramp.field, _NAME)}."
    if table is not None:
        yield f"{counted(table.rows, 'row')} of data."


def _some(names: Sequence[str], most: int) -> str:
    return listed([shortened(name, _NAME) for name in names], most)

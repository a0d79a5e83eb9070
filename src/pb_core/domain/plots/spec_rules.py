"""What the columns' names and types tell of a spec: whether its layers, axes, scales, insets and annotations fit."""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.layer_rules import check_layer, has_quantity
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    channel_on,
    has_no_zero,
    is_discrete,
    is_flat,
    is_quantitative,
    loaded,
    on_scale,
    series_channel,
)
from pb_core.domain.plots.spec import (
    Axis,
    Channel,
    FieldType,
    IdentityLine,
    Layer,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
    RiskTable,
    Scale,
    ScaleType,
    Side,
    ValueNote,
)
from pb_core.domain.plots.statistics.row_transforms import numbers
from pb_core.domain.plots.suggestions import column_of, instead, refuse
from pb_core.domain.plots.transforms import Regression
from pb_core.domain.tables.table import ColumnType, Table


def check_axes(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    """Check what the layers share."""
    marks = {data.layer.mark.type for data in layers}
    if any(mark.traits.angular for mark in marks) and len(marks) > 1:
        refuse("Arcs cannot share a plot with other marks.")
    for name, axis in (("x", spec.axes.x), ("y", spec.axes.y), ("right", spec.axes.right)):
        channels = _axis_channels(layers, name)
        kinds = {"category" if channel.type.discrete else channel.type.value for channel in channels}
        if len(kinds) > 1:
            refuse(f"The layers disagree on the {name} axis: {' and '.join(sorted(kinds))}; use one type.")
        _check_scale(name, axis, discrete="category" in kinds)
    if any(mark.traits.rising for mark in marks) and spec.axes.y.scale.reverse:
        refuse("Ridges rise over the categories above them, so that the y axis cannot be reversed; sort orders it.")
    if any(mark.traits.ranged for mark in marks):
        _check_even(spec.axes.x, spec.axes.y)
    _check_facet(spec, layers)
    _check_fits(spec, layers)
    _check_projection(spec, layers)
    _check_annotations(spec, layers)
    _check_inset(spec, layers)
    if spec.risk_table is not None:
        _check_risk_table(spec, spec.risk_table, layers[0])


def _axis_channels(layers: Sequence[LayerData], name: str) -> list[Channel]:
    found = []
    for data in layers:
        if name == "x" or (data.layer.axis is Side.RIGHT) == (name == "right"):
            channel = channel_on(data.layer.encoding, "x" if name == "x" else "y")
            found += [] if channel is None else [channel]
    return found


def _check_scale(name: str, axis: Axis, *, discrete: bool) -> None:
    scale = axis.scale
    low, high = scale.domain_min, scale.domain_max
    if discrete and (scale.type is not ScaleType.LINEAR or low is not None or high is not None):
        refuse(f"The {name} axis holds categories and takes no {scale.type.value} scale and no ends.")
    if low is not None and high is not None and low >= high:
        refuse(f"The {name} axis must end above its beginning; {low:g} to {high:g} does not (use reverse to turn it).")
    for end in (low, high):
        if end is not None and not on_scale(end, scale.type):
            refuse(f"The {name} axis is {scale.type.value} and cannot end at {end:g}.")
    if low is not None and high is not None and is_flat(low, high, scale):
        refuse(f"The {name} axis would run {_stretch(low, high)}; state ends further apart or none.")
    if scale.zero and has_no_zero(axis):
        refuse(f"A {scale.type.value} scale has no zero; the {name} axis needs another scale.")
    _check_break(name, scale, discrete=discrete)


def _check_break(name: str, scale: Scale, *, discrete: bool) -> None:
    start, end = scale.break_from, scale.break_to
    if (start is None) != (end is None):
        refuse(f"The break of the {name} axis needs both break_from and break_to.")
    if start is None or end is None:
        return
    if discrete or scale.type is not ScaleType.LINEAR or start >= end:
        refuse(f"The {name} axis can be broken only where it is linear, from a smaller to a larger number.")
    if is_flat(start, end, scale):
        refuse(f"The break of the {name} axis would run {_stretch(start, end)}; state ends further apart or none.")


def _stretch(low: float, high: float) -> str:
    return f"from {shortest(low)} to {shortest(high)}, where numbers are equal but for rounding"


def _check_even(*axes: Axis) -> None:
    """Check that hexagons keep their form."""
    for axis in axes:
        if axis.scale.type is not ScaleType.LINEAR or axis.scale.break_from is not None:
            refuse("Hexagons need linear axes without a break; on others they would not be hexagons.")


def _check_facet(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    facet = spec.facet
    if facet is None:
        return
    names = [column.name for data in layers for column in data.table.columns]
    for field in (facet.field, facet.row):
        if field is not None and field not in names:
            refuse(f"No layer has the facet field {field!r}; {instead(field, names)}")
    if facet.row == facet.field:
        refuse("The columns and rows of a facet must be different fields.")


def _check_fits(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    """A line through the fits of several groups that nothing tells apart would join one with the other."""
    for data in layers:
        if not data.layer.mark.type.traits.joined:
            continue
        series, facet = series_channel(data.layer), spec.facet
        shown = {series.field if series else None, data.layer.encoding.detail}
        shown |= {facet.field, facet.row} if facet else set()
        for made in data.layer.transform:
            hidden = [name for name in made.groupby if name not in shown] if isinstance(made, Regression) else []
            if hidden:
                refuse(f"The fits of each {hidden[0]!r} would be joined in one line; give them a colour or detail.")


def _check_projection(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    if spec.projection is Projection.CARTESIAN:
        return
    name = spec.projection.value
    for data in layers:
        encoding = data.layer.encoding
        if not data.layer.mark.type.traits.radial:
            refuse(f"A {name} plot takes lines, areas and points, not {data.layer.mark.type.value}.")
        if not (is_discrete(encoding.x) and is_quantitative(encoding.y)) or data.layer.axis is Side.RIGHT:
            refuse(f"A {name} plot needs a nominal or ordinal x and a quantitative y, on one side.")
    if spec.annotations or spec.inset is not None:
        refuse(f"A {name} plot takes no annotations and no inset.")
    if spec.axes.x.scale.reverse or spec.axes.y.scale.reverse:
        refuse(f"The axes of a {name} plot cannot be reversed; sort orders its categories.")


def _check_annotations(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    first = layers[0].layer
    for annotation in spec.annotations:
        if first.mark.type.traits.angular:
            refuse("A pie takes no annotations.")
        match annotation:
            case IdentityLine() if not (is_quantitative(first.encoding.x) and is_quantitative(first.encoding.y)):
                refuse("The line y = x needs a quantitative x and y.")
            case ReferenceBand() | ReferenceLine():
                channel = channel_on(first.encoding, annotation.axis)
                if channel is None:
                    refuse(f"The first layer has no {annotation.axis} axis to annotate.")
                _check_reference(annotation, channel)
            case PointNote():
                _check_note(annotation, first)
            case ValueNote():
                numbers(layers[0].table, annotation.field)


def _check_note(note: PointNote, first: Layer) -> None:
    if not first.mark.type.traits.notes:
        refuse(f"A note needs single items, and {first.mark.type.value} has none.")
    if first.encoding.x is None or first.encoding.y is None:
        refuse("A note needs items that have both an x and a y, and the first layer has one of them only.")
    if not has_quantity(first) and (note.pick != "value" or not note.text):
        refuse("A note picks or prints a quantity, and the value axis of the first layer has none.")


def _check_reference(annotation: ReferenceBand | ReferenceLine, channel: Channel) -> None:
    if isinstance(annotation, ReferenceBand):
        if channel.type.discrete:
            refuse(f"A band needs a quantitative or temporal {annotation.axis} axis.")
        if annotation.low >= annotation.high:
            refuse(f"A band must end above its beginning; {annotation.low:g} to {annotation.high:g} does not.")
    elif annotation.op is not None and not is_quantitative(channel):
        refuse(f"A statistic stands on a quantitative axis, and the {annotation.axis} axis is not.")
    elif annotation.value is not None and (annotation.op is not None or annotation.field is not None):
        refuse("A reference line stands at a value or at a statistic, not at both.")


def _check_inset(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    inset = spec.inset
    if inset is None:
        return
    x = channel_on(layers[0].layer.encoding, "x")
    if x is None or x.type not in {FieldType.QUANTITATIVE, FieldType.TEMPORAL}:
        refuse("An inset needs a quantitative or temporal x axis.")
    if inset.x_min >= inset.x_max or (
        inset.y_min is not None and inset.y_max is not None and inset.y_min >= inset.y_max
    ):
        refuse("An inset must end above its beginning.")
    for name, low, high in (("x", inset.x_min, inset.x_max), ("y", inset.y_min, inset.y_max)):
        scale = axis_of(spec, layers[0].layer, name).scale
        for end in (low, high):
            if end is not None and not on_scale(end, scale.type):
                refuse(f"An inset ends at {end:g}, where a {scale.type.value} scale has no place.")
        if low is not None and high is not None and is_flat(low, high, scale):
            refuse(f"An inset would magnify {name} {_stretch(low, high)}; state ends further apart.")
    if spec.facet is not None:
        refuse("An inset magnifies a part of one panel; a plot with a facet takes none.")


def _check_risk_table(spec: PlotSpec, table: RiskTable, first: LayerData) -> None:
    x = channel_on(first.layer.encoding, "x")
    if not is_quantitative(x) or first.base != "x" or spec.projection is not Projection.CARTESIAN:
        refuse("Numbers at risk stand under a quantitative x axis that the first layer runs along.")
    if spec.facet is not None:
        refuse("Numbers at risk stand under one panel; show the groups by colour instead of by a facet.")
    if first.layer.encoding.detail is not None:
        refuse("Numbers at risk are told per colour, and 'detail' separates curves without one.")
    if column_of(first.table, table.field).type is not ColumnType.NUMBER:
        refuse(f"The field {table.field!r} of the numbers at risk does not hold numbers.")


def check_fields(spec: PlotSpec, table: Table) -> None:
    """Check fields, types, channels, scales and annotations; the table may be without rows.

    Raises ``InvalidSpec`` with one sentence that says what there is instead.
    """
    empty = replace(table, columns=tuple(replace(column, values=()) for column in table.columns))
    layers = loaded(spec, empty)
    for data in layers:
        check_layer(data)
    check_axes(spec, layers)

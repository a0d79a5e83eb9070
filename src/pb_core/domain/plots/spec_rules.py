"""What the columns' names and types tell of a spec: whether its channels, axes, scales, insets and annotations fit."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.marks import MarkType, SecondEnd
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    base_of,
    channel_on,
    error_on,
    has_no_zero,
    is_discrete,
    is_flat,
    is_quantitative,
    loaded,
    on_scale,
    other,
    second_on,
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
from pb_core.domain.tables.table import ColumnType, Table

_COLUMN_TYPES = {
    FieldType.QUANTITATIVE: {ColumnType.NUMBER, ColumnType.BOOLEAN},
    FieldType.TEMPORAL: {ColumnType.TIME},
    FieldType.NOMINAL: set(ColumnType),
    FieldType.ORDINAL: set(ColumnType),
}


def check_layer(data: LayerData) -> None:
    """Check one layer against its own table, which may be without rows."""
    where = f"Layer {data.index + 1} ({data.layer.mark.type.value})"
    _check_fields(data, where)
    _check_needed(data.layer, where)
    _check_types(data.layer, where)
    _check_positions(data.layer, where)
    _check_manner(data.layer, where)
    _check_errors(data.layer, data.table, where)


def _channels(layer: Layer) -> Iterable[tuple[str, Channel]]:
    encoding = layer.encoding
    for name in ("x", "y", "theta", "color", "shape", "size", "text"):
        channel = getattr(encoding, name)
        if channel is not None:
            yield name, channel


def _check_fields(data: LayerData, where: str) -> None:
    for name, channel in _channels(data.layer):
        column = column_of(data.table, channel.field)
        if column.type not in _COLUMN_TYPES[channel.type]:
            shown = f"{where} shows {channel.field!r} as {channel.type.value} in {name}"
            refuse(f"{shown}, but it holds {column.type.value}.")
    encoding = data.layer.encoding
    for field in (encoding.offset, encoding.detail, encoding.order):
        if field is not None:
            column_of(data.table, field)
    for axis in ("x", "y"):
        second, first = second_on(encoding, axis), channel_on(encoding, axis)
        if second is None:
            continue
        if first is None or first.type.discrete:
            refuse(f"{where} has {axis}2, which needs a quantitative or temporal {axis}.")
        if column_of(data.table, second).type not in _COLUMN_TYPES[first.type]:
            refuse(f"{where}: the field {second!r} of {axis}2 does not hold what {first.field!r} holds.")


def _check_needed(layer: Layer, where: str) -> None:
    names = {name for name, _ in _channels(layer)}
    traits = layer.mark.type.traits
    missing = [name for name in traits.needs if name not in names]
    if missing:
        refuse(f"{where} needs {' and '.join(missing)}.")
    if traits.angular and names & {"x", "y"}:
        refuse(f"{where} has no x or y; its angle is theta.")
    if not traits.angular and "theta" in names:
        refuse(f"{where} has no theta; only arcs have.")
    if not traits.angular and not names & {"x", "y"}:
        refuse(f"{where} needs x or y.")


def _those_with(trait: str) -> str:
    """The marks that have a trait, as words."""
    *first, last = [mark.value for mark in MarkType if getattr(mark.traits, trait)]
    return f"{', '.join(first)} and {last}"


def _check_types(layer: Layer, where: str) -> None:
    encoding, traits = layer.encoding, layer.mark.type.traits
    for name, channel in (("theta", encoding.theta), ("size", encoding.size)):
        if channel is not None and not is_quantitative(channel):
            refuse(f"{where}: {name} must be quantitative.")
    if encoding.shape is not None and not encoding.shape.type.discrete:
        refuse(f"{where}: shape must be nominal or ordinal.")
    if encoding.color is not None and encoding.color.type is FieldType.TEMPORAL:
        refuse(f"{where}: color cannot be temporal; ordinal shows times as series.")
    fields = {channel.field for channel in (encoding.color, encoding.shape) if channel and is_discrete(channel)}
    if len(fields) > 1:
        refuse(f"{where}: color and shape must show the same field; facets can tell the other one apart.")
    if is_quantitative(encoding.color) and not traits.color_value:
        refuse(f"{where}: a quantitative color goes with {_those_with('color_value')}.")
    if traits.ranged:
        _check_ranged(layer, where)
    elif traits.cells and not (is_discrete(encoding.x) and is_discrete(encoding.y) and is_quantitative(encoding.color)):
        refuse(f"{where} needs a nominal or ordinal x and y, and a quantitative color.")


def _check_ranged(layer: Layer, where: str) -> None:
    encoding = layer.encoding
    ends = encoding.x2 is not None and encoding.y2 is not None
    if not (ends and all(map(is_quantitative, (encoding.x, encoding.y, encoding.color)))):
        refuse(f"{where} needs a quantitative x, y and color, with x2 and y2; the transform hexbin makes all five.")


def _check_positions(layer: Layer, where: str) -> None:
    encoding, traits = layer.encoding, layer.mark.type.traits
    both = is_discrete(encoding.x) and is_discrete(encoding.y)
    if both and traits.value_axis:
        refuse(f"{where} needs a quantitative x or y; both are categories.")
    if traits.distribution and not (is_discrete(encoding.x) or is_discrete(encoding.y)):
        refuse(f"{where} needs a nominal or ordinal x or y to stand on.")
    if traits.rising and not (is_discrete(encoding.y) and encoding.offset is None):
        refuse(f"{where} rises from the categories of y, and not side by side; x holds the values.")
    if traits.band:
        _check_band(layer, where)
    if traits.second_end is SecondEnd.NONE and (encoding.x2 or encoding.y2):
        refuse(f"{where} has no second end; bars, areas, error bands and rules have.")
    if layer.axis is Side.RIGHT and (base_of(layer) == "y" or is_discrete(encoding.y)):
        refuse(f"{where} cannot use the right axis: its y holds no quantity.")


def _check_band(layer: Layer, where: str) -> None:
    value = other(base_of(layer))
    second, spread = second_on(layer.encoding, value), error_on(layer.encoding, value)
    if second is None and spread is None:
        refuse(f"{where} needs {value}2, the other edge of the band, or {value}_error, what it spans.")
    if second is not None and spread is not None:
        refuse(f"{where} runs to {value}2 or spans {value}_error, not both.")
    if error_on(layer.encoding, base_of(layer)) is not None:
        refuse(f"{where} spans an uncertainty along its values only; {base_of(layer)}_error has no place.")


def _check_manner(layer: Layer, where: str) -> None:
    encoding, mark, traits = layer.encoding, layer.mark, layer.mark.type.traits
    base = channel_on(encoding, base_of(layer))
    if encoding.offset is not None and not is_discrete(base):
        refuse(f"{where}: offset sets the items of one category side by side and needs a category axis.")
    if mark.labels and not traits.labels:
        refuse(f"{where}: labels go with {_those_with('labels')}.")
    if encoding.offset is not None and series_channel(layer) is None:
        refuse(f"{where}: what stands side by side must be told apart; color shows the field of offset.")
    if mark.labels and not _counts(layer):
        refuse(f"{where}: labels print quantities, and the value axis has none.")
    _check_mark(layer, where)
    if encoding.stack is None:
        return
    if not traits.stacks:
        refuse(f"{where}: only bars and areas can be stacked.")
    if second_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: what has its own second end cannot be stacked.")
    if error_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: error bars of stacked items would be read wrongly; set them side by side with offset.")


def _check_mark(layer: Layer, where: str) -> None:
    mark = layer.mark
    if mark.shape is not None and (mark.type is not MarkType.POINT or layer.encoding.shape is not None):
        refuse(f"{where}: only points have a shape, one for all of them or one by a field.")
    if mark.orient is not None and mark.type is not MarkType.TICK:
        refuse(f"{where}: only ticks are turned by orient.")
    if mark.stem and not mark.type.traits.stems:
        refuse(f"{where}: a stem goes with points.")


def _counts(layer: Layer) -> bool:
    """Whether items show a quantity: by colour or angle, or on the value axis."""
    traits = layer.mark.type.traits
    return traits.cells or traits.angular or is_quantitative(channel_on(layer.encoding, other(base_of(layer))))


def _check_errors(layer: Layer, table: Table, where: str) -> None:
    encoding = layer.encoding
    for axis in ("x", "y"):
        spread = error_on(encoding, axis)
        if spread is None:
            continue
        if not layer.mark.type.traits.errors:
            refuse(f"{where} has no error bars; bars, lines and points have, and error bands span them.")
        ends = (spread.low is not None, spread.high is not None)
        if (spread.delta is None) != all(ends) or (spread.delta is not None and any(ends)):
            refuse(f"{where}: {axis}_error needs either delta, or low and high.")
        if not is_quantitative(channel_on(encoding, axis)):
            refuse(f"{where}: {axis}_error needs a quantitative {axis}.")
        if axis == base_of(layer) == "y":
            refuse(f"{where} is horizontal: its error bars are x_error.")
        for field in (spread.delta, spread.low, spread.high):
            if field is not None and column_of(table, field).type is not ColumnType.NUMBER:
                refuse(f"{where}: the field {field!r} of {axis}_error must hold numbers.")


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
    if not _counts(first) and (note.pick != "value" or not note.text):
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

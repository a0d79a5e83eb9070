"""Whether the layers agree on their axes, and whether scales, breaks, insets and projections make sense."""

from collections.abc import Sequence

from pb_core.plot.checking.faults import refuse
from pb_core.plot.grammar import (
    Axis,
    Channel,
    FieldType,
    IdentityLine,
    Layer,
    MarkType,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
    ScaleType,
    Side,
)
from pb_core.plot.layering.bases import base_of, channel_on, has_no_zero, is_discrete, is_quantitative, on_scale, other
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.naming import instead

_AROUND = frozenset({MarkType.LINE, MarkType.AREA, MarkType.POINT})
_UNNOTED = frozenset({MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.ARC})


def check_axes(spec: PlotSpec, layers: Sequence[LayerData]) -> None:
    """Check what the layers share."""
    marks = {data.layer.mark.type for data in layers}
    if MarkType.ARC in marks and len(marks) > 1:
        refuse("Arcs cannot share a plot with other marks.")
    for name, axis in (("x", spec.axes.x), ("y", spec.axes.y), ("right", spec.axes.right)):
        channels = _channels(layers, name)
        kinds = {"category" if channel.type.discrete else channel.type.value for channel in channels}
        if len(kinds) > 1:
            refuse(f"The layers disagree on the {name} axis: {' and '.join(sorted(kinds))}; use one type.")
        _check_scale(name, axis, discrete="category" in kinds)
    _check_facet(spec, layers)
    _check_projection(spec, layers)
    _check_annotations(spec, layers)
    _check_inset(spec, layers)


def _channels(layers: Sequence[LayerData], name: str) -> list[Channel]:
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
    if scale.zero and has_no_zero(axis):
        refuse(f"A {scale.type.value} scale has no zero; the {name} axis needs another scale.")
    if (scale.break_from is None) != (scale.break_to is None):
        refuse(f"The break of the {name} axis needs both break_from and break_to.")
    if scale.break_from is None or scale.break_to is None:
        return
    if discrete or scale.type is not ScaleType.LINEAR or scale.break_from >= scale.break_to:
        refuse(f"The {name} axis can be broken only where it is linear, from a smaller to a larger number.")


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
        if data.layer.mark.type not in _AROUND:
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
        if first.mark.type is MarkType.ARC:
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


def _check_note(note: PointNote, first: Layer) -> None:
    if first.mark.type in _UNNOTED:
        refuse(f"A note needs single items, and {first.mark.type.value} has none.")
    counted = first.mark.type is MarkType.RECT or is_quantitative(channel_on(first.encoding, other(base_of(first))))
    if not counted and (note.pick != "value" or not note.text):
        refuse("A note picks or prints a quantity, and the value axis of the first layer has none.")


def _check_reference(annotation: ReferenceBand | ReferenceLine, channel: Channel) -> None:
    if isinstance(annotation, ReferenceBand):
        if channel.type.discrete:
            refuse(f"A band needs a quantitative or temporal {annotation.axis} axis.")
        if annotation.low >= annotation.high:
            refuse(f"A band must end above its beginning; {annotation.low:g} to {annotation.high:g} does not.")
    elif annotation.op is not None and not is_quantitative(channel):
        refuse(f"A statistic stands on a quantitative axis, and the {annotation.axis} axis is not.")
    elif annotation.value is not None and annotation.op is not None:
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

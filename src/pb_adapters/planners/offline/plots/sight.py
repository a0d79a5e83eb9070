"""What a specification shows: its axes, fields and sources, as requests and the critic ask for them."""

from collections.abc import Iterator
from typing import Literal as Choice

import msgspec
from msgspec.structs import replace

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Axis, Channel, Encoding, FieldType, Layer, PlotSpec, Side
from pb_core.domain.plots.transforms import Aggregate, Bin, Op, Transform

AxisName = Choice["x", "y"]


def position(layer: Layer, axis: AxisName) -> Channel | None:
    """The layer's channel on the axis."""
    return layer.encoding.x if axis == "x" else layer.encoding.y


def channel_on(spec: PlotSpec, axis: AxisName) -> Channel | None:
    """The first layer's channel on the axis."""
    return next((found for layer in spec.layer if (found := position(layer, axis))), None)


def is_quantity(spec: PlotSpec, axis: AxisName) -> bool:
    """Whether the axis shows a number."""
    channel = channel_on(spec, axis)
    return channel is not None and channel.type is FieldType.QUANTITATIVE


def value_axis(spec: PlotSpec) -> AxisName | None:
    """The axis of the values: y unless it holds categories."""
    if is_quantity(spec, "y"):
        return "y"
    return "x" if is_quantity(spec, "x") else None


def category_axis(spec: PlotSpec) -> AxisName | None:
    """The axis with categories, x first."""
    names: tuple[AxisName, ...] = ("x", "y")
    return next((name for name in names if (c := channel_on(spec, name)) and c.type.discrete), None)


def axis_of(spec: PlotSpec, name: AxisName) -> Axis:
    """The axis of this name."""
    return spec.axes.x if name == "x" else spec.axes.y


def with_axis(spec: PlotSpec, name: AxisName, axis: Axis) -> PlotSpec:
    """The specification with this axis changed."""
    axes = replace(spec.axes, x=axis) if name == "x" else replace(spec.axes, y=axis)
    return replace(spec, axes=axes)


def series_field(spec: PlotSpec) -> str | None:
    """The field that tells series apart by colour or shape."""
    for layer in spec.layer:
        for channel in (layer.encoding.color, layer.encoding.shape):
            if channel is not None and channel.type.discrete:
                return channel.field
    return None


def has_legend(spec: PlotSpec) -> bool:
    """Whether colours or shapes need a legend: they tell something that no axis tells."""
    field = series_field(spec)
    return field is not None and all(
        c is None or c.field != field for c in (channel_on(spec, "x"), channel_on(spec, "y"))
    )


def marks(spec: PlotSpec) -> set[MarkType]:
    """The kinds of marks that are drawn."""
    return {layer.mark.type for layer in spec.layer}


def fields_of(encoding: Encoding) -> Iterator[str]:
    """Every field that the encoding refers to."""
    for value in msgspec.structs.asdict(encoding).values():
        if isinstance(value, Channel):
            yield value.field
        elif isinstance(value, str) and value not in {"zero", "normalize"}:
            yield value
        elif isinstance(value, msgspec.Struct):
            yield from (name for name in msgspec.structs.asdict(value).values() if name)


def encoded(spec: PlotSpec) -> set[str]:
    """Every field that is shown, facets included."""
    found = {name for layer in spec.layer for name in fields_of(layer.encoding)}
    return found | ({name for name in (spec.facet.field, spec.facet.row) if name} if spec.facet else set())


def used(spec: PlotSpec) -> set[str]:
    """Every field that is encoded, facets included, and every field that a transform reads."""
    found = encoded(spec)
    for transform in transforms(spec):
        found |= _read_by(transform)
    return found


def _read_by(transform: msgspec.Struct) -> set[str]:
    found: set[str] = set()
    for name, value in msgspec.structs.asdict(transform).items():
        if name in {"field", "x", "y", "score", "label", "probability", "order"} and value:
            found.add(value)
        elif name in {"fields", "groupby"}:
            found |= set(value)
        elif name == "measures":
            found |= {measure.field for measure in value if measure.field}
    return found


def map_layers(spec: PlotSpec, change: dict[int, Layer]) -> PlotSpec:
    """The specification with some layers exchanged."""
    return replace(spec, layer=tuple(change.get(i, layer) for i, layer in enumerate(spec.layer)))


def on_right(layer: Layer) -> bool:
    """Whether the layer stands on the second value axis."""
    return layer.axis is Side.RIGHT


def transforms(spec: PlotSpec) -> tuple[Transform, ...]:
    """Every transform, the plot's own first."""
    return (*spec.transform, *(t for layer in spec.layer for t in layer.transform))


def sources(spec: PlotSpec, field: str) -> tuple[str, ...]:
    """The columns whose values, or statistics in the same unit, a computed field holds."""
    found: list[str] = []
    for transform in transforms(spec):
        if isinstance(transform, Aggregate):
            found += [m.field for m in transform.measures if m.as_ == field and m.field and m.op not in _COUNTS]
        elif isinstance(transform, Bin) and field in transform.as_:
            found.append(transform.field)
        elif field in _names(transform):
            found += list(getattr(transform, "fields", ()))
    return tuple(found)


_COUNTS = {Op.COUNT, Op.PROPORTION}


def _names(transform: Transform) -> tuple[str, ...]:
    names = getattr(transform, "as_", ())
    return (names,) if isinstance(names, str) else tuple(names)

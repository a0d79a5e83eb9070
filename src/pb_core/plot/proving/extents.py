"""What the deviations of each layer are measured by."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pb_core.plot.expecting.labels import label_format
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import FieldType, Format, MarkType, Ramp
from pb_core.plot.items import Expected, Items
from pb_core.plot.layering.bases import axis_of
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.proving.measures import COLOURS, SIZES, Measure, extent_of

_ALONG_X = ("x", "x2", "x_low", "x_high")
_ALONG_Y = ("y", "y2")
_NARROWEST = 1e-12  # of their size: numbers that differ by less are equal but for rounding
_ALONG_VALUE = ("low", "high", "q1", "q3")


class Extents(Struct, frozen=True, kw_only=True):
    """How one layer's columns are measured, by column name, over all panels."""

    measures: Mapping[str, Measure]
    labels: Format | None
    where: str


def extents(resolved: Resolved, expected: Expected) -> tuple[Extents, ...]:
    """The measures of every layer."""
    return tuple(_extents(resolved, layer, expected) for layer in resolved.layers)


def _extents(resolved: Resolved, layer: LayerData, expected: Expected) -> Extents:
    mine = [items for panel in expected.panels for items in panel.items if items.layer == layer.index]
    encoding = layer.layer.encoding
    measures: dict[str, Measure] = {}
    for axis, names in (("x", _ALONG_X), ("y", _ALONG_Y)):
        along = names + (_ALONG_VALUE if layer.value == axis else ())
        channel = encoding.x if axis == "x" else encoding.y
        measure = Measure(
            extent=extent_of(*_all(mine, along)),
            scale=axis_of(resolved.spec, layer.layer, axis).scale.type,
            temporal=channel is not None and channel.type is FieldType.TEMPORAL,
        )
        measures |= dict.fromkeys(along, measure)
    measures["size"] = Measure(
        extent=max((size for items in mine for size in items.size if size), default=0.0),
        tolerance=SIZES,
        proportional=True,
    )
    measures["value"] = _value_measure(resolved, layer, expected, mine)
    where = f"layer {layer.index + 1} ({layer.layer.mark.type.value})"
    return Extents(measures=measures, labels=label_format(resolved, layer), where=where)


def _all(items: Sequence[Items], names: Sequence[str]) -> Iterator[Sequence[object]]:
    for layer in items:
        for name in names:
            yield getattr(layer, name)


def _value_measure(resolved: Resolved, layer: LayerData, expected: Expected, mine: Sequence[Items]) -> Measure:
    """Shares and densities are read from geometry, other values from colours, which have 200 steps or more."""
    if layer.layer.mark.type in {MarkType.ARC, MarkType.VIOLIN}:
        return Measure(extent=1.0)
    coloured = [items.value for panel in expected.panels for items in panel.items if items.mark is not MarkType.ARC]
    extent = extent_of(*(coloured or [items.value for items in mine]))
    if resolved.spec.config.ramp is not Ramp.SEQUENTIAL:
        largest = max((abs(value) for column in coloured for value in column if value is not None), default=0.0)
        diverges = resolved.spec.config.ramp is Ramp.DIVERGING or any(
            value is not None and value < 0 for column in coloured for value in column
        )
        extent = 2 * largest if diverges else extent
    magnitude = max((abs(value) for column in coloured for value in column if value is not None), default=0.0)
    if extent <= _NARROWEST * magnitude:
        extent = magnitude  # values that are equal but for rounding have one colour, in the middle of a ramp
    return Measure(extent=extent or 1.0, tolerance=COLOURS, proportional=True)

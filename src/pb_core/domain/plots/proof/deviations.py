"""How far drawn numbers lie from expected ones, how far they may, and what each layer is measured by."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import sub

from msgspec import Struct

from pb_core.domain.plots.drawn import Expected, Items
from pb_core.domain.plots.expectation import label_format
from pb_core.domain.plots.resolved_layers import NARROWEST, LayerData, axis_of
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import FieldType, Format, Ramp, ScaleType

COLUMNS = ("x", "x2", "x_low", "x_high", "y", "y2", "low", "high", "q1", "q3", "value", "size")
"""The columns of ``Items`` that hold numbers, or categories on a discrete axis."""

POSITIONS = 1e-6
COLOURS = 1 / 200
SIZES = 1 / 200
_FINEST = 1e-9
ROUNDING = 16
_MILLISECOND = 1e-3
_LARGEST = 1e300

Numbers = Sequence[float | None]


class Measure(Struct, frozen=True, kw_only=True):
    """What a deviation is measured by.

    A number may be off by ``tolerance`` of the extent or of itself, whichever is smaller, but need not be nearer
    than a billionth of the extent, the rounding of binary fractions, or a millisecond of a time. Artists hold
    64-bit numbers, so that a millionth leaves room for sums taken in another order and for nothing that an eye or
    a ruler could find; with the extent alone a small bar beside a large one could be wrong unnoticed. On a log
    scale the distance of a number to itself counts, on a logit scale also that to 1. With ``proportional`` only the
    extent counts (colours and sizes, which are never exact).
    """

    extent: float
    tolerance: float = POSITIONS
    scale: ScaleType = ScaleType.LINEAR
    temporal: bool = False
    proportional: bool = False

    def allowed(self, expected: float) -> float:
        """How far a drawn number may lie from the expected one."""
        if self.proportional:
            return self.tolerance * self.extent
        play = ROUNDING * math.ulp(expected) + (_MILLISECOND if self.temporal else 0.0)
        if self.scale is ScaleType.LOG and expected > 0:
            return self.tolerance * expected + play
        if self.scale is ScaleType.LOGIT and 0 < expected < 1:
            return self.tolerance * min(expected, 1 - expected) + play + ROUNDING * math.ulp(1.0)
        return max(_FINEST * self.extent, self.tolerance * min(abs(expected), self.extent)) + play

    def relative(self, deviation: float) -> float:
        """A deviation as a share of the extent; never infinite, since reports are stored as JSON."""
        return min(deviation / self.extent if self.extent else deviation, _LARGEST)


def extent_of(*columns: Iterable[object]) -> float:
    """The extent of all numbers of the columns, or the largest magnitude where they are all equal."""
    low, high = math.inf, -math.inf
    for column in columns:
        numbers = [number for number in column if isinstance(number, int | float)]
        if numbers:
            low, high = min(low, min(numbers)), max(high, max(numbers))  # noqa: PLW3301 - one pass per column in C
    if low > high:
        return 0.0
    return float(high - low) or max(abs(high), abs(low))


class Gap(Struct, frozen=True, kw_only=True):
    """The outcome of comparing two columns: the largest relative deviation and the places that are too far off."""

    deviation: float
    places: tuple[int, ...] = ()


def compare(expected: Numbers, drawn: Numbers, measure: Measure) -> Gap:
    """Compare two columns of equal length, number by number; what is missing on one side only is too far off."""
    if None in expected or None in drawn:
        return _compare_gaps(expected, drawn, measure)
    deviations = list(map(abs, map(sub, drawn, expected)))
    largest = max(deviations, default=0.0)
    if math.isfinite(sum(deviations)) and largest <= _least(measure):
        return Gap(deviation=measure.relative(largest))
    places = tuple(
        place
        for place, (number, deviation) in enumerate(zip(expected, deviations, strict=True))
        if not deviation <= measure.allowed(number)  # type: ignore[arg-type]  # none is missing; NaN is too far
    )
    worst = max((deviation for deviation in deviations if not math.isnan(deviation)), default=0.0)
    return Gap(deviation=measure.relative(worst), places=places)


def _least(measure: Measure) -> float:
    """What is allowed everywhere, so that most columns need no look at single numbers."""
    if measure.proportional:
        return measure.tolerance * measure.extent
    return 0.0 if measure.scale in {ScaleType.LOG, ScaleType.LOGIT} else _FINEST * measure.extent


def _compare_gaps(expected: Numbers, drawn: Numbers, measure: Measure) -> Gap:
    both = [place for place, pair in enumerate(zip(expected, drawn, strict=True)) if None not in pair]
    lone = [
        place
        for place, (first, second) in enumerate(zip(expected, drawn, strict=True))
        if (first is None) != (second is None)
    ]
    gap = compare([expected[place] for place in both], [drawn[place] for place in both], measure)
    places = sorted([both[place] for place in gap.places] + lone)
    return Gap(deviation=max(gap.deviation, 1.0) if lone else gap.deviation, places=tuple(places))


_ALONG_X = ("x", "x2", "x_low", "x_high")
_ALONG_Y = ("y", "y2")
_ALONG_VALUE = ("low", "high", "q1", "q3")


class Extents(Struct, frozen=True, kw_only=True):
    """How one layer's columns are measured, by column name, over all panels.

    ``labels`` is the format of the numbers at items, ``None`` where their texts are none; ``play`` how far those may
    be off because binary fractions round at the size of the layer's numbers.
    """

    measures: Mapping[str, Measure]
    labels: Format | None
    play: float
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
    traits = layer.layer.mark.type.traits
    shown = measures["value" if traits.cells or traits.angular else layer.value]
    play = 0.0 if encoding.text is not None else ROUNDING * math.ulp(shown.extent)
    return Extents(measures=measures, labels=label_format(resolved, layer), play=play, where=where)


def _all(items: Sequence[Items], names: Sequence[str]) -> Iterator[Sequence[object]]:
    for layer in items:
        for name in names:
            yield getattr(layer, name)


def _value_measure(resolved: Resolved, layer: LayerData, expected: Expected, mine: Sequence[Items]) -> Measure:
    """Shares and densities are read from geometry, other values from colours, which have 200 steps or more."""
    if layer.layer.mark.type.traits.share:
        return Measure(extent=1.0)
    coloured = [items.value for panel in expected.panels for items in panel.items if not items.mark.traits.share]
    extent = extent_of(*(coloured or [items.value for items in mine]))
    if resolved.spec.config.ramp is not Ramp.SEQUENTIAL:
        largest = max((abs(value) for column in coloured for value in column if value is not None), default=0.0)
        diverges = resolved.spec.config.ramp is Ramp.DIVERGING or any(
            value is not None and value < 0 for column in coloured for value in column
        )
        extent = 2 * largest if diverges else extent
    magnitude = max((abs(value) for column in coloured for value in column if value is not None), default=0.0)
    if extent <= NARROWEST * magnitude:
        extent = magnitude  # values that are equal but for rounding have one colour, in the middle of a ramp
    return Measure(extent=extent or 1.0, tolerance=COLOURS, proportional=True)

"""Axis views: what stretch of an axis is visible, and its ticks."""

import math

import msgspec
import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import NARROWEST, Floats, Frame, FrameAxis, FrameLayer
from pb_adapters.drawing.plots.layout.ticks import Ticks, number_ticks, texts_of, time_ticks
from pb_adapters.drawing.plots.marks.item_places import ON_NUMBERS, least_step
from pb_core.domain.plots.marks import LegendKey, Quantity
from pb_core.domain.plots.spec import Scale, ScaleType

_PAD = 0.045
_CHARACTERS = 100  # of values side by side that two columns have room for
RISE = 1.0  # bands above the first category that what rises from it may take
BREAK = 0.05  # of the length of a broken axis: the gap between its stretches
_LEAST_PART = 0.2
_EVEN = 1 / 0.9  # decades: the length that matplotlib gives each half of a symlog axis' linear part
_SMALLEST_SHARE, _LARGEST_SHARE = 5e-324, math.nextafter(1.0, 0.0)


class View(Struct, frozen=True, kw_only=True):
    """One axis as it is shown; ``low`` < ``high`` in data units. ``cut``: bars start beyond zero, which is marked."""

    axis: FrameAxis
    low: float
    high: float
    whole: bool = False
    cut: bool = False

    @property
    def scale(self) -> Scale:
        """The scale of the axis."""
        return self.axis.scale

    @property
    def stretches(self) -> tuple[tuple[float, float], ...]:
        """The visible stretches in ascending order: one, or two around a break that leaves out a part of the axis."""
        if self._gap is None or self.needless_break:
            return ((self.low, self.high),)
        start, end = self._gap
        return (self.low, start), (end, self.high)

    @property
    def needless_break(self) -> bool:
        """Whether the axis stays whole, since its break would save less than it takes or cut off only rounding."""
        if self._gap is None:
            return False
        start, end = self._gap
        shortest, size = min(start - self.low, self.high - end), max(abs(self.low), abs(self.high))
        return end - start < BREAK * (self.high - self.low) or shortest <= NARROWEST * size

    @property
    def _gap(self) -> tuple[float, float] | None:
        """The stated break, where it lies within the axis."""
        start, end = self.scale.break_from, self.scale.break_to
        within = start is not None and end is not None and self.low < start < end < self.high
        return (start, end) if within and start is not None and end is not None else None

    def parts(self) -> tuple[tuple[float, float], ...]:
        """The share of the axis' length that each stretch takes, from 0 to 1."""
        stretches = self.stretches
        lengths = [self._even(high) - self._even(low) for low, high in stretches]
        if len(lengths) == 1:
            return ((0.0, 1.0),)
        first = min(max(lengths[0] / sum(lengths), _LEAST_PART), 1 - _LEAST_PART) * (1 - BREAK)
        return (0.0, first), (first + BREAK, 1.0)

    def share(self, value: float) -> float:
        """Where a value stands along the axis, 0 at its left or lower end, 1 at the other."""
        along = 0.0
        for (low, high), (start, end) in zip(self.stretches, self.parts(), strict=True):
            if value >= low or start == 0.0:
                along = start + (end - start) * (self._even(value) - self._even(low)) / (
                    self._even(high) - self._even(low)
                )
        return 1 - along if self.scale.reverse else along

    def ticks(self, most: int) -> Ticks:
        """About ``most`` ticks over the view; one for every category."""
        if self.axis.discrete:
            return Ticks(at=tuple(map(float, range(len(self.axis.categories)))), texts=self.axis.categories)
        if self.axis.temporal:
            return time_ticks(self.low, self.high, most)
        each = [self._numbers(low, high, most, self.parts()[i]) for i, (low, high) in enumerate(self.stretches)]
        if len(each) == 1:
            return each[0]
        at = (*each[0].at, *each[1].at)
        return Ticks(at=at, texts=texts_of(at, self.axis.format))

    def _numbers(self, low: float, high: float, most: int, part: tuple[float, float]) -> Ticks:
        some = max(round(most * (part[1] - part[0])), 2) if part != (0.0, 1.0) else most
        return number_ticks(self.scale, low, high, some, self.axis.format, whole=self.whole)

    def _even(self, value: float) -> float:
        return _unfold(self.scale, value)


def x_view(frame: Frame) -> View:
    """The view of the x axis that all panels share."""
    return _view(frame.x, [layer for panel in frame.panels for layer in panel.layers], "x")


def y_view(axis: FrameAxis, layers: list[FrameLayer]) -> View:
    """The view of a y axis (or of the right one) with the layers that stand on it."""
    return _view(axis, layers, "y")


def _view(axis: FrameAxis, layers: list[FrameLayer], name: str) -> View:
    if axis.discrete:
        rising = name == "y" and any(layer.mark.type.traits.rising for layer in layers)
        return View(axis=axis, low=axis.low - RISE if rising else axis.low, high=axis.high)
    values = [array for layer in layers for array in arrays_along(layer, name)]
    low, high = _padded(_widened(axis, layers, name), values, _room(layers, name), _room_below(layers, name))
    value_bars = [layer for layer in layers if layer.horizontal == (name == "x") and _stands_on_zero(layer)]
    if any(layer.text for layer in layers):  # stated decimals are those of the values then
        axis = msgspec.structs.replace(axis, format=msgspec.structs.replace(axis.format, decimals=None))
    cut = bool(value_bars) and axis.scale.type is ScaleType.LINEAR and not low <= 0 <= high
    return View(axis=axis, low=low, high=high, whole=_whole(values), cut=cut)


def _widened(axis: FrameAxis, layers: list[FrameLayer], name: str) -> FrameAxis:
    """The axis with its ends where the first and the last bar that stand on its numbers or times end."""
    base = "y" if name == "x" else "x"
    widths = [
        least_step(places) * ON_NUMBERS / 2
        for layer in layers
        if layer.mark.type.traits.quantity is Quantity.LENGTH and layer.horizontal == (base == "x")
        if (places := getattr(layer, name)) is not None and getattr(layer, f"{name}2") is None
    ]
    if not widths or axis.scale.type is not ScaleType.LINEAR:
        return axis
    return msgspec.structs.replace(axis, low=axis.low - max(widths), high=axis.high + max(widths))


def _stacked(layer: FrameLayer) -> bool:
    """Whether values are written in the middle of segments, or in cells."""
    base = layer.y if layer.horizontal else layer.x
    if layer.mark.type.traits.quantity is not Quantity.LENGTH or base is None:
        return True
    return len(np.unique(base)) < layer.count and layer.offset_count == 1


def _stands_on_zero(layer: FrameLayer) -> bool:
    start = layer.x2 if layer.horizontal else layer.y2
    lengths = layer.mark.type.traits.quantity is Quantity.LENGTH
    return lengths and start is not None and not np.any(np.nan_to_num(start))


def arrays_along(layer: FrameLayer, name: str) -> list[Floats]:
    """The numbers of a layer that stand along an axis, ``x`` or ``y``."""
    columns = (layer.x, layer.x2, layer.x_low, layer.x_high) if name == "x" else (layer.y, layer.y2)
    ends = (layer.low, layer.high, layer.q1, layer.q3) if layer.horizontal == (name == "x") else ()
    return [column for column in (*columns, *ends) if column is not None]


def _whole(values: list[Floats]) -> bool:
    """Whether an axis counts: whole numbers only, and few enough for halves between them to look wrong."""
    return bool(values) and all(np.all(np.isnan(v) | (v == np.round(v))) for v in values)


def _room(layers: list[FrameLayer], name: str) -> float:
    """How much more than usual the far end needs, because values are written there."""
    written = [layer for layer in layers if layer.text and layer.horizontal == (name == "x")]
    if not any(layer.mark.type.traits.pointed or not _stacked(layer) for layer in written):
        return 0.0
    if name == "y" and any(_turned(layer) for layer in written):
        return 0.24
    return 0.12 if name == "x" else 0.1


def _turned(layer: FrameLayer) -> bool:
    """Whether the values of upright bars are so many and so long that they may have to run upwards."""
    bars = layer.mark.type.traits.quantity is Quantity.LENGTH
    return bars and layer.count * max(map(len, layer.text), default=0) > _CHARACTERS


def _room_below(layers: list[FrameLayer], name: str) -> float:
    """How much more than usual the near end of y needs, so that names of points fit below them and a line."""
    named = any(layer.text and layer.mark.type.traits.key is LegendKey.DOT for layer in layers)
    return 0.11 if name == "y" and named and any(layer.mark.type.traits.line for layer in layers) else 0.0


def _padded(axis: FrameAxis, values: list[Floats], room: float, below: float = 0.0) -> tuple[float, float]:
    """The ends with room beyond the data, but none beyond a stated end or a zero that nothing crosses."""
    scale = axis.scale
    low, high = _unfold(scale, axis.low), _unfold(scale, axis.high)
    least = 1.0 if scale.type in {ScaleType.LOG, ScaleType.LOGIT} else 0.0  # a power of ten may be 0
    if high - low <= NARROWEST * max(abs(low), abs(high), least):
        low, high = _opened(scale, axis.low, low)
    visible = high - low - _left_out(scale, low, high)
    pad = visible * _PAD
    nearest = min((float(np.nanmin(v)) for v in values if np.isfinite(v).any()), default=axis.low)
    most = max((float(np.nanmax(v)) for v in values if np.isfinite(v).any()), default=axis.high)
    at_zero_below = axis.low == 0 <= nearest and scale.zero is not False and scale.type is not ScaleType.LOG
    at_zero_above = axis.high == 0 >= most and scale.zero is not False and scale.type is not ScaleType.LOG
    if scale.domain_min is None and not at_zero_below:
        low -= pad + max(0 if axis.low >= 0 else room, below) * visible
    if scale.domain_max is None and not at_zero_above:
        high += pad + room * visible
    ends = _fold(scale, low), _fold(scale, high)
    return (
        ends[0] if scale.domain_min is None else scale.domain_min,
        ends[1] if scale.domain_max is None else scale.domain_max,
    )


def _left_out(scale: Scale, low: float, high: float) -> float:
    """The length that a break takes out of an axis."""
    if scale.break_from is None or scale.break_to is None:
        return 0.0
    start, end = _unfold(scale, scale.break_from), _unfold(scale, scale.break_to)
    return end - start if low < start < end < high else 0.0


def _opened(scale: Scale, value: float, at: float) -> tuple[float, float]:
    if scale.type in {ScaleType.LOG, ScaleType.LOGIT}:
        return at - 0.5, at + 0.5
    half = abs(value) * 0.1 or 1.0
    return _unfold(scale, value - half), _unfold(scale, value + half)


def _unfold(scale: Scale, value: float) -> float:
    """A value in the units in which the axis is even."""
    match scale.type:
        case ScaleType.LOG:
            return math.log10(value)
        case ScaleType.LOGIT:
            share = min(max(value, _SMALLEST_SHARE), _LARGEST_SHARE)
            return math.log10(share) - math.log10(1 - share)
        case ScaleType.SYMLOG:
            size = abs(value) / scale.constant
            return math.copysign(_EVEN * size if size <= 1 else _EVEN + math.log10(size), value)
        case ScaleType.LINEAR:
            return value


def _fold(scale: Scale, value: float) -> float:
    match scale.type:
        case ScaleType.LOG:
            return math.pow(10.0, value)
        case ScaleType.LOGIT:
            share = math.pow(10.0, value) if value < 0 else 1 / (1 + math.pow(10.0, -value))
            return min(max(share / (1 + share) if value < 0 else share, _SMALLEST_SHARE), _LARGEST_SHARE)
        case ScaleType.SYMLOG:
            size = abs(value) / _EVEN if abs(value) <= _EVEN else math.pow(10.0, abs(value) - _EVEN)
            return math.copysign(size * scale.constant, value)
        case ScaleType.LINEAR:
            return value

"""How items look: the key of every series, emphasis, sizes in points, and the room that bars take of a band."""

from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pb_adapters.drawing.plots.frames.model import NARROWEST, Frame
from pb_adapters.drawing.plots.page import Theme
from pb_adapters.drawing.shared.palettes import (
    BACKGROUND,
    DASHES,
    DIVERGING,
    GREY_RAMP,
    HATCHES,
    MARKERS,
    MUTED,
    NAMED,
    NEUTRAL,
    SEQUENTIAL,
    SERIES,
    STROKES,
    RampColors,
)
from pb_core.domain.plots.colours import Vision, distance
from pb_core.domain.plots.marks import LegendKey, Mark
from pb_core.domain.plots.spec import Color, PaletteName, PlotSpec
from pb_core.errors import CannotDraw

TEXT_SIZE = 7.0  # points at print size; nothing is ever set smaller
RIGHT_COLOR = SERIES[PaletteName.VIVID][1]
_TOO_NEAR = 25.0  # CIELAB: a series colour this near to an emphasis colour would take its effect away

_TOO_NEAR_IN_GREY = 5.5


class Key(Struct, frozen=True, kw_only=True):
    """How one series looks; each of colour and marker, colour and dash, colour and hatch tells series apart."""

    series: str
    color: str
    marker: str = "o"
    dash: str = "solid"
    hatch: str = ""

    @property
    def linestyle(self) -> tuple[float, tuple[float, ...]] | Literal["-"]:
        """The dash as matplotlib wants it."""
        pattern = DASHES[self.dash]
        return (0.0, pattern) if pattern else "-"


class RampScale(Struct, frozen=True, kw_only=True):
    """What quantity each colour of a ramp stands for."""

    ramp: RampColors
    low: float
    high: float

    def colors(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Colours (n, 4) of values; NaN has the colour of the low end, which the painter replaces."""
        span = self.high - self.low
        shares = (values - self.low) / span if span else np.full(len(values), 0.5)
        return self.ramp.colors(np.nan_to_num(shares))

    def values(self, colors: NDArray[np.float64]) -> NDArray[np.float64]:
        """The quantities that colours (n, 3 or 4) stand for; NaN for colours that are not of the ramp."""
        return self.low + self.ramp.shares(colors) * (self.high - self.low)


class SizeScale(Struct, frozen=True, kw_only=True):
    """What quantity each marker area (square points) stands for: proportional, ``high`` has ``largest``."""

    high: float
    largest: float = 130.0

    def areas(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The marker areas of values."""
        return values / (self.high or 1.0) * self.largest

    def values(self, areas: NDArray[np.float64]) -> NDArray[np.float64]:
        """The quantities that marker areas stand for."""
        return areas / self.largest * (self.high or 1.0)


class PlotStyle(Struct, frozen=True, kw_only=True):
    """Everything about how items look; sizes in points.

    ``keys`` has one key for each series in order, and last that of ``""`` for layers without series. ``in_legend`` says
    that colour tells series apart in a legend, so that an emphasised item keeps it and gets an outline instead;
    ``named_beside`` that names stand beside the parts of a pie for that. ``mathematics`` sets formulas between dollar
    signs.
    """

    keys: tuple[Key, ...]
    in_legend: bool
    named_beside: bool = False
    mathematics: bool = False
    ramp: RampScale | None = None
    sizes: SizeScale | None = None
    line_width: float = 1.4
    thin_width: float = 0.9
    error_width: float = 0.9
    cap_size: float = 2.0
    marker_size: float = 4.2
    dot_area: float = 14.0
    outline_width: float = 1.4
    text_size: float = TEXT_SIZE

    def key(self, series: str) -> Key:
        """The key of a series; ``KeyError`` for one that the plot does not have."""
        return self._by_series()[series]

    def fill(self, series: str, emphasis: Color | None, *, muted: bool, printed: bool = False) -> str:
        """The colour of an item; one that steps back may be pale where its value is ``printed`` beside it."""
        key = self.key(series)
        if self.in_legend:
            return key.color
        if emphasis is not None:
            return NAMED[emphasis]
        if muted:
            return BACKGROUND if printed else MUTED
        return key.color

    def outline(self, series: str, emphasis: Color | None) -> str | None:
        """The colour of the line around an emphasised item that keeps its series' colour, else ``None``."""
        if emphasis is None or not self.in_legend:
            return None
        color = NAMED[emphasis]
        return None if color == self.key(series).color else color

    def _by_series(self) -> dict[str, Key]:
        return {key.series: key for key in reversed(self.keys)}


class Bands(Struct, frozen=True, kw_only=True):
    """How bars, boxes and violins share the band of a category: ``width`` is the part of it that they fill.

    ``x`` and ``y`` count the categories of a discrete axis, 0 for an axis of numbers or times. ``slim`` boxes stand
    inside the violins of another layer, ``pale`` bars, boxes and violins behind its points. ``spans`` are the ends of
    each axis of parallel coordinates, on which lines run in shares 0 to 1; else ``()``.
    """

    width: float = 0.72
    gap: float = 0.06
    x: int = 0
    y: int = 0
    slim: bool = False
    pale: bool = False
    spans: tuple[tuple[float, float], ...] = ()

    def slot(self, index: int, count: int) -> tuple[float, float]:
        """The offset and width, in bands, of the ``index``-th of ``count`` items side by side."""
        step = self.width / count
        return (index - (count - 1) / 2) * step, step * (1.0 if count == 1 else 1.0 - self.gap)


def scaled(style: PlotStyle, theme: Theme) -> PlotStyle:
    """The style at the sizes of a medium."""
    names = ("line_width", "thin_width", "error_width", "cap_size", "marker_size", "outline_width")
    sizes = {name: getattr(style, name) * theme.scale for name in names}
    areas = (
        None
        if style.sizes is None
        else msgspec.structs.replace(style.sizes, largest=style.sizes.largest * theme.scale**2)
    )
    return msgspec.structs.replace(
        style, text_size=theme.text, dot_area=style.dot_area * theme.scale**2, sizes=areas, **sizes
    )


def style_of(spec: PlotSpec, frame: Frame, shared: tuple[str, ...] = ()) -> PlotStyle:
    """The style of a plot; ``shared`` are the series of several plots, each with the look of its place among them.

    Raises:
        CannotDraw: more series than colours, and a mark that nothing but its colour tells apart.
    """
    sizes, keys = frame.sizes, _keys(spec, frame, shared)
    _require_told(spec, frame, keys)
    return PlotStyle(
        keys=keys,
        in_legend=frame.legend,
        mathematics=spec.mathematics,
        ramp=_ramp(spec, frame),
        sizes=None if sizes is None else SizeScale(high=sizes.high),
    )


def _ramp(spec: PlotSpec, frame: Frame) -> RampScale | None:
    if frame.ramp is None:
        return None
    grey = spec.config.palette is PaletteName.GREY
    ramp = DIVERGING if frame.ramp.diverging else GREY_RAMP if grey else SEQUENTIAL
    low, high = frame.ramp.low, frame.ramp.high
    if high - low <= NARROWEST * max(abs(low), abs(high)):  # one value stands in the middle of the ramp
        half, middle = abs(low) * 0.1 or 0.5, low + (high - low) / 2
        low, high = middle - half, middle + half
    return RampScale(ramp=ramp, low=low, high=high)


def _require_told(spec: PlotSpec, frame: Frame, keys: tuple[Key, ...]) -> None:
    """Refuse marks without marker, dash or hatch of their own where a colour stands for several series."""
    coloured = [
        layer for layer in spec.layer if layer.encoding.color is not None and layer.encoding.color.type.discrete
    ]
    marks = [layer.mark.type.value for layer in coloured if _told_by_color(layer.mark)]
    if frame.legend and marks and len({key.color for key in keys[:-1]}) < len(keys) - 1:
        raise CannotDraw(
            f"there are not enough colours to tell {len(keys) - 1} series of {marks[0]} marks apart: use panels"
        )


def _told_by_color(mark: Mark) -> bool:
    """Whether the items of several series have nothing but their colour to tell them apart."""
    return mark.type.traits.color_only or mark.shape is not None


def _keys(spec: PlotSpec, frame: Frame, shared: tuple[str, ...]) -> tuple[Key, ...]:
    chosen = _chosen(spec, frame)
    name = PaletteName.SOFT if chosen and spec.config.palette is PaletteName.VIVID else spec.config.palette
    series = STROKES[name] if shared or _stroked(spec) else SERIES[name]
    colors = [c for c in series if all(_far(c, e) for e in chosen.values())]
    order = dict.fromkeys((*shared, *frame.series))
    places = {series: place for place, series in enumerate(name for name in order if name not in chosen)}
    keys = [
        Key(series=series, color=chosen[series]) if series in chosen else _key(series, colors, places[series])
        for series in frame.series
    ]
    first = series[0]
    return (*keys, Key(series="", color=NEUTRAL if any(frame.series) else first))


def _stroked(spec: PlotSpec) -> bool:
    """Whether a layer carries data by strokes or points."""
    return any(layer.mark.stem or layer.mark.type.traits.key is not LegendKey.PATCH for layer in spec.layer)


def _far(color: str, emphasis: str) -> bool:
    lightness = distance(color, emphasis, Vision.GREYSCALE)
    return distance(color, emphasis) > _TOO_NEAR and lightness > _TOO_NEAR_IN_GREY


def _key(series: str, colors: list[str], index: int) -> Key:
    around = index // len(colors)
    return Key(
        series=series,
        color=colors[index % len(colors)],
        marker=MARKERS[(index % len(colors) + around) % len(MARKERS)],
        dash=tuple(DASHES)[around % len(DASHES)],
        hatch=HATCHES[around % len(HATCHES)],
    )


def _chosen(spec: PlotSpec, frame: Frame) -> dict[str, str]:
    """The colours that highlights give to whole series."""
    if not frame.legend:
        return {}
    fields = {layer.encoding.color.field for layer in spec.layer if layer.encoding.color is not None}
    return {
        highlight.value: NAMED[highlight.color]
        for highlight in reversed(spec.highlight)  # the first of several wins
        if highlight.field in fields and highlight.value in frame.series
    }

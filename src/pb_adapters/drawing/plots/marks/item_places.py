"""Where the items of a layer stand and which go together: runs of a line, items of a style, slots, angles, shares."""

from itertools import groupby
from operator import itemgetter
from typing import TypeVar

import msgspec
import numpy as np
from matplotlib.axes import Axes

from pb_adapters.drawing.plots.frames.model import NARROWEST, Floats, FrameLayer, Ints
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.spec import Color

_ARRAYS = ("offset_index", "muted", "x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")
PALE = 0.35
"""The opacity of bars, boxes and violins behind points, which keep the full colour."""

_Look = TypeVar("_Look")
_TUPLES = ("series", "detail", "emphasis", "text")


def runs(layer: FrameLayer, *columns: str) -> list[FrameLayer]:
    """The layer cut where one of the text columns, or the base category if ``base`` is named, changes."""
    keys = list(zip(*(_column(layer, name) for name in columns), strict=True))
    if len(set(keys)) <= 1:
        return [layer] if layer.count else []
    bounds = [next(group)[0] for _, group in groupby(enumerate(keys), key=itemgetter(1))]
    return [take(layer, np.arange(start, end)) for start, end in zip(bounds, [*bounds[1:], layer.count], strict=True)]


def sharing(layer: FrameLayer, keys: list[str]) -> list[tuple[str, Ints]]:
    """Each different key, in order of appearance, with the indices of its items."""
    names = list(dict.fromkeys(keys))
    if len(names) == 1:
        return [(names[0], np.arange(layer.count))]
    codes = np.fromiter(map({name: i for i, name in enumerate(names)}.__getitem__, keys), np.int64, layer.count)
    return [(name, np.flatnonzero(codes == i)) for i, name in enumerate(names)]


def take(layer: FrameLayer, indices: Ints) -> FrameLayer:
    """The layer with these items only."""
    arrays = {name: None if (a := getattr(layer, name)) is None else a[indices] for name in _ARRAYS}
    texts = {name: tuple(column[i] for i in indices) for name in _TUPLES if (column := getattr(layer, name))}
    return msgspec.structs.replace(layer, **arrays, **texts)


def finite(layer: FrameLayer) -> list[FrameLayer]:
    """The layer cut at its gaps, which are left out; where no item has a second end, that makes no gaps."""
    missing = np.zeros(layer.count, dtype=bool)
    seconds = [column for column in (layer.x2, layer.y2) if column is not None and not np.isnan(column).all()]
    for column in (layer.x, layer.y, *seconds):
        if column is not None:
            missing |= np.isnan(column)
    if not missing.any():
        return [layer]
    kept = np.flatnonzero(~missing)
    parts = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1)
    return [take(layer, part) for part in parts if len(part)]


def fills(layer: FrameLayer, style: PlotStyle) -> list[str]:
    """The colour of every item; a single one where all are alike."""
    if len(set(layer.series)) <= 1 and not any(layer.emphasis) and not layer.muted.any():
        return [style.fill(layer.series[0] if layer.series else "", None, muted=False)]
    printed = bool(layer.text) and layer.mark.type.traits.quantity is Quantity.LENGTH
    known: dict[tuple[object, ...], str] = {}
    colors = []
    for series, emphasis, muted in zip(layer.series, _emphasis(layer), layer.muted.tolist(), strict=True):
        key = (series, emphasis, muted)
        if key not in known:
            known[key] = style.fill(series, emphasis, muted=muted, printed=printed)
        colors.append(known[key])
    return colors


def outlines(layer: FrameLayer, style: PlotStyle) -> list[str | None]:
    """The emphasis line around every item, or ``None``; empty where no item has one."""
    if not any(layer.emphasis):
        return []
    lines = [style.outline(series, e) for series, e in zip(layer.series, _emphasis(layer), strict=True)]
    return lines if any(lines) else []


def spread(colors: list[_Look], count: int) -> list[_Look]:
    """One colour (or dash) for each of ``count`` items."""
    return colors * count if len(colors) == 1 else colors


def tinted(color: str) -> str:
    """What a colour looks like on paper at the opacity of bars and boxes behind points."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - PALE * (255 - part)):02x}" for part in parts)


def emphasised(layer: FrameLayer) -> bool:
    """Whether the items of a run stand out."""
    return bool(layer.emphasis) and layer.emphasis[0] is not None


def _emphasis(layer: FrameLayer) -> tuple[Color | None, ...]:
    return layer.emphasis or (None,) * layer.count


def _column(layer: FrameLayer, name: str) -> tuple[object, ...]:
    if name == "base":
        base = layer.y if layer.horizontal else layer.x
        return (0.0,) * layer.count if base is None else tuple(base.tolist())
    return getattr(layer, name) or ("",) * layer.count


POLAR = "polar"
ON_NUMBERS = 0.8  # of the smallest distance between two positions, for bars on an axis of numbers or times
_OF_AXIS = 1 / 8  # the room of a lone position
_FARTHEST, _UNEVEN = 1e6, 0.5  # of a lone position: the most room on a linear and on another scale


def base_of(layer: FrameLayer) -> Floats:
    """The positions along the base axis; zeros where the layer has no base."""
    base = layer.y if layer.horizontal else layer.x
    return np.zeros(layer.count) if base is None else base


def value_of(layer: FrameLayer) -> Floats:
    """The positions along the value axis; zeros where the layer has none."""
    value = layer.x if layer.horizontal else layer.y
    return np.zeros(layer.count) if value is None else value


def ends_of(layer: FrameLayer) -> tuple[Floats | None, Floats | None]:
    """The second positions along the base axis and along the value axis."""
    return (layer.y2, layer.x2) if layer.horizontal else (layer.x2, layer.y2)


def categories(layer: FrameLayer, bands: Bands) -> int:
    """How many categories the base axis has, 0 for numbers and times."""
    return bands.y if layer.horizontal else bands.x


def slots(axes: Axes, layer: FrameLayer, bands: Bands) -> tuple[Floats, float]:
    """The middles of the items along the base axis, set side by side, and the width of one in data units."""
    base = base_of(layer)
    step = 1.0
    if not categories(layer, bands):
        step, bands = (
            spacing(axes, base, horizontal=layer.horizontal),
            msgspec.structs.replace(bands, width=ON_NUMBERS),
        )
    _, width = bands.slot(0, layer.offset_count)
    places = layer.offset_index - (layer.offset_count - 1) / 2
    return base + places * (bands.width / layer.offset_count) * step, width * step


def spacing(axes: Axes, positions: Floats, *, horizontal: bool = False) -> float:
    """The smallest distance between different positions; where there is one position only, a part of its axis.

    Positions that are equal but for rounding are one position. Beside it the step stays so small that an uneven scale
    has a place for both ends of an item, and that their middle is the position. The axis is y for ``horizontal`` items.
    """
    step = least_step(positions)
    if step:
        return step
    size = float(np.abs(positions[np.isfinite(positions)]).max(initial=0.0))
    ends, scale = (axes.get_ylim(), axes.get_yscale()) if horizontal else (axes.get_xlim(), axes.get_xscale())
    extent = abs(ends[1] - ends[0]) * _OF_AXIS
    return min(extent, size * (_FARTHEST if scale == "linear" else _UNEVEN)) if size else extent


def least_step(positions: Floats) -> float:
    """The smallest distance between positions that differ by more than rounding; 0 where there is one only."""
    known = positions[np.isfinite(positions)]
    steps = np.diff(np.unique(known))
    steps = steps[steps > NARROWEST * float(np.abs(known).max(initial=0.0))]
    return float(steps.min()) if len(steps) else 0.0


def upright(layer: FrameLayer, base: Floats, value: Floats) -> tuple[Floats, Floats]:
    """Base and value positions as x and y."""
    return (value, base) if layer.horizontal else (base, value)


def projected(axes: Axes, layer: FrameLayer, bands: Bands, values: Floats | None = None) -> tuple[Floats, Floats]:
    """The x and y of vertices or points; ``values`` stand in for those on the value axis (a lower edge, say)."""
    base, _ = slots(axes, layer, bands) if layer.offset_count > 1 else (base_of(layer), 0.0)
    value = value_of(layer) if values is None else values
    if axes.name == POLAR:
        return angles(base, bands.x), value
    if bands.spans:
        return base, shares(base, value, bands.spans)
    return upright(layer, base, value)


def angles(indices: Floats, count: int) -> Floats:
    """The angles of categories around a circle."""
    return indices * (2 * np.pi / count)


def shares(indices: Floats, values: Floats, spans: tuple[tuple[float, float], ...]) -> Floats:
    """Values as shares of the span of their category's axis; half way up where a span is empty."""
    low, high = np.array(spans)[np.rint(indices).astype(int)].T
    extent = high - low
    return np.where(extent > 0, (values - low) / np.where(extent > 0, extent, 1.0), 0.5)


def floor_of(axes: Axes, layer: FrameLayer) -> float | None:
    """Where bars start on a scale without zero: far beyond what is visible; ``None`` where the scale has a zero."""
    scale, (low, high) = (
        (axes.get_xscale(), axes.get_xlim()) if layer.horizontal else (axes.get_yscale(), axes.get_ylim())
    )
    return min(low, high) * 1e-3 if scale in {"log", "logit"} else None

"""Where items stand in the coordinates of their axes: side by side, around a circle, on axes of their own."""

import msgspec
import numpy as np
from matplotlib.axes import Axes

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands

POLAR = "polar"
_ON_NUMBERS = 0.8  # of the smallest distance between two positions, for bars on an axis of numbers or times


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


def slots(layer: FrameLayer, bands: Bands) -> tuple[Floats, float]:
    """The middles of the items along the base axis, set side by side, and the width of one in data units."""
    base = base_of(layer)
    step = 1.0
    if not categories(layer, bands):
        step, bands = spacing(base), msgspec.structs.replace(bands, width=_ON_NUMBERS)
    _, width = bands.slot(0, layer.offset_count)
    places = layer.offset_index - (layer.offset_count - 1) / 2
    return base + places * (bands.width / layer.offset_count) * step, width * step


def spacing(positions: Floats) -> float:
    """The smallest distance between different positions, 1 where there is none."""
    steps = np.diff(np.unique(positions[np.isfinite(positions)]))
    return float(steps.min()) if len(steps) else 1.0


def upright(layer: FrameLayer, base: Floats, value: Floats) -> tuple[Floats, Floats]:
    """Base and value positions as x and y."""
    return (value, base) if layer.horizontal else (base, value)


def projected(axes: Axes, layer: FrameLayer, bands: Bands, values: Floats | None = None) -> tuple[Floats, Floats]:
    """The x and y of vertices or points; ``values`` stand in for those on the value axis (a lower edge, say)."""
    base, _ = slots(layer, bands) if layer.offset_count > 1 else (base_of(layer), 0.0)
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

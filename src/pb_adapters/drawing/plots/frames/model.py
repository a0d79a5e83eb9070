"""Frame: everything that a plot shows as numbers, before any artist exists.

Positions are data units; a position on a discrete axis is the index of its category (0, 1, …) as a float. A time
is its seconds since 1970 UTC. Missing numbers are NaN. Arrays are float64 unless said otherwise and as long as the
layer has items; ``None`` is a column that the mark lacks.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pb_core.domain.plots.marks import Mark
from pb_core.domain.plots.spec import Color, Format, Scale, Side

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OUTLIERS = "outliers"
NARROWEST = 1e-12
"""Of their size: numbers on one axis or ramp that differ by less are equal but for rounding, and shown as equal."""

LARGEST, SMALLEST = 1e150, 1e-150
"""Squares of larger numbers, and of their reciprocals, leave double precision: such numbers cannot be drawn."""


class FrameAxis(Struct, frozen=True, kw_only=True):
    """One axis: its categories in order (a discrete one) or the extent of its data.

    ``categories`` run left to right on x and top to bottom on y. ``low`` and ``high`` enclose every item of the
    axis with its errors, second ends and stated reference values, zero where the scale has to include it, and a
    stated domain end in place of the data's; there is no padding yet. A discrete axis has ``low`` -0.5 and ``high``
    n - 0.5. ``title`` is the text to print, ``""`` for none.
    """

    discrete: bool
    temporal: bool
    categories: tuple[str, ...]
    scale: Scale
    low: float
    high: float
    title: str
    format: Format
    grid: bool | None


class FrameRamp(Struct, frozen=True, kw_only=True):
    """The colour ramp of a quantitative ``color``: its ends (symmetric around zero when ``diverging``)."""

    low: float
    high: float
    diverging: bool
    title: str
    format: Format


class FrameSizes(Struct, frozen=True, kw_only=True):
    """The extent of a quantitative ``size`` over all layers and panels."""

    low: float
    high: float
    title: str


class ItemColumns(Struct, frozen=True, kw_only=True, eq=False):
    """The numbers of items, as ``pb_core.domain.plots.drawn.Items`` defines them per mark.

    ``sample`` is how many values a box, a violin or a ridge is of, at each of its items.
    """

    x: Floats | None = None
    y: Floats | None = None
    x2: Floats | None = None
    y2: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    x_low: Floats | None = None
    x_high: Floats | None = None
    q1: Floats | None = None
    q3: Floats | None = None
    value: Floats | None = None
    size: Floats | None = None
    sample: Floats | None = None


class FrameLayer(ItemColumns, frozen=True, kw_only=True, eq=False):
    """The items of one layer in one panel, as ``pb_core.domain.plots.drawn.Items`` defines them per mark.

    ``part`` is ``outliers`` for the single points of a box plot's layer, which follow it as a layer of their own.
    ``horizontal``: the value axis is x. ``series`` and ``detail`` hold one text per item. Items stand in drawing
    order: the vertices of one line (or area, band, violin) follow each other, and a new one starts where
    ``series``, ``detail`` or, for violins, the category changes. A NaN vertex is a gap in its line.
    ``offset_index`` (integers) says which of ``offset_count`` places side by side an item of a category takes.
    ``emphasis`` is the colour that a highlight gives an item, ``muted`` that others are highlighted and it is not.
    ``text`` is what is printed at the item (``""``: nothing), ``()`` when the layer has none.
    """

    layer: int
    mark: Mark
    side: Side
    horizontal: bool
    series: tuple[str, ...]
    detail: tuple[str, ...]
    offset_index: Ints
    offset_count: int
    emphasis: tuple[Color | None, ...]
    muted: Bools
    part: str = ""
    text: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of items."""
        return len(self.muted)


class FrameLine(Struct, frozen=True, kw_only=True):
    """A rule across a panel: ``axis`` x stands upright at that x, y lies at that y."""

    axis: str
    value: float
    label: str


class FrameBand(Struct, frozen=True, kw_only=True):
    """A shaded stretch of ``axis`` from ``low`` to ``high``."""

    axis: str
    low: float
    high: float
    label: str


class FrameIdentity(Struct, frozen=True, kw_only=True):
    """The line y = x, over whatever both axes show."""

    label: str


class FrameNote(Struct, frozen=True, kw_only=True):
    """A text at the item that stands at ``x``, ``y``."""

    x: float
    y: float
    label: str


class FrameValue(Struct, frozen=True, kw_only=True):
    """A number with its name, in free room."""

    label: str


FrameReference = FrameLine | FrameBand | FrameIdentity | FrameNote | FrameValue


class FrameRiskRow(Struct, frozen=True, kw_only=True, eq=False):
    """Numbers at risk of one series at ascending places along x."""

    series: str
    places: Floats
    counts: Floats

    def at(self, place: float) -> float:
        """The number at risk at a place: that of the first row there or later, 0 behind the last."""
        index = int(np.searchsorted(self.places, place))
        return float(self.counts[index]) if index < len(self.counts) else 0.0


class FrameRisk(Struct, frozen=True, kw_only=True, eq=False):
    """The table of numbers at risk under the x axis."""

    title: str
    rows: tuple[FrameRiskRow, ...]


class FramePanel(Struct, frozen=True, kw_only=True, eq=False):
    """One panel: the texts of its facets (``""`` without), its layers from back to front and its references.

    ``y`` is the panel's own value axis with ``independent_y``, otherwise the frame's.
    """

    column: str
    row: str
    layers: tuple[FrameLayer, ...]
    references: tuple[FrameReference, ...]
    y: FrameAxis


class Frame(Struct, frozen=True, kw_only=True, eq=False):
    """A whole plot. ``panels`` fill a grid of ``columns`` columns row by row.

    ``series`` are all series in order, also when no legend is due (``legend``): the categories of ``color``, or of
    ``shape`` where the colour is a quantity ``spans`` are
    the extents of the values at each category of x, for parallel coordinates, else ``()``.
    """

    panels: tuple[FramePanel, ...]
    columns: int
    series: tuple[str, ...]
    legend: bool
    legend_title: str
    x: FrameAxis
    y: FrameAxis
    right: FrameAxis | None = None
    ramp: FrameRamp | None = None
    sizes: FrameSizes | None = None
    spans: tuple[tuple[float, float], ...] = ()
    risk: FrameRisk | None = None

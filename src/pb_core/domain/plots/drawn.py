"""DrawnPlot: what a finished drawing shows, its items layer by layer in the units of the data."""

from enum import StrEnum

from msgspec import Struct

from pb_core.domain.plane import Rect
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.tables.table import Cell


class Items(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The items of one layer in one panel, as columns of equal length; a column that the mark lacks is ``()``.

    ``layer`` counts from 0; ``part`` is ``""``, or ``outliers`` for the single points of box plots (directly behind
    their boxes, absent where there are none). ``series`` is the category text of a nominal or ordinal ``color``
    (``shape`` where there is no such ``color``), ``""`` where no legend is due; ``detail`` that of ``detail``. A
    discrete position is its category text, a time its seconds, any other a number.

    Per mark (base axis and value axis as in ``pb_core.domain.plots.resolved_layers``):

    * ``bar``: the base as position, or its two ends in ``x``, ``x2`` (``y``, ``y2`` when horizontal); on the value
      axis the end, and the start in ``x2``/``y2``: 0, the stack below, or the field ``x2``/``y2``; on a log or logit
      scale without a field the start is ``None``.
    * ``line``, ``point``, ``strip``, ``swarm``, ``text``, ``tick``: positions. ``stem`` points have 0 in ``y2``
      (``x2`` when the value axis is x; ``None`` on a log or logit scale).
    * ``area``, ``errorband``: base position, the value field on the value axis and the lower edge (0, the stack below,
      or the second field; ``None`` as for bars) in ``y2``/``x2``. An ``errorband`` of an uncertainty has its upper end
      (value plus ``delta``, or ``high``) on the value axis and its lower end (value minus ``delta``, or ``low``) in
      ``y2``/``x2``; it has no ``low``, ``high``.
    * ``rule``: both positions, and ``x2``/``y2`` where given.
    * ``rect``: two categories; ``value`` is what the colour shows.
    * ``hex``: the left and right corner in ``x``, ``x2``, the lower and upper one in ``y``, ``y2``; ``value`` likewise.
    * ``arc``: ``x`` the category of ``color``, ``value`` its share of the whole, 0 to 1.
    * ``boxplot``: the category and the median as positions, ``q1``, ``q3`` (quantiles as ``Op`` defines them), and the
      whisker ends in ``low``, ``high``: the smallest value not below ``q1 - 1.5 IQR`` and the largest not above
      ``q3 + 1.5 IQR`` (with 1e-9 IQR of play), never inside the box; values beyond are the outliers.
    * ``violin``: the category, the value of each of 100 equally spaced vertices from the smallest to the largest value,
      and in ``value`` the density there (``Density`` with Silverman's bandwidth) divided by the largest of the 100.
      Groups with fewer than two different values have no violin.
    * ``ridge``: likewise of 100 vertices from three bandwidths below the smallest to three above the largest value, and
      in ``value`` the density there divided by the largest of all ridges of the layer in the panel.

    A row is no item when a position, second end, angle, size or quantitative colour of it is missing, or the field
    that orders it, or of an ``errorband`` its uncertainty. A missing category is the category ``(missing)``, a missing
    text ``""``.

    Order: ``line``, ``area`` and ``errorband`` run by series, then ``detail`` in order of first appearance, then along
    ``order`` or else the base axis (a category by its place), stable; other marks in the order of the table.

    ``low``, ``high`` are the ends of error bars along the value axis, ``x_low``, ``x_high`` along x where y is the
    value axis too. ``size`` is the sized quantity (as drawn: the area in any unit, which must be proportional),
    ``value`` a quantity shown by colour, ``text`` what stands at the item: the ``text`` channel, else with ``labels``
    the end minus the start of a bar, the value of a point, the share of an arc or the quantity of a cell; expected
    numbers are written in full, drawn ones may be rounded.
    """

    layer: int
    mark: MarkType
    part: str = ""
    series: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    x: tuple[Cell, ...] = ()
    y: tuple[Cell, ...] = ()
    x2: tuple[Cell, ...] = ()
    y2: tuple[Cell, ...] = ()
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    x_low: tuple[float | None, ...] = ()
    x_high: tuple[float | None, ...] = ()
    q1: tuple[float, ...] = ()
    q3: tuple[float, ...] = ()
    value: tuple[float | None, ...] = ()
    size: tuple[float | None, ...] = ()
    text: tuple[str, ...] = ()


class Panel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one panel must show: its facet values as text, the categories along its axes in order, its layers' items.

    ``x`` and ``y`` are empty where the axis is not discrete; ``y`` runs from top to bottom.
    """

    column: str = ""
    row: str = ""
    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    items: tuple[Items, ...]


class Expected(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a plot must show. ``series`` are the legend's entries in order, ``()`` without a legend.

    ``words`` are the titles: the plot's, the axes' (x, y, right, as far as used) and the legend's, none empty.

    An engine tells in the same form what it has computed and is about to draw: then without ``words``, and with the
    places of the reference lines in ``lines``, in the order of the specification.
    """

    panels: tuple[Panel, ...]
    series: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lines: tuple[float, ...] = ()


class DrawnTick(Struct, frozen=True):
    """A tick: where it stands on its axis, in data units (the index of a category on a discrete axis), and its text."""

    position: float
    text: str


class DrawnAxis(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An axis as drawn. ``low`` and ``high`` are the ends of what is visible, in data units, low < high.

    ``reversed``: numbers and times fall from left to right or from bottom to top; categories run from right to left or
    from bottom to top.
    """

    title: str
    low: float
    high: float
    ticks: tuple[DrawnTick, ...]
    scale: ScaleType = ScaleType.LINEAR
    discrete: bool = False
    temporal: bool = False
    reversed: bool = False


class ReferenceKind(StrEnum):
    """What an annotation is."""

    LINE = "line"
    BAND = "band"
    IDENTITY = "identity"
    NOTE = "note"
    VALUE = "value"


class DrawnReference(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An annotation of a panel, in the order of the specification's.

    ``at`` is in data units, the index of a category on a discrete axis: of a line its position, of a band its two
    ends (low, high), of an identity line two of its points (x, y, x, y), of a note the item it points to (x, y), of a
    value nothing.
    ``axis`` is ``x`` or ``y`` for lines and bands: the axis whose values ``at`` holds.
    """

    kind: ReferenceKind
    at: tuple[float, ...]
    axis: str = ""
    text: str = ""


class DrawnCount(Struct, frozen=True, kw_only=True):
    """A number under the x axis: the name of its row (``""`` for the only one), the place above it, and its text."""

    series: str
    at: float
    text: str


class DrawnPanel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A panel: its facet titles, axes, the area of its data, its layers and annotations read back.

    ``column`` and ``row`` are the facet titles as drawn. ``inset`` is the magnified part, with all items again.
    ``at_risk`` are the numbers of the table under the x axis.
    """

    rect: Rect
    x: DrawnAxis
    y: DrawnAxis
    items: tuple[Items, ...]
    column: str = ""
    row: str = ""
    right: DrawnAxis | None = None
    references: tuple[DrawnReference, ...] = ()
    inset: "DrawnPanel | None" = None
    at_risk: tuple[DrawnCount, ...] = ()


class TextRole(StrEnum):
    """What a text is for."""

    TITLE = "title"
    AXIS_TITLE = "axis-title"
    TICK_X = "tick-x"
    TICK_Y = "tick-y"
    LEGEND = "legend"
    LEGEND_TITLE = "legend-title"
    PANEL = "panel"
    VALUE = "value"
    ANNOTATION = "annotation"
    DIRECT = "direct"
    RISK = "risk"
    RISK_TITLE = "risk-title"
    NOTE = "note"


class DrawnPlotText(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block of text, its size in points and its contrast against its ground; ``panel`` counts from 0.

    ``rect`` is the upright rectangle around it; ``angle`` says by how many degrees it is turned, counter-clockwise.
    """

    role: TextRole
    text: str
    rect: Rect
    size: float
    contrast: float = 21.0
    panel: int | None = None
    angle: float = 0.0


class DrawnKey(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one series looks: its name as the legend or direct label says it, ``#rrggbb``, marker, dash and hatch.

    ``accent`` is the named colour of highlights that it is drawn in, ``""`` for any other colour. Where a legend has
    no sample of the marker, the dash or the hatch, that is ``""``.
    """

    series: str
    color: str
    marker: str = ""
    dash: str = ""
    hatch: str = ""
    accent: str = ""


class DrawnPlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that a plot shows.

    ``marks`` are the rectangles that a legend and notes must keep off: bars, vertices and points thinned to at most
    2,000 per panel. ``legend`` is the rectangle of the legend or colour bar. ``repairs`` says in sentences what was
    changed so that everything fits (turned labels, thinned ticks, a moved legend).
    """

    width: float
    height: float
    panels: tuple[DrawnPanel, ...]
    texts: tuple[DrawnPlotText, ...]
    keys: tuple[DrawnKey, ...] = ()
    marks: tuple[Rect, ...] = ()
    legend: Rect | None = None
    repairs: tuple[str, ...] = ()

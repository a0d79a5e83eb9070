"""DrawnPlot: a finished plot as read back from its artists, so that it can be checked.

Rectangles are points (1/72 inch) at print size, origin top left, y downwards.
"""

from enum import StrEnum

from msgspec import Struct

from pb_core.plot.grammar import ScaleType
from pb_core.plot.items import Items
from pb_core.scene import Rect


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


class DrawnReference(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An annotation of a panel, in the order of the specification's.

    ``at`` is in data units, the index of a category on a discrete axis: of a line its position, of a band its two
    ends (low, high), of an identity line two of its points (x, y, x, y), of a note the item it points to (x, y).
    ``axis`` is ``x`` or ``y`` for lines and bands: the axis whose values ``at`` holds.
    """

    kind: ReferenceKind
    at: tuple[float, ...]
    axis: str = ""
    text: str = ""


class DrawnPanel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A panel: its facet titles, axes, the area of its data, its layers and annotations read back.

    ``column`` and ``row`` are the facet titles as drawn. ``inset`` is the magnified part, with all items again.
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

    ``accent`` is the named colour of highlights that it is drawn in, ``""`` for any other colour.
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

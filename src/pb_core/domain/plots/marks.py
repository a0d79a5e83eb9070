"""Marks: what stands for one item of the data, and the table of what each mark is and can.

Everything that depends on the kind of a mark asks ``MarkType.traits``, so that a new mark is one row here besides its
painting, its reading back and its expected items.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class MarkType(StrEnum):
    """What stands for one item of the data."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    POINT = "point"
    RULE = "rule"
    TICK = "tick"
    RECT = "rect"
    HEX = "hex"
    ARC = "arc"
    TEXT = "text"
    ERRORBAND = "errorband"
    BOXPLOT = "boxplot"
    VIOLIN = "violin"
    RIDGE = "ridge"
    STRIP = "strip"
    SWARM = "swarm"

    @property
    def traits(self) -> "MarkTraits":
        """What this mark is and can."""
        return _TRAITS[self]


class Quantity(StrEnum):
    """What of an item shows its quantity: labels print it, notes compare it, and sorting by value adds it up."""

    POSITION = "position"
    LENGTH = "length"
    COLOR = "color"
    ANGLE = "angle"


class LegendKey(StrEnum):
    """The sample that stands for a series in the legend."""

    PATCH = "patch"
    LINE = "line"
    DOT = "dot"


class SecondEnd(StrEnum):
    """Whether ``x2`` or ``y2`` go with a mark, and along which axis the only one of them runs."""

    NONE = "none"
    BASE = "base"
    VALUE = "value"
    EITHER = "either"


class MarkTraits(Struct, frozen=True, kw_only=True):
    """What a kind of marks is and can.

    ``chart`` is what a plot of such items is called. In the caption ``plural`` names the items, and ``caption`` says
    what cannot be seen. ``needs`` are the channels that a layer must have; x and y where it says nothing else.
    ``exclusive`` says what to do about two items at one place where the mark takes one only, ``""`` where it takes
    several.

    * ``value_axis``: one of x and y must hold quantities or times.
    * ``summary``: an item stands for many rows (boxes, violins). ``scattered``: rows stand beside each other within
      the band of their category.
    * ``joined``: the items of a series are the vertices of one shape. ``band``: that shape runs between two edges, of
      which an uncertainty may be both.
    * ``baseline``: items without a second end start at zero. ``second_end``: see there.
    * ``stacks``, ``stems``, ``labels``, ``errors`` (error bars), ``notes``: what a layer of the mark may ask for.
    * ``radial``: goes into a radar and parallel coordinates.
    * ``color_value``: a quantitative ``color`` goes with it. ``color_only``: series have nothing but their colour.
    * ``share``: ``Items.value`` is a share or density that the geometry shows, and no colour.
    * ``ranged``: items run between two ends along both axes.
    * ``rising``: items rise from the line of their category, over the categories above it, which stand on y.
    * ``markers``: items are markers. ``dense``: items leave little room within the axes.
    """

    plural: str
    chart: str
    caption: str = ""
    needs: tuple[str, ...] = ("x", "y")
    exclusive: str = ""
    quantity: Quantity = Quantity.POSITION
    key: LegendKey = LegendKey.PATCH
    second_end: SecondEnd = SecondEnd.NONE
    value_axis: bool = False
    summary: bool = False
    scattered: bool = False
    joined: bool = False
    band: bool = False
    baseline: bool = False
    stacks: bool = False
    stems: bool = False
    labels: bool = False
    errors: bool = False
    notes: bool = True
    radial: bool = False
    color_value: bool = False
    color_only: bool = False
    share: bool = False
    ranged: bool = False
    rising: bool = False
    markers: bool = False
    dense: bool = False

    @property
    def distribution(self) -> bool:
        """Whether items show how values are distributed within a category, on which they stand."""
        return self.summary or self.scattered

    @property
    def angular(self) -> bool:
        """Whether items are slices of a circle, without axes."""
        return self.quantity is Quantity.ANGLE

    @property
    def cells(self) -> bool:
        """Whether items fill the cells of a grid, each in a colour that shows its quantity."""
        return self.quantity is Quantity.COLOR

    @property
    def words(self) -> bool:
        """Whether items are texts."""
        return "text" in self.needs

    @property
    def line(self) -> bool:
        """Whether items are the vertices of a line."""
        return self.joined and self.second_end is SecondEnd.NONE

    @property
    def pointed(self) -> bool:
        """Whether an item is a point or vertex, beside which its label stands."""
        return self.labels and self.quantity is Quantity.POSITION


class Interpolate(StrEnum):
    """How a line runs between its vertices."""

    LINEAR = "linear"
    STEP_AFTER = "step-after"
    STEP_BEFORE = "step-before"
    STEP = "step"


class PointShape(StrEnum):
    """The form of points."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle-up"


class TickOrient(StrEnum):
    """Which way the strokes of ticks run."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


class Mark(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A mark and its manner.

    ``point`` puts markers on a line; ``stem`` draws a line from zero to each point (lollipop); ``labels`` prints
    each item's value beside it (in the cell of a rect); ``inner_radius`` 0 to 0.9 makes a pie a donut;
    ``dash`` draws lines dashed; ``fit`` marks a line or band as a computed fit, drawn thin and unmarked; ``orient``
    turns the strokes of ticks, which otherwise run across the value axis; ``shape`` draws all points of a layer in one
    form and larger, so that nothing but their colour tells series apart.
    """

    type: MarkType
    interpolate: Interpolate = Interpolate.LINEAR
    point: bool = False
    stem: bool = False
    labels: bool = False
    inner_radius: Annotated[float, Meta(ge=0, le=0.9)] = 0.0
    dash: bool = False
    fit: bool = False
    orient: TickOrient | None = None
    shape: PointShape | None = None

    @property
    def starts_at_zero(self) -> bool:
        """Whether items reach from zero to their value, unless they have a second end."""
        return self.type.traits.baseline or self.stem


_SCATTER = "Each point is one value; its place across the category says nothing."

_TRAITS = {
    MarkType.BAR: MarkTraits(
        plural="Bars", chart="Bar chart",
        exclusive="bars would hide each other; aggregate them, stack them or set them side by side with offset",
        quantity=Quantity.LENGTH, second_end=SecondEnd.BASE, value_axis=True, baseline=True, stacks=True, labels=True,
        errors=True, dense=True,
    ),
    MarkType.LINE: MarkTraits(
        plural="Lines", chart="Line chart", key=LegendKey.LINE, value_axis=True, joined=True, labels=True, errors=True,
        radial=True,
    ),
    MarkType.AREA: MarkTraits(
        plural="Areas", chart="Area chart", second_end=SecondEnd.VALUE, value_axis=True, joined=True, baseline=True,
        stacks=True, radial=True, dense=True,
    ),
    MarkType.POINT: MarkTraits(
        plural="Points", chart="Scatter plot", key=LegendKey.DOT, stems=True, labels=True, errors=True, radial=True,
        color_value=True, markers=True,
    ),
    MarkType.RULE: MarkTraits(
        plural="Rules", chart="Range plot", needs=(), key=LegendKey.LINE, second_end=SecondEnd.EITHER,
    ),
    MarkType.TICK: MarkTraits(plural="Ticks", chart="Tick plot", needs=(), key=LegendKey.LINE, color_only=True),
    MarkType.RECT: MarkTraits(
        plural="Cells", chart="Heatmap", needs=("x", "y", "color"),
        exclusive="cells would hide each other; aggregate them first",
        quantity=Quantity.COLOR, labels=True, color_value=True, dense=True,
    ),
    MarkType.HEX: MarkTraits(
        plural="Hexagons", chart="Hexagonal binning plot", needs=("x", "y", "color"),
        exclusive="hexagons would hide each other; show the groups in panels", quantity=Quantity.COLOR,
        second_end=SecondEnd.EITHER, color_value=True, ranged=True, dense=True,
    ),
    MarkType.ARC: MarkTraits(
        plural="Slices", chart="Pie chart", needs=("theta", "color"),
        exclusive="slices would look alike; aggregate them first",
        quantity=Quantity.ANGLE, labels=True, notes=False, share=True,
    ),
    MarkType.TEXT: MarkTraits(
        plural="Texts", chart="Text plot", needs=("x", "y", "text"), key=LegendKey.DOT, color_only=True,
    ),
    MarkType.ERRORBAND: MarkTraits(
        plural="Bands", chart="Band plot", key=LegendKey.LINE, second_end=SecondEnd.VALUE, value_axis=True, joined=True,
        band=True, errors=True, color_only=True,
    ),
    MarkType.BOXPLOT: MarkTraits(
        plural="Boxes", chart="Box plot",
        caption="Boxes span the quartiles and are divided at the median; whiskers reach the furthest values within 1.5 "
        "interquartile ranges of the box; points are the values beyond.",
        value_axis=True, summary=True, notes=False, dense=True,
    ),
    MarkType.VIOLIN: MarkTraits(
        plural="Violins", chart="Violin plot",
        caption="Violins show Gaussian kernel densities (Silverman's bandwidth), each scaled to the same width.",
        value_axis=True, summary=True, notes=False, share=True, dense=True,
    ),
    MarkType.RIDGE: MarkTraits(
        plural="Ridges", chart="Ridgeline plot",
        caption="Ridges show Gaussian kernel densities (Silverman's bandwidth) up to three bandwidths beyond the "
        "values, all of a panel on one scale.",
        value_axis=True, summary=True, notes=False, share=True, rising=True, dense=True,
    ),
    MarkType.STRIP: MarkTraits(
        plural="Points", chart="Strip plot", caption=_SCATTER, key=LegendKey.DOT, value_axis=True, scattered=True,
        color_value=True, markers=True,
    ),
    MarkType.SWARM: MarkTraits(
        plural="Points", chart="Swarm plot", caption=_SCATTER, key=LegendKey.DOT, value_axis=True, scattered=True,
        color_value=True, markers=True, dense=True,
    ),
}  # fmt: skip

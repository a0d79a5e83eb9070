"""PlotSpec: how the caller's data shall be shown; it refers to fields and never holds a datum.

Names are Vega-Lite's wherever the idea is the same (https://vega.github.io/vega-lite/docs/). What differs:
scales and axes belong to the plot and not to each layer's channel, so that layers cannot contradict each other.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.plots.fields import FieldName
from pb_core.domain.plots.marks import Mark
from pb_core.domain.plots.transforms import Op, Transform

Words = Annotated[str, Meta(max_length=300)]
Literal = float | str
"""A number, or a category or time as text, that the intent itself states; never one from a model's memory."""


class FieldType(StrEnum):
    """How a field is measured (Vega-Lite: type)."""

    QUANTITATIVE = "quantitative"
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    TEMPORAL = "temporal"

    @property
    def discrete(self) -> bool:
        """Whether values are categories on a band."""
        return self in {FieldType.NOMINAL, FieldType.ORDINAL}


class Channel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field shown by position, colour, shape, size or text."""

    field: FieldName
    type: FieldType


class Spread(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An uncertainty: ``delta`` is a field with half the length, or ``low`` and ``high`` are fields with the ends."""

    delta: FieldName | None = None
    low: FieldName | None = None
    high: FieldName | None = None


class Stack(StrEnum):
    """How bars or areas of one position add up (Vega-Lite: stack)."""

    ZERO = "zero"
    NORMALIZE = "normalize"


class Encoding(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Which field is shown by which channel.

    ``x2``, ``y2`` are fields with the second end (bins, ranges, bands). ``x_error``, ``y_error`` draw error bars at
    bars, lines and points; an ``errorband`` needs either a second end or such an uncertainty along its value axis, and
    with that spans what error bars at its values would. ``offset`` sets the items of one
    category side by side (grouped bars, boxes). ``detail`` separates lines without a colour. ``order`` is the
    field that vertices are joined by; without it a line runs along its base axis. ``theta`` is the angle of
    an arc. ``stack`` adds up bars or areas. ``color`` is nominal or ordinal for series, quantitative for
    cells and points on a colour ramp.
    """

    x: Channel | None = None
    y: Channel | None = None
    x2: FieldName | None = None
    y2: FieldName | None = None
    theta: Channel | None = None
    color: Channel | None = None
    shape: Channel | None = None
    size: Channel | None = None
    text: Channel | None = None
    offset: FieldName | None = None
    detail: FieldName | None = None
    order: FieldName | None = None
    x_error: Spread | None = None
    y_error: Spread | None = None
    stack: Stack | None = None


class Side(StrEnum):
    """Which value axis a layer uses."""

    LEFT = "left"
    RIGHT = "right"


class Layer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One mark over the plot's table, after the layer's own transforms."""

    mark: Mark
    encoding: Encoding
    transform: Annotated[tuple[Transform, ...], Meta(max_length=8)] = ()
    axis: Side = Side.LEFT


class ScaleType(StrEnum):
    """How a quantity becomes a position; ``logit`` is for shares between 0 and 1."""

    LINEAR = "linear"
    LOG = "log"
    SYMLOG = "symlog"
    LOGIT = "logit"


class Scale(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The scale of a quantitative or temporal axis.

    ``domain_min`` and ``domain_max`` fix an end (a time in seconds since 1970 UTC). ``zero`` includes zero:
    ``None`` means yes for bars, areas and stems, no for other marks. ``constant`` is the half-width of the linear
    part of a symlog scale. ``break_from``, ``break_to`` leave out a stretch of the axis, marked as broken.
    """

    type: ScaleType = ScaleType.LINEAR
    domain_min: float | None = None
    domain_max: float | None = None
    zero: bool | None = None
    reverse: bool = False
    constant: Annotated[float, Meta(gt=0)] = 1.0
    break_from: float | None = None
    break_to: float | None = None


class Style(StrEnum):
    """How numbers are written; ``percent`` multiplies by 100, for shares between 0 and 1."""

    PLAIN = "plain"
    PERCENT = "percent"
    SI = "si"
    SCIENTIFIC = "scientific"


class Format(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How numbers of an axis or of labels are written; ``decimals`` ``None`` keeps what the data has.

    ``suffix`` stands behind each number and must be the unit of the field or empty.
    """

    style: Style = Style.PLAIN
    decimals: Annotated[int, Meta(ge=0, le=6)] | None = None
    suffix: Annotated[str, Meta(max_length=12)] = ""


class Sort(StrEnum):
    """The order of categories: as in the data, natural (1K < 8K), alphabetical, or by value of the first layer.

    Natural is ascending for numbers, times and booleans; ascending compares texts without case. ``value`` and
    ``-value`` compare the sum of a category's values on the value axis over the items of the first layer in all panels
    (the colour's quantity for cells, the angle for arcs; the median for box plots, violins, strips and swarms), ties
    as in the data. What is missing comes last.
    """

    DATA = "data"
    NATURAL = "natural"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    VALUE = "value"
    VALUE_DOWN = "-value"


class Axis(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One axis: its words, scale, number format and grid.

    ``title`` ``None`` means the name of the first layer's field; ``""`` none. ``sort`` orders a discrete axis,
    ``None`` naturally where the values have a natural order, else as in the data; ``values`` lists categories in
    an explicit order, and those left out follow. All panels share the categories of all layers. ``grid`` ``None``
    leaves it to the style.
    """

    title: Words | None = None
    scale: Scale = Scale()
    format: Format = Format()
    sort: Sort | None = None
    values: tuple[str, ...] = ()
    grid: bool | None = None


class Axes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The axes of a plot; ``right`` serves the layers that ask for it."""

    x: Axis = Axis()
    y: Axis = Axis()
    right: Axis = Axis()


class Orient(StrEnum):
    """Where the legend stands; ``direct`` writes names beside the lines.

    ``auto`` does so too where all lines end apart, else it finds free room.
    """

    AUTO = "auto"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    DIRECT = "direct"
    NONE = "none"


class Legend(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The legend or colour bar of ``color``; ``title``, ``sort`` and ``values`` as for an axis.

    A legend is due when the layers' nominal and ordinal colours (or shapes) that repeat no position have more than one
    value together.
    """

    title: Words | None = None
    orient: Orient = Orient.AUTO
    sort: Sort | None = None
    values: tuple[str, ...] = ()
    format: Format = Format()


class Facet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Small multiples: one panel per value of ``field``, in ``columns`` columns, or rows by ``row`` as well.

    ``independent_y`` gives each panel a value axis of its own (Vega-Lite: resolve). Panels come in the natural order of
    ``field``, else as in the data; ``values`` lists them explicitly, and those left out follow; ``row_values``
    does so for ``row``.
    """

    field: FieldName
    row: FieldName | None = None
    columns: Annotated[int, Meta(ge=1, le=12)] | None = None
    independent_y: bool = False
    values: tuple[str, ...] = ()
    row_values: tuple[str, ...] = ()


class ReferenceLine(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="line"):
    """A rule across the plot at a value that the intent states, or at a statistic of a field of the first layer.

    A ``field`` without ``op`` is one that has the same value in all rows of the first layer. ``number`` prints the
    place behind the ``label``.
    """

    axis: Annotated[str, Meta(pattern="^[xy]$")] = "y"
    value: Literal | None = None
    op: Op | None = None
    field: FieldName | None = None
    label: Words = ""
    number: bool = False


class ReferenceBand(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="band"):
    """A shaded stretch between two values that the intent states."""

    axis: Annotated[str, Meta(pattern="^[xy]$")] = "y"
    low: float
    high: float
    label: Words = ""


class IdentityLine(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="identity"):
    """The line y = x: chance in a ROC plot, perfect calibration, equal scores."""

    label: Words = ""


class PointNote(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="note"):
    """A note at an item of the first layer: its largest or smallest value, or the first whose ``field`` is ``value``.

    ``text`` empty prints the item's value, which is also what is compared: the end minus the start of a bar, the
    quantity of a cell, else the position on the value axis; the first of equals (to 2^-46 of their size) in the order
    of items.
    """

    pick: Annotated[str, Meta(pattern="^(max|min|value)$")]
    field: FieldName | None = None
    value: str = ""
    text: Words = ""


class ValueNote(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="value"):
    """A number in free room of each panel, ``label = number``: the one value of ``field`` in the first layer's rows."""

    field: FieldName
    label: Words


Annotation = ReferenceLine | ReferenceBand | IdentityLine | PointNote | ValueNote


class Color(StrEnum):
    """Named colours of our palettes."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"
    GREY = "grey"
    BLACK = "black"


class Highlight(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Items whose ``field`` is ``value`` stand out; the others step back unless they have a colour of their own."""

    field: FieldName
    value: str
    color: Color = Color.RED


class Inset(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A magnified part of the plot: the stretch of the x axis that the intent states, and of y if it does."""

    x_min: float
    x_max: float
    y_min: float | None = None
    y_max: float | None = None


class RiskTable(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Numbers at risk under the x axis of a survival plot: a row for each series, a number at each tick.

    ``field`` of the first layer's first row at or after a tick, 0 after its last row.
    """

    field: FieldName = "at risk"
    title: Words = "Number at risk"


class Projection(StrEnum):
    """How positions are laid out: ``radar`` puts x around a circle, ``parallel`` gives each x its own scale."""

    CARTESIAN = "cartesian"
    RADAR = "radar"
    PARALLEL = "parallel"


class Medium(StrEnum):
    """Where the figure is shown: one column (89 mm), two columns (183 mm) or a slide (254 mm)."""

    SINGLE = "single"
    DOUBLE = "double"
    SLIDES = "slides"


class PaletteName(StrEnum):
    """The palettes: each is safe for colour-blind readers; ``grey`` works without colour."""

    VIVID = "vivid"
    SOFT = "soft"
    GREY = "grey"


class Ramp(StrEnum):
    """Colour ramps of quantities; ``diverging`` is centred on zero."""

    AUTO = "auto"
    SEQUENTIAL = "sequential"
    DIVERGING = "diverging"


class Config(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The look of the whole figure."""

    medium: Medium = Medium.SINGLE
    palette: PaletteName = PaletteName.VIVID
    ramp: Ramp = Ramp.AUTO


class PlotSpec(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A statistical plot: transforms of the caller's table, then layers of marks.

    ``mathematics`` sets text between dollar signs as formulas; otherwise every character appears as it is.
    """

    layer: Annotated[tuple[Layer, ...], Meta(min_length=1, max_length=8)]
    transform: Annotated[tuple[Transform, ...], Meta(max_length=12)] = ()
    title: Words = ""
    axes: Axes = Axes()
    legend: Legend = Legend()
    facet: Facet | None = None
    projection: Projection = Projection.CARTESIAN
    annotations: Annotated[tuple[Annotation, ...], Meta(max_length=12)] = ()
    highlight: Annotated[tuple[Highlight, ...], Meta(max_length=6)] = ()
    inset: Inset | None = None
    risk_table: RiskTable | None = None
    config: Config = Config()
    mathematics: bool = False

"""Wishes: what an intent asks of a plot, each typed and with the words that it answers.

A planner, rule-based or a model, says what it heard; ``wish_checks`` says what of it the final specification does, and
``intent_words`` that no content word of the intent is lost on the way.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pb_core.domain.plots.fields import FieldName
from pb_core.domain.plots.spec import Color, FieldType, Orient, PaletteName, Ramp, ScaleType, Style, Words
from pb_core.domain.plots.transforms import Op, PeriodUnit

WishWords = Annotated[str, Meta(min_length=1, max_length=400, description="The intent's own words.")]


class Chart(StrEnum):
    """The charts that people ask for by name; each is a way to use marks and transforms."""

    BAR = "bar"
    LOLLIPOP = "lollipop"
    DOT = "dot"
    LINE = "line"
    STEP = "step"
    AREA = "area"
    SCATTER = "scatter"
    BUBBLE = "bubble"
    HISTOGRAM = "histogram"
    DENSITY = "density"
    ECDF = "ecdf"
    BOX = "box"
    VIOLIN = "violin"
    STRIP = "strip"
    SWARM = "swarm"
    RIDGELINE = "ridgeline"
    PIE = "pie"
    DONUT = "donut"
    HEATMAP = "heatmap"
    HEXBIN = "hexbin"
    CORRELATION = "correlation"
    CONFUSION = "confusion matrix"
    FOREST = "forest"
    WATERFALL = "waterfall"
    PARETO = "pareto front"
    SLOPE = "slope"
    RADAR = "radar"
    PARALLEL = "parallel coordinates"
    ROC = "roc"
    PRECISION_RECALL = "precision-recall"
    CALIBRATION = "calibration"
    KAPLAN_MEIER = "kaplan-meier"
    BLAND_ALTMAN = "bland-altman"
    QQ = "qq"
    GANTT = "gantt"


class Place(StrEnum):
    """Where a field is shown.

    ``any`` leaves it to the planner; ``split`` is whatever tells series apart, an axis of categories included;
    ``detail`` means an item of its own for each value ("one line per country"): no line or area runs across the values.
    """

    X = "x"
    Y = "y"
    RIGHT = "right"
    COLOR = "color"
    SHAPE = "shape"
    SIZE = "size"
    TEXT = "text"
    PANEL = "panel"
    ROW = "row"
    DETAIL = "detail"
    SPLIT = "split"
    ANY = "any"


class Arrangement(StrEnum):
    """How items of one position stand, or which way the plot runs; ``one axis`` shares it between measures."""

    GROUPED = "grouped"
    STACKED = "stacked"
    NORMALIZED = "normalized"
    OVERLAID = "overlaid"
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    PANELS = "panels"
    ONE_PANEL = "one panel"
    ONE_AXIS = "one axis"


class Interval(StrEnum):
    """What error bars or a band show; ``given`` is a column of the data, ``any`` leaves the choice."""

    STDEV = "stdev"
    STDERR = "stderr"
    CONFIDENCE = "confidence"
    QUARTILES = "quartiles"
    RANGE = "range"
    GIVEN = "given"
    ANY = "any"


class Order(StrEnum):
    """What categories are ordered by."""

    VALUE = "value"
    NATURAL = "natural"
    ALPHABET = "alphabet"
    DATA = "data"
    LISTED = "listed"


class _Wish(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="wish"):
    """``negated`` turns the wish round: the plot must not do it."""

    words: WishWords
    negated: bool = False


class ChartWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="chart"):
    """Draw this chart."""

    chart: Chart


class PurposeWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="purpose"):
    """Show this, by whatever chart does: a comparison, a trend, a distribution, a relationship, parts of a whole.

    ``time``: the plot runs along a time of the data, whatever else it shows.
    """

    purpose: Literal["comparison", "trend", "distribution", "relationship", "composition", "time"]


class ArrangementWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="arrangement"):
    """Arrange the items so; ``columns`` of panels where the intent says how many, ``fields`` that share one axis."""

    arrangement: Arrangement
    fields: Annotated[tuple[FieldName, ...], Meta(max_length=12)] = ()
    columns: Annotated[int, Meta(ge=1, le=12)] | None = None


class FieldWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="field"):
    """Show this field there."""

    field: FieldName
    place: Place = Place.ANY
    type: FieldType | None = None


class StatisticWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="statistic"):
    """Show this statistic of the field (of rows, for counts and shares without one)."""

    op: Op
    field: FieldName | None = None
    within: FieldName | None = None


class ComputeWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="compute"):
    """Show what is computed from a field: its running sum, or each value relative to a whole or to another field.

    ``difference``: ``field`` less ``other``; ``change``: from ``other`` to ``field``, by the magnitude of ``other``;
    ``ratio``: ``field`` by ``other``. ``share``, ``normalized`` and ``index``: by the sum, the largest and the first
    value, ``within`` each value of a field if one is named. Without ``field``: of what is measured.
    """

    compute: Literal["cumulative", "difference", "ratio", "change", "share", "normalized", "index"]
    field: FieldName | None = None
    other: FieldName | None = None
    within: FieldName | None = None


class IntervalWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="interval"):
    """Show this uncertainty; ``fields`` are the columns that hold it (one, or low and high)."""

    interval: Interval
    level: Annotated[float, Meta(gt=0, lt=1)] | None = None
    fields: Annotated[tuple[FieldName, ...], Meta(max_length=2)] = ()


class FilterWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="filter"):
    """Keep the rows whose field is one of these, or lies between these; ``negated``: leave them out.

    ``low`` and ``high`` are kept, ``above`` and ``below`` are not.
    """

    field: FieldName
    one_of: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None


class BinWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="bin"):
    """Bin into this many bins, or into bins of this width."""

    count: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    width: Annotated[float, Meta(gt=0)] | None = None


class PeriodWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="period"):
    """Take the times of this field together by year, month, weekday or another period."""

    field: FieldName
    unit: PeriodUnit


class LimitWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="limit"):
    """Keep the ``count`` largest or smallest items."""

    count: Annotated[int, Meta(ge=1, le=10_000)]
    pick: Literal["largest", "smallest"] = "largest"
    field: FieldName | None = None


class OrderWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="order"):
    """Order the categories; ``values`` are those that are ``listed``, or the ends of a ``natural`` order."""

    by: Order
    descending: bool | None = None
    field: FieldName | None = None
    values: Annotated[tuple[str, ...], Meta(max_length=200)] = ()


class SettingWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="setting"):
    """Set this of an axis (``of`` ``None``: the value axis), the legend or the plot, which is how it looks.

    A scale with a ``field`` is that of the axis which this column stands along.

    ``low`` and ``high`` are the ends of a range, an inset or an axis break, ``zero`` a range that starts there. An item
    that stands out, all of them without a ``value``, has a ``color`` if one is said; a palette without a name is for
    colour-blind readers; no ``text`` stands for any title. A ``unit`` is that of the data (``%``, ``million``, ``kg``).
    The ``event`` that ends a time is this ``value`` of the ``field``.
    """

    setting: Literal[
        "scale", "range", "zero", "title", "legend", "numbers", "color", "palette", "markers", "grid", "dashed",
        "mathematics", "inset", "axis break", "slides", "two columns", "one column", "censor marks", "numbers at risk",
        "log-rank test", "event", "independent axes",
    ]  # fmt: skip
    of: Literal["plot", "x", "y", "right", "legend"] | None = None
    scale: ScaleType | None = None
    reverse: bool = False
    low: float | None = None
    high: float | None = None
    text: Words = ""
    orient: Orient = Orient.AUTO
    style: Style | None = None
    unit: Annotated[str, Meta(max_length=20)] = ""
    decimals: Annotated[int, Meta(ge=0, le=6)] | None = None
    color: Color | None = None
    field: FieldName | None = None
    value: str = ""
    palette: PaletteName | None = None
    ramp: Ramp | None = None


class LabelWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="label"):
    """Print at each item its value, or this field.

    ``pick``: at the largest or smallest item only, of the measure ``field`` if it is named, or at ``count`` of them
    ``by`` a field; ``value``: at the item only whose ``field`` is this.
    """

    field: FieldName | None = None
    value: str = ""
    pick: Literal["max", "min"] | None = None
    count: Annotated[int, Meta(ge=1, le=200)] | None = None
    by: FieldName | None = None


class FitWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="fit"):
    """Draw a trend: a least-squares line or a moving average, of ``field`` and over ``window`` values if it is said."""

    fit: Literal["linear", "smooth"] = "linear"
    field: FieldName | None = None
    window: Annotated[int, Meta(ge=2, le=1_001)] | None = None


class ReferenceWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="reference"):
    """Draw a labelled line at a value, at a statistic (of ``field``) or y = x, or shade from ``low`` to ``high``."""

    axis: Literal["x", "y"] | None = None
    value: float | str | None = None
    op: Op | None = None
    field: FieldName | None = None
    identity: bool = False
    low: float | None = None
    high: float | None = None
    label: Words = ""


class UnmetWish(_Wish, frozen=True, kw_only=True, omit_defaults=True, tag="unmet"):
    """Something that was understood and that no plot of ours does; ``why`` says so in a sentence.

    ``refuses``: it is what the intent is about (a map, a network), so that a planner draws nothing and says ``why``.
    """

    why: Annotated[str, Meta(min_length=1, max_length=400)]
    refuses: bool = False


Wish = (
    ChartWish | PurposeWish | ArrangementWish | FieldWish | StatisticWish | ComputeWish | IntervalWish | FilterWish
    | BinWish | PeriodWish | LimitWish | OrderWish | SettingWish | LabelWish | FitWish | ReferenceWish | UnmetWish
)  # fmt: skip


class HeardIntent(Struct, frozen=True, kw_only=True):
    """An intent as a planner understood it.

    ``subject`` are words for the table or its rows, which ask for nothing; ``unknown`` are content words that were not
    understood, each named to the caller.
    """

    wishes: Annotated[tuple[Wish, ...], Meta(max_length=60)] = ()
    subject: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    unknown: Annotated[tuple[str, ...], Meta(max_length=200)] = ()

    @property
    def refusal(self) -> str:
        """Why nothing can be drawn, ``""`` where something can: the sentence of the first wish that refuses."""
        unmet = (wish for wish in self.wishes if isinstance(wish, UnmetWish) and wish.refuses and not wish.negated)
        return next((wish.why for wish in unmet), "")


class WishOutcome(Struct, frozen=True, kw_only=True):
    """What became of one wish, in its own ``words``: whether the final specification does it, and why not."""

    words: WishWords
    followed: bool
    note: Annotated[str, Meta(max_length=400)] = ""

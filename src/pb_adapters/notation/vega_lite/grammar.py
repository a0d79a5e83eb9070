"""The fields of Vega-Lite that are read, those that only change the look, and what there is instead of the others."""

from typing import Any, ClassVar

from msgspec import UNSET, UnsetType
from msgspec import field as with_default

from pb_adapters.notation.vega_lite.parts import Part
from pb_core.domain.tables.column_names import word_set

Absent = UnsetType
Text = str | list[str]

_COMPOSITE = "views beside each other have no counterpart in one plot: draw each, and join them with /api/composite"
_PIXELS = "a place in pixels has no counterpart: name a field, or a datum of a rule"
_COMPUTED = "is not computed here: add a column to data_json"


class View(Part, frozen=True, kw_only=True):
    """A view: one mark, or layers, or panels of a view."""

    look = word_set(
        "$schema name description usermeta width height autosize padding background config view bounds spacing align "
        "center params selection"
    )
    instead: ClassVar[dict[str, str]] = {
        "concat": _COMPOSITE,
        "hconcat": _COMPOSITE,
        "vconcat": _COMPOSITE,
        "projection": "maps are not drawn: bars or points by region show the same numbers",
    }
    mark: Any = UNSET
    encoding: dict[str, Any] = with_default(default_factory=dict)
    transform: list[Any] = with_default(default_factory=list)
    layer: list[Any] | Absent = UNSET
    facet: Any = UNSET
    repeat: Any = UNSET
    spec: Any = UNSET
    columns: int | Absent = UNSET
    resolve: dict[str, Any] = with_default(default_factory=dict)
    title: Any = UNSET


class Title(Part, frozen=True, kw_only=True):
    """The title of a view."""

    look = word_set(
        "subtitle align anchor angle aria baseline color dx dy font fontSize fontStyle fontWeight frame limit "
        "lineHeight offset orient style subtitleColor subtitleFont subtitleFontSize subtitleFontStyle "
        "subtitleFontWeight subtitleLineHeight subtitlePadding zindex"
    )
    text: Text = ""


class Resolve(Part, frozen=True, kw_only=True):
    """Which scales, axes and legends the views share."""

    look = word_set("axis legend")
    scale: dict[str, str] = with_default(default_factory=dict)


class MarkDef(Part, frozen=True, kw_only=True):
    """A mark and its manner."""

    look = word_set(
        "opacity fillOpacity strokeOpacity strokeWidth strokeCap strokeJoin strokeMiterLimit "
        "strokeDashOffset strokeOffset filled shape size tooltip href cursor clip style aria ariaRole "
        "ariaRoleDescription description cornerRadius cornerRadiusEnd cornerRadiusTopLeft cornerRadiusTopRight "
        "cornerRadiusBottomLeft cornerRadiusBottomRight align baseline dx dy angle font fontSize fontStyle fontWeight "
        "lineBreak lineHeight limit ellipsis dir text tension blend line width height binSpacing "
        "continuousBandSize discreteBandSize minBandSize bandSize thickness padAngle outerRadius outerRadius2 ticks "
        "rule box median outliers whisker borders band smooth xOffset yOffset x2Offset y2Offset time"
    )
    instead: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("x", "y", "x2", "y2", "width2", "height2"), _PIXELS),
        **dict.fromkeys(
            ("radius", "radius2", "theta", "theta2", "radiusOffset", "thetaOffset"),
            "a place around the circle has no counterpart: labels of slices are theirs",
        ),
        "url": "pictures are not drawn as marks: use points",
        "order": "the order of marks has no counterpart: order the layers",
    }
    type: str
    point: Any = False
    interpolate: str = "linear"
    stroke_dash: Any = UNSET
    inner_radius: float = 0.0
    extent: Any = UNSET
    center: str = "mean"
    orient: str = ""
    color: Any = UNSET
    fill: Any = UNSET
    stroke: Any = UNSET
    invalid: Any = UNSET


class ChannelDef(Part, frozen=True, kw_only=True):
    """A channel: a field, how it is measured, what is computed of it, and its guide."""

    look = word_set("formatType bandPosition band labelAngle spacing align center bounds name description header")
    instead: ClassVar[dict[str, str]] = {
        "impute": "missing values are left out and named: add rows to data_json",
        "param": "a picture has no interaction: leave it out",
        "selection": "a picture has no interaction: leave it out",
    }
    field: Any = UNSET
    type: str | Absent = UNSET
    aggregate: Any = UNSET
    bin: Any = UNSET
    time_unit: Any = UNSET
    sort: Any = UNSET
    stack: Any = UNSET
    title: Text | Absent | None = UNSET
    scale: Any = UNSET
    axis: Any = UNSET
    legend: Any = UNSET
    format: Any = UNSET
    value: Any = UNSET
    datum: Any = UNSET
    condition: Any = UNSET
    columns: int | Absent = UNSET


class ScaleDef(Part, frozen=True, kw_only=True):
    """How values become positions or colours."""

    look = word_set(
        "nice clamp padding paddingInner paddingOuter round align interpolate range rangeMin rangeMax scheme base bins "
        "unknown"
    )
    instead: ClassVar[dict[str, str]] = {
        "exponent": "scales by a power have no counterpart: use linear, log or symlog",
        "domainRaw": "a picture has no interaction: use domain",
    }
    type: str | Absent = UNSET
    domain: Any = UNSET
    domain_min: Any = UNSET
    domain_max: Any = UNSET
    domain_mid: Any = UNSET
    zero: bool | Absent = UNSET
    reverse: bool = False
    constant: float = 1.0


class AxisDef(Part, frozen=True, kw_only=True):
    """An axis."""

    look = word_set(
        "aria bandPosition description domain domainCap domainColor domainDash domainDashOffset domainOpacity "
        "domainWidth formatType gridCap gridColor gridDash gridDashOffset gridOpacity gridWidth labelAlign labelAngle "
        "labelBaseline labelBound labelColor labelExpr labelFlush labelFlushOffset labelFont labelFontSize "
        "labelFontStyle labelFontWeight labelLimit labelLineHeight labelOffset labelOpacity labelOverlap labelPadding "
        "labelSeparation labels maxExtent minExtent offset position style tickBand tickCap tickColor tickCount "
        "tickDash tickDashOffset tickExtra tickMinStep tickOffset tickOpacity tickRound tickSize tickWidth ticks "
        "titleAlign titleAnchor titleAngle titleBaseline titleColor titleFont titleFontSize titleFontStyle "
        "titleFontWeight titleLimit titleLineHeight titleOpacity titlePadding titleX titleY translate values zindex "
        "orient"
    )
    title: Text | Absent | None = UNSET
    format: Any = UNSET
    grid: bool | Absent = UNSET


class LegendDef(Part, frozen=True, kw_only=True):
    """A legend."""

    look = word_set(
        "aria clipHeight columnPadding columns cornerRadius description direction fillColor formatType gradientLength "
        "gradientOpacity gradientStrokeColor gradientStrokeWidth gradientThickness gridAlign labelAlign labelBaseline "
        "labelColor labelExpr labelFont labelFontSize labelFontStyle labelFontWeight labelLimit labelOffset "
        "labelOpacity labelOverlap labelPadding labelSeparation legendX legendY offset padding rowPadding strokeColor "
        "symbolDash symbolDashOffset symbolFillColor symbolLimit symbolOffset symbolOpacity symbolSize "
        "symbolStrokeColor symbolStrokeWidth symbolType tickCount tickMinStep titleAlign titleAnchor titleBaseline "
        "titleColor titleFont titleFontSize titleFontStyle titleFontWeight titleLimit titleLineHeight titleOpacity "
        "titleOrient titlePadding type values zindex"
    )
    title: Text | Absent | None = UNSET
    format: Any = UNSET
    orient: str = ""


class SortDef(Part, frozen=True, kw_only=True):
    """An order by a statistic of a field, or by what another channel shows."""

    field: Any = UNSET
    op: str = ""
    encoding: str = ""
    order: str | None = "ascending"


class BinDef(Part, frozen=True, kw_only=True):
    """How bins are made."""

    look = word_set("nice")
    instead: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("anchor", "base", "divide", "extent", "steps"), "has no counterpart: use step or maxbins")
    }
    binned: bool = False
    maxbins: int | Absent = UNSET
    step: float | Absent = UNSET
    minstep: float = 0.0


class AggregateStep(Part, frozen=True, kw_only=True):
    """Statistics of groups."""

    aggregate: list[Any]
    groupby: list[str] = with_default(default_factory=list)


class AggregateOp(Part, frozen=True, kw_only=True):
    """One statistic."""

    op: str
    field: str = ""
    as_: str = ""


class BinStep(Part, frozen=True, kw_only=True):
    """Bins of a field."""

    bin: Any
    field: str
    as_: Text


class CalculateStep(Part, frozen=True, kw_only=True):
    """A new field by an expression."""

    calculate: str
    as_: str


class DensityStep(Part, frozen=True, kw_only=True):
    """A kernel density."""

    look = word_set("extent minsteps maxsteps")
    instead: ClassVar[dict[str, str]] = {
        "counts": "densities are not scaled to counts: a histogram shows counts",
        "cumulative": "a cumulated density has no counterpart: our grammar's ecdf shows shares",
        "resolve": "has no counterpart: each group has its own range",
    }
    density: str
    groupby: list[str] = with_default(default_factory=list)
    bandwidth: float = 0.0
    steps: int = 200
    as_: list[str] = with_default(default_factory=lambda: ["value", "density"])


class FilterStep(Part, frozen=True, kw_only=True):
    """The rows that are kept."""

    filter: Any


class FoldStep(Part, frozen=True, kw_only=True):
    """Columns into rows."""

    fold: list[str]
    as_: list[str] = with_default(default_factory=lambda: ["key", "value"])


class RegressionStep(Part, frozen=True, kw_only=True):
    """A fitted curve."""

    look = word_set("extent")
    instead: ClassVar[dict[str, str]] = {
        "params": "coefficients are no rows here: the caption of a fit states them",
        "order": "fits of a higher order have no counterpart: linear, log and pow are computed",
    }
    regression: str
    on: str
    method: str = "linear"
    groupby: list[str] = with_default(default_factory=list)
    as_: list[str] = with_default(default_factory=list)


class TimeUnitStep(Part, frozen=True, kw_only=True):
    """The period that a time lies in."""

    time_unit: Any
    field: str
    as_: str


class WindowStep(Part, frozen=True, kw_only=True):
    """Something of each row and its neighbours."""

    look = word_set("ignorePeers")
    window: list[Any]
    frame: list[Any] = with_default(default_factory=lambda: [None, 0])
    groupby: list[str] = with_default(default_factory=list)
    sort: list[Any] = with_default(default_factory=list)


class WindowOp(Part, frozen=True, kw_only=True):
    """One column of a window."""

    op: str
    field: str = ""
    param: float = 0.0
    as_: str


class WindowSort(Part, frozen=True, kw_only=True):
    """The order of a window's rows."""

    field: str
    order: str | None = "ascending"


INSTEAD_OF_STEPS = {
    "extent": "is not computed here: the axes find their own ends",
    "flatten": "lists within cells have no counterpart: give data_json one row for each value",
    "impute": "missing values are left out and named: add rows to data_json",
    "joinaggregate": f"{_COMPUTED}; aggregate gives one row for each group",
    "loess": "is not computed here: a window of means over neighbouring rows, or regression, shows a trend",
    "lookup": "tables are not joined here: give data_json the joined table",
    "pivot": "columns are not made of values here: data_json may hold them, and colour or panels tell values apart",
    "quantile": "is not computed here: our grammar's ecdf shows a distribution",
    "sample": "rows are not drawn at random: give data_json those that shall be shown",
    "stack": "is done by the encoding: write stack on the value channel",
}
"""Transforms that have no counterpart, and what there is."""

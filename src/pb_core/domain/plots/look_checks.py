"""Look checks: whether scales, ranges, colours, words, lines and details are as a wish says.

Each check answers ``""`` when the specification does it, else why not.
"""

import math
from collections.abc import Callable, Iterator, Mapping

from pb_core.domain.plots.lineage import LayerView, PlotView, Shown
from pb_core.domain.plots.resolved_layers import base_of, channel_on, other
from pb_core.domain.plots.spec import (
    Axis,
    Color,
    FieldType,
    IdentityLine,
    Medium,
    Orient,
    PaletteName,
    ReferenceBand,
    ReferenceLine,
    ScaleType,
    Side,
    Style,
)
from pb_core.domain.plots.wishes import (
    ColorWish,
    DetailWish,
    LegendWish,
    NumberWish,
    PaletteWish,
    Place,
    RangeWish,
    ReferenceWish,
    ScaleWish,
    TitleWish,
)
from pb_core.domain.tables.column_names import words_of


def scale_missing(view: PlotView, wish: ScaleWish) -> str:
    """Whether the axis has the scale; of points, where both axes measure, either counts if none is named."""
    axes = list(_axes(view, wish.axis, either=True))
    if any(axis.scale.type is wish.scale and axis.scale.reverse is wish.reverse for axis in axes):
        return ""
    return f"the axis is {axes[0].scale.type.value}" if axes else "there is no such axis"


def _axes(view: PlotView, name: str | None, *, either: bool = False) -> Iterator[Axis]:
    """The axis of this name, else the value axes, and with ``either`` whatever other axis measures."""
    axes = view.spec.axes
    if name is not None:
        yield {"x": axes.x, "y": axes.y, "right": axes.right}[name]
        return
    for one in view.layers:
        base = base_of(one.layer)
        sides = {"x": axes.x, "y": axes.right if one.layer.axis is Side.RIGHT else axes.y}
        yield sides[other(base)]
        channel = channel_on(one.layer.encoding, base)
        if either and channel is not None and channel.type is FieldType.QUANTITATIVE:
            yield sides[base]


def range_missing(view: PlotView, wish: RangeWish) -> str:
    """Whether the axis has these ends, or includes zero."""
    axes = list(_axes(view, wish.axis))
    if wish.zero:
        return "" if any(_has_zero(view, axis) for axis in axes) else "the axis does not start at zero"
    for axis in axes:
        ends = ((wish.low, axis.scale.domain_min), (wish.high, axis.scale.domain_max))
        if all(wanted is None or (end is not None and math.isclose(wanted, end)) for wanted, end in ends):
            return ""
    return "the axis has other ends"


def _has_zero(view: PlotView, axis: Axis) -> bool:
    scale = axis.scale
    if scale.type in {ScaleType.LOG, ScaleType.LOGIT} or (scale.domain_min is not None and scale.domain_min > 0):
        return False
    grounded = any(one.layer.mark.starts_at_zero for one in view.layers) and any(axis is a for a in _axes(view, None))
    return bool(scale.zero) or scale.domain_min == 0 or (scale.zero is None and grounded)


def color_missing(view: PlotView, wish: ColorWish) -> str:
    """Whether the item stands out, in the colour if one is named."""
    if not wish.value:
        grey = wish.color in {Color.GREY, Color.BLACK} and view.spec.config.palette is PaletteName.GREY
        return "" if grey else "a colour can be given to a named item, not to all of them"
    found = [one for one in view.spec.highlight if one.value.casefold() == wish.value.casefold()]
    if not found:
        return f"{wish.value} does not stand out"
    return "" if any(wish.color in {None, one.color} for one in found) else f"{wish.value} is {found[0].color.value}"


def palette_missing(view: PlotView, wish: PaletteWish) -> str:
    """Whether the palette or ramp is used; each one of ours is safe for colour-blind readers."""
    config = view.spec.config
    palette = wish.palette in {None, config.palette}
    return "" if palette and wish.ramp in {None, config.ramp} else "other colours are used"


def title_missing(view: PlotView, wish: TitleWish) -> str:
    """Whether the title is this text, or, without one, whether there is any."""
    axes = view.spec.axes
    titles = {
        "plot": view.spec.title, "x": axes.x.title, "y": axes.y.title, "right": axes.right.title,
        "legend": view.spec.legend.title,
    }  # fmt: skip
    title = titles[wish.of]
    if not wish.text:
        return "" if title or title is None else "there is no title"
    same = " ".join((title or "").split()).casefold() == " ".join(wish.text.split()).casefold()
    return "" if same else f"the title is “{title}”" if title else "the title is another one"


def reference_missing(view: PlotView, wish: ReferenceWish) -> str:
    """Whether the line or band is drawn."""
    drawn = [one for one in view.spec.annotations if _is_reference(one, wish)]
    labelled = not wish.label or any(_same(getattr(one, "label", ""), wish.label) for one in drawn)
    return (
        "" if drawn and labelled else f"its label is not “{wish.label}”" if drawn else "no such line or band is drawn"
    )


def _is_reference(one: object, wish: ReferenceWish) -> bool:
    match one:
        case IdentityLine():
            return wish.identity
        case ReferenceBand():
            ends = wish.low is not None and wish.high is not None
            return ends and _same(one.low, wish.low) and _same(one.high, wish.high) and wish.axis in {None, one.axis}
        case ReferenceLine():
            stated = wish.value is not None and _same(one.value, wish.value)
            meant = wish.op is not None and one.op is wish.op
            return (stated or meant) and wish.axis in {None, one.axis}
    return False


def _same(left: float | str | None, right: float | str | None) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right)
    return str(left).casefold() == str(right).casefold()


def legend_missing(view: PlotView, wish: LegendWish) -> str:
    """Whether the legend stands there, or, without a place, whether there is one."""
    orient = view.spec.legend.orient
    coloured = [one for one in view.shown() if one.place in {Place.COLOR, Place.SHAPE}]
    if wish.orient is Orient.AUTO:
        return "" if coloured and orient not in {Orient.NONE, Orient.DIRECT} else "there is no legend"
    if orient is not wish.orient:
        return f"the legend's place is {orient.value}"
    return "" if coloured or orient is Orient.NONE else "there is nothing that a legend would tell apart"


def number_missing(view: PlotView, wish: NumberWish) -> str:
    """Whether an axis or the legend writes numbers so, and the data are in the unit.

    Per cent multiplies by 100, so that it is for shares; data in per cent are written as they are.
    """
    if wish.unit and not _has_unit(view, wish.unit):
        return f"nothing that is shown is in {wish.unit}"
    axes = view.spec.axes
    formats = {Place.X: axes.x.format, Place.Y: axes.y.format, Place.RIGHT: axes.right.format,
               Place.COLOR: view.spec.legend.format}  # fmt: skip
    fits = [
        place for place, f in formats.items() if wish.style in {None, f.style} and wish.decimals in {None, f.decimals}
    ]
    if wish.style is Style.PERCENT:
        of_shares = fits and all(is_share(view, one) for one in view.shown() if one.place in fits and not _names(one))
        return "" if of_shares or _is_in_percent(view, wish) else "what is shown are no shares between 0 and 1"
    return "" if fits else "numbers are written otherwise"


def _names(one: Shown) -> bool:
    return one.type is not None and one.type.discrete


def is_share(view: PlotView, one: Shown) -> bool:
    """Whether what is shown lies between 0 and 1: a proportion, or values of columns that do."""
    if "proportion" in one.origin.steps or one.origin.steps[-1:] in {("ecdf",), ("roc",), ("survival",)}:
        return True
    columns = [view.profile.column(name) for name in one.origin.columns]
    ends = [(column.low, column.high) for column in columns if column is not None]
    within = all(low is not None and high is not None and low >= 0 and high <= 1 for low, high in ends)
    return bool(ends) and within and one.origin.measured and "sum" not in one.origin.steps


def _has_unit(view: PlotView, unit: str) -> bool:
    """Whether a column whose values are shown is in the unit, or says so in its name."""
    shown = {name for one in view.shown() if one.origin.measured and not _names(one) for name in one.origin.columns}
    columns = [column for name in shown if (column := view.profile.column(name)) is not None]
    wanted = {unit.casefold(), unit.casefold().removesuffix("s"), f"{unit.casefold()}s"}
    return any(column.unit.casefold() in wanted or wanted & {*words_of(column.name)} for column in columns)


def _is_in_percent(view: PlotView, wish: NumberWish) -> bool:
    """Whether the data come in per cent, so that nothing needs to be multiplied, and nothing is."""
    axes = view.spec.axes
    if Style.PERCENT in {axes.x.format.style, axes.y.format.style, axes.right.format.style}:
        return False
    return wish.style is Style.PERCENT and wish.decimals is None and _has_unit(view, "%")


def detail_missing(view: PlotView, wish: DetailWish) -> str:
    """Whether the plot has the detail."""
    return "" if _DETAILS[wish.detail](view) else f"there is no such detail: {wish.detail}"


def _is_medium(medium: Medium) -> Callable[[PlotView], bool]:
    return lambda view: view.spec.config.medium is medium


def _any_axis(holds: Callable[[Axis], bool]) -> Callable[[PlotView], bool]:
    return lambda view: any(map(holds, (view.spec.axes.x, view.spec.axes.y, view.spec.axes.right)))


def _has_markers(view: PlotView) -> bool:
    return any(one.layer.mark.point or one.layer.mark.type.traits.markers for one in view.layers)


def _is_dashed(view: PlotView) -> bool:
    lines = any(isinstance(one, ReferenceLine | IdentityLine) for one in view.spec.annotations)
    return lines or any(one.layer.mark.dash for one in view.layers)


def _asks(attribute: str) -> Callable[[PlotView], bool]:
    """Whether a mark, a transform or the plot carries this switch, for the charts that have one of their own."""
    return lambda view: any(
        bool(getattr(part, attribute, False))
        for one in view.layers
        for part in (one.layer.mark, *one.transforms, view.spec)
    )


def _has_censor_marks(view: PlotView) -> bool:
    """Whether something beside the curves and bands of a survival estimate is drawn."""
    marks = [one.layer.mark.type.traits for one in view.layers if "survival" in _tags(one)]
    return any(not traits.joined for traits in marks)


def _tags(one: LayerView) -> set[object]:
    return {step.__struct_config__.tag for step in one.transforms}


_DETAILS: Mapping[str, Callable[[PlotView], bool]] = {
    "markers": _has_markers,
    "grid": _any_axis(lambda axis: axis.grid is True),
    "dashed": _is_dashed,
    "mathematics": lambda view: view.spec.mathematics,
    "inset": lambda view: view.spec.inset is not None,
    "axis break": _any_axis(lambda axis: axis.scale.break_from is not None),
    "slides": _is_medium(Medium.SLIDES),
    "two columns": _is_medium(Medium.DOUBLE),
    "one column": _is_medium(Medium.SINGLE),
    "independent axes": lambda view: view.spec.facet is not None and view.spec.facet.independent_y,
    "censor marks": _has_censor_marks,
    "numbers at risk": _asks("risk_table"),
    "log-rank test": _asks("log_rank"),
}

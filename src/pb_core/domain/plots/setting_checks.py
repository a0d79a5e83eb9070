"""Setting checks: whether rows, bins, orders, axes, colours, titles, lines, legend and page are as a wish says."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from pb_core.domain.plots import estimators
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.lineage import LayerView, PlotView, Shown
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_quantitative, other
from pb_core.domain.plots.spec import Axis, Orient, Sort
from pb_core.domain.plots.transforms import BinRule
from pb_core.domain.plots.wishes import Order, Place
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile
from pb_core.domain.tables.table import ColumnType


class _Kept(Struct, frozen=True):
    """What the filters of a layer keep of a field; ``None``: all values, no bound."""

    values: frozenset[str] | None
    low: float
    high: float


def keeps_rows(view: PlotView, wish: w.FilterWish) -> bool:
    """Whether every layer keeps just these rows; ``negated``: whether it keeps all but these."""
    column = view.profile.column(wish.field)
    check = _leaves_out if wish.negated else _keeps
    return column is not None and all(check(_kept(one, wish.field), wish, column) for one in view.layers)


def _kept(one: LayerView, field: str) -> _Kept:
    steps = [step for step in one.transforms if isinstance(step, grammar.Filter) and step.field == field]
    sets = [frozenset(map(_key, step.one_of)) for step in steps if step.one_of]
    values = frozenset.intersection(*sets) if sets else None
    low, high = max(_low(step.low) for step in (*steps, _ALL)), min(_high(step.high) for step in (*steps, _ALL))
    return _Kept(values, low, high)


_ALL = grammar.Filter(field="any")


def _low(value: float | None) -> float:
    return -math.inf if value is None else value


def _high(value: float | None) -> float:
    return math.inf if value is None else value


def _key(text: str) -> str:
    """A category as it is compared: without case, and numbers however they are written."""
    try:
        return shortest(float(text))
    except (ValueError, OverflowError):
        return text.casefold()


def _keeps(kept: _Kept, wish: w.FilterWish, column: ColumnProfile) -> bool:
    if wish.one_of:
        wanted = frozenset(map(_key, wish.one_of))
        alone = len(wanted) == 1 and kept.values is None and kept.low == kept.high and shortest(kept.low) in wanted
        return alone or wanted in {kept.values, _values(column)}
    least, most = _low(column.low), _high(column.high)  # nothing lies beyond the data's own ends
    low = math.isclose(max(kept.low, least), max(_low(wish.low), least))
    return low and math.isclose(min(kept.high, most), min(_high(wish.high), most)) and kept.values is None


def _values(column: ColumnProfile) -> frozenset[str] | None:
    """All values of a column as they are compared, or ``None`` where the profile does not list them all."""
    if column.distinct > MAX_EXAMPLES or column.type is ColumnType.TIME:
        return None
    return frozenset(_key(str(value).lower() if isinstance(value, bool) else str(value)) for value in column.examples)


def _leaves_out(kept: _Kept, wish: w.FilterWish, column: ColumnProfile) -> bool:
    """Whether rows that shall be left out are, and no others."""
    low, high = _low(wish.low), _high(wish.high)
    if not wish.one_of:
        return kept.high <= low if math.isinf(high) else math.isinf(low) and kept.low >= high
    unwanted, every = frozenset(map(_key, wish.one_of)), _values(column)
    if kept.values is not None:
        return not kept.values & unwanted and (every is None or kept.values >= every - unwanted)
    numbers = [float(text) for text in unwanted if text.lstrip("-").replace(".", "", 1).isdecimal()]
    return len(unwanted) == 1 and any(not kept.low <= number <= kept.high for number in numbers)


def limits(view: PlotView, wish: w.LimitWish) -> bool:
    """Whether so many of the largest or smallest are kept."""
    steps = [(one, step) for one in view.layers for step in one.transforms if isinstance(step, grammar.Limit)]
    fitting = [(one, step) for one, step in steps if (step.count, step.pick) == (wish.count, wish.pick)]
    origins = [one.fields.get(step.field) for one, step in fitting]
    return any(wish.field is None or (origin and wish.field in origin.columns) for origin in origins)


def has_period(view: PlotView, wish: w.PeriodWish) -> bool:
    """Whether values stand over the periods of these times."""
    for one in view.layers:
        made = (step for step in one.transforms if isinstance(step, grammar.Period))
        names = {step.as_ for step in made if (step.field, step.unit) == (wish.field, wish.unit)}
        base = channel_on(one.layer.encoding, base_of(one.layer))
        if base is not None and base.field in names:
            return True
    return False


def bins(view: PlotView, wish: w.BinWish) -> bool:
    """Whether there are so many bins, or bins of this width."""
    steps = [step for one in view.layers for step in one.transforms]
    rules = {(step.rule, step.value) for step in steps if isinstance(step, grammar.Bin)}
    counts = {step.bins for step in steps if isinstance(step, grammar.Calibration)}
    counts |= {step.columns for step in steps if isinstance(step, estimators.Hexbin)}
    if wish.count is not None and (wish.count in counts or (BinRule.COUNT, wish.count) in rules):
        return True
    return wish.width is not None and (BinRule.STEP, wish.width) in rules


def orders(view: PlotView, wish: w.OrderWish) -> bool:
    """Whether the categories of an axis or of the legend stand in this order."""
    axes = view.spec.axes
    settings: dict[Place, Axis | g.Legend] = {
        Place.X: axes.x, Place.Y: axes.y, Place.RIGHT: axes.right, Place.COLOR: view.spec.legend,
    }  # fmt: skip
    for one in view.shown():
        named = wish.by is Order.VALUE or wish.field is None or wish.field in one.origin.columns
        orderable = named and (one.base or (one.type is not None and one.type.discrete))
        if one.place in settings and orderable and _is_ordered(view, settings[one.place], one, wish):
            return True
    return False


def _is_ordered(view: PlotView, setting: Axis | g.Legend, one: Shown, wish: w.OrderWish) -> bool:
    down, sort = wish.descending, setting.sort
    match wish.by:
        case Order.VALUE:  # that of the first layer is what is sorted by
            sorts = {None: (Sort.VALUE, Sort.VALUE_DOWN), False: (Sort.VALUE,), True: (Sort.VALUE_DOWN,)}[down]
            by = (not one.base and wish.field in one.origin.columns for one in view.layers[0].shown)
            return sort in sorts and (wish.field is None or any(by))
        case Order.NATURAL:
            reverse = isinstance(setting, Axis) and setting.scale.reverse
            measured = one.type is not None and not one.type.discrete
            ends = (setting.values[:1], setting.values[-1:])
            listed = bool(wish.values) and ends == (wish.values[:1], wish.values[-1:])
            natural = sort in {None, Sort.NATURAL} and not setting.values
            return (measured or natural or listed) and bool(down) == reverse
        case Order.ALPHABET:
            return sort is (Sort.DESCENDING if down else Sort.ASCENDING)
        case Order.DATA:
            return sort is Sort.DATA
        case Order.LISTED:
            return [*map(_key, setting.values[: len(wish.values)])] == [*map(_key, wish.values)]


def scales(view: PlotView, wish: w.ScaleWish) -> bool:
    """Whether the axis has the scale; of points, where both axes measure, either counts if none is named."""
    axes = _axes(view, wish.axis, either=True)
    return any(axis.scale.type is wish.scale and axis.scale.reverse is wish.reverse for axis in axes)


def _axes(view: PlotView, name: str | None, *, either: bool = False) -> Iterator[Axis]:
    """The axis of this name, else the value axes, and with ``either`` whatever other axis measures."""
    axes = view.spec.axes
    if name is not None:
        yield {"x": axes.x, "y": axes.y, "right": axes.right}[name]
        return
    for one in view.layers:
        base = base_of(one.layer)
        sides = {"x": axes.x, "y": axes.right if one.layer.axis is g.Side.RIGHT else axes.y}
        yield sides[other(base)]
        if either and is_quantitative(channel_on(one.layer.encoding, base)):
            yield sides[base]


def has_range(view: PlotView, wish: w.RangeWish) -> bool:
    """Whether the axis has these ends, or includes zero."""
    axes = list(_axes(view, wish.axis))
    if wish.zero:
        return any(_has_zero(view, axis) for axis in axes)
    ends = (((wish.low, axis.scale.domain_min), (wish.high, axis.scale.domain_max)) for axis in axes)
    return any(all(wanted is None or _same(wanted, end) for wanted, end in pair) for pair in ends)


def _has_zero(view: PlotView, axis: Axis) -> bool:
    scale = axis.scale
    if scale.type in {g.ScaleType.LOG, g.ScaleType.LOGIT} or (scale.domain_min is not None and scale.domain_min > 0):
        return False
    grounded = any(one.layer.mark.starts_at_zero for one in view.layers) and any(axis is a for a in _axes(view, None))
    return bool(scale.zero) or scale.domain_min == 0 or (scale.zero is None and grounded)


def colors(view: PlotView, wish: w.ColorWish) -> bool:
    """Whether the item stands out, in the colour if one is named; of all items only grey can be asked for."""
    if not wish.value:
        return wish.color in {g.Color.GREY, g.Color.BLACK} and view.spec.config.palette is g.PaletteName.GREY
    found = (one for one in view.spec.highlight if one.value.casefold() == wish.value.casefold())
    return any(wish.color in {None, one.color} for one in found)


def has_palette(view: PlotView, wish: w.PaletteWish) -> bool:
    """Whether the palette or ramp is used; each one of ours is safe for colour-blind readers."""
    config = view.spec.config
    return wish.palette in {None, config.palette} and wish.ramp in {None, config.ramp}


def titles(view: PlotView, wish: w.TitleWish) -> bool:
    """Whether the title is this text, or, without one, whether there is any."""
    spec = view.spec
    of_axes = {"x": spec.axes.x.title, "y": spec.axes.y.title, "right": spec.axes.right.title}
    title = {**of_axes, "legend": spec.legend.title, "plot": spec.title}[wish.of]
    if not wish.text:
        return bool(title) or title is None
    return " ".join((title or "").split()).casefold() == " ".join(wish.text.split()).casefold()


def references(view: PlotView, wish: w.ReferenceWish) -> bool:
    """Whether the line or band is drawn, with its label."""
    drawn = (one for one in view.spec.annotations if _is_reference(one, wish))
    return any(not wish.label or _same(getattr(one, "label", ""), wish.label) for one in drawn)


def _is_reference(one: object, wish: w.ReferenceWish) -> bool:
    match one:
        case g.IdentityLine():
            return wish.identity
        case g.ReferenceBand():
            ends = wish.low is not None and wish.high is not None
            return ends and _same(one.low, wish.low) and _same(one.high, wish.high) and wish.axis in {None, one.axis}
        case g.ReferenceLine():
            stated = wish.value is not None and _same(one.value, wish.value)
            return (stated or (wish.op is not None and one.op is wish.op)) and wish.axis in {None, one.axis}
    return False


def _same(left: float | str | None, right: float | str | None) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right)
    return str(left).casefold() == str(right).casefold()


def has_legend(view: PlotView, wish: w.LegendWish) -> bool:
    """Whether the legend stands there, or, without a place, whether there is one."""
    orient = view.spec.legend.orient
    coloured = any(one.place in {Place.COLOR, Place.SHAPE} for one in view.shown())
    if wish.orient is Orient.AUTO:
        return coloured and orient not in {Orient.NONE, Orient.DIRECT}
    return orient is wish.orient and (coloured or orient is Orient.NONE)


def writes_numbers(view: PlotView, wish: w.NumberWish) -> bool:
    """Whether an axis or the legend writes numbers so, or the data come in per cent where that is asked for."""
    axes = view.spec.axes
    formats = (axes.x.format, axes.y.format, axes.right.format, view.spec.legend.format)
    shown = {name for one in view.shown() if one.origin.measured for name in one.origin.columns}
    units = {column.unit for column in view.profile.columns if column.name in shown}
    in_percent = wish.style is g.Style.PERCENT and wish.decimals is None and "%" in units
    return in_percent or any(wish.style in {None, f.style} and wish.decimals in {None, f.decimals} for f in formats)


def has_detail(view: PlotView, wish: w.DetailWish) -> bool:
    """Whether the plot has the detail."""
    return _DETAILS[wish.detail](view)


def _axes_of(view: PlotView) -> Sequence[Axis]:
    return (view.spec.axes.x, view.spec.axes.y, view.spec.axes.right)


def _is_dashed(view: PlotView) -> bool:
    lines = any(isinstance(one, g.ReferenceLine | g.IdentityLine) for one in view.spec.annotations)
    return lines or any(one.layer.mark.dash for one in view.layers)


def _has_censor_marks(view: PlotView) -> bool:
    """Whether something beside the curves and bands of a survival estimate is drawn."""
    return any("survival" in one.tags and not one.mark.traits.joined for one in view.layers)


_DETAILS: Mapping[str, Callable[[PlotView], bool]] = {
    "markers": lambda view: any(one.layer.mark.point or one.mark.traits.markers for one in view.layers),
    "grid": lambda view: any(axis.grid is True for axis in _axes_of(view)),
    "dashed": _is_dashed,
    "mathematics": lambda view: view.spec.mathematics,
    "inset": lambda view: view.spec.inset is not None,
    "axis break": lambda view: any(axis.scale.break_from is not None for axis in _axes_of(view)),
    "slides": lambda view: view.spec.config.medium is g.Medium.SLIDES,
    "two columns": lambda view: view.spec.config.medium is g.Medium.DOUBLE,
    "one column": lambda view: view.spec.config.medium is g.Medium.SINGLE,
    "independent axes": lambda view: view.spec.facet is not None and view.spec.facet.independent_y,
    "censor marks": _has_censor_marks,
    "numbers at risk": lambda view: view.spec.risk_table is not None,
    "log-rank test": lambda view: any(
        step.log_rank for one in view.layers for step in one.transforms if isinstance(step, estimators.Survival)
    ),
}

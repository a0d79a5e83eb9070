"""Distributions: histograms, densities, cumulative shares, boxes, violins, ridges and single values."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import EACH, Case
from pb_adapters.planners.charts.building.naming import title_of
from pb_adapters.planners.charts.building.series import lies
from pb_adapters.planners.charts.building.sheet import category, channel, hue, quantity
from pb_adapters.planners.charts.building.values import FEWEST
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Axis, Encoding, Format, PlotSpec, Style
from pb_core.domain.plots.transforms import Aggregate, Bin, BinRule, Density, Ecdf, Measure, Op
from pb_core.domain.plots.wishes import Arrangement, BinWish, Chart, LabelWish, Place
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_MARKS = {
    Chart.VIOLIN: MarkType.VIOLIN, Chart.BOX: MarkType.BOXPLOT, Chart.RIDGELINE: MarkType.RIDGE,
    Chart.STRIP: MarkType.STRIP, Chart.SWARM: MarkType.SWARM,
}  # fmt: skip
_MOST_SWARM, _MOST_BINS = 400, 900
_FEW = 20  # values of a group that are all shown
_SUMMED = {Chart.BOX, Chart.VIOLIN, Chart.RIDGELINE}


def distributions(case: Case) -> PlotSpec:
    """How the values of a measure are distributed, per group where groups are named."""
    value = case.parts.value
    if value is None:
        raise NotPlottable(f"A {case.chart.value} shows how numbers are distributed: name a column of numbers")
    if case.chart in {Chart.VIOLIN, Chart.DENSITY, Chart.RIDGELINE} and value.low == value.high:
        raise NotPlottable(f"All values of '{value.name}' are the same, so there is no density to show")
    if case.chart in EACH:
        return _by_category(case, value)
    if case.chart is Chart.HISTOGRAM:
        return _histogram(case, value)
    color, groups = hue(case.parts.color), tuple(c.name for c in case.parts.groups)
    if case.chart is Chart.DENSITY:
        made: Density | Ecdf = Density(field=value.name, groupby=groups, as_=(value.name, "density"))
        mark, title = Mark(type=MarkType.LINE if color else MarkType.AREA), "Density"
    else:
        made = Ecdf(field=value.name, groupby=groups, as_=(value.name, "share"))
        mark, title = Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER), "Cumulative share"
    encoding = Encoding(x=channel(value), y=quantity(made.as_[1]), color=color)
    return case.plot(mark, encoding, title_of(value), title, (made,))


def apart(case: Case) -> Case:
    """Groups of a histogram in panels, since their bars would hide each other, unless these are to be overlaid."""
    color, free = case.parts.color, "row" if case.parts.panel is not None else "panel"
    if case.chart is not Chart.HISTOGRAM or color is None or getattr(case.parts, free) is not None:
        return case
    if case.asked.arranged(Arrangement.OVERLAID):
        return case
    named = color.name in case.asked.fields(Place.COLOR)
    return case.given(**{free: color, "color": color if named else None})


def _histogram(case: Case, value: ColumnProfile) -> PlotSpec:
    """Counts per bin."""
    start, end = f"{value.name} from", f"{value.name} to"
    groups = tuple(c.name for c in case.parts.groups)
    share = bool(case.asked.statistics(Op.PROPORTION))
    op, field = (Op.PROPORTION, "share") if share else (Op.COUNT, "count")
    within = groups if share else ()
    counts = Aggregate(groupby=(start, end, *groups), measures=(Measure(op=op, as_=field),), within=within)
    encoding = Encoding(x=replace(channel(value), field=start), x2=end, y=quantity(field), color=hue(case.parts.color))
    axis = Axis(title="Share" if share else "Count", format=Format(style=Style.PERCENT) if share else Format())
    made = (_bins(case, value, (start, end)), counts)
    return case.plot(Mark(type=MarkType.BAR), encoding, title_of(value), axis, made)


def _bins(case: Case, value: ColumnProfile, names: tuple[str, str]) -> Bin:
    wish = case.asked.first(BinWish) or BinWish(words="bins")
    if wish.width is not None and (value.high or 0.0) - (value.low or 0.0) > _MOST_BINS * wish.width:
        raise NotPlottable(f"'{value.name}' would have more than {_MOST_BINS} bins of {wish.width:g}; ask for fewer")
    if wish.width is not None:
        return Bin(field=value.name, rule=BinRule.STEP, value=wish.width, as_=names)
    if wish.count is not None:
        return Bin(field=value.name, rule=BinRule.COUNT, value=float(wish.count), as_=names)
    return Bin(field=value.name, as_=names)


def _by_category(case: Case, value: ColumnProfile) -> PlotSpec:
    """Boxes, violins, ridges or points over the categories; one measure without groups stands alone."""
    named = next((wish for wish in case.asked.all(LabelWish) if wish.count or wish.value), None)
    if named is not None:
        raise NotPlottable(
            f"“{named.words}”: points of a {case.chart.value} plot carry no names; those of “A vs B” do, and bars"
        )
    base, color, name = case.parts.base, case.parts.color, title_of(value)
    if base is None:
        case = replace(case, sheet=case.sheet.fold((value,)))
        base, value = case.sheet.columns[-2:]
    title = "" if base.name == case.sheet.folded[0] else title_of(base)
    if case.chart in _SUMMED and case.sheet.per_group((base, color, case.parts.panel)) < FEWEST:
        raise NotPlottable(f"A {case.chart.value} plot needs {FEWEST} values a group; ask for points or bars instead")
    ridges = case.chart is Chart.RIDGELINE
    if ridges and color is not None and color is not base:
        raise NotPlottable("Ridges show one density for each category: name one column of categories, or panels")
    encoding = Encoding(x=category(base), y=quantity(value.name))
    if color and color is not base:
        encoding = replace(encoding, color=category(color), offset=color.name)
    marks = [Mark(type=mark) for mark in _marks(case)]
    spec = case.plot(marks[0], encoding, title, name, lying=ridges or lies(case, base))
    return replace(spec, layer=tuple(replace(spec.layer[0], mark=mark) for mark in marks))


def _are_few(case: Case) -> bool:
    """Whether boxes and violins are of so few values that each is shown beside them."""
    groups = (case.parts.base, case.parts.color, case.parts.panel, case.parts.row)
    points = {Chart.STRIP, Chart.SWARM} & {*case.asked.charts}
    return case.chart in _SUMMED and not points and case.sheet.per_group(groups) <= _FEW


def _marks(case: Case) -> list[MarkType]:
    """The chart's own mark, and others that are named to be laid over it."""
    if case.chart is Chart.RIDGELINE:
        return [MarkType.RIDGE]
    named = {case.chart, *case.asked.charts}
    named |= {Chart.STRIP} if Chart.SCATTER in named or _are_few(case) else set()
    marks = [mark for chart, mark in _MARKS.items() if chart in named]
    if MarkType.SWARM in marks and case.sheet.rows > _MOST_SWARM:
        case.notes.append(f"more than {_MOST_SWARM} values are jittered, as a swarm of them would not fit")
        marks = [MarkType.STRIP if mark is MarkType.SWARM else mark for mark in marks]
    return list(dict.fromkeys(marks))

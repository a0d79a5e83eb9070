"""build: from typed wishes and a profile to a specification, step by step."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.bars import bars
from pb_adapters.planners.charts.building.choosing import (
    OWN,
    chart_of,
    completed,
    named_chart,
    plain_chart,
    with_measures,
)
from pb_adapters.planners.charts.building.curves import curves
from pb_adapters.planners.charts.building.distributions import distributions
from pb_adapters.planners.charts.building.estimates import agreement, gantt, quantiles, survival
from pb_adapters.planners.charts.building.lines import lines, slopes, twins
from pb_adapters.planners.charts.building.looks import dressed, panelled, scaled
from pb_adapters.planners.charts.building.marking import marked
from pb_adapters.planners.charts.building.matrices import matrices
from pb_adapters.planners.charts.building.naming import comparable, statistic_title, title_of
from pb_adapters.planners.charts.building.ordering import kept, limited, ordered, value_axis
from pb_adapters.planners.charts.building.parts import CLOUDS, SPREADS, Columns, Parts, parts_of
from pb_adapters.planners.charts.building.points import points
from pb_adapters.planners.charts.building.refusing import check_heard
from pb_adapters.planners.charts.building.sheet import is_number, sheet_of
from pb_adapters.planners.charts.building.valued import Case
from pb_adapters.planners.charts.building.wholes import parallel, pie, radar, waterfall
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on
from pb_core.domain.plots.spec import PlotSpec, Projection, ScaleType
from pb_core.domain.plots.transforms import Aggregate, Fold, Limit, Measure, Op
from pb_core.domain.plots.wishes import Chart, HeardIntent, LimitWish, Order, OrderWish, ScaleWish
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import year_text
from pb_core.errors import NotPlottable

_MOST_LAYERS = 8
_MARKS = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT})
_TOGETHER = CLOUDS | OWN | {Chart.PARALLEL, Chart.ROC, Chart.PRECISION_RECALL, Chart.CALIBRATION}
_FAMILIES: dict[Chart, Callable[[Case], PlotSpec]] = {
    **dict.fromkeys((Chart.BAR, Chart.LOLLIPOP, Chart.DOT, Chart.FOREST), bars),
    **dict.fromkeys((Chart.LINE, Chart.STEP, Chart.AREA), lines),
    **dict.fromkeys((Chart.SCATTER, Chart.BUBBLE, Chart.PARETO), points),
    **dict.fromkeys((Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF), distributions),
    **dict.fromkeys((Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM), distributions),
    **dict.fromkeys((Chart.HEATMAP, Chart.CONFUSION, Chart.CORRELATION), matrices),
    **dict.fromkeys((Chart.ROC, Chart.PRECISION_RECALL, Chart.CALIBRATION), curves),
    **dict.fromkeys((Chart.PIE, Chart.DONUT), pie),
    Chart.KAPLAN_MEIER: survival, Chart.BLAND_ALTMAN: agreement, Chart.QQ: quantiles, Chart.GANTT: gantt,
    Chart.SLOPE: slopes, Chart.WATERFALL: waterfall, Chart.RADAR: radar, Chart.PARALLEL: parallel,
}  # fmt: skip


class Built(Struct, frozen=True, kw_only=True):
    """A specification, the chart that it is, whether the intent named it, and what was decided, in sentences."""

    spec: PlotSpec
    chart: Chart
    named: bool
    notes: tuple[str, ...]


def build(heard: HeardIntent, profile: TableProfile) -> Built:
    """Build the plot that the wishes ask for.

    Raises:
        NotPlottable: the data cannot show it without a guess; the sentence says why, or what to write.
    """
    whole, asked, notes = sheet_of(profile), Asked(heard.wishes), list[str]()
    check_heard(heard, whole)
    sheet, vague = kept(asked, whole, notes), not asked.mentioned
    named = named_chart(asked)
    wanted = named or (plain_chart(sheet) if vague else None)
    parts = with_measures(asked, sheet, parts_of(asked, sheet, wanted), wanted, vague=vague)
    case = Case(asked=asked, sheet=sheet, parts=parts, chart=wanted or Chart.BAR, vague=vague, notes=notes)
    case = _together(_limited_first(case), wanted)
    case = _statistics_apart(replace(case, parts=completed(asked, case.sheet, case.parts, wanted, vague=vague)))
    case = case if wanted else replace(case, chart=chart_of(asked, case.sheet, case.parts))
    spec = _finished(_drawn(case), case)
    return Built(spec=spec, chart=case.chart, named=named is not None, notes=tuple(dict.fromkeys(notes)))


def _drawn(case: Case) -> PlotSpec:
    if case.parts.right or (_on_two_axes(case) and len(case.parts.values) > 1):
        right = case.parts.right or case.parts.values[1:]
        return twins(replace(case, parts=replace(case.parts, right=right)))
    family = _FAMILIES.get(case.chart)
    if family is None:
        charts = ", ".join(chart.value for chart in Chart if chart in _FAMILIES)
        raise NotPlottable(f"A {case.chart.value} plot is not among the charts that are drawn here: {charts}")
    return panelled(_apart(family(case), case), case)


def _apart(spec: PlotSpec, case: Case) -> PlotSpec:
    """Folded measures in layers of their own where each has an uncertainty in the table, or one of them orders all."""
    first, sheet = spec.layer[0], case.sheet
    order = next((wish.field for wish in case.asked.all(OrderWish) if wish.by is Order.VALUE), None)
    columns = sorted(sheet.unfolded, key=lambda column: column.name != order)
    spreads = {c.name: sheet.spread(c.name) if case.asked.interval or case.vague else None for c in columns}
    shared = tuple(made for made in spec.transform if not isinstance(made, Fold))
    ordered_by = bool(columns) and columns[0].name == order
    plain = len(spec.layer) == 1 and shared == spec.transform[:-1] and first.mark.type in _MARKS
    if not (plain and 1 < len(columns) <= _MOST_LAYERS and (ordered_by or any(spreads.values()))):
        return spec
    error = "x_error" if base_of(first) == "y" else "y_error"
    layers = tuple(
        replace(
            first,
            transform=(Fold(fields=(column.name,), as_=sheet.folded),),
            encoding=replace(first.encoding, **{error: spreads[column.name]}),
        )
        for column in columns
    )
    names = tuple(column.name for column in sheet.unfolded)
    if first.encoding.color is not None and first.encoding.color.field == sheet.folded[0]:
        spec = replace(spec, legend=replace(spec.legend, values=names))
    return replace(spec, layer=layers, transform=shared)


def _on_two_axes(case: Case) -> bool:
    return {Chart.BAR, Chart.LINE} <= set(case.asked.charts)


def _finished(spec: PlotSpec, case: Case) -> PlotSpec:
    first = spec.layer[0]
    cells = first.encoding.color if first.mark.type.traits.cells else None
    shown = (cells, first.encoding.theta, channel_on(first.encoding, value_axis(spec)))
    value = next((channel.field for channel in shown if channel is not None), None)
    spec = ordered(_limited(spec, case, value), case.asked, case.sheet)
    spec = marked(scaled(spec, case.asked, case.sheet, case.notes), case.asked, case.sheet)
    return dressed(spec, case.asked)


def _limited(spec: PlotSpec, case: Case, value: str | None) -> PlotSpec:
    """Only the largest or smallest few items, where each of them is one row."""
    wish, parts = case.asked.first(LimitWish), case.parts
    if wish is None or value is None or any(isinstance(made, Limit) for made in spec.transform):
        return spec
    others = [c for c in parts.groups if c is not parts.base]
    apart = parts.base is not None and (not others or case.sheet.unique((parts.base,)))
    if spec.projection is not Projection.CARTESIAN or not apart:
        raise NotPlottable(
            f"Which {wish.count} items “{wish.words}” means is not said: name the column that ranks them"
        )
    return limited(spec, case.asked, value)


def _limited_first(case: Case) -> Case:
    """The few rows that several measures are shown of, or that another column picks."""
    wish, values = case.asked.first(LimitWish), case.parts.values
    picked = case.sheet.column(wish.field) if wish is not None else None
    if wish is None or picked is None or not is_number(picked) or values == (picked,):
        return case
    limit = Limit(field=picked.name, count=wish.count, pick=wish.pick)
    return replace(case, sheet=case.sheet.limited(limit))


def _together(case: Case, wanted: Chart | None) -> Case:
    """Several measures as one: told apart by colour on one axis, or by panels where they share no scale."""
    values = case.parts.values
    alone = len(values) < 2 or not all(map(is_number, values))  # noqa: PLR2004 - several
    if alone or wanted in _TOGETHER or case.parts.right or _on_two_axes(case):
        return case
    sheet = case.sheet.fold(values)
    key, value = sheet.columns[-2:]
    parts = case.parts
    if parts.base is not None and parts.panel is None and case.sheet.unique((parts.base,)):
        parts = replace(parts, panel=parts.color, color=None)  # it says more of the base and tells nothing apart
    years = all(year_text(column.name) for column in values)
    parts = _with_key(replace(parts, values=(value,)), key, wanted, alike=_are_alike(case.asked, values), years=years)
    return replace(case, sheet=sheet, parts=parts)


def _are_alike(asked: Asked, values: Columns) -> bool:
    """Whether measures share an axis; numbers of all sizes do on a logarithmic one."""
    return comparable(values, any_size=any(wish.scale is ScaleType.LOG for wish in asked.all(ScaleWish)))


def _with_key(parts: Parts, key: ColumnProfile, wanted: Chart | None, *, alike: bool, years: bool) -> Parts:
    """Where the names of several measures stand."""
    if years and wanted not in _TOGETHER | SPREADS and parts.color is None:
        return replace(parts, base=key, color=parts.base)
    if wanted is Chart.RADAR or (wanted in {Chart.SLOPE, Chart.HEATMAP} and parts.base is not None):
        return replace(parts, base=key, color=parts.color or parts.base)
    if not alike and parts.panel is None:
        return replace(parts, panel=key)
    if parts.base is None and parts.color is not None and wanted not in SPREADS:
        return replace(parts, base=key)
    if parts.color is None:
        return replace(parts, color=key)
    return replace(parts, panel=key) if parts.panel is None else replace(parts, row=key)


def _statistics_apart(case: Case) -> Case:
    """Several statistics of one measure as rows of their own, told apart by colour."""
    ops = list(dict.fromkeys(wish.op for wish in case.asked.statistics() if wish.op not in {Op.COUNT, Op.PROPORTION}))
    parts, values = case.parts, case.parts.values
    if len(ops) < 2 or len(values) != 1 or parts.base is None or parts.color is not None:  # noqa: PLR2004 - several
        return case
    value, groups = values[0], parts.groups
    names = [statistic_title(title_of(value), op) for op in ops]
    measures = tuple(Measure(op=op, field=value.name, as_=name) for op, name in zip(ops, names, strict=True))
    key = fresh_name("statistic", {column.name for column in case.sheet.columns})
    made = (
        Aggregate(groupby=tuple(column.name for column in groups), measures=measures),
        Fold(fields=tuple(names), as_=(key, value.name)),
    )
    told = ColumnProfile(name=key, type=ColumnType.TEXT, distinct=len(ops), missing=0, examples=tuple(names))
    sheet = replace(
        case.sheet, columns=(*groups, told, value), transform=(*case.sheet.transform, *made), settled=True
    )  # fmt: skip
    return replace(case, sheet=sheet, parts=replace(parts, color=told))

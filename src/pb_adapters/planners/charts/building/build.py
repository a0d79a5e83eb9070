"""build: from typed wishes and a profile to a specification, step by step."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building import slots
from pb_adapters.planners.charts.building.case import CLOUDS, CURVES, EACH, OWN, Asked, Case
from pb_adapters.planners.charts.building.choosing import chart_of, named_chart, plain_chart
from pb_adapters.planners.charts.building.clouds import hexagons, points, twins
from pb_adapters.planners.charts.building.distributions import apart, distributions
from pb_adapters.planners.charts.building.estimates import FAMILIES
from pb_adapters.planners.charts.building.looks import dressed, panelled, value_axis
from pb_adapters.planners.charts.building.marking import marked
from pb_adapters.planners.charts.building.matrices import labels_of, matrices
from pb_adapters.planners.charts.building.refusals import check_columns, check_orders, check_ranges, check_sizes
from pb_adapters.planners.charts.building.rows import limit_of, limited_first, prepared
from pb_adapters.planners.charts.building.series import pie, radar, series
from pb_adapters.planners.charts.building.sheet import is_number, sheet_of
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on
from pb_core.domain.plots.spec import PlotSpec, Projection
from pb_core.domain.plots.transforms import Filter, Fold, Limit
from pb_core.domain.plots.wishes import Chart
from pb_core.domain.tables.profile import TableProfile
from pb_core.errors import NotPlottable

_MOST_LAYERS, _PAIR = 8, 2
_MARKS = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT})
_FAMILIES: dict[Chart, Callable[[Case], PlotSpec]] = {
    **dict.fromkeys((Chart.BAR, Chart.LOLLIPOP, Chart.DOT, Chart.FOREST, Chart.LINE, Chart.STEP, Chart.AREA), series),
    **dict.fromkeys((Chart.SCATTER, Chart.BUBBLE), points),
    **dict.fromkeys((Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, *sorted(EACH)), distributions),
    **dict.fromkeys((Chart.HEATMAP, Chart.CONFUSION, Chart.CORRELATION), matrices),
    **dict.fromkeys((Chart.PIE, Chart.DONUT), pie),
    Chart.HEXBIN: hexagons, Chart.RADAR: radar, **FAMILIES,
}  # fmt: skip


class Built(Struct, frozen=True, kw_only=True):
    """A specification, the chart that it is, whether the intent named it, and what was decided, in sentences."""

    spec: PlotSpec
    chart: Chart
    named: bool
    notes: tuple[str, ...]


def build(heard: w.HeardIntent, profile: TableProfile) -> Built:
    """Build the plot that the wishes ask for.

    Raises:
        NotPlottable: the data cannot show it without a guess; the sentence says why, or what to write.
    """
    asked = Asked(heard.wishes)
    whole = replace(sheet_of(profile), scaled=frozenset(one.field for one in asked.settings("scale") if one.field))
    check_columns(asked, whole)
    vague = not asked.mentioned
    asked, sheet = prepared(asked, whole)
    named = named_chart(asked, sheet)
    wanted = named or (plain_chart(sheet) if vague else None)
    case = Case(asked=asked, sheet=sheet, notes=[], vague=vague, wanted=wanted)
    case = _filled(case)
    check_sizes(case)
    check_orders(case)
    spec = _limited(_drawn(case), case)
    spec = dressed(spec, case)
    check_ranges(case, spec)
    spec = marked(spec, case)
    return Built(spec=spec, chart=case.chart, named=named is not None, notes=tuple(dict.fromkeys(case.notes)))


def _filled(case: Case) -> Case:
    """The case with a column in each slot that its chart needs, and with that chart."""
    case = slots.with_measures(slots.placed(case))
    if case.wanted is Chart.CONFUSION and labels_of(case) is not None:
        case = case.given(values=())  # what else is named are classes
    case = limited_first(case)
    values = case.parts.values
    alone = len(values) < _PAIR or not all(map(is_number, values)) or case.wanted in CLOUDS | OWN | CURVES
    case = slots.with_base(case)
    case = case if alone or case.parts.right or _on_two_axes(case) else slots.together(case)
    if case.wanted is None:
        case = replace(case, wanted=chart_of(case))
    return _known(apart(case))


def _known(case: Case) -> Case:
    """Without the rows that lack what they are told apart by; they are left out before any are picked."""
    kept = {made.field for made in case.sheet.transform if isinstance(made, Filter)}
    lacking = {column.name for column in case.sheet.profile.columns if column.missing} - kept
    made = tuple(Filter(field=column.name) for column in case.parts.groups if column.name in lacking)
    return replace(case, sheet=replace(case.sheet, transform=(*made, *case.sheet.transform)))


def _on_two_axes(case: Case) -> bool:
    return {Chart.BAR, Chart.LINE} <= set(case.asked.charts)


def _drawn(case: Case) -> PlotSpec:
    if case.parts.right or (_on_two_axes(case) and len(case.parts.values) > 1):
        return twins(case.given(right=case.parts.right or case.parts.values[1:]))
    return panelled(_apart(_FAMILIES[case.chart](case), case), case)


def _apart(spec: PlotSpec, case: Case) -> PlotSpec:
    """Folded measures in layers of their own where each has an uncertainty in the table, or one of them orders all."""
    first, sheet = spec.layer[0], case.sheet
    order = next((wish.field for wish in case.asked.all(w.OrderWish) if wish.by is w.Order.VALUE), None)
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


def _limited(spec: PlotSpec, case: Case) -> PlotSpec:
    """Only the largest or smallest few items, where each of them is one row."""
    first, wish, parts = spec.layer[0], case.asked.first(w.LimitWish), case.parts
    cells = first.encoding.color if first.mark.type.traits.cells else None
    shown = (cells, first.encoding.theta, channel_on(first.encoding, value_axis(spec)))
    value = next((channel.field for channel in shown if channel is not None), None)
    if wish is None or value is None or any(isinstance(made, Limit) for made in spec.transform):
        return spec
    others = [c for c in parts.groups if c is not parts.base]
    apart = parts.base is not None and (not others or case.sheet.unique((parts.base,)))
    made = limit_of(case.asked, value)
    if made is None or spec.projection is not Projection.CARTESIAN or not apart:
        why = "name the column that ranks them"
        if wish.field is not None and parts.base is not None:
            why = f"several rows have one '{parts.base.name}', so say whose mean or sum of '{wish.field}' ranks them"
        raise NotPlottable(f"Which {wish.count} items “{wish.words}” means is not said: {why}")
    return replace(spec, transform=(*spec.transform, made))

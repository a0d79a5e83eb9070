"""build: from typed wishes and a profile to a specification, step by step."""

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building import slots
from pb_adapters.planners.charts.building.case import CLOUDS, CURVES, EACH, OWN, Asked, Case
from pb_adapters.planners.charts.building.choosing import chart_of, named_chart, plain_chart
from pb_adapters.planners.charts.building.clouds import hexagons, points, quantities, twins
from pb_adapters.planners.charts.building.distributions import apart, distributions
from pb_adapters.planners.charts.building.estimates import FAMILIES, are_ends
from pb_adapters.planners.charts.building.looks import dressed, panelled, value_axis
from pb_adapters.planners.charts.building.marking import marked
from pb_adapters.planners.charts.building.matrices import labels_of, matrices
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.refusals import (
    check_filters,
    check_named,
    check_ranges,
    check_sizes,
    told_of_one,
)
from pb_adapters.planners.charts.building.rows import limit_of, limited_first, prepared
from pb_adapters.planners.charts.building.series import pie, radar, series, with_ends
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, sheet_of
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on
from pb_core.domain.plots.spec import PlotSpec, Projection
from pb_core.domain.plots.suggestions import instead
from pb_core.domain.plots.transforms import COUNTING, Fold, Limit
from pb_core.domain.plots.wishes import Chart, Place
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_MOST_LAYERS, _PAIR = 8, 2
_VALIDATION = word_set("val valid validation dev")
_MARKS = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT})
_MEASURED = (Place.Y, Place.RIGHT, Place.SIZE, Place.ANY)
_WRITTEN = re.compile(r"[-+−]?[$€£]?\d[\d.,]*\s?[^\W\d_]{0,3}[*†‡]*")
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
    if heard.refusal:
        raise NotPlottable(heard.refusal)
    check_named(heard, asked, profile)
    _check_fields(asked, whole)
    check_filters(asked, whole.columns)
    named, vague = named_chart(asked), not asked.mentioned
    asked, sheet = prepared(asked, whole)
    wanted = named or (plain_chart(sheet) if vague else None)
    if wanted is not None and wanted not in _FAMILIES:
        raise NotPlottable(_undrawn(wanted))
    case = Case(asked=asked, sheet=sheet, notes=[], vague=vague, unsure=heard.unknown, wanted=wanted)
    case = _filled(case)
    spec = _drawn(case)
    check_sizes(case)
    told_of_one(case)
    spec = _limited(spec, case)
    check_ranges(case, spec)
    spec = marked(dressed(spec, case), case)
    return Built(spec=spec, chart=case.chart, named=named is not None, notes=tuple(dict.fromkeys(case.notes)))


def _undrawn(chart: Chart) -> str:
    charts = ", ".join(one.value for one in Chart if one in _FAMILIES)
    return (
        f"A {chart.value} plot is not planned by rules; it is drawn from a plan (our JSON or Vega-Lite in the field "
        f"'plan') that says it. Planned are: {charts}"
    )


def _check_fields(asked: Asked, sheet: Sheet) -> None:
    """Refuse fields that do not exist, and measures that cannot be read."""
    for name in asked.named:
        if sheet.column(name) is None:
            raise NotPlottable(f"There is no field {name!r}; {instead(name, (c.name for c in sheet.columns))}")
    measured = sheet.known((*asked.fields(*_MEASURED), *(wish.field for wish in asked.statistics())))
    named = sheet.known(asked.named)
    numbers = any(is_number(column) or column.type is ColumnType.TIME for column in named)
    unread = [column for column in measured if column.unread]
    if not numbers and not unread:
        unread = [column for column in named or sheet.columns if column.unread and (named or not sheet.measures)]
    if unread:
        raise NotPlottable(unread[0].unread)
    computed = {wish.field for wish in asked.statistics() if wish.op not in COUNTING}
    for column in measured:
        texts = [str(value).strip() for value in column.examples] if column.type is ColumnType.TEXT else []
        written = column.name in asked.fields(Place.Y) and not numbers and all(map(_WRITTEN.fullmatch, texts))
        if texts and (written or column.name in computed):
            raise NotPlottable(
                f"{column.name!r} holds texts such as {texts[0]!r} and no numbers; write plain numbers in one unit, "
                "and null where a value is missing"
            )


def _filled(case: Case) -> Case:
    """The case with a column in each slot that its chart needs, and with that chart."""
    whole, asked = case, case.asked
    case = slots.with_measures(slots.placed(case))
    named = [slots.is_value(column, case) for column in case.sheet.known(asked.fields(*Place))]
    grouped = any(wish.op not in COUNTING for wish in asked.statistics()) and sum(named) == 1 < len(named)
    if case.wanted is Chart.SCATTER and not case.vague and (grouped or len(quantities(case)) < _PAIR):
        case = slots.with_measures(slots.placed(replace(whole, wanted=Chart.DOT)))  # one quantity stands on categories
    if case.wanted is Chart.BAR and are_ends(case.parts.values):
        case = replace(case, wanted=Chart.GANTT)
    if case.wanted is Chart.CONFUSION and labels_of(case) is not None:
        case = case.given(values=())  # what else is named are classes
    case = limited_first(with_ends(case) if case.wanted is Chart.FOREST else case)
    values = case.parts.values
    alone = len(values) < _PAIR or not all(map(is_number, values)) or case.wanted in CLOUDS | OWN | CURVES
    if _shares_no_axis(case):
        case = case.given(right=values[1:])
    case = case if alone or case.parts.right or _on_two_axes(case) else slots.together(case)
    case = slots.completed(case)
    if case.wanted is Chart.LINE and _is_cloud(case):
        return replace(case, wanted=Chart.SCATTER)  # a line through repeated, unordered values shows none of them
    return apart(case if case.wanted else replace(case, wanted=chart_of(case)))


def _shares_no_axis(case: Case) -> bool:
    """Whether two measures of other sizes are to stand in one panel, which takes an axis for each."""
    one = case.asked.arranged(w.Arrangement.ONE_PANEL) and not case.asked.arranged(w.Arrangement.ONE_AXIS)
    values = case.parts.values
    return one and case.wanted in {None, Chart.LINE, Chart.BAR} and len(values) == _PAIR and not comparable(values)


def _is_cloud(case: Case) -> bool:
    base, sheet = case.parts.base, case.sheet
    steps = base is None or not is_number(base) or sheet.is_axis(base) or sheet.is_code(base) or sheet.runs(base)
    return not (steps or case.parts.detail or case.parts.order or case.asked.merged or sheet.unique(case.parts.groups))


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
    if any(wish.pick for wish in case.asked.all(w.LabelWish)):  # the best epoch is that of the validation
        order = order or next((one.field for one in case.asked.all(w.LabelWish) if one.pick and one.field), None)
        order = order or next((c.name for c in sheet.unfolded if _VALIDATION & {*words_of(c.name)}), None)
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

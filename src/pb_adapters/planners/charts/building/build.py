"""build: from typed wishes and a profile to a specification, step by step."""

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.bars import bars, pie, radar
from pb_adapters.planners.charts.building.case import CLOUDS, CURVES, EACH, OWN, SPREADS, Asked, Case, Columns
from pb_adapters.planners.charts.building.choosing import chart_of, completed, named_chart, plain_chart, with_measures
from pb_adapters.planners.charts.building.distributions import distributions
from pb_adapters.planners.charts.building.estimates import FAMILIES
from pb_adapters.planners.charts.building.lines import hexagons, lines, points, twins
from pb_adapters.planners.charts.building.looks import dressed, kept, ordered, panelled, scaled, value_axis
from pb_adapters.planners.charts.building.marking import marked
from pb_adapters.planners.charts.building.matrices import matrices
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.parts import parts_of
from pb_adapters.planners.charts.building.periods import in_periods
from pb_adapters.planners.charts.building.refusals import (
    check_filters,
    check_named,
    check_ranges,
    check_sizes,
    told_of_one,
)
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, sheet_of
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on
from pb_core.domain.plots.spec import PlotSpec, Projection, ScaleType
from pb_core.domain.plots.suggestions import instead
from pb_core.domain.plots.transforms import COUNTING, Fold, Limit
from pb_core.domain.plots.wishes import Chart, Place
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import year_text
from pb_core.errors import NotPlottable

_MOST_LAYERS = 8
_MARKS = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT})
_TOGETHER = CLOUDS | OWN | CURVES
_MEASURED = (Place.Y, Place.RIGHT, Place.SIZE, Place.ANY)
_WRITTEN = re.compile(r"[-+−]?[$€£]?\d[\d.,]*\s?[^\W\d_]{0,3}[*†‡]*")
_FAMILIES: dict[Chart, Callable[[Case], PlotSpec]] = {
    **dict.fromkeys((Chart.BAR, Chart.LOLLIPOP, Chart.DOT, Chart.FOREST), bars),
    **dict.fromkeys((Chart.LINE, Chart.STEP, Chart.AREA), lines),
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
    whole, asked, notes = sheet_of(profile), Asked(heard.wishes), list[str]()
    if heard.refusal:
        raise NotPlottable(heard.refusal)
    check_named(heard, asked, profile)
    _check_fields(asked, whole)
    check_filters(asked, whole.columns)
    named, vague = named_chart(asked), not asked.mentioned
    asked, sheet = in_periods(asked, kept(asked, whole, notes))
    case = Case(asked=asked, sheet=sheet, notes=notes, vague=vague, unsure=heard.unknown)
    case = replace(case, wanted=named or (plain_chart(sheet) if vague else None))
    if case.wanted is not None and case.wanted not in _FAMILIES:
        raise NotPlottable(_undrawn(case.chart))
    case = with_measures(replace(case, parts=parts_of(case)))
    case = completed(_together(_limited_first(case)))
    case = case if case.wanted else replace(case, wanted=chart_of(case))
    spec = _drawn(case)
    check_sizes(case)
    told_of_one(case)
    spec = _finished(spec, case)
    return Built(spec=spec, chart=case.chart, named=named is not None, notes=tuple(dict.fromkeys(notes)))


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


def _drawn(case: Case) -> PlotSpec:
    if case.parts.right or (_on_two_axes(case) and len(case.parts.values) > 1):
        return twins(case.given(right=case.parts.right or case.parts.values[1:]))
    return panelled(_apart(_FAMILIES[case.chart](case), case), case)


def _on_two_axes(case: Case) -> bool:
    return {Chart.BAR, Chart.LINE} <= set(case.asked.charts)


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


def _finished(spec: PlotSpec, case: Case) -> PlotSpec:
    first = spec.layer[0]
    cells = first.encoding.color if first.mark.type.traits.cells else None
    shown = (cells, first.encoding.theta, channel_on(first.encoding, value_axis(spec)))
    value = next((channel.field for channel in shown if channel is not None), None)
    check_ranges(case, spec)
    spec = ordered(_limited(spec, case, value), case.asked, case.sheet)
    spec = marked(scaled(spec, case.asked, case.sheet, case.notes), case.asked, case.sheet)
    return dressed(spec, case.asked, case.sheet)


def _limited(spec: PlotSpec, case: Case, value: str | None) -> PlotSpec:
    """Only the largest or smallest few items, where each of them is one row."""
    wish, parts = case.asked.first(w.LimitWish), case.parts
    if wish is None or value is None or any(isinstance(made, Limit) for made in spec.transform):
        return spec
    others = [c for c in parts.groups if c is not parts.base]
    apart = parts.base is not None and (not others or case.sheet.unique((parts.base,)))
    if spec.projection is not Projection.CARTESIAN or not apart:
        why = "name the column that ranks them"
        if wish.field is not None and parts.base is not None:
            why = f"several rows have one '{parts.base.name}', so say whose mean or sum of '{wish.field}' ranks them"
        raise NotPlottable(f"Which {wish.count} items “{wish.words}” means is not said: {why}")
    return replace(spec, transform=(*spec.transform, Limit(field=value, count=wish.count, pick=wish.pick)))


def _limited_first(case: Case) -> Case:
    """The few rows that several measures are shown of, or that another column picks."""
    wish, values = case.asked.first(w.LimitWish), case.parts.values
    picked = case.sheet.column(wish.field) if wish is not None else None
    if wish is None or picked is None or not is_number(picked) or values == (picked,):
        return case
    return replace(case, sheet=case.sheet.limited(Limit(field=picked.name, count=wish.count, pick=wish.pick)))


def _together(case: Case) -> Case:
    """Several measures as one: told apart by colour on one axis, or by panels where they share no scale."""
    values, parts = case.parts.values, case.parts
    alone = len(values) < 2 or not all(map(is_number, values))  # noqa: PLR2004 - several
    if alone or case.wanted in _TOGETHER or parts.right or _on_two_axes(case):
        return case
    sheet = case.sheet.fold(values)
    key, value = sheet.columns[-2:]
    case = case.given(values=(value,))
    if parts.base is not None and parts.panel is None and case.sheet.unique((parts.base,)):
        case = case.given(panel=parts.color, color=None)  # it says more of the base and tells nothing apart
    return replace(case, sheet=sheet).given(**_with_key(case, values, key))


def _with_key(case: Case, values: Columns, key: ColumnProfile) -> dict[str, ColumnProfile | None]:
    """Where the names of several measures stand."""
    parts, wanted = case.parts, case.wanted
    if all(year_text(column.name) for column in values) and wanted not in SPREADS and parts.color is None:
        return {"base": key, "color": parts.base}
    if wanted is Chart.RADAR or (wanted is Chart.HEATMAP and parts.base is not None):
        return {"base": key, "color": parts.color or parts.base}
    any_size = any(wish.scale is ScaleType.LOG for wish in case.asked.settings("scale"))
    if not comparable(values, any_size=any_size) and parts.panel is None:
        return {"panel": key}
    each = parts.color is not None or any(wish.op not in COUNTING for wish in case.asked.statistics())
    if parts.base is None and each and wanted not in SPREADS:
        return {"base": key}
    return {next((place for place in ("color", "panel") if getattr(parts, place) is None), "row"): key}

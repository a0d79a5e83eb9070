"""Slots: which columns stand where, as the intent says; what it leaves open is filled where one reading is left."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import (
    ALONG,
    CLOUDS,
    CURVES,
    EACH,
    OWN,
    SPREADS,
    STACKS,
    Case,
    Columns,
    Parts,
)
from pb_adapters.planners.charts.building.naming import comparable, listed
from pb_adapters.planners.charts.building.sheet import is_binary, is_number, is_words, texts_of, times_named
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_FINDING = OWN | CURVES | {Chart.CONFUSION, Chart.HEATMAP, Chart.RADAR}
"""Charts whose families find their columns among all that are named."""

_MOST_COLORS, _MOST_VALUES = 12, 12


def placed(case: Case) -> Case:
    """Each named column at its place: measures, what stands along x, and what is told apart by it."""
    sheet, chart = case.sheet, case.wanted
    at = {place: list(sheet.known(case.asked.fields(place))) for place in Place}
    one = {place: next(iter(at[place]), None) for place in Place}
    named, splits = [*at[Place.Y], *at[Place.ANY]], at[Place.SPLIT]
    values = [c for c in named if is_number(c) or _is_share_of(case, c)]
    loose = [c for c in named if c not in values]
    base, lying = one[Place.X], False
    up = one[Place.Y]
    if base is not None and up is not None and not is_number(up) and is_number(base):
        base, values, loose, lying = up, [base, *values], [c for c in loose if c is not up], True
    if chart in SPREADS and base is not None:
        if values and chart is Chart.QQ and is_number(base):
            return replace(case, parts=_split(case, Parts(values=(*values, base), color=one[Place.COLOR]), splits))
        if values:
            raise NotPlottable(
                f"A {chart} shows one measure along x, and '{base.name}' stands there: write “by {base.name}”"
            )
        values, base = [base], None
    if chart in CLOUDS - {Chart.BLAND_ALTMAN} and base is None and len(values) > 1:
        base, values = values[0], values[1:]
    if loose and chart not in _FINDING:
        if not (values or case.asked.counted) or chart in CLOUDS:
            raise NotPlottable(
                f"'{loose[0].name}' holds {texts_of(loose[0])}: write “count by {loose[0].name}” for the rows of each, "
                "or name a measure"
            )
        raise NotPlottable(
            f"Where '{loose[0].name}' stands is not said: write “by”, “coloured by” or “one panel per” before it"
        )
    parts = Parts(
        base=base, values=tuple(values), right=tuple(at[Place.RIGHT]), color=one[Place.COLOR], panel=one[Place.PANEL],
        row=one[Place.ROW], size=one[Place.SIZE], shape=one[Place.SHAPE], text=one[Place.TEXT],
        detail=one[Place.DETAIL], lying=lying,
    )  # fmt: skip
    told = [*loose, *splits] if chart in _FINDING else splits
    told = [c for c in told if is_words(c)] if chart is Chart.GANTT else told  # its bars run between times
    return replace(case, parts=_split(case, parts, told))


def _is_share_of(case: Case, column: ColumnProfile) -> bool:
    """Whether yes and no are measured, as the mean of them."""
    return is_binary(column) and any(
        wish.field == column.name and wish.op not in COUNTING for wish in case.asked.statistics()
    )


def _split(case: Case, parts: Parts, splits: Columns) -> Parts:
    """The first of what things are told apart by is what they stand on, the next colours, then panels."""
    order = ("color", "panel", "row") if case.wanted in CLOUDS | SPREADS else ("base", "color", "panel", "row")
    panels = case.asked.arranged(Arrangement.PANELS)
    wholes = {wish.within for wish in case.asked.computes("share") if case.asked.arranged(Arrangement.STACKED)}
    for column in sorted(splits, key=lambda one: one.name not in wholes):  # parts are stacked to their whole
        if column.name in parts.taken:
            continue  # it is told apart already
        places = order
        if panels and parts.panel is None and (parts.base is not None or case.wanted in CLOUDS | SPREADS):
            places = ("panel", *order)
        along = case.wanted in ALONG or (case.wanted is None and parts.base is not None and not is_words(parts.base))
        if along and parts.base is not None and column.distinct > 2 * _MOST_COLORS:
            places = ("detail", *order)
        free = next((place for place in places if getattr(parts, place) is None), None)
        if free is None:
            raise NotPlottable(f"There is no room for '{column.name}': x, colours, panels and their rows are taken")
        parts = replace(parts, **{free: column})
    return parts


def with_measures(case: Case) -> Case:
    """What is measured where nothing of it is named: the only measure, or several of one kind."""
    parts, asked, sheet = case.parts, case.asked, case.sheet
    if (
        parts.values
        or parts.right
        or case.wanted in OWN | CURVES
        or (asked.counted and case.wanted is not Chart.CONFUSION)
    ):
        return case
    cells = case.wanted in {Chart.CONFUSION, Chart.HEATMAP}
    numbers = [c for c in sheet.columns if is_number(c) and not (sheet.is_axis(c) or sheet.is_counter(c))]
    matrix = case.vague and case.wanted is Chart.HEATMAP and len(sheet.categories) == 1
    measures = tuple(c for c in (numbers if matrix else sheet.measures) if c.name not in parts.taken)
    if not measures and case.wanted in CLOUDS:
        return case
    several = len(measures) > 1 and not cells and case.wanted is not Chart.RADAR
    if several and (not case.vague or len(measures) > _MOST_VALUES or not comparable(measures)):
        raise NotPlottable(f"Which numbers shall be shown is not said: name a column, for example {listed(measures)}")
    return case.given(values=measures)


def with_base(case: Case) -> Case:
    """What values stand on where it is not said: the one column, or pair of columns, that names the rows."""
    parts, sheet, chart = case.parts, case.sheet, case.wanted
    if chart in OWN | CURVES or (parts.base is not None and not case.vague) or (chart in CLOUDS and not case.vague):
        return case
    if chart in SPREADS or (parts.base is None and chart in EACH and not case.vague):
        return case
    keys = [c for c in sheet.known((*sheet.profile.keys, sheet.folded[0])) if c.name not in parts.taken | sheet.fixed]
    if not sheet.profile.keys and len(sheet.categories) == 1 and sheet.categories[0].name not in parts.taken:
        keys = [*sheet.categories]
    free = [c for c in sheet.axes if c.name not in parts.taken]
    keys = keys or (free if case.vague and len(free) == 1 else [])
    if case.vague and not keys and parts.base is None:
        keys = [c for c in sheet.columns if is_number(c) and sheet.runs(c)][:1]
        parts = replace(parts, values=tuple(c for c in parts.values if c not in keys) or parts.values)
    if chart in ALONG:
        keys = sorted(keys, key=lambda c: not (sheet.is_axis(c) or is_number(c) or c.ordered))
    keys = sorted(keys, key=lambda c: not sheet.is_axis(c))
    most = 2 if case.vague else 1
    if parts.base is None and keys and (len(keys) <= most or chart in ALONG):
        parts = replace(parts, base=keys[0])
        keys = keys[1:] if case.vague else []
    if case.vague and keys and parts.base is not None and parts.color is None and chart not in CLOUDS | SPREADS | EACH:
        parts = replace(parts, color=keys[0])
    return replace(case, parts=parts)


def together(case: Case) -> Case:
    """Several measures as one: told apart by colour on one axis, or by panels where they share no scale."""
    values, parts = case.parts.values, case.parts
    sheet = case.sheet.fold(values)
    key, value = sheet.columns[-2:]
    if case.vague and parts.base is not None and parts.color is not None and case.sheet.unique((parts.base,)):
        case = case.given(color=None)
    return replace(case.given(values=(value,)), sheet=sheet).given(**_with_key(case, values, key))


def _with_key(case: Case, values: Columns, key: ColumnProfile) -> dict[str, ColumnProfile | None]:
    """Where the names of several measures stand."""
    parts, wanted = case.parts, case.wanted
    if times_named(values) and wanted in ALONG | {None} and parts.color is None:
        many = parts.base is not None and parts.base.distinct > _MOST_COLORS
        return {"base": key, "detail" if many else "color": parts.base}
    if wanted is Chart.RADAR or (wanted is Chart.HEATMAP and parts.base is not None):
        return {"base": key, "color": parts.color or parts.base}
    if parts.base is None and wanted in ALONG:
        raise NotPlottable(
            "What the lines run along is not said: write “over” and a column of times or numbers; if the data "
            "holds none, send it with one, for example the number of each step"
        )
    alike = comparable(values, any_size=case.asked.scaled(ScaleType.LOG) and wanted not in SPREADS)
    panels, apart = case.asked.arranged(Arrangement.PANELS), f"{listed(values)} are of different units or sizes"
    if not alike and wanted in SPREADS:
        raise NotPlottable(f"{apart} and share no x axis: ask for one of them")
    if parts.base is None and wanted not in SPREADS and not panels:
        if not alike:
            raise NotPlottable(f"{apart} and share no axis: ask for one, or “in panels”")
        return {"base": key}
    if (not alike or panels) and parts.panel is None:
        if not alike and case.asked.arranged(*STACKS, Arrangement.GROUPED, Arrangement.ONE_AXIS):
            raise NotPlottable(f"{apart} and share no axis: ask for “in panels”")
        return {"panel": key}
    free = next((place for place in ("color", "panel", "row") if getattr(parts, place) is None), None)
    if free is None:
        raise NotPlottable(f"There is no room for the names of {listed(values)}: colours and panels are taken")
    return {free: key}

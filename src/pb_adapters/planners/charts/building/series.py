"""One value per position: bars, lollipops, dots, forests, lines, steps, areas, pies and radars."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import ALONG, Case, once
from pb_adapters.planners.charts.building.naming import lowered, title_of
from pb_adapters.planners.charts.building.sheet import category, channel, hue, is_words, quantity
from pb_adapters.planners.charts.building.values import Valued, completed, given, shares_of, valued
from pb_core.domain.plots import spec as g
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Encoding, PlotSpec, Stack
from pb_core.domain.plots.transforms import ZERO_WHERE_NONE
from pb_core.domain.plots.wishes import Arrangement, Chart, ComputeWish, LabelWish, SettingWish
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_LONG_NAME, _FEW, _ROOM = 14, 2, 70
_RING, _LEAST_CORNERS, _MOST_SLICES = 0.55, 3, 20
_FEW_VERTICES, _BAND_FROM, _MOST_COLORS = 12, 6, 20
_OVER = {Chart.STRIP: MarkType.STRIP, Chart.SWARM: MarkType.SWARM}
_MARKS = {
    Chart.BAR: Mark(type=MarkType.BAR), Chart.LOLLIPOP: Mark(type=MarkType.POINT, stem=True),
    Chart.AREA: Mark(type=MarkType.AREA), Chart.STEP: Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER),
}  # fmt: skip


def series(case: Case) -> PlotSpec:
    """A mark per position: side by side or stacked where they stand on categories, joined where they run along."""
    parts, base, value, joined = case.parts, case.parts.base, case.parts.value, case.chart in ALONG
    if base is None:
        stands = "runs along a time, a number or ordered categories" if joined else "needs categories to stand on"
        raise NotPlottable(f"A {case.chart.value} chart {stands}: name the column that holds them")
    stack = stack_of(case, value)
    single = case.chart is Chart.DOT and not (case.asked.merged or case.asked.all(ComputeWish))
    shaped = _as_it_is(case, value) if single and value else valued(case, value, parts.groups)
    _check_stack(case, stack)
    _check_forest(case, shaped, base)
    shaped = completed(shaped) if stack and joined else shaped
    axis = share_axis(shaped, base) if stack is Stack.NORMALIZE else shaped.axis
    spread = None if stack or case.chart is Chart.AREA else shaped.spread
    encoding = Encoding(y=shaped.channel, stack=stack, y_error=spread)
    if joined:
        return _joined(case, base, encoding, axis, shaped)
    apart = case.sheet.unique((base, parts.panel, parts.row)) and not case.sheet.settled
    apart = apart or (parts.color is not None and case.sheet.tells(base, parts.color))
    side = parts.color.name if parts.color and stack is None and not apart else None
    encoding = replace(encoding, x=category(base), color=hue(parts.color), offset=side)
    mark = _MARKS.get(case.chart, Mark(type=MarkType.POINT))
    spec = case.plot(mark, encoding, title_of(base), axis, shaped.made, lying=lies(case, base))
    over = [chart for chart in case.asked.charts if chart in _OVER]
    return _with_rows(spec, case, value, _OVER[over[-1]]) if over and value and shaped.made else spec


def _joined(case: Case, base: ColumnProfile, encoding: Encoding, axis: g.Axis, shaped: Valued) -> PlotSpec:
    parts = case.parts
    many = parts.color is not None and parts.color.distinct > _MOST_COLORS
    detail = parts.detail or (parts.color if many else None)
    encoding = replace(
        encoding, x=channel(base), color=None if many else hue(parts.color), detail=detail.name if detail else None,
    )  # fmt: skip
    banded = encoding.y_error is not None and _is_banded(case, base)
    few = base.distinct <= _FEW_VERTICES and detail is None
    line = _MARKS.get(case.chart, Mark(type=MarkType.LINE, point=few))
    plain = replace(encoding, y_error=None) if banded else encoding
    spec = case.plot(line, plain, title_of(base), axis, shaped.made)
    band = g.Layer(mark=Mark(type=MarkType.ERRORBAND, interpolate=line.interpolate), encoding=encoding)
    spec = replace(spec, layer=(*spec.layer, band)) if banded else spec
    if parts.text is None or shaped.made:
        return spec
    text = Encoding(x=encoding.x, y=encoding.y, text=category(parts.text))
    return replace(spec, layer=(*spec.layer, g.Layer(mark=Mark(type=MarkType.TEXT), encoding=text)))


def _is_banded(case: Case, base: ColumnProfile) -> bool:
    """Whether an uncertainty is drawn as a band: as the words say, else along many positions."""
    said = case.asked.interval.words.casefold() if case.asked.interval else ""
    if is_words(base) or "bar" in said or "whisker" in said:
        return False
    return any(word in said for word in ("band", "shad", "ribbon")) or base.distinct > _BAND_FROM


def _as_it_is(case: Case, value: ColumnProfile) -> Valued:
    """Repeated values as they are, which points show."""
    spread, percent = given(case, value), value.name in case.sheet.shares
    return Valued(field=value.name, title=title_of(value), spread=spread, percent=percent)


def _check_stack(case: Case, stack: Stack | None) -> None:
    """Refuse stacks of what does not add up."""
    other = next((wish for wish in case.asked.statistics() if wish.op not in ZERO_WHERE_NONE), None)
    if stack is not None and other is not None:
        why = "of each adds up to nothing and is not stacked: ask for lines or grouped bars"
        raise NotPlottable(f"“{other.words}” {why}")


def _check_forest(case: Case, shaped: Valued, base: ColumnProfile) -> None:
    if case.chart is Chart.FOREST and shaped.spread is None:
        if not case.sheet.unique(case.parts.groups):
            raise NotPlottable(f"Several rows share one '{base.name}': a forest plot shows one estimate of each")
        names = " and ".join(f"'{column.name}'" for column in case.sheet.unfolded or once((case.parts.value,)))
        of = f" of {names}" if names else ""
        raise NotPlottable(
            f"A forest plot shows estimates with their intervals, and no columns of low and high ends{of} are known "
            "here: name the estimate and both ends, or write for example “95% CI from” the column of standard errors"
        )


def _with_rows(spec: PlotSpec, case: Case, value: ColumnProfile, mark: MarkType) -> PlotSpec:
    """The bars with the values that they are computed from laid over them."""
    (first,) = spec.layer
    rows, made = quantity(value.name), spec.transform[len(case.sheet.transform) :]
    lying = first.encoding.y is not None and first.encoding.y.type.discrete
    shown = replace(first.encoding, x=rows) if lying else replace(first.encoding, y=rows)
    over = g.Layer(mark=Mark(type=mark), encoding=replace(shown, x_error=None, y_error=None))
    return replace(spec, layer=(replace(first, transform=made), over), transform=case.sheet.transform)


def share_axis(shaped: Valued, base: ColumnProfile) -> g.Axis:
    """The axis of stacks that fill the whole: per cent of what is stacked."""
    if shaped.percent:
        return shaped.axis
    title = f"Share of {lowered(shaped.title)} within {lowered(title_of(base))}"
    return g.Axis(title=title, format=g.Format(style=g.Style.PERCENT))


def stack_of(case: Case, value: ColumnProfile | None) -> Stack | None:
    """How bars or areas of one position add up: as asked.

    Areas are stacked unless they are to lie over each other, which hides some of them.
    """
    area = case.chart is Chart.AREA
    if case.parts.color is None or not (area or case.chart is Chart.BAR) or case.asked.arranged(Arrangement.GROUPED):
        return None
    if case.asked.arranged(Arrangement.NORMALIZED) and (value is None or (value.low or 0) >= 0):
        return Stack.NORMALIZE
    stacked = case.asked.arranged(Arrangement.STACKED) or (area and not case.asked.arranged(Arrangement.OVERLAID))
    return Stack.ZERO if stacked else None


def lies(case: Case, base: ColumnProfile) -> bool:
    """Whether categories stand along y: as asked, in forests, and where their names are long and y is not spoken of."""
    if case.asked.arranged(Arrangement.HORIZONTAL) or case.parts.lying:
        return True
    if case.asked.arranged(Arrangement.VERTICAL) or (case.parts.panel is not None and case.parts.row is None):
        return False
    if case.chart is not Chart.FOREST and any(wish.of == "y" for wish in case.asked.all(SettingWish)):
        return False
    crowded = base.longest > _LONG_NAME and base.distinct > _FEW
    if case.chart is Chart.FOREST or crowded:
        return True
    return not base.ordered and base.longest * base.distinct > _ROOM


def pie(case: Case) -> PlotSpec:
    """A slice per category, as the share of the whole of what is measured."""
    parts, base, value = case.parts, case.parts.base or case.parts.color, case.parts.value
    if base is None:
        raise NotPlottable("A pie needs a column of categories, one slice each")
    if base.distinct > _MOST_SLICES:
        raise NotPlottable(f"A pie of {base.distinct} slices cannot be read; ask for bars, or for the largest few")
    other = next((wish.op.value for wish in case.asked.statistics() if wish.op not in ZERO_WHERE_NONE), None)
    if other is not None:
        raise NotPlottable(f"A pie shows parts of a whole, and a {other} of each adds up to nothing; ask for bars")
    if value is not None and (value.low or 0) < 0:
        raise NotPlottable(f"'{value.name}' holds negative numbers, which are no shares of a whole; bars show them")
    percent = any(wish.style is g.Style.PERCENT for wish in case.asked.settings("numbers"))
    shaped = valued(case, value, (base, parts.panel, parts.row))
    if percent and not shaped.percent and not case.asked.computes("share"):
        shaped = shares_of(case, shaped)
    ring = _RING if case.chart is Chart.DONUT else 0.0
    mark = Mark(type=MarkType.ARC, labels=not case.asked.unwanted(LabelWish), inner_radius=ring)
    spec = case.plot(mark, Encoding(theta=shaped.channel, color=category(base)), made=shaped.made)
    return replace(spec, legend=g.Legend(title=title_of(base)))


def radar(case: Case) -> PlotSpec:
    """One closed line per item over the measures or categories around the circle."""
    parts, corners = case.parts, case.parts.base
    if corners is None or parts.value is None or corners.distinct < _LEAST_CORNERS:
        raise NotPlottable("A radar chart needs at least three axes: measures, or categories of one measure")
    shaped = valued(case, parts.value, (corners, parts.color, parts.panel, parts.row))
    if shaped.made and not case.asked.statistics():
        raise NotPlottable("A radar chart shows one value at each corner, and there are several: say which statistic")
    encoding = Encoding(x=category(corners), y=shaped.channel, color=hue(parts.color))
    spec = case.plot(Mark(type=MarkType.LINE, point=True), encoding, made=shaped.made)
    return replace(spec, projection=g.Projection.RADAR)

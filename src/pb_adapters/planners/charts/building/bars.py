"""Bars, lollipops, dots and forests: one value per category."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import lowered, title_of
from pb_adapters.planners.charts.building.sheet import category, quantity
from pb_adapters.planners.charts.building.valued import Case, Valued, valued
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axis, Encoding, Format, Layer, PlotSpec, Stack, Style
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Arrangement, Chart
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_LONG_NAME, _FEW, _ROOM = 14, 2, 70
_OVER = {Chart.STRIP: MarkType.STRIP, Chart.SWARM: MarkType.SWARM}
_MARKS = {Chart.BAR: Mark(type=MarkType.BAR), Chart.LOLLIPOP: Mark(type=MarkType.POINT, stem=True)}


def bars(case: Case) -> PlotSpec:
    """A mark per category, grouped or stacked by colour."""
    parts, base = case.parts, case.parts.base
    if base is None:
        raise NotPlottable(f"A {case.chart.value} chart needs a column of categories, and the table has none that fits")
    value = next(iter(parts.values), None)
    stack = stack_of(case, value) if case.chart is Chart.BAR and parts.color is not None else None
    shaped = valued(case, value, parts.groups, Op.SUM if stack else Op.MEAN)
    if case.chart is Chart.DOT and value and shaped.made and not (case.asked.statistics() or case.asked.interval):
        shaped = Valued(field=value.name, title=title_of(value))  # points show repeated values as they are
    color = category(parts.color) if parts.color else None
    apart = (case.sheet.unique((base, parts.panel, parts.row)) and not case.sheet.settled) or parts.color is base
    side = color.field if color and stack is None and not apart else None
    spread = None if stack else shaped.spread
    axis = share_axis(shaped) if stack is Stack.NORMALIZE else shaped.axis
    mark, place = _MARKS.get(case.chart, Mark(type=MarkType.POINT)), category(base)
    if lies(case, base):
        encoding = Encoding(x=shaped.channel, y=place, color=color, offset=side, stack=stack, x_error=spread)
        spec = case.plot(mark, encoding, axis, title_of(base), shaped.made)
    else:
        encoding = Encoding(x=place, y=shaped.channel, color=color, offset=side, stack=stack, y_error=spread)
        spec = case.plot(mark, encoding, title_of(base), axis, shaped.made)
    over = [chart for chart in case.asked.charts if chart in _OVER]
    return _with_rows(spec, case, value, _OVER[over[-1]]) if over and value and shaped.made else spec


def _with_rows(spec: PlotSpec, case: Case, value: ColumnProfile, mark: MarkType) -> PlotSpec:
    """The bars with the values that they are computed from laid over them."""
    (first,) = spec.layer
    rows, made = quantity(value.name), spec.transform[len(case.sheet.transform) :]
    lying = first.encoding.y is not None and first.encoding.y.type.discrete
    shown = replace(first.encoding, x=rows) if lying else replace(first.encoding, y=rows)
    over = Layer(mark=Mark(type=mark), encoding=replace(shown, x_error=None, y_error=None))
    return replace(spec, layer=(replace(first, transform=made), over), transform=case.sheet.transform)


def share_axis(shaped: Valued) -> Axis:
    """The axis of stacks that fill the whole: per cent of what is stacked."""
    if shaped.percent:
        return shaped.axis
    return Axis(title=f"Share of {lowered(shaped.title)}", format=Format(style=Style.PERCENT))


def stack_of(case: Case, value: ColumnProfile | None) -> Stack | None:
    """How bars or areas of one position add up: as asked, and to the whole where shares of a quantity are."""
    asked = case.asked
    if asked.arranged(Arrangement.GROUPED):
        return None
    shares = asked.statistics(Op.PROPORTION)
    of_value = value is not None and any(wish.field is not None for wish in shares)
    if (asked.arranged(Arrangement.NORMALIZED) or of_value) and (value is None or (value.low or 0) >= 0):
        return Stack.NORMALIZE
    divided = any(wish.within is not None for wish in shares)
    return Stack.ZERO if asked.arranged(Arrangement.STACKED) or divided else None


def lies(case: Case, base: ColumnProfile) -> bool:
    """Whether categories stand along y: as asked, in forests, and where their names are long."""
    panels = case.parts.panel is not None and case.parts.row is None
    if case.asked.arranged(Arrangement.HORIZONTAL) or case.parts.lying:
        return True
    if case.asked.arranged(Arrangement.VERTICAL) or panels:
        return False
    crowded = base.longest > _LONG_NAME and base.distinct > _FEW
    if base.ordered and not crowded and case.chart is not Chart.FOREST:
        return False
    return case.chart is Chart.FOREST or crowded or base.longest * base.distinct > _ROOM

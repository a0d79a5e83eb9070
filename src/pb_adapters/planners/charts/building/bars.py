"""One value per category or pair of them: bars, lollipops, dots, forests, pies, radars and matrices."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import COUNTS, Case, once
from pb_adapters.planners.charts.building.naming import lowered, title_of
from pb_adapters.planners.charts.building.sheet import category, hue, is_words, nominal, quantity
from pb_adapters.planners.charts.building.valued import Valued, valued
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots import spec as g
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Encoding, PlotSpec, Stack
from pb_core.domain.plots.transforms import Aggregate, Correlation, Measure, Op
from pb_core.domain.plots.wishes import Arrangement, Chart, LabelWish, Place
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import Shape
from pb_core.errors import NotPlottable

_LONG_NAME, _FEW, _ROOM = 14, 2, 70
_RING, _LEAST_CORNERS, _MOST_SLICES = 0.55, 3, 20
_LABELLED, _MOST_CORRELATED = 100, 60
_ACTUAL = word_set("true actual gold target truth reference observed label")
_PREDICTED = word_set("pred predicted prediction output guess")
_OVER = {Chart.STRIP: MarkType.STRIP, Chart.SWARM: MarkType.SWARM}
_MARKS = {Chart.BAR: Mark(type=MarkType.BAR), Chart.LOLLIPOP: Mark(type=MarkType.POINT, stem=True)}


def bars(case: Case) -> PlotSpec:
    """A mark per category, grouped or stacked by colour."""
    parts, base, value = case.parts, case.parts.base, case.parts.value
    if base is None:
        raise NotPlottable(f"A {case.chart.value} chart needs a column of categories, and the table has none that fits")
    stack = stack_of(case, value) if case.chart is Chart.BAR and parts.color is not None else None
    shaped = valued(case, value, parts.groups, Op.SUM if stack else Op.MEAN)
    if case.chart is Chart.DOT and value and shaped.made and not (case.asked.statistics() or case.asked.interval):
        shaped = Valued(field=value.name, title=title_of(value))  # points show repeated values as they are
    apart = (case.sheet.unique((base, parts.panel, parts.row)) and not case.sheet.settled) or parts.color is base
    side = parts.color.name if parts.color and stack is None and not apart else None
    encoding = Encoding(
        x=category(base), y=shaped.channel, color=hue(parts.color), offset=side, stack=stack,
        y_error=None if stack else shaped.spread,
    )  # fmt: skip
    axis = share_axis(shaped) if stack is Stack.NORMALIZE else shaped.axis
    mark = _MARKS.get(case.chart, Mark(type=MarkType.POINT))
    spec = case.plot(mark, encoding, title_of(base), axis, shaped.made, lying=lies(case, base))
    over = [chart for chart in case.asked.charts if chart in _OVER]
    return _with_rows(spec, case, value, _OVER[over[-1]]) if over and value and shaped.made else spec


def _with_rows(spec: PlotSpec, case: Case, value: ColumnProfile, mark: MarkType) -> PlotSpec:
    """The bars with the values that they are computed from laid over them."""
    (first,) = spec.layer
    rows, made = quantity(value.name), spec.transform[len(case.sheet.transform) :]
    lying = first.encoding.y is not None and first.encoding.y.type.discrete
    shown = replace(first.encoding, x=rows) if lying else replace(first.encoding, y=rows)
    over = g.Layer(mark=Mark(type=mark), encoding=replace(shown, x_error=None, y_error=None))
    return replace(spec, layer=(replace(first, transform=made), over), transform=case.sheet.transform)


def share_axis(shaped: Valued) -> g.Axis:
    """The axis of stacks that fill the whole: per cent of what is stacked."""
    if shaped.percent:
        return shaped.axis
    return g.Axis(title=f"Share of {lowered(shaped.title)}", format=g.Format(style=g.Style.PERCENT))


def stack_of(case: Case, value: ColumnProfile | None) -> Stack | None:
    """How bars or areas of one position add up: as asked, and to the whole where shares of a quantity are."""
    if case.asked.arranged(Arrangement.GROUPED):
        return None
    shares = case.asked.statistics(Op.PROPORTION)
    of_value = value is not None and any(wish.field is not None for wish in shares)
    if (case.asked.arranged(Arrangement.NORMALIZED) or of_value) and (value is None or (value.low or 0) >= 0):
        return Stack.NORMALIZE
    divided = any(wish.within is not None for wish in shares)
    return Stack.ZERO if case.asked.arranged(Arrangement.STACKED) or divided else None


def lies(case: Case, base: ColumnProfile) -> bool:
    """Whether categories stand along y: as asked, in forests, and where their names are long."""
    if case.asked.arranged(Arrangement.HORIZONTAL) or case.parts.lying:
        return True
    if case.asked.arranged(Arrangement.VERTICAL) or (case.parts.panel is not None and case.parts.row is None):
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
    other = next((wish.op.value for wish in case.asked.statistics() if wish.op not in {*COUNTS, Op.SUM}), None)
    if other is not None:
        raise NotPlottable(f"A pie shows parts of a whole, and a {other} of each adds up to nothing; ask for bars")
    if value is not None and (value.low or 0) < 0:
        raise NotPlottable(f"'{value.name}' holds negative numbers, which are no shares of a whole; bars show them")
    shaped = valued(case, value, (base, parts.panel, parts.row), Op.SUM)
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


def matrices(case: Case) -> PlotSpec:
    """A cell for every pair of categories."""
    if case.chart is Chart.CORRELATION and case.sheet.profile.shape is not Shape.MATRIX:
        return _correlation(case)
    if case.chart is Chart.CONFUSION and (pair := _labels(case)):
        return _confusion(case, *pair)
    across, down = _sides(case)
    value = next((c for c in case.parts.values if c not in (across, down)), None)
    shaped = valued(case, value, (down, across, case.parts.panel, case.parts.row))
    encoding = Encoding(x=category(across), y=category(down), color=shaped.channel)
    counts = case.chart is Chart.CONFUSION and value is not None and value.whole and value.name == "value"
    signed = value is not None and (value.low or 0) < 0 < (value.high or 0)
    mark = _cells(case, across.distinct * down.distinct)
    return replace(
        case.plot(mark, encoding, title_of(across), title_of(down), shaped.made),
        legend=g.Legend(title="Count" if counts else shaped.title, format=shaped.axis.format),
        config=g.Config(ramp=g.Ramp.DIVERGING if signed or case.chart is Chart.CORRELATION else g.Ramp.AUTO),
    )


def _cells(case: Case, count: int) -> Mark:
    """Cells with numbers where asked, and in confusion and correlation matrices unless they are not wanted."""
    few = count <= _LABELLED and case.chart in {Chart.CONFUSION, Chart.CORRELATION}
    labels = (few or case.asked.first(LabelWish) is not None) and not case.asked.unwanted(LabelWish)
    return Mark(type=MarkType.RECT, labels=labels)


def _sides(case: Case) -> tuple[ColumnProfile, ColumnProfile]:
    """The columns across and down: as placed, else the named ones, else the keys of the table."""
    parts, sheet = case.parts, case.sheet
    up = next((c for c in parts.values if is_words(c) or sheet.is_axis(c) or sheet.is_code(c)), None)
    keys = sheet.known((*sheet.profile.keys, sheet.folded[0]))
    found = once((parts.base, up, parts.color, *(c for c in (*keys, *sheet.categories) if c not in parts.values)))
    if len(found) < 2:  # noqa: PLR2004 - a matrix has two sides
        raise NotPlottable("A heat map needs two columns of categories, one for each side")
    given = sheet.profile.shape is Shape.MATRIX and found[0].name not in case.asked.fields(Place.X)
    return (found[1], found[0]) if parts.lying or parts.base is None or given else (found[0], found[1])


def _labels(case: Case) -> tuple[ColumnProfile, ColumnProfile] | None:
    """The columns of true and predicted labels, where every row is one item."""
    columns = [c for c in case.sheet.columns if is_words(c) or (c.whole and c.error_of is None)]
    predicted = next((c for c in columns if _PREDICTED & stems(c.name)), None)
    actual = next((c for c in columns if c is not predicted and _ACTUAL & stems(c.name)), None)
    counted = any(c not in (predicted, actual) for c in case.parts.values)
    return None if predicted is None or actual is None or counted else (actual, predicted)


def _confusion(case: Case, actual: ColumnProfile, predicted: ColumnProfile) -> PlotSpec:
    share = case.asked.arranged(Arrangement.NORMALIZED) or bool(case.asked.statistics(Op.PROPORTION))
    op, field = (Op.PROPORTION, "share of row") if share else (Op.COUNT, "count")
    counts = Aggregate(
        groupby=(actual.name, predicted.name), measures=(Measure(op=op, as_=field),),
        within=(actual.name,) if share else (), complete=True,
    )  # fmt: skip
    classes = tuple(value for value in actual.examples if isinstance(value, str))
    guessed = tuple(value for value in classes if value in predicted.examples)
    encoding = Encoding(x=category(predicted), y=category(actual), color=quantity(field))
    x, y = g.Axis(title=title_of(predicted), values=guessed), g.Axis(title=title_of(actual), values=classes)
    form = g.Format(style=g.Style.PERCENT, decimals=0) if share else g.Format()
    spec = case.plot(_cells(case, actual.distinct * predicted.distinct), encoding, x, y, (counts,))
    return replace(spec, legend=g.Legend(title=field.capitalize(), format=form))


def _correlation(case: Case) -> PlotSpec:
    named = [c for c in case.parts.values if c.distinct > 1]
    columns = named if len(named) > 1 else [c for c in case.sheet.measures if c.distinct > 1]
    if not 2 <= len(columns) <= _MOST_CORRELATED:  # noqa: PLR2004 - a correlation is between two
        raise NotPlottable(f"A correlation matrix needs 2 to {_MOST_CORRELATED} columns of numbers that vary")
    made = Correlation(fields=tuple(c.name for c in columns))
    row, column, r = made.as_
    encoding = Encoding(x=nominal(column), y=nominal(row), color=quantity(r))
    spec = case.plot(_cells(case, len(columns) ** 2), encoding, made=(made,))
    legend = g.Legend(title="Pearson's r", format=g.Format(decimals=2))
    return replace(spec, legend=legend, config=g.Config(ramp=g.Ramp.DIVERGING))

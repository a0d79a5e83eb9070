"""Points between two quantities: scatter, bubble and Pareto fronts."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import pieces, title_of
from pb_adapters.planners.charts.building.sheet import category, channel, is_number, is_words, quantity
from pb_adapters.planners.charts.building.valued import Case
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, Layer, PlotSpec
from pb_core.domain.plots.transforms import Pareto
from pb_core.domain.plots.wishes import Chart, LabelWish
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_MOST_COLORS = 12
_SMALL_IS_GOOD = word_set(
    "latency time runtime cost price memory param parameter size error loss perplexity flop energy power emission "
    "rmse mse mae wer cer fid distance delay overhead"
)
_COSTS = frozenset({"ms", "s", "GB", "MB", "W", "J", "$", "€"})


def points(case: Case) -> PlotSpec:
    """A point per row between two quantities."""
    parts = case.parts
    x, y = _pair(case)
    if case.chart is Chart.BUBBLE and parts.size is None:
        raise NotPlottable("A bubble chart needs a third quantity for the sizes: name the column that they show")
    asked = case.vague or case.asked.interval is not None
    encoding = Encoding(
        x=channel(x), y=channel(y), color=_color(parts.color), shape=_shape(case),
        size=quantity(parts.size.name) if parts.size else None,
        x_error=case.sheet.spread(x.name) if asked else None, y_error=case.sheet.spread(y.name) if asked else None,
    )  # fmt: skip
    spec = case.plot(Mark(type=MarkType.POINT), encoding, title_of(x), title_of(y))
    label = _label(case)
    more = [_front(x, y)] if case.chart is Chart.PARETO else []
    if label is not None:
        text = Encoding(x=encoding.x, y=encoding.y, text=category(label))
        more.append(Layer(mark=Mark(type=MarkType.TEXT), encoding=text))
    return replace(spec, layer=(*spec.layer, *more))


def _pair(case: Case) -> tuple[ColumnProfile, ColumnProfile]:
    parts, sheet = case.parts, case.sheet
    pool = [c for c in (parts.base, *parts.values) if c is not None]
    spare = [c for c in (*sheet.axes, *sheet.measures) if c not in (*pool, parts.size, parts.color)]
    if case.vague or not pool or len(spare) == 1:
        pool += spare[: max(0, 2 - len(pool))]
    if len(pool) < 2:  # noqa: PLR2004 - a pair
        raise NotPlottable("Points need two quantities, one for each axis: name the columns of both")
    return pool[0], pool[1]


def _color(column: ColumnProfile | None) -> Channel | None:
    if column is None:
        return None
    return channel(column) if is_number(column) and column.distinct > _MOST_COLORS else category(column)


def _shape(case: Case) -> Channel | None:
    shape, color = case.parts.shape, case.parts.color
    if shape is None or (color is not None and color.name != shape.name and is_words(color)):
        return None
    return category(shape)


def _label(case: Case) -> ColumnProfile | None:
    """The column that names points: what is said, else the texts that differ in every row where names are wanted."""
    wish = case.asked.first(LabelWish)
    if case.parts.text is not None or wish is None or wish.pick is not None or wish.value:
        return case.parts.text
    names = [c for c in case.sheet.categories if c.distinct >= case.sheet.rows]
    return case.sheet.column(wish.field) or next(iter((*names, *case.sheet.categories)), None)


def _front(x: ColumnProfile, y: ColumnProfile) -> Layer:
    best = Pareto(x=x.name, y=y.name, x_best=_best(x), y_best=_best(y))
    mark = Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER, dash=True)
    return Layer(mark=mark, encoding=Encoding(x=channel(x), y=channel(y)), transform=(best,))


def _best(column: ColumnProfile) -> str:
    """Which values are the good ones, as far as the name and the unit tell."""
    return "low" if _SMALL_IS_GOOD & set(pieces(column.name)) or column.unit in _COSTS else "high"

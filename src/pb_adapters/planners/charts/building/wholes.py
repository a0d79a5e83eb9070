"""Wholes and profiles: pies, waterfalls, radars and parallel coordinates."""

import re

from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import title_of
from pb_adapters.planners.charts.building.sheet import category, is_number, is_words, nominal, quantity
from pb_adapters.planners.charts.building.valued import Case, valued
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Encoding, Legend, PlotSpec, Projection
from pb_core.domain.plots.transforms import Cumulate, Filter, Op
from pb_core.domain.plots.wishes import Chart, LabelWish
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_ADDED = frozenset({Op.COUNT, Op.PROPORTION, Op.SUM})
_RING, _LEAST_CORNERS, _MOST_SLICES = 0.55, 3, 20
_TOTAL = re.compile(r"^(?:total|final|net|sum|result|overall|full(?: model)?|end)\b", re.IGNORECASE)


def pie(case: Case) -> PlotSpec:
    """A slice per category, as the share of the whole of what is measured."""
    parts, base = case.parts, case.parts.base or case.parts.color
    if base is None:
        raise NotPlottable("A pie needs a column of categories, one slice each")
    if base.distinct > _MOST_SLICES:
        raise NotPlottable(f"A pie of {base.distinct} slices cannot be read; ask for bars, or for the largest few")
    value = next(iter(parts.values), None)
    other = next((wish.op.value for wish in case.asked.statistics() if wish.op not in _ADDED), None)
    if other is not None:
        raise NotPlottable(f"A pie shows parts of a whole, and a {other} of each adds up to nothing; ask for bars")
    if value is not None and (value.low or 0) < 0:
        raise NotPlottable(f"'{value.name}' holds negative numbers, which are no shares of a whole; bars show them")
    shaped = valued(case, value, (base, parts.panel, parts.row), Op.SUM)
    ring = _RING if case.chart is Chart.DONUT else 0.0
    mark = Mark(type=MarkType.ARC, labels=not case.asked.unwanted(LabelWish), inner_radius=ring)
    spec = case.plot(mark, Encoding(theta=shaped.channel, color=category(base)), made=shaped.made)
    return replace(spec, legend=Legend(title=title_of(base)))


def waterfall(case: Case) -> PlotSpec:
    """How steps add up to a total."""
    base, value = case.parts.base, next(iter(case.parts.values), None)
    if base is None or base.type is not ColumnType.TEXT or value is None or not case.sheet.unique((base,)):
        raise NotPlottable("A waterfall needs one row for each step, with its name and its value")
    texts = [text for text in base.examples if isinstance(text, str)]
    total = next((text for text in texts[1:] if _TOTAL.match(text)), "")
    steps = Filter(field=base.name, one_of=tuple(text for text in texts if text != total))
    made = Cumulate(field=value.name, label=base.name, total=total or "Total", as_=("from", "to"))
    encoding = Encoding(x=category(base), y=quantity("to"), y2="from")
    mark, whole = Mark(type=MarkType.BAR, labels=True), total and base.distinct == len(texts)
    return case.plot(mark, encoding, title_of(base), title_of(value), (steps, made) if whole else (made,))


def radar(case: Case) -> PlotSpec:
    """One closed line per item over the measures or categories around the circle."""
    parts, corners = case.parts, case.parts.base
    if corners is None or not parts.values or corners.distinct < _LEAST_CORNERS:
        raise NotPlottable("A radar chart needs at least three axes: measures, or categories of one measure")
    shaped = valued(case, parts.values[0], (corners, parts.color, parts.panel, parts.row))
    if shaped.made and not case.asked.statistics():
        raise NotPlottable("A radar chart shows one value at each corner, and there are several: say which statistic")
    color = category(parts.color) if parts.color else None
    encoding = Encoding(x=category(corners), y=shaped.channel, color=color)
    spec = case.plot(Mark(type=MarkType.LINE, point=True), encoding, made=shaped.made)
    return replace(spec, projection=Projection.RADAR)


def parallel(case: Case) -> PlotSpec:
    """One line per row over scales of their own."""
    parts, sheet = case.parts, case.sheet
    numbers = tuple(c for c in sheet.columns if is_number(c) and c.error_of is None)
    pools = (tuple(c for c in parts.values if is_number(c)), sheet.measures, numbers)
    columns = next((pool for pool in pools if len(pool) > 1), ())
    rows = (c for c in sheet.columns if c not in columns and c.distinct >= sheet.profile.rows and not c.missing)
    row = next(rows, None)
    if not columns or row is None:
        raise NotPlottable("Parallel coordinates need several measures and a column that names each row")
    base = parts.base if parts.base and is_words(parts.base) else None
    color = parts.color or base
    case = replace(case, sheet=sheet.fold(columns))
    key, value = case.sheet.folded
    encoding = Encoding(
        x=nominal(key), y=quantity(value), color=category(color) if color else None,
        detail=None if color is row else row.name,
    )  # fmt: skip
    return replace(case.plot(Mark(type=MarkType.LINE), encoding), projection=Projection.PARALLEL)

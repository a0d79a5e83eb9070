"""Draft: the items of one layer in one panel as numbers, before colours, places side by side and texts."""

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.bases import RUNNING
from pb_adapters.plots.frames.layout import Layout
from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_adapters.plots.frames.spreads import Ends
from pb_adapters.plots.frames.stacking import stacked
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import MarkType, PlotSpec, ScaleType, Side


class Draft(Struct, frozen=True, kw_only=True, eq=False):
    """Columns as in ``FrameLayer``; ``rows`` is a row of the sheet that each item stands for.

    ``number`` is what a value label prints.
    """

    rows: Ints
    part: str = ""
    x: Floats | None = None
    y: Floats | None = None
    x2: Floats | None = None
    y2: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    x_low: Floats | None = None
    x_high: Floats | None = None
    q1: Floats | None = None
    q3: Floats | None = None
    value: Floats | None = None
    size: Floats | None = None
    number: Floats | None = None


def placed(position: Position | None, order: tuple[str, ...]) -> Floats | None:
    """The positions of all rows; a category's is its place in the order."""
    if position is None or position.categories is None:
        return position.vector.values if position else None
    return position.categories.placed(order).astype(np.float64)


def draft_rows(sheet: Sheet, layout: Layout, spec: PlotSpec, rows: Ints) -> Draft:
    """The items of a mark that draws row by row: all but boxes, violins and arcs."""
    running = sheet.layer.mark.type in RUNNING
    rows = rows[(sheet.items | sheet.gaps)[rows]]
    x, y = placed(sheet.x, layout.x), placed(sheet.y, layout.y)
    if running:
        rows = rows[_path_order(sheet, layout, rows, y if sheet.horizontal else x)]
    first, second = (x, sheet.x2) if sheet.horizontal else (y, sheet.y2)
    banded = sheet.layer.mark.type is MarkType.ERRORBAND and sheet.errors.high is not None
    if banded:
        first, second = sheet.errors.high, sheet.errors.low
    base, base2 = (y, sheet.y2) if sheet.horizontal else (x, sheet.x2)
    end, start = _ends(sheet, layout, spec, rows, (first, second))
    cut = np.where(sheet.gaps[rows], np.nan, 0.0) if running else np.zeros(len(rows))
    along, across = (_taken(base, rows), _taken(base2, rows)), (_cut(end, cut), _cut(start, cut))
    (x1, x2), (y1, y2) = (across, along) if sheet.horizontal else (along, across)
    errors, sideways = Ends() if banded else sheet.errors, sheet.x_errors
    return Draft(
        rows=rows, x=x1, x2=x2, y=y1, y2=y2,
        low=_taken(errors.low, rows), high=_taken(errors.high, rows),
        x_low=_taken(sideways.low, rows), x_high=_taken(sideways.high, rows),
        value=_taken(sheet.value, rows), size=_taken(sheet.size, rows),
        number=_number(sheet, across, _taken(sheet.value, rows)),
    )  # fmt: skip


def scale_type(sheet: Sheet, spec: PlotSpec) -> ScaleType:
    """The scale of the layer's value axis."""
    if sheet.horizontal:
        return spec.axes.x.scale.type
    return (spec.axes.right if sheet.layer.axis is Side.RIGHT else spec.axes.y).scale.type


def series_places(sheet: Sheet, layout: Layout) -> Ints:
    """The place of each row's series in their order."""
    return sheet.series.placed(layout.series) if sheet.series else np.zeros(sheet.data.rows, dtype=np.int64)


def _ends(
    sheet: Sheet, layout: Layout, spec: PlotSpec, rows: Ints, fields: tuple[Floats | None, Floats | None]
) -> tuple[Floats | None, Floats | None]:
    """The end and the start of each item along the value axis."""
    end, start = (_taken(field, rows) for field in fields)
    mark, unbounded = sheet.layer.mark, scale_type(sheet, spec) in {ScaleType.LOG, ScaleType.LOGIT}
    if sheet.layer.encoding.stack and end is not None:
        if unbounded:
            message = "Stacked marks need a linear scale."
            raise InvalidSpec(message)
        return stacked(sheet, end, rows, series_places(sheet, layout)[rows])
    if start is None and end is not None and (mark.type in {MarkType.BAR, MarkType.AREA} or mark.stem):
        start = np.where(np.isnan(end) | unbounded, np.nan, 0.0)
    return end, start


def _path_order(sheet: Sheet, layout: Layout, rows: Ints, base: Floats | None) -> Ints:
    along = sheet.order if sheet.order is not None else base
    places = along[rows] if along is not None else np.zeros(len(rows))
    return np.lexsort((places, _detail_places(sheet, rows), series_places(sheet, layout)[rows]))


def _detail_places(sheet: Sheet, rows: Ints) -> Ints:
    """The details in order of their first item; those with gaps only come last."""
    if sheet.detail is None:
        return np.zeros(len(rows), dtype=np.int64)
    codes, count = sheet.detail.codes[rows], len(sheet.detail.labels)
    firsts = np.full(count, len(rows))
    np.minimum.at(firsts, codes, np.where(sheet.items[rows], np.arange(len(rows)), len(rows)))
    ranks = np.empty(count, dtype=np.int64)
    ranks[np.argsort(firsts, kind="stable")] = np.arange(count)
    return ranks[codes]


def _number(sheet: Sheet, across: tuple[Floats | None, Floats | None], value: Floats | None) -> Floats | None:
    end, start = across
    match sheet.layer.mark.type:
        case MarkType.RECT:
            return value
        case MarkType.BAR if end is not None and start is not None:
            return end - np.nan_to_num(start)
        case _:
            return end


def _taken(values: Floats | None, rows: Ints) -> Floats | None:
    return None if values is None else values[rows]


def _cut(values: Floats | None, cut: Floats) -> Floats | None:
    return None if values is None else values + cut

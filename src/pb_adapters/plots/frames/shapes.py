"""Boxes, violins and arcs: items that stand for many rows."""

import numpy as np
from msgspec import structs

from pb_adapters.plots.frames.drafts import Draft, placed, series_places
from pb_adapters.plots.frames.groups import Groups, numbered
from pb_adapters.plots.frames.layout import Layout
from pb_adapters.plots.frames.model import OUTLIERS, Bools, Floats, Ints
from pb_adapters.plots.frames.sheets import Sheet
from pb_adapters.plots.frames.transforms.distributions import kernel_curve, silverman
from pb_adapters.plots.frames.transforms.statistics import Sample, quantile, statistic
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import Op

_REACH = 1.5  # interquartile ranges (Tukey 1977)
_SLACK = 1e-9  # of the interquartile range: a value that rounding has moved past the fence is still inside
_VERTICES = 100
_LEAST = 2


def draft_boxes(sheet: Sheet, layout: Layout, rows: Ints) -> list[Draft]:
    """The box of each series and category with Tukey's whiskers, and the values beyond them as a part of its own."""
    rows = _items_by_series(sheet, layout, rows)
    base, values, groups = _grouped(sheet, layout, rows)
    sample = Sample.of(values, groups.codes, groups.count)
    q1, median, q3 = (quantile(sample, share) for share in (0.25, 0.5, 0.75))
    fence = (_REACH + _SLACK) * (q3 - q1)
    within = (values >= (q1 - fence)[groups.codes]) & (values <= (q3 + fence)[groups.codes])
    inside = Sample.of(np.where(within, values, np.nan), groups.codes, groups.count)
    low = np.minimum(statistic(Op.MIN, inside, 0.5), q1)
    high = np.maximum(statistic(Op.MAX, inside, 0.5), q3)
    firsts = groups.first
    boxes = _turned(sheet, Draft(rows=rows[firsts], x=base[firsts], y=median, q1=q1, q3=q3, low=low, high=high))
    beyond: Bools = (values < low[groups.codes]) | (values > high[groups.codes])
    if not beyond.any():
        return [boxes]
    return [boxes, _turned(sheet, Draft(rows=rows[beyond], part=OUTLIERS, x=base[beyond], y=values[beyond]))]


def draft_violins(sheet: Sheet, layout: Layout, rows: Ints) -> Draft:
    """100 vertices for each series and category that has two different values: the value, and the relative density."""
    rows = _items_by_series(sheet, layout, rows)
    base, values, groups = _grouped(sheet, layout, rows)
    chosen, grids, densities = [], [], []
    for first, members in zip(groups.first.tolist(), groups.rows(), strict=True):
        found = values[members]
        if found.min() == found.max():
            continue
        grid, sums = kernel_curve(found, silverman(found), 0.0, _VERTICES)
        chosen.append(first)
        grids.append(grid)
        densities.append(sums / sums.max())
    vertices = np.repeat(np.array(chosen, dtype=np.int64), _VERTICES)
    y, value = (np.concatenate([np.zeros(0), *parts]) for parts in (grids, densities))
    return _turned(sheet, Draft(rows=rows[vertices], x=base[vertices], y=y, value=value))


def draft_arcs(sheet: Sheet, layout: Layout, rows: Ints) -> Draft:
    """The share of each category of the colour, in the order of the series.

    Raises:
        InvalidSpec: an angle is negative, all are zero, or two rows are one category.
    """
    rows, series = _items_by_series(sheet, layout, rows), series_places(sheet, layout)
    theta = sheet.theta[rows] if sheet.theta is not None else np.zeros(len(rows))
    if len(rows) and ((theta < 0).any() or theta.max() <= 0):
        message = "The angles of arcs must not be negative nor all zero."
        raise InvalidSpec(message)
    if (np.diff(series[rows]) == 0).any():
        message = "Several rows fall on one arc; aggregate them first."
        raise InvalidSpec(message)
    share = theta / theta.max() if len(rows) else theta  # first of the largest, so that no sum overflows
    share = share / share.sum() if len(rows) else share
    return Draft(rows=rows, x=series[rows].astype(np.float64), value=share, number=share)


def _items_by_series(sheet: Sheet, layout: Layout, rows: Ints) -> Ints:
    """The rows that are items, series after series, so that shapes of one category stand in the series' order."""
    rows = rows[sheet.items[rows]]
    return rows[np.argsort(series_places(sheet, layout)[rows], kind="stable")]


def _grouped(sheet: Sheet, layout: Layout, rows: Ints) -> tuple[Floats, Floats, Groups]:
    """The place of each row's category, its value, and the rows of each series and category."""
    base = placed(sheet.base_position, layout.y if sheet.horizontal else layout.x)
    position = sheet.value_position
    if base is None or position is None:
        message = "Distributions need categories on one axis and a quantity on the other."
        raise InvalidSpec(message)
    keys = series_places(sheet, layout)[rows]
    groups = numbered(base[rows].astype(np.int64) * (len(layout.series) + 1) + keys)
    if sheet.offset and (sheet.offset.codes[rows] != sheet.offset.codes[rows][groups.first][groups.codes]).any():
        message = "What stands side by side must be told apart by color."
        raise InvalidSpec(message)
    return base[rows], position.vector.values[rows], groups


def _turned(sheet: Sheet, draft: Draft) -> Draft:
    if not sheet.horizontal:
        return draft
    return structs.replace(draft, x=draft.y, y=draft.x)

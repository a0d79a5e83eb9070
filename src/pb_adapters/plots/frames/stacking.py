"""Stacks: bars and areas of one position added up, and the refusal of marks that would cover each other."""

import numpy as np

from pb_adapters.plots.frames.bases import normalized
from pb_adapters.plots.frames.groups import numbered
from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.sheets import Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import MarkType


def stacked(sheet: Sheet, values: Floats, rows: Ints, series: Ints) -> tuple[Floats, Floats]:
    """The far and near end of each item: in the order of the series away from zero, negatives downwards.

    Raises:
        InvalidSpec: shares are asked for of values some of which are negative.
    """
    stacks = places_of(sheet, rows)
    known = np.flatnonzero(~np.isnan(values))
    if normalized(sheet.layer.encoding):
        values = _shares(values, stacks, known)
    far, near = np.full((2, len(values)), np.nan)
    known = known[np.lexsort((series[known], stacks[known]))]
    for chosen in (known[values[known] >= 0], known[values[known] < 0]):
        near[chosen], far[chosen] = _running(values[chosen], stacks[chosen])
    return far, near


def places_of(sheet: Sheet, rows: Ints) -> Ints:
    """Numbers that are equal for items at one base position (and its second end) and one place side by side."""
    base, second = sheet.base_position, sheet.y2 if sheet.horizontal else sheet.x2
    keys: list[Floats | Ints] = [] if second is None else [second]
    if base is not None:
        keys.append(base.categories.codes if base.categories else base.vector.values)
    if sheet.offset:
        keys.append(sheet.offset.codes)
    codes = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        distinct, places = np.unique(key[rows], return_inverse=True)
        codes = numbered(codes * max(len(distinct), 1) + places.reshape(-1)).codes
    return codes


def check_cells(sheet: Sheet, rows: Ints) -> None:
    """Refuse two bars at one place or two rects in one cell.

    Raises:
        InvalidSpec: there are such; the data have to be aggregated first.
    """
    mark, base, value = sheet.layer.mark.type, sheet.base_position, sheet.value_position
    rows = rows[sheet.items[rows]]
    places = places_of(sheet, rows)
    if mark is MarkType.RECT and value and value.categories:
        places = places * max(len(value.categories.labels), 1) + value.categories.codes[rows]
    bars = mark is MarkType.BAR and base is not None and base.categories and not sheet.layer.encoding.stack
    if not (bars or mark is MarkType.RECT):
        return
    _, first, counts = np.unique(places, return_index=True, return_counts=True)
    if (counts > 1).any() and base is not None and base.categories:
        row = rows[first[np.argmax(counts > 1)]]
        label = base.categories.labels[base.categories.codes[row]]
        message = f'Several rows fall on one {mark.value} at "{label}"; aggregate them, or tell them apart.'
        raise InvalidSpec(message)


def _shares(values: Floats, stacks: Ints, known: Ints) -> Floats:
    if (values[known] < 0).any():
        message = "Shares of a whole need values that are not negative."
        raise InvalidSpec(message)
    count = int(stacks.max(initial=-1)) + 1
    largest = np.zeros(count)
    np.maximum.at(largest, stacks[known], values[known])
    parts = values / np.where(largest > 0, largest, 1.0)[stacks]  # of the largest, so that no sum overflows
    wholes = np.bincount(stacks[known], weights=parts[known], minlength=count)[stacks]
    return np.divide(parts, wholes, out=np.where(np.isnan(values), np.nan, 0.0), where=wholes > 0)


def _running(values: Floats, stacks: Ints) -> tuple[Floats, Floats]:
    """The sum before and after each value within its stack; stacks follow each other."""
    near, far = np.zeros((2, len(values)))
    leads = np.flatnonzero(np.diff(stacks, prepend=-1)) if len(values) else np.zeros(0, dtype=np.int64)
    ranks = np.arange(len(values)) - np.repeat(leads, np.diff(np.append(leads, len(values))))
    for level in np.split(np.argsort(ranks, kind="stable"), np.cumsum(np.bincount(ranks))[:-1]) if len(values) else ():
        near[level] = np.where(ranks[level] > 0, far[level - 1], 0.0)
        far[level] = near[level] + values[level]
    return near, far

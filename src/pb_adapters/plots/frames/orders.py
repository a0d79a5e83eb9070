"""The order of categories, on an axis, in a legend or among panels."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from pb_adapters.plots.frames.bases import DISTRIBUTIONS
from pb_adapters.plots.frames.columns import Categories
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.sheets import Sheet
from pb_adapters.plots.frames.transforms.statistics import Sample, statistic
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import MarkType, Sort
from pb_core.plot.transforms import Op
from pb_core.plot.wording import MISSING
from pb_core.tables.table import ColumnType


def ordered(
    columns: Sequence[Categories],
    sort: Sort | None = None,
    values: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """All categories of at least one column: those of ``values`` first, the others sorted, the missing one last.

    Raises:
        InvalidSpec: ``values`` names a category that does not occur.
    """
    labels = list(dict.fromkeys(label for column in columns for label in column.labels))
    if unknown := [value for value in values if value not in labels]:
        message = f'"{unknown[0]}" is not among the categories of "{columns[0].vector.name}".'
        raise InvalidSpec(message)
    first = list(dict.fromkeys(values))
    rest = [label for label in _sorted(labels, columns, sort, weights or {}) if label not in first]
    return (*first, *(label for label in rest if label != MISSING), *(label for label in rest if label == MISSING))


def weights_of(sheet: Sheet, categories: Categories | None) -> dict[str, float]:
    """What the categories of a layer weigh when they are sorted by value, to 12 digits; only those with a value."""
    amounts = amounts_of(sheet)
    if categories is None or amounts is None:
        return {}
    op = Op.MEDIAN if sheet.layer.mark.type in DISTRIBUTIONS else Op.SUM
    sample = Sample.of(np.where(sheet.items, amounts, np.nan), categories.codes, len(categories.labels))
    found = zip(categories.labels, statistic(op, sample, 0.5).tolist(), strict=True)
    return {label: float(f"{weight:.12g}") for label, weight in found if not math.isnan(weight)}


def amounts_of(sheet: Sheet) -> Floats | None:
    """The quantity that each row of a layer shows: its value, or the colour of what has categories only."""
    match sheet.layer.mark.type:
        case MarkType.ARC:
            return sheet.theta
        case MarkType.RECT:
            return sheet.value
        case _:
            position = sheet.value_position
            return position.vector.values if position and not position.categories else sheet.value


def _sorted(
    labels: list[str], columns: Sequence[Categories], sort: Sort | None, weights: Mapping[str, float]
) -> list[str]:
    match sort:
        case Sort.DATA:
            return labels
        case Sort.VALUE | Sort.VALUE_DOWN:
            sign = 1 if sort is Sort.VALUE else -1
            weighed = sorted((label for label in labels if label in weights), key=lambda label: sign * weights[label])
            return weighed + [label for label in labels if label not in weights]
        case Sort.ASCENDING | Sort.DESCENDING:
            ascending = _ascending(labels, columns)
            return ascending if sort is Sort.ASCENDING else ascending[::-1]
        case _:
            return _natural(labels, columns)


def _natural(labels: list[str], columns: Sequence[Categories]) -> list[str]:
    if all(column.vector.type is not ColumnType.TEXT for column in columns):
        return _ascending(labels, columns)
    known = {label: place for place, label in enumerate(columns[0].vector.order)}
    return sorted(labels, key=lambda label: known.get(label, len(known)))


def _ascending(labels: list[str], columns: Sequence[Categories]) -> list[str]:
    """Numbers, times and booleans by value; by their letters where there are texts among them."""
    if any(column.vector.type is ColumnType.TEXT for column in columns):
        return sorted(labels, key=lambda label: (label.casefold(), label))
    amounts: dict[str, float] = {}
    for column in columns:
        codes, first = np.unique(column.codes, return_index=True)
        for code, value in zip(codes.tolist(), column.vector.values[first].tolist(), strict=True):
            amounts.setdefault(column.labels[code], value)
    return sorted(labels, key=lambda label: math.inf if math.isnan(amounts[label]) else amounts[label])

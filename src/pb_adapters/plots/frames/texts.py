"""What is printed at items: value labels with decimals in common, and the texts of a text channel."""

import numpy as np
from msgspec import structs

from pb_adapters.plots.frames.columns import Vector
from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.sheets import Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Format, MarkType, PlotSpec, Side, Style
from pb_core.plot.wording import decimals_of, number_text
from pb_core.tables.table import ColumnType

_SMALLEST_PLAIN = 1e-4
_SHORT_DECIMALS = 2


def number_format(sheet: Sheet, spec: PlotSpec) -> Format:
    """How the numbers of a layer are written: as on its value axis, or as the legend says for cells and arcs."""
    mark = sheet.layer.mark.type
    if mark is MarkType.ARC and spec.legend.format.style is Style.PLAIN:
        return structs.replace(spec.legend.format, style=Style.PERCENT)
    if mark in {MarkType.ARC, MarkType.RECT}:
        return spec.legend.format
    if sheet.horizontal:
        return spec.axes.x.format
    return (spec.axes.right if sheet.layer.axis is Side.RIGHT else spec.axes.y).format


def common_format(form: Format, numbers: Floats) -> Format:
    """The format with decimals stated: those that all these numbers need together.

    Plain numbers and percentages get ``decimals_of`` them. Numbers that are all below 0.0001 are written as
    powers of ten, those and SI numbers with at most two decimals.
    """
    numbers = numbers[np.isfinite(numbers)]
    if form.decimals is not None or not len(numbers):
        return form
    largest = float(np.abs(numbers).max())
    if form.style is Style.PLAIN and 0 < largest < _SMALLEST_PLAIN:
        form = structs.replace(form, style=Style.SCIENTIFIC)
    if form.style in {Style.SCIENTIFIC, Style.SI}:
        return structs.replace(form, decimals=_SHORT_DECIMALS)
    scale = 100.0 if form.style is Style.PERCENT else 1.0
    return structs.replace(form, decimals=decimals_of((np.unique(numbers) * scale).tolist()))


def value_texts(sheet: Sheet, numbers: Floats, form: Format) -> tuple[str, ...]:
    """The value labels; ``""`` where there is no number.

    Raises:
        InvalidSpec: the value axis holds times or categories.
    """
    position = sheet.value_position
    if position is not None and sheet.layer.mark.type is not MarkType.RECT and not position.is_quantity:
        message = f'The labels of "{position.vector.name}" would be no quantities.'
        raise InvalidSpec(message)
    return tuple("" if np.isnan(number) else number_text(number, form) for number in numbers.tolist())


def channel_texts(vector: Vector, rows: Ints, form: Format) -> tuple[str, ...]:
    """The texts of a text channel: numbers in the format, everything else as a category; ``""`` for missing."""
    values = vector.values[rows]
    if vector.type is ColumnType.NUMBER:
        return tuple("" if np.isnan(number) else number_text(number, form) for number in values.tolist())
    return _written(vector, values)


def _written(vector: Vector, values: Floats) -> tuple[str, ...]:
    return tuple("" if np.isnan(value) else vector.text(value) for value in values.tolist())

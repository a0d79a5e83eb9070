"""What is printed at items: value labels, and the texts of a text channel."""

import numpy as np
from msgspec import structs

from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.numbering import Numbering
from pb_adapters.plots.frames.sheets import Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import FieldType, Format, MarkType, PlotSpec, Side, Style


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


def value_texts(sheet: Sheet, numbers: Floats, numbering: Numbering) -> tuple[str, ...]:
    """The value labels; ``""`` where there is no number.

    Raises:
        InvalidSpec: the value axis holds times or categories.
    """
    position = sheet.value_position
    if position is not None and sheet.layer.mark.type is not MarkType.RECT and not position.is_quantity:
        message = f'The labels of "{position.vector.name}" would be no quantities.'
        raise InvalidSpec(message)
    return tuple(map(numbering.text, numbers.tolist()))


def channel_texts(sheet: Sheet, rows: Ints, numbering: Numbering) -> tuple[str, ...]:
    """The texts of the text channel: quantities as numbers, all else as categories; ``""`` for missing or without."""
    channel = sheet.layer.encoding.text
    if channel is None or sheet.text is None:
        return ("",) * len(rows)
    values, text = sheet.text.values[rows].tolist(), sheet.text.text
    if channel.type is FieldType.QUANTITATIVE:
        return tuple(map(numbering.text, values))
    return tuple("" if np.isnan(value) else text(value) for value in values)

"""References: rules and bands at values that the intent states or that are statistics of the data."""

import math
from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.layout import Layout
from pb_adapters.plots.frames.model import Floats, FrameBand, FrameIdentity, FrameLine
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_adapters.plots.frames.transforms.aggregate import statistic_of
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import FieldType, IdentityLine, ReferenceBand, ReferenceLine
from pb_core.plot.wording import shortest
from pb_core.tables.times import times_of

Ruled = FrameLine | FrameBand | FrameIdentity


def ruled(annotation: ReferenceLine | ReferenceBand | IdentityLine, sheet: Sheet, layout: Layout) -> Ruled:
    """One annotation across all panels; ``sheet`` is the first layer, whose data statistics are of.

    Raises:
        InvalidSpec: the axis cannot show it.
    """
    match annotation:
        case IdentityLine():
            return _identity(annotation, sheet)
        case ReferenceBand():
            return _band(annotation, sheet)
        case ReferenceLine():
            return FrameLine(axis=annotation.axis, value=_value(annotation, sheet, layout), label=annotation.label)


def reached(references: Sequence[Ruled], axis: str) -> Floats:
    """The values at which references stand on an axis."""
    lines = [each.value for each in references if isinstance(each, FrameLine) and each.axis == axis]
    bands = [end for each in references if isinstance(each, FrameBand) and each.axis == axis
             for end in (each.low, each.high)]  # fmt: skip
    return np.array(lines + bands, dtype=np.float64)


def _identity(annotation: IdentityLine, sheet: Sheet) -> FrameIdentity:
    kinds = {position.channel.type if position else None for position in (sheet.x, sheet.y)}
    if kinds != {FieldType.QUANTITATIVE}:
        message = "The line y = x needs quantities on both axes."
        raise InvalidSpec(message)
    return FrameIdentity(label=annotation.label)


def _band(annotation: ReferenceBand, sheet: Sheet) -> FrameBand:
    position = sheet.x if annotation.axis == "x" else sheet.y
    if position is None or position.categories or annotation.low > annotation.high:
        message = f"A band from {annotation.low:g} to {annotation.high:g} does not fit the {annotation.axis} axis."
        raise InvalidSpec(message)
    return FrameBand(axis=annotation.axis, low=annotation.low, high=annotation.high, label=annotation.label)


def _value(line: ReferenceLine, sheet: Sheet, layout: Layout) -> float:
    position = sheet.x if line.axis == "x" else sheet.y
    if position is None:
        message = f"A rule on the {line.axis} axis needs a first layer that uses it."
        raise InvalidSpec(message)
    if line.value is not None:
        return _stated(line.value, position, layout.x if line.axis == "x" else layout.y)
    if line.op is None:
        message = f"A rule on the {line.axis} axis needs a value or a statistic."
        raise InvalidSpec(message)
    value = statistic_of(sheet.data, line.op, line.field or position.vector.name)
    if math.isnan(value) or position.categories:
        message = f'There is no {line.op.value} of "{line.field or position.vector.name}" to draw a rule at.'
        raise InvalidSpec(message)
    return value


def _stated(value: float | str, position: Position, order: tuple[str, ...]) -> float:
    text = value if isinstance(value, str) else shortest(value)
    if position.categories:
        if text in order:
            return float(order.index(text))
    elif not isinstance(value, str):
        return float(value)
    elif position.channel.type is FieldType.TEMPORAL and (found := times_of([value])):
        return found.moments[value]
    message = f'A rule at "{text}" does not fit the axis of "{position.vector.name}".'
    raise InvalidSpec(message)

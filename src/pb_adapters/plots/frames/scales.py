"""The refusal of data that a scale cannot show."""

from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Axes, Axis, ScaleType, Side


def check_scales(axes: Axes, sheets: Sequence[Sheet]) -> None:
    """Refuse values outside the range of a log or logit scale.

    Raises:
        InvalidSpec: a position or second end is at or below zero (logit: or at or above one).
    """
    for sheet in sheets:
        _check(axes.x, sheet, sheet.x, sheet.x2)
        _check(axes.right if sheet.layer.axis is Side.RIGHT else axes.y, sheet, sheet.y, sheet.y2)


def _check(axis: Axis, sheet: Sheet, position: Position | None, second: Floats | None) -> None:
    kind = axis.scale.type
    if position is None or position.categories or kind not in {ScaleType.LOG, ScaleType.LOGIT}:
        return
    for values in (position.vector.values, second):
        if values is None:
            continue
        shown = values[sheet.items]
        if (shown <= 0).any() or (kind is ScaleType.LOGIT and (shown >= 1).any()):
            allowed = "above zero" if kind is ScaleType.LOG else "between zero and one"
            worst = float(np.min(shown)) if (shown <= 0).any() else float(np.max(shown))
            message = f'A {kind.value} scale needs values {allowed}, but "{position.vector.name}" has {worst:g}.'
            raise InvalidSpec(message)

"""The refusal of items that a scale cannot show."""

from collections.abc import Iterable, Sequence

import numpy as np

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Axes, Axis, ScaleType, Side


def check_scales(axes: Axes, sheets: Sequence[Sheet], layers: Iterable[FrameLayer]) -> None:
    """Refuse items outside the range of a log or logit scale; the ends of errors and whiskers may be.

    Raises:
        InvalidSpec: a position or second end is at or below zero (logit: or at or above one).
    """
    for layer in layers:
        sheet = sheets[layer.layer]
        _check(axes.x, sheet.x, (layer.x, layer.x2))
        _check(axes.right if layer.side is Side.RIGHT else axes.y, sheet.y, (layer.y, layer.y2))


def _check(axis: Axis, position: Position | None, columns: tuple[Floats | None, Floats | None]) -> None:
    kind = axis.scale.type
    if position is None or position.categories or kind not in {ScaleType.LOG, ScaleType.LOGIT}:
        return
    for values in columns:
        shown = np.zeros(0) if values is None else values[~np.isnan(values)]
        below, above = shown[shown <= 0], shown[(shown >= 1) & (kind is ScaleType.LOGIT)]
        if len(below) or len(above):
            allowed = "above zero" if kind is ScaleType.LOG else "between zero and one"
            worst = float(below.min() if len(below) else above.max())
            message = f'A {kind.value} scale needs values {allowed}, but "{position.vector.name}" has {worst:g}.'
            raise InvalidSpec(message)

"""The ends of error bars."""

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.columns import Data, Vector
from pb_adapters.plots.frames.model import Floats
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Encoding, Spread


class Ends(Struct, frozen=True, eq=False):
    """Both ends per row, NaN where missing, ``None`` without error bars."""

    low: Floats | None = None
    high: Floats | None = None


def ends(
    data: Data, encoding: Encoding, value: Vector | None, x: Vector | None, *, sideways: bool
) -> tuple[Ends, Ends]:
    """The ends along the value axis, and those along x where y is the value axis."""
    if sideways:
        return _ends(data, encoding.x_error, value), Ends()
    return _ends(data, encoding.y_error, value), _ends(data, encoding.x_error, x)


def _ends(data: Data, spread: Spread | None, value: Vector | None) -> Ends:
    if spread is None:
        return Ends()
    if value is None or value.texts:
        message = "Error bars need a quantity to stand at."
        raise InvalidSpec(message)
    if spread.delta is not None:
        delta = data.numbers(spread.delta).values
        if (delta < 0).any():
            message = f'The uncertainties "{spread.delta}" must not be negative.'
            raise InvalidSpec(message)
        return Ends(value.values - delta, value.values + delta)
    if spread.low is None or spread.high is None:
        message = "Error bars need delta, or both low and high."
        raise InvalidSpec(message)
    return Ends(*(np.array(data.numbers(name, times=True).values) for name in (spread.low, spread.high)))

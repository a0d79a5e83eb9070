"""Bin: the start and end of the bin that each value lies in."""

import math

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.columns import Data, numbers
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.transforms.statistics import About
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import Bin, BinRule

_MAX_BINS_BY_RULE = 200
_MAX_BINS = 1_000
_NICE = ("1", "2", "2.5", "5", "10")
_SLACK = 1e-9  # of a bin: an edge that rounding has moved is still that edge


class Bins(Struct, frozen=True):
    """Bins of equal ``width``, the first from ``start``, the last with index ``last``."""

    start: float
    width: float
    last: int


def bin_field(data: Data, transform: Bin) -> Data:
    """With the edges of each row's bin."""
    data = data.where(transform.field)
    field = data.numbers(transform.field, times=True)
    edges = (field.values, field.values)
    if data.rows:
        bins = bins_of(field.values, transform)
        index = np.minimum(np.floor((field.values - bins.start) / bins.width + _SLACK), bins.last)
        edges = (bins.start + index * bins.width, bins.start + (index + 1) * bins.width)
    return data.add(
        *(numbers(name, values, field, times=True) for name, values in zip(transform.as_, edges, strict=True))
    )


def bins_of(values: Floats, transform: Bin) -> Bins:
    """The bins of these values.

    Raises:
        InvalidSpec: a rule that needs a number has none, or the values are too far apart.
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        width = max(1.0, 4 * math.ulp(low))
        return Bins(low - width / 2, width, 0)
    stated = _stated(transform)
    if not math.isfinite(high - low):
        message = f'The values of "{transform.field}" are too far apart for bins.'
        raise InvalidSpec(message)
    if transform.rule is BinRule.COUNT:
        start, width = low, (high - low) / stated
    else:
        width = stated if transform.rule is BinRule.STEP else _nice(_raw(values, transform.rule))
        start = math.floor(low / width + _SLACK) * width
    last = max(math.ceil((high - start) / width - _SLACK) - 1, 0)
    if last >= _MAX_BINS:
        message = f'"{transform.field}" would fall into {last + 1:,} bins, more than {_MAX_BINS:,}.'
        raise InvalidSpec(message)
    return Bins(start, width, last)


def _stated(transform: Bin) -> float:
    if transform.rule not in {BinRule.COUNT, BinRule.STEP}:
        return 0.0
    if transform.value is None:
        message = f'Bins of "{transform.field}" by {transform.rule.value} need a value.'
        raise InvalidSpec(message)
    if transform.rule is BinRule.COUNT and transform.value != int(transform.value):
        message = f'The number of bins of "{transform.field}" must be whole.'
        raise InvalidSpec(message)
    return transform.value


def _raw(values: Floats, rule: BinRule) -> float:
    extent = float(values.max() - values.min())
    sturges = extent / math.ceil(math.log2(len(values)) + 1)
    match rule:
        case BinRule.FREEDMAN_DIACONIS:
            q1, q3 = np.quantile(values, (0.25, 0.75))
            width = 2 * float(q3 - q1) * len(values) ** (-1 / 3)
        case BinRule.SCOTT:
            width = 3.49 * About.of(values).deviation * len(values) ** (-1 / 3)
        case _:
            width = sturges
    return sturges if width == 0 or extent / width > _MAX_BINS_BY_RULE else width


def _nice(width: float) -> float:
    power = math.floor(math.log10(width))
    steps = (float(f"{step}e{power}") for step in _NICE)
    return next(step for step in steps if step >= width * (1 - _SLACK))

"""Bins as Vega-Lite makes them, with the step that Vega finds for the values."""

import math
from itertools import pairwise

from msgspec import UNSET

from pb_adapters.notation.vega_lite.grammar import BinDef
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.transforms import Bin, BinRule
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import ColumnType

POSITION_BINS, OTHER_BINS = 10, 6
"""How many bins there are at most where a specification does not say."""

_BASE = 10
_DIVISORS = (5, 2)


def bin_definition(value: object, path: str, notes: Notes) -> BinDef | None:
    """What ``bin`` says; ``None`` for no bins."""
    match value:
        case None | False:
            return None
        case _ if value is UNSET:
            return None
        case True:
            return BinDef()
        case "binned":
            return BinDef(binned=True)
    return part(value, BinDef, path, notes)


def add_bins(field: str, read: BinDef, ends: tuple[str, str], pipeline: Pipeline, path: str, most: int) -> None:
    """Add the start and the end of each row's bin under these names, unless they are there."""
    column = pipeline.column(field)
    if column.type not in {ColumnType.NUMBER, ColumnType.TIME}:
        refuse(path, f"{shown(field)} holds {column.type.value}s, and bins need numbers")
    values = [value for value in column.values if isinstance(value, int | float)]
    step = _step(values, read, path, most)
    wanted = Bin(field=field, rule=BinRule.STEP, value=step, as_=ends)
    if wanted not in pipeline.made:
        pipeline.add(wanted, path)


def _step(values: list[float], read: BinDef, path: str, most: int) -> float:
    if read.step is not UNSET:
        if not 0 < read.step < math.inf:
            refuse(f"{path}.step", "must be above 0")
        return read.step
    most = most if read.maxbins is UNSET else read.maxbins
    if not 1 < most <= 1_000:  # noqa: PLR2004 - the grammar's bound
        refuse(f"{path}.maxbins", "must be from 2 to 1,000")
    return vega_step(min(values, default=0.0), max(values, default=1.0), most, read.minstep)


def vega_step(low: float, high: float, most: int, least: float = 0.0) -> float:
    """The width of bins from ``low`` to ``high``: 1, 2 or 5 times a power of ten, the finest with ``most`` at most."""
    span = (high - low) or abs(low) or 1.0
    level = math.ceil(math.log(most) / math.log(_BASE))
    step = max(least, math.pow(_BASE, round(math.log(span) / math.log(_BASE)) - level))
    while math.ceil(span / step) > most:
        step *= _BASE
    for divisor in _DIVISORS:
        finer = step / divisor
        if finer >= least and span / finer <= most:
            step = finer
    return step


def is_unbroken(pipeline: Pipeline, start: str, end: str) -> bool:
    """Whether no bin between the first and the last is empty, so that they can be categories beside each other."""
    starts, ends = ([cell for cell in pipeline.column(name).values if cell is not None] for name in (start, end))
    bins = sorted(set(zip(map(float, starts), map(float, ends), strict=True)))
    return all(math.isclose(bin_[1], after[0], rel_tol=1e-9, abs_tol=1e-9) for bin_, after in pairwise(bins))

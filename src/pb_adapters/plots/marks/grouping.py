"""Taking a layer apart: the runs of items that form one line, the items of one look, and their colours."""

from itertools import groupby
from operator import itemgetter
from typing import TypeVar

import msgspec
import numpy as np

from pb_adapters.plots.frames.model import FrameLayer, Ints
from pb_adapters.plots.look import Look
from pb_core.plot.grammar import Color

_ARRAYS = ("offset_index", "muted", "x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")
PALE = 0.35
"""The opacity of bars, boxes and violins behind points, which keep the full colour."""

_Look = TypeVar("_Look")
_TUPLES = ("series", "detail", "emphasis", "text", "shape")


def runs(layer: FrameLayer, *columns: str) -> list[FrameLayer]:
    """The layer cut where one of the text columns, or the base category if ``base`` is named, changes."""
    keys = list(zip(*(_column(layer, name) for name in columns), strict=True))
    if len(set(keys)) <= 1:
        return [layer] if layer.count else []
    bounds = [next(group)[0] for _, group in groupby(enumerate(keys), key=itemgetter(1))]
    return [take(layer, np.arange(start, end)) for start, end in zip(bounds, [*bounds[1:], layer.count], strict=True)]


def sharing(layer: FrameLayer, keys: list[str]) -> list[tuple[str, Ints]]:
    """Each different key, in order of appearance, with the indices of its items."""
    names = list(dict.fromkeys(keys))
    if len(names) == 1:
        return [(names[0], np.arange(layer.count))]
    codes = np.fromiter(map({name: i for i, name in enumerate(names)}.__getitem__, keys), np.int64, layer.count)
    return [(name, np.flatnonzero(codes == i)) for i, name in enumerate(names)]


def take(layer: FrameLayer, indices: Ints) -> FrameLayer:
    """The layer with these items only."""
    arrays = {name: None if (a := getattr(layer, name)) is None else a[indices] for name in _ARRAYS}
    texts = {name: tuple(column[i] for i in indices) for name in _TUPLES if (column := getattr(layer, name))}
    return msgspec.structs.replace(layer, **arrays, **texts)


def finite(layer: FrameLayer) -> list[FrameLayer]:
    """The layer cut at its gaps, which are left out; where no item has a second end, that makes no gaps."""
    missing = np.zeros(layer.count, dtype=bool)
    seconds = [column for column in (layer.x2, layer.y2) if column is not None and not np.isnan(column).all()]
    for column in (layer.x, layer.y, *seconds):
        if column is not None:
            missing |= np.isnan(column)
    if not missing.any():
        return [layer]
    kept = np.flatnonzero(~missing)
    parts = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1)
    return [take(layer, part) for part in parts if len(part)]


def fills(layer: FrameLayer, look: Look) -> list[str]:
    """The colour of every item; a single one where all are alike."""
    if len(set(layer.series)) <= 1 and not any(layer.emphasis) and not layer.muted.any():
        return [look.fill(layer.series[0] if layer.series else "", None, muted=False)]
    known: dict[tuple[object, ...], str] = {}
    colors = []
    for series, emphasis, muted in zip(layer.series, _emphasis(layer), layer.muted.tolist(), strict=True):
        key = (series, emphasis, muted)
        if key not in known:
            known[key] = look.fill(series, emphasis, muted=muted)
        colors.append(known[key])
    return colors


def outlines(layer: FrameLayer, look: Look) -> list[str | None]:
    """The emphasis line around every item, or ``None``; empty where no item has one."""
    if not any(layer.emphasis):
        return []
    lines = [look.outline(series, e) for series, e in zip(layer.series, _emphasis(layer), strict=True)]
    return lines if any(lines) else []


def spread(colors: list[_Look], count: int) -> list[_Look]:
    """One colour (or dash) for each of ``count`` items."""
    return colors * count if len(colors) == 1 else colors


def tinted(color: str) -> str:
    """What a colour looks like on paper at the opacity of bars and boxes behind points."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - PALE * (255 - part)):02x}" for part in parts)


def emphasised(layer: FrameLayer) -> bool:
    """Whether the items of a run stand out."""
    return bool(layer.emphasis) and layer.emphasis[0] is not None


def _emphasis(layer: FrameLayer) -> tuple[Color | None, ...]:
    return layer.emphasis or (None,) * layer.count


def _column(layer: FrameLayer, name: str) -> tuple[object, ...]:
    if name == "base":
        base = layer.y if layer.horizontal else layer.x
        return (0.0,) * layer.count if base is None else tuple(base.tolist())
    return getattr(layer, name) or ("",) * layer.count

"""The items of box plots and violins: one per group of values, or many vertices of its outline."""

from collections.abc import Sequence

from msgspec import Struct

from pb_core.plot.estimates import kernel
from pb_core.plot.estimates.summaries import quantile, silverman
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import MarkType
from pb_core.plot.items import Items
from pb_core.plot.layering.bases import channel_on
from pb_core.plot.layering.layers import LayerData, pick
from pb_core.tables.table import Cell

VIOLIN_POINTS = 100
_WHISKER, _PLAY = 1.5, 1e-9

Group = tuple[tuple[str, Cell], list[float]]
"""The series as told (``""`` without a legend) and the category of a group, and its values."""


class Box(Struct, frozen=True, kw_only=True):
    """The five numbers of a box plot."""

    low: float
    q1: float
    median: float
    q3: float
    high: float


def box_of(values: Sequence[float]) -> Box:
    """The box of at least one value, as ``Items`` defines it."""
    ascending = sorted(values)
    q1, median, q3 = (quantile(ascending, share) for share in (0.25, 0.5, 0.75))
    reach = (_WHISKER + _PLAY) * (q3 - q1)
    low = next(value for value in ascending if value >= q1 - reach)
    high = next(value for value in reversed(ascending) if value <= q3 + reach)
    return Box(low=min(low, q1), q1=q1, median=median, q3=q3, high=max(high, q3))


def violin_of(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """The vertices of a violin and the density at each, relative to the largest; empty for a constant sample."""
    ascending = sorted(values)
    if not ascending or ascending[0] == ascending[-1]:
        return [], []
    points, sums = kernel.curve(ascending, silverman(ascending), 0.0, VIOLIN_POINTS)
    largest = max(sums)
    return points, [total / largest for total in sums]


def summary_items(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> tuple[Items, ...]:
    """The boxes and their outliers, or the violins, of these rows: by series in order, then in the order of rows."""
    encoding = layer.layer.encoding
    names = pick(layer.cells(channel_on(encoding, layer.base)), rows)
    values = pick(layer.cells(channel_on(encoding, layer.value)), rows)
    own = pick(layer.series(), rows) or ("",) * len(rows)
    found: dict[tuple[str, Cell], list[float]] = {}
    for series, name, value in zip(own, names, values, strict=True):
        found.setdefault((series, name), []).append(value)  # type: ignore[arg-type]  # rows that are items hold numbers
    places = {name: place for place, name in enumerate(resolved.series)}
    order = sorted(found, key=lambda key: places.get(key[0], 0))
    groups = [((series if resolved.legend else "", name), found[series, name]) for series, name in order]
    return _violins(layer, groups) if layer.layer.mark.type is MarkType.VIOLIN else _boxes(layer, groups)


def _boxes(layer: LayerData, groups: Sequence[Group]) -> tuple[Items, ...]:
    boxes = [box_of(values) for _, values in groups]
    outliers = [
        (key, value)
        for (key, values), box in zip(groups, boxes, strict=True)
        for value in values
        if not box.low <= value <= box.high
    ]
    shown = _items(layer, [key for key, _ in groups], tuple(box.median for box in boxes), boxes=tuple(boxes))
    if not outliers:
        return (shown,)
    return shown, _items(layer, [key for key, _ in outliers], tuple(value for _, value in outliers), part="outliers")


def _violins(layer: LayerData, groups: Sequence[Group]) -> tuple[Items, ...]:
    keys: list[tuple[str, Cell]] = []
    points: list[float] = []
    heights: list[float] = []
    for key, values in groups:
        outline, densities = violin_of(values)
        keys += [key] * len(outline)
        points += outline
        heights += densities
    return (_items(layer, keys, tuple(points), heights=tuple(heights)),)


def _items(
    layer: LayerData,
    keys: Sequence[tuple[str, Cell]],
    positions: tuple[float, ...],
    *,
    part: str = "",
    boxes: tuple[Box, ...] = (),
    heights: tuple[float, ...] = (),
) -> Items:
    names = tuple(name for _, name in keys)
    x, y = (names, positions) if layer.base == "x" else (positions, names)
    return Items(
        layer=layer.index, mark=layer.layer.mark.type, part=part, series=tuple(series for series, _ in keys), x=x, y=y,
        low=tuple(box.low for box in boxes), high=tuple(box.high for box in boxes), q1=tuple(box.q1 for box in boxes),
        q3=tuple(box.q3 for box in boxes), value=heights,
    )  # fmt: skip

"""The footnote of a plot: what its error bars and bands show, and of how many values each box or violin is.

A reader needs both beside the figure, not only in its caption. The words follow from the specification alone and the
numbers of values are counted twice, by the engine and for the proof, so that what is printed is compared like all else.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pb_core.domain.plots.estimators import Survival
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    base_of,
    channel_on,
    error_on,
    is_quantitative,
    other,
    second_on,
)
from pb_core.domain.plots.resolved_plot import Resolved, panel_rows
from pb_core.domain.plots.spec import Layer, PlotSpec, Projection, Spread
from pb_core.domain.plots.transform_captions import percent
from pb_core.domain.plots.transforms import Aggregate, Op, Regression, Transform


class _Made(Struct, frozen=True):
    """What a computed column holds: a statistic, or an end of some curve's interval, and the level of intervals."""

    kind: str
    level: float


_DELTAS = {Op.STDEV: "± 1 s.d.", Op.STDERR: "± 1 s.e. of the mean"}
_PAIRS = {
    (Op.CI0, Op.CI1): "{level} CI of the mean",
    (Op.BOOT0, Op.BOOT1): "{level} bootstrap CI of the mean",
    (Op.Q1, Op.Q3): "quartiles",
    (Op.MIN, Op.MAX): "smallest to largest value",
    ("fit", "fit"): "{level} confidence of the fit",
    ("survival", "survival"): "{level} CI of the curve",
}


def footnote(spec: PlotSpec, sizes: Sequence[int]) -> str:
    """The footnote, ``""`` where nothing needs one; ``sizes`` are the numbers of values of all boxes or violins."""
    if spec.projection is not Projection.CARTESIAN:
        return ""
    said: dict[str, list[str]] = {}
    for what, shows in dict.fromkeys(pair for layer in spec.layer for pair in _uncertain(spec, layer)):
        said.setdefault(what, []).append(shows)
    words = [f"{what}: {', '.join(shows)}" for what, shows in said.items()]
    if sizes:
        low, high = min(sizes), max(sizes)
        words.append(f"n = {low:,} each" if low == high else f"n = {low:,} to {high:,}")
    return "; ".join(words)


def _uncertain(spec: PlotSpec, layer: Layer) -> Iterator[tuple[str, str]]:
    """Error bars or a band of a layer, and what they show."""
    made = _made((*spec.transform, *layer.transform))
    band = layer.mark.type.traits.band
    for axis in ("x", "y"):
        spread = error_on(layer.encoding, axis)
        if spread is not None and (layer.mark.type.traits.errors or band):
            yield "Band" if band else "Error bars", _spread(spread, made)
    value = other(base_of(layer)) if band else ""
    second = second_on(layer.encoding, value) if band else None
    channel = channel_on(layer.encoding, value) if band else None
    if second is not None and channel is not None and is_quantitative(channel):
        ends = _ends(second, channel.field, made) or _ends(channel.field, second, made)
        yield "Band", ends or _fields(second, channel.field)


def _made(transforms: Sequence[Transform]) -> Mapping[str, _Made]:
    """What each computed column holds, as far as intervals may need it."""
    found: dict[str, _Made] = {}
    for transform in transforms:
        match transform:
            case Aggregate():
                kept = {name: made for name, made in found.items() if name in transform.groupby}
                found = kept | {one.as_: _Made(one.op, transform.level) for one in transform.measures}
            case Regression():
                found |= {name: _Made("fit", transform.level) for name in transform.as_[2:]}
            case Survival() if transform.level is not None:
                found |= {name: _Made("survival", transform.level) for name in transform.as_[2:4]}
            case _:
                pass
    return found


def _spread(spread: Spread, made: Mapping[str, _Made]) -> str:
    if spread.delta is not None:
        source = made.get(spread.delta)
        known = _DELTAS.get(Op(source.kind)) if source is not None and source.kind in set(Op) else None
        return known or f"± {spread.delta}"
    low, high = spread.low or "", spread.high or ""
    return _ends(low, high, made) or _fields(low, high)


def _ends(low: str, high: str, made: Mapping[str, _Made]) -> str:
    """What two computed ends span; ``""`` where they are no pair of one statistic."""
    first, last = made.get(low), made.get(high)
    if first is None or last is None:
        return ""
    words = next((text for pair, text in _PAIRS.items() if pair == (first.kind, last.kind)), "")
    return words.format(level=percent(first.level))


def _fields(low: str, high: str) -> str:
    return f"{low} to {high}"


def sample_sizes(resolved: Resolved) -> tuple[int, ...]:
    """How many values each box, violin or ridge of the first such layer is of, panel by panel."""
    layer = next((data for data in resolved.layers if data.layer.mark.type.traits.summary), None)
    if layer is None:
        return ()
    return tuple(size for rows in panel_rows(resolved, layer).values() for size in _sizes(layer, rows))


def _sizes(layer: LayerData, rows: Sequence[int]) -> Iterator[int]:
    names = layer.cells(channel_on(layer.layer.encoding, layer.base))
    values = layer.cells(channel_on(layer.layer.encoding, layer.value))
    series = layer.series()
    found: dict[tuple[object, object], list[object]] = {}
    for row in rows:
        found.setdefault((series[row] if series else "", names[row] if names else ""), []).append(values[row])
    alike = layer.layer.mark.type.traits.share  # a density needs two different values
    yield from (len(held) for held in found.values() if not alike or len(set(held)) > 1)

"""Sentences about layers: what their marks show, what their error bars are, and what is missing."""

from collections.abc import Iterator

from pb_core.plot.describing.figures import rounded
from pb_core.plot.describing.sources import Source, Sources, interval, name_of
from pb_core.plot.expecting.references import line_at
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import MarkType, ReferenceLine, Spread, Stack
from pb_core.plot.layering.bases import band_of, channel_on, error_on, second_on
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.transforms import Op

_MARKS = {
    MarkType.BAR: "Bars",
    MarkType.LINE: "Lines",
    MarkType.AREA: "Areas",
    MarkType.POINT: "Points",
    MarkType.RULE: "Rules",
    MarkType.TICK: "Ticks",
    MarkType.RECT: "Cells",
    MarkType.ARC: "Slices",
    MarkType.TEXT: "Texts",
    MarkType.ERRORBAND: "Bands",
}
_DELTAS = {
    Op.STDEV: "± 1 sample standard deviation",
    Op.STDERR: "± 1 standard error of the mean",
}


def layer_sentences(data: LayerData, made: Sources) -> Iterator[str]:
    """The sentences of one layer, whose computed columns have these sources."""
    mark = data.layer.mark.type
    if mark is MarkType.BOXPLOT:
        yield (
            "Boxes span the quartiles and are divided at the median; whiskers reach the furthest values within 1.5 "
            "interquartile ranges of the box; points are the values beyond."
        )
    elif mark is MarkType.VIOLIN:
        yield "Violins show Gaussian kernel densities (Silverman's bandwidth), each scaled to the same width."
    elif mark in {MarkType.STRIP, MarkType.SWARM}:
        yield "Each point is one value; its place across the category says nothing."
    else:
        yield from _shown(data, made)
    for axis in ("x", "y"):
        spread = error_on(data.layer.encoding, axis)
        if spread is not None and mark is not MarkType.ERRORBAND:
            yield f"Error bars{' in x' if axis == 'x' and data.value == 'y' else ''} {_errors(spread, made)}."
    if data.layer.encoding.stack is Stack.NORMALIZE:
        yield f"{_MARKS[mark]} are stacked as shares of their sum."
    hidden = data.table.rows - len(data.rows)
    if hidden > 0:
        verbs = ("lacks", "is") if hidden == 1 else ("lack", "are")
        yield f"{hidden:,} of {data.table.rows:,} rows {verbs[0]} a value and {verbs[1]} not shown."


def _shown(data: LayerData, made: Sources) -> Iterator[str]:
    encoding, mark = data.layer.encoding, data.layer.mark.type
    name = _MARKS[mark]
    channel = {MarkType.RECT: encoding.color, MarkType.ARC: encoding.theta}.get(mark, channel_on(encoding, data.value))
    source = made.get(channel.field) if channel is not None else None
    second = second_on(encoding, data.value)
    spread = band_of(data.layer)
    if spread is not None and channel is not None:
        yield f"Bands {_band(channel.field, spread, made)}."
    elif mark is MarkType.ERRORBAND and channel is not None and second is not None:
        pair = _pair(channel.field, second, made)
        if pair:
            yield f"Bands show {pair}."
    elif source is not None:
        yield f"{name} show {source.words}."


def _pair(first: str, second: str, made: Sources) -> str:
    ends = [made[name] for name in (first, second) if name in made]
    return (interval(ends[0], ends[1]) or interval(ends[1], ends[0])) if len(ends) == 2 else ""  # noqa: PLR2004 - a pair


def _band(field: str, spread: Spread, made: Sources) -> str:
    if spread.delta is None:
        low, high = spread.low or "", spread.high or ""
        words = _pair(low, high, made)
        return f"show {words}" if words else f"run from {low} to {high}{_given(made, low, high)}"
    centre, source = made.get(field), made.get(spread.delta)
    delta = spread.delta if source is None else _DELTAS.get(source.op, f"± {source.words}").removeprefix("± ")
    return f"show {field if centre is None else centre.words} ± {delta}{_given(made, spread.delta)}"


def _given(made: Sources, *fields: str) -> str:
    return "" if set(fields) & set(made) else ", as given"


def _errors(spread: Spread, made: Sources) -> str:
    if spread.delta is not None:
        source: Source | None = made.get(spread.delta)
        if source is None:
            return f"as given in {spread.delta}"
        return f"are {_DELTAS.get(source.op, f'± {source.words}')}"
    low, high = spread.low or "", spread.high or ""
    words = _pair(low, high, made)
    if words:
        return f"are {words}"
    return f"as given in {low} and {high}" if not {low, high} & set(made) else f"run from {low} to {high}"


def reference_sentences(resolved: Resolved) -> Iterator[str]:
    """The sentences of reference lines that stand at a statistic."""
    for annotation in resolved.spec.annotations:
        if isinstance(annotation, ReferenceLine) and annotation.op is not None and annotation.field is not None:
            at = rounded(line_at(resolved, annotation))
            which = "horizontal" if annotation.axis == "y" else "vertical"
            yield f"The {which} line stands at the {name_of(annotation.op)} of {annotation.field} ({at})."

"""Captions: sentences that name every statistic of a plot, what its marks and error bars show, and what is missing."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.estimators import Schedule
from pb_core.domain.plots.expectation import line_at
from pb_core.domain.plots.marks import MarkType, Quantity
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    band_of,
    channel_on,
    error_on,
    second_on,
    shows_rows,
)
from pb_core.domain.plots.resolved_plot import Resolved, resolve
from pb_core.domain.plots.spec import Channel, Encoding, PlotSpec, ReferenceLine, ScaleType, Spread, Stack
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.row_transforms import grouped
from pb_core.domain.plots.transform_captions import counts, listed, percent, rounded, transform_sentences
from pb_core.domain.plots.transforms import BOOTSTRAP_RESAMPLES, Aggregate, Bin, Density, Measure, Op, Transform
from pb_core.domain.tables.table import Table

Sources = Mapping[str, "Source"]

_NAMES = {
    Op.COUNT: "number",
    Op.PROPORTION: "share",
    Op.SUM: "sum",
    Op.MEAN: "mean",
    Op.MEDIAN: "median",
    Op.MIN: "smallest value",
    Op.MAX: "largest value",
    Op.STDEV: "sample standard deviation",
    Op.STDERR: "standard error of the mean",
    Op.Q1: "first quartile",
    Op.Q3: "third quartile",
    Op.CI0: "lower end of the t interval of the mean",
    Op.CI1: "upper end of the t interval of the mean",
    Op.BOOT0: "lower end of the bootstrap interval of the mean",
    Op.BOOT1: "upper end of the bootstrap interval of the mean",
}


class Source(Struct, frozen=True, kw_only=True):
    """A computed column: its statistic of a field, per which groups of how many rows, and the level of intervals."""

    op: Op
    field: str
    groupby: tuple[str, ...]
    sizes: str
    level: float
    folded: str = ""

    @property
    def words(self) -> str:
        """The statistic in words: ``the mean of accuracy per model (n = 5)``; of folded columns that of each."""
        if self.folded:
            return self.folded
        of = f"the {name_of(self.op)} of {self.field or 'rows'}"
        per = f" per {listed(self.groupby)}" if self.groupby else ""
        return f"{of}{per}{f' ({self.sizes})' if self.op not in {Op.COUNT, Op.SUM} else ''}"


def name_of(op: Op) -> str:
    """The statistic's name, without its article."""
    return _NAMES[op]


def sources(table: Table, transforms: Sequence[Transform]) -> tuple[Table, Sources]:
    """The table after the transforms, and the source of each computed column that is still there."""
    found: dict[str, Source] = {}
    for transform in transforms:
        if isinstance(transform, Aggregate):
            made = {measure.as_: _source(table, transform, measure, found) for measure in transform.measures}
            found = {name: source for name, source in found.items() if name in transform.groupby} | made
        elif isinstance(transform, grammar.Fold):
            folded = [found[name] for name in transform.fields if name in found]
            found = {name: source for name, source in found.items() if name not in transform.fields}
            if folded:
                words = listed(dict.fromkeys(source.words for source in folded))
                found[transform.as_[1]] = replace(folded[0], folded=words)
        table = apply(table, (transform,))
    return table, {name: source for name, source in found.items() if table.column(name) is not None}


def _source(table: Table, transform: Aggregate, measure: Measure, known: Sources) -> Source:
    groups = grouped(table, transform.groupby, range(table.rows))
    column = table.column(measure.field) if measure.field else None
    sizes = [
        sum(column.values[row] is not None for row in rows) if column else len(rows) for rows in groups.values()
    ] or [0]
    field = measure.field or ""
    return Source(
        op=measure.op, field=known[field].words if field in known else field, groupby=transform.groupby,
        sizes=counts(sizes), level=transform.level,
    )  # fmt: skip


def interval(low: Source, high: Source) -> str:
    """What two ends span, in words; empty when they are no pair of one statistic."""
    match (low.op, high.op):
        case (Op.CI0, Op.CI1):
            return f"{percent(low.level)} t intervals of the mean"
        case (Op.BOOT0, Op.BOOT1):
            return (
                f"{percent(low.level)} percentile bootstrap intervals of the mean ({BOOTSTRAP_RESAMPLES:,} resamples)"
            )
        case (Op.Q1, Op.Q3):
            return "the range between the quartiles"
        case (Op.MIN, Op.MAX):
            return "the range from the smallest to the largest value"
        case _:
            return ""


_BEYOND = "; points are the values beyond"
_DELTAS = {
    Op.STDEV: "± 1 sample standard deviation",
    Op.STDERR: "± 1 standard error of the mean",
}


def layer_sentences(spec: PlotSpec, data: LayerData, made: Sources, shown: Collection[int]) -> Iterator[str]:
    """The sentences of one layer, whose computed columns have these sources; ``shown`` rows are items of some layer."""
    traits = data.layer.mark.type.traits
    if traits.caption:
        yield traits.caption.replace(_BEYOND, "") if shows_rows(spec, data.layer) else traits.caption
    else:
        yield from _shown(data, made)
    for axis in ("x", "y"):
        spread = error_on(data.layer.encoding, axis)
        if spread is not None and not traits.band:
            made_here = {
                step.as_ for step in (*spec.transform, *data.layer.transform) if isinstance(step, grammar.Calculate)
            }
            said = _errors(spread, made, made_here)
            yield f"Error bars{' in x' if axis == 'x' and data.value == 'y' else ''} {said}."
    if data.layer.encoding.stack is Stack.NORMALIZE:
        yield f"{traits.plural} are stacked as shares of their sum."
    hidden = data.table.rows - len(shown)
    if hidden > 0 and not _is_scheduled(spec, data):
        verbs = ("lacks", "is") if hidden == 1 else ("lack", "are")
        yield f"{hidden:,} of {data.table.rows:,} rows {verbs[0]} a value and {verbs[1]} not shown."


def _is_scheduled(spec: PlotSpec, data: LayerData) -> bool:
    """Whether a layer shows the tasks or the milestones of a schedule, which says itself what it leaves out."""
    schedules = [each for each in (*spec.transform, *data.layer.transform) if isinstance(each, Schedule)]
    channel = channel_on(data.layer.encoding, data.value)
    return channel is not None and any(channel.field in each.as_ for each in schedules)


def _shown(data: LayerData, made: Sources) -> Iterator[str]:
    encoding, traits = data.layer.encoding, data.layer.mark.type.traits
    channels = {Quantity.COLOR: encoding.color, Quantity.ANGLE: encoding.theta}
    channel = channels.get(traits.quantity, channel_on(encoding, data.value))
    source = made.get(channel.field) if channel is not None else None
    second = second_on(encoding, data.value)
    spread = band_of(data.layer)
    if spread is not None and channel is not None:
        yield f"Bands {_band(channel.field, spread, made)}."
    elif traits.band and channel is not None and second is not None:
        pair = _pair(channel.field, second, made)
        if pair:
            yield f"Bands show {pair}."
    elif source is not None:
        yield f"{traits.plural} show {source.words}."


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


def _errors(spread: Spread, made: Sources, calculated: Collection[str]) -> str:
    if spread.delta is not None:
        source: Source | None = made.get(spread.delta)
        if source is None:
            return f"as given in {spread.delta}"
        return f"are {_DELTAS.get(source.op, f'± {source.words}')}"
    low, high = spread.low or "", spread.high or ""
    words = _pair(low, high, made)
    if words:
        return f"are {words}"
    given = not {low, high} & {*made, *calculated}
    return f"as given in {low} and {high}" if given else f"run from {low} to {high}"


def reference_sentences(resolved: Resolved) -> Iterator[str]:
    """The sentences of reference lines that stand at a statistic."""
    for annotation in resolved.spec.annotations:
        if isinstance(annotation, ReferenceLine) and annotation.op is not None and annotation.field is not None:
            at = rounded(line_at(resolved, annotation))
            which = "horizontal" if annotation.axis == "y" else "vertical"
            yield f"The {which} line stands at the {name_of(annotation.op)} of {annotation.field} ({at})."


def methods(spec: PlotSpec, table: Table) -> tuple[str, ...]:
    """The sentences, each once: transforms, what marks and error bars show, reference lines, what is missing.

    Error bars that the caller gave are named by their column; nothing is said about what they are. Raises
    ``InvalidSpec`` where the spec does not fit the table.
    """
    return tuple(dict.fromkeys(_sentences(spec, table)))


def _sentences(spec: PlotSpec, table: Table) -> Iterator[str]:
    resolved = resolve(spec, table)
    drawn = frozenset(name for layer in spec.layer for name in _drawn(layer.encoding))
    yield from transform_sentences(table, spec.transform, drawn)
    shared, given = apply(table, spec.transform), {column.name for column in table.columns}
    for data in resolved.layers:
        yield from transform_sentences(shared, data.layer.transform, drawn, data.layer.mark.type.traits.plural, given)
        _, own = sources(table, (*spec.transform, *data.layer.transform))
        alike = (other for other in resolved.layers if other.layer.transform == data.layer.transform)
        yield from layer_sentences(spec, data, own, {row for other in alike for row in other.rows})
        yield from _beneath_logarithm(spec, data)
    yield from reference_sentences(resolved)


def _beneath_logarithm(spec: PlotSpec, data: LayerData) -> Iterator[str]:
    """That bins and densities along a logarithmic axis are those of the numbers themselves."""
    made = {
        name for one in (*spec.transform, *data.layer.transform) if isinstance(one, Bin | Density) for name in one.as_
    }
    for axis in ("x", "y"):
        channel, scale = channel_on(data.layer.encoding, axis), axis_of(spec, data.layer, axis).scale.type
        smooth = data.layer.mark.type in {MarkType.VIOLIN, MarkType.RIDGE} and axis == data.value
        if channel is not None and scale in {ScaleType.LOG, ScaleType.SYMLOG} and (smooth or channel.field in made):
            yield f"Along {axis}, bins and densities are of the numbers themselves and not of their logarithms."


def _drawn(encoding: Encoding) -> Iterator[str]:
    """The fields of an encoding, those of second ends and error bars included."""
    for name in encoding.__struct_fields__:
        match getattr(encoding, name):
            case Channel(field=field) | (str() as field):
                yield field
            case Spread() as spread:
                yield from filter(None, (spread.delta, spread.low, spread.high))

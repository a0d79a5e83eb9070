"""Whether every number that a spec writes itself is stated by the intent, by the data's names or by its transforms."""

import re
from collections.abc import Iterable, Iterator

from pb_core.plot import transforms as grammar
from pb_core.plot.checking.faults import refuse
from pb_core.plot.checking.figures import claimed, stated, stated_times
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import FieldType, PlotSpec, PointNote, ReferenceBand, ReferenceLine, Side
from pb_core.plot.layering.bases import channel_on
from pb_core.plot.transforms import Transform
from pb_core.plot.wording import shortest, time_text
from pb_core.tables.table import Column, ColumnType, Table

_PLAY = 1e-9
_ZERO: frozenset[float] = frozenset({0.0})


def check_grounding(resolved: Resolved, table: Table, intent: str) -> None:
    """Check the numbers of all words and all literals of a spec."""
    spec = resolved.spec
    names = [spelling for name in _names(resolved, table) for spelling in {name, name.replace("_", " ")}]
    known = _known(resolved, table, [intent, *names])
    words = {word.casefold() for text in (intent, *names) for word in text.split()}
    for text in _texts(spec):
        for written, meanings, word in claimed(text):
            if word.casefold() not in words and not any(_among(number, known) for number in meanings):
                refuse(
                    f"The words {text!r} say {written}, which neither the intent nor the data's names say; "
                    "statistics are printed by labels and notes, not by words."
                )
    numbers, times = stated(intent), stated_times(intent)
    for what, number, temporal, bounds in _literals(resolved, table):
        if not (_among(number, numbers | bounds) or (temporal and number in times)):
            said = time_text(number, "%Y-%m-%d") if temporal else shortest(number)
            refuse(f"{what} is {said}, and the intent does not say so.")
    for line in spec.annotations:
        value = line.value if isinstance(line, ReferenceLine) else None
        if isinstance(value, str) and value.casefold() not in intent.casefold():
            refuse(f"A reference line stands at {value!r}, and the intent does not say so.")
    _check_suffixes(resolved, intent)


def _among(number: float, known: Iterable[float]) -> bool:
    return any(abs(number - other) <= _PLAY * max(abs(number), abs(other)) for other in known)


def _texts(spec: PlotSpec) -> Iterator[str]:
    """All words of a spec that its readers see; names of new columns become titles."""
    yield spec.title
    axes = (spec.axes.x.title, spec.axes.y.title, spec.axes.right.title, spec.legend.title)
    yield from (title for title in axes if title)
    for annotation in spec.annotations:
        yield annotation.text if isinstance(annotation, PointNote) else annotation.label
    for transform in _transforms(spec):
        if isinstance(transform, grammar.Aggregate):
            yield from (measure.as_ for measure in transform.measures)
        elif isinstance(transform, grammar.Cumulate):
            yield transform.total
        names = getattr(transform, "as_", ())
        yield from (names,) if isinstance(names, str) else names


def _transforms(spec: PlotSpec) -> Iterator[Transform]:
    yield from spec.transform
    for layer in spec.layer:
        yield from layer.transform


def _known(resolved: Resolved, table: Table, texts: Iterable[str]) -> frozenset[float]:
    found = {number for text in texts for number in stated(text)}
    for transform in _transforms(resolved.spec):
        found |= _implied(transform)
    found.add(float(table.rows))
    return frozenset(found)


def _names(resolved: Resolved, table: Table) -> Iterator[str]:
    yield from resolved.x
    yield from resolved.y
    yield from resolved.series
    for panel in resolved.panels:
        yield from panel
    for column in table.columns:
        yield column.name
        yield column.unit
        yield from _words(column)


def _words(column: Column) -> Iterator[str]:
    if column.type is ColumnType.TEXT:
        yield from (text for text in dict.fromkeys(column.values) if isinstance(text, str))
    if column.type is ColumnType.TIME:
        days = dict.fromkeys(cell // 86_400 for cell in column.values if isinstance(cell, int | float))
        yield from dict.fromkeys(time_text(day * 86_400, "%Y") for day in days)


def _implied(transform: Transform) -> set[float]:
    """The figures that a transform brings with it: levels, counts of bins, windows."""
    found: set[float] = set()
    level = getattr(transform, "level", None)
    if level is not None:
        found |= {level, round(level * 100, 6)}
    match transform:
        case grammar.Smooth():
            found.add(float(transform.window))
        case grammar.Limit():
            found.add(float(transform.count))
        case grammar.Bin():
            found |= {float(transform.value)} if transform.value else set()
        case grammar.Calibration():
            found.add(float(transform.bins))
        case grammar.Filter():
            found |= {float(end) for end in (transform.low, transform.high) if end is not None}
    return found


Literal = tuple[str, float, bool, frozenset[float]]
"""What it is, the number, whether it is a time, and the bounds that need no one to state them."""


def _literals(resolved: Resolved, table: Table) -> Iterator[Literal]:
    yield from _scale_literals(resolved)
    yield from _annotation_literals(resolved)
    yield from _inset_literals(resolved)
    for transform in _transforms(resolved.spec):
        if isinstance(transform, grammar.Filter):
            column = table.column(transform.field)
            temporal = column is not None and column.type is ColumnType.TIME
            for number in (transform.low, transform.high):
                if number is not None:
                    yield f"A limit of the filter on {transform.field!r}", number, temporal, _ZERO


def _scale_literals(resolved: Resolved) -> Iterator[Literal]:
    axes = resolved.spec.axes
    for name, axis in (("x", axes.x), ("y", axes.y), ("right", axes.right)):
        scale, temporal = axis.scale, _is_temporal(resolved, name)
        for what, number in (("lower end", scale.domain_min), ("upper end", scale.domain_max)):
            if number is not None:
                yield f"The {what} of the {name} axis", number, temporal, _ZERO | {1.0}
        for number in (scale.break_from, scale.break_to):
            if number is not None:
                yield f"An end of the break of the {name} axis", number, temporal, frozenset()


def _annotation_literals(resolved: Resolved) -> Iterator[Literal]:
    for annotation in resolved.spec.annotations:
        if isinstance(annotation, ReferenceLine) and isinstance(annotation.value, int | float):
            temporal = _is_temporal(resolved, annotation.axis)
            yield "The place of a reference line", annotation.value, temporal, _ZERO
        elif isinstance(annotation, ReferenceBand):
            for number in (annotation.low, annotation.high):
                yield "An end of a band", number, _is_temporal(resolved, annotation.axis), _ZERO


def _inset_literals(resolved: Resolved) -> Iterator[Literal]:
    inset = resolved.spec.inset
    if inset is None:
        return
    for axis, number in (("x", inset.x_min), ("x", inset.x_max), ("y", inset.y_min), ("y", inset.y_max)):
        if number is not None:
            yield "An end of the inset", number, _is_temporal(resolved, axis), frozenset()


def _is_temporal(resolved: Resolved, name: str) -> bool:
    channels = (
        channel_on(data.layer.encoding, "x" if name == "x" else "y")
        for data in resolved.layers
        if name == "x" or (data.layer.axis is Side.RIGHT) == (name == "right")
    )
    return any(channel is not None and channel.type is FieldType.TEMPORAL for channel in channels)


def _check_suffixes(resolved: Resolved, intent: str) -> None:
    spec = resolved.spec
    units = {column.unit for data in resolved.layers for column in data.table.columns}
    for form in (spec.axes.x.format, spec.axes.y.format, spec.axes.right.format, spec.legend.format):
        suffix = form.suffix.strip()
        if suffix and suffix not in units and not re.search(rf"(?<!\w){re.escape(suffix)}(?!\w)", intent):
            refuse(f"Numbers would end with {suffix!r}, which is no unit of the data and not in the intent.")

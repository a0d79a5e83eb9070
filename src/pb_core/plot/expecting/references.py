"""The annotations that a plot must show, with their places."""

import math
from collections.abc import Iterator

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.aggregating import statistic
from pb_core.plot.deriving.rows import numbers
from pb_core.plot.drawn import ReferenceKind
from pb_core.plot.expecting.notes import Reference, noted
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import (
    FieldType,
    IdentityLine,
    PointNote,
    ReferenceBand,
    ReferenceLine,
)
from pb_core.plot.layering.bases import axis_of, channel_on, is_discrete, on_scale
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.naming import instead
from pb_core.plot.transforms import Op
from pb_core.tables.times import times_of, year_of, year_text


def references(resolved: Resolved) -> tuple[tuple[Reference, ...], ...]:
    """The annotations of each panel, in the order of the spec's."""
    notes = {
        place: noted(resolved, annotation)
        for place, annotation in enumerate(resolved.spec.annotations)
        if isinstance(annotation, PointNote)
    }
    return tuple(tuple(_of_panel(resolved, panel, notes)) for panel in range(len(resolved.panels)))


def _of_panel(resolved: Resolved, panel: int, notes: dict[int, tuple[int, Reference] | None]) -> Iterator[Reference]:
    for place, annotation in enumerate(resolved.spec.annotations):
        match annotation:
            case ReferenceLine():
                yield _line(resolved, annotation)
            case ReferenceBand():
                _check_ends(resolved, annotation.axis, annotation.low, annotation.high)
                yield Reference(
                    kind=ReferenceKind.BAND,
                    at=(annotation.low, annotation.high),
                    axis=annotation.axis,
                    text=annotation.label,
                )
            case IdentityLine():
                yield Reference(kind=ReferenceKind.IDENTITY, text=annotation.label)
            case PointNote():
                found = notes[place]
                if found is not None and found[0] == panel:
                    yield found[1]


def _line(resolved: Resolved, line: ReferenceLine) -> Reference:
    first = resolved.layers[0]
    at = line_at(resolved, line)
    _check_ends(resolved, line.axis, at)
    form = axis_of(resolved.spec, first.layer, line.axis).format
    return Reference(kind=ReferenceKind.LINE, at=(at,), axis=line.axis, text=line.label, number=at, form=form)


def _check_ends(resolved: Resolved, axis: str, *ends: float) -> None:
    first = resolved.layers[0]
    scale = axis_of(resolved.spec, first.layer, axis).scale.type
    for end in ends:
        if not (is_discrete(channel_on(first.layer.encoding, axis)) or on_scale(end, scale)):
            message = f"An annotation stands at {end:g}, where a {scale.value} scale has no place."
            raise InvalidSpec(message)


def line_at(resolved: Resolved, line: ReferenceLine) -> float:
    """Where a reference line stands; raises ``InvalidSpec`` where nothing says so."""
    first = resolved.layers[0]
    if line.value is not None:
        return _literal(resolved, first, line.axis, line.value)
    if line.op is None or line.field is None or line.op in {Op.COUNT, Op.PROPORTION}:
        message = "A reference line needs a 'value', or an 'op' and its 'field' (not count or proportion)."
        raise InvalidSpec(message)
    sample = [value for value in numbers(first.table, line.field) if value is not None]
    found = statistic(line.op, sample) if sample else None
    if found is None or not math.isfinite(found):
        lacking = "has too few values" if found is None else "is too large to compute with"
        message = f"The reference line's {line.op.value} of {line.field!r} {lacking}."
        raise InvalidSpec(message)
    return found


def _literal(resolved: Resolved, first: LayerData, axis: str, value: float | str) -> float:
    channel = channel_on(first.layer.encoding, axis)
    if is_discrete(channel):
        order = resolved.x if axis == "x" else resolved.y
        text = value if isinstance(value, str) else f"{value:g}"
        if text not in order:
            message = f"A reference line stands at {text!r}, which is no category; {instead(text, order)}"
            raise InvalidSpec(message)
        return float(order.index(text))
    if not isinstance(value, str):
        return value
    if channel is not None and channel.type is FieldType.TEMPORAL:
        year, times = year_text(value), times_of([value])
        if year is not None:
            return float(year_of(year))
        if times is not None:
            return float(times.moments[value])
    message = f"A reference line stands at {value!r}, which is no place on the {axis} axis."
    raise InvalidSpec(message)

"""Whether the data lies where scales and marks can show it, and whether there is any."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from pb_core.plot.checking.faults import refuse
from pb_core.plot.expecting.resolved import Resolved, panel_rows
from pb_core.plot.grammar import MarkType, ScaleType, Stack
from pb_core.plot.items import Expected, Items
from pb_core.plot.layering.bases import axis_of, band_of, channel_on, error_on
from pb_core.plot.layering.layers import LayerData, texts
from pb_core.plot.naming import column_of
from pb_core.plot.wording import shortest

_RANGES: dict[ScaleType, tuple[Callable[[float], bool], str]] = {
    ScaleType.LOG: (lambda number: number > 0, "numbers above 0; symlog takes all"),
    ScaleType.LOGIT: (lambda number: 0 < number < 1, "shares between 0 and 1, both excluded"),
}


def check_ranges(resolved: Resolved, expected: Expected) -> None:
    """Check the values of every layer."""
    for data in resolved.layers:
        items = [shown for panel in expected.panels for shown in panel.items if shown.layer == data.index]
        where = f"Layer {data.index + 1} ({data.layer.mark.type.value})"
        if not any(shown.series or shown.x or shown.y for shown in items):
            refuse(f"{where} has nothing to show: {_why(data)}")
        for axis in ("x", "y"):
            _check_scale(resolved, data, axis, items)
        _check_signs(resolved, data, where)


def _why(data: LayerData) -> str:
    if data.table.rows == 0:
        return "its transforms leave no row; leave fewer out."
    lacking = "no row has all the values that it needs, or no group enough of them"
    return f"{lacking}; send more values, or ask for another chart."


def _check_scale(resolved: Resolved, data: LayerData, axis: str, items: Sequence[Items]) -> None:
    scale = axis_of(resolved.spec, data.layer, axis).scale.type
    if scale not in _RANGES:
        return
    if data.layer.encoding.stack is not None and axis == data.value:
        refuse(f"Stacks start at 0, which a {scale.value} scale does not have; use offset or another scale.")
    fits, what = _RANGES[scale]
    columns = chain.from_iterable((shown.x, shown.x2) if axis == "x" else (shown.y, shown.y2) for shown in items)
    for number in chain.from_iterable(columns):
        if isinstance(number, int | float) and not fits(number):
            channel = channel_on(data.layer.encoding, axis)
            name = channel.field if channel else axis
            where = f"the band of {name!r} reaches" if axis == data.value and band_of(data.layer) else f"{name!r} holds"
            refuse(f"A {scale.value} scale shows {what}; {where} {shortest(number)}.")


def _check_signs(resolved: Resolved, data: LayerData, where: str) -> None:
    encoding = data.layer.encoding
    if encoding.size is not None and _has_negative(data.quantities(encoding.size.field)):
        refuse(f"{where}: the size field {encoding.size.field!r} holds negative numbers, which no area shows.")
    if encoding.theta is not None:
        _check_angles(resolved, data, where)
    for axis in ("x", "y"):
        spread = error_on(encoding, axis)
        if spread is not None and spread.delta is not None and _has_negative(data.quantities(spread.delta)):
            refuse(f"{where}: the error field {spread.delta!r} holds negative numbers.")
    value = channel_on(encoding, data.value)
    if encoding.stack is Stack.NORMALIZE and value is not None and _has_negative(data.quantities(value.field)):
        refuse(f"{where}: {value.field!r} holds negative numbers, which are no shares; stack is 'zero' then.")


def _check_angles(resolved: Resolved, data: LayerData, where: str) -> None:
    field = data.layer.encoding.theta.field if data.layer.encoding.theta else ""
    angles = data.quantities(field)
    if _has_negative(angles):
        refuse(f"{where}: {field!r} holds negative numbers, which are no parts of a whole; bars show them.")
    for rows in panel_rows(resolved, data).values():
        if rows and not any(angles[row] for row in rows):
            refuse(f"{where}: the values of {field!r} add up to 0.")


def _has_negative(values: Iterable[float | None]) -> bool:
    return any(value is not None and value < 0 for value in values)


MARKS_OF_ONE = {
    MarkType.BAR: "bars would hide each other; aggregate them, stack them or set them side by side with offset",
    MarkType.RECT: "cells would hide each other; aggregate them first",
    MarkType.ARC: "slices would look alike; aggregate them first",
}
"""Marks of which one place takes one item, and what to do about several."""


def check_overlaps(resolved: Resolved) -> None:
    """Check that no bar, cell or slice lies on another one of its layer."""
    for data in resolved.layers:
        encoding, mark = data.layer.encoding, data.layer.mark.type
        if mark not in MARKS_OF_ONE or encoding.stack is not None:
            continue
        base = channel_on(encoding, data.base)
        if mark is MarkType.BAR and (encoding.x2 if data.base == "x" else encoding.y2) is not None:
            continue  # histograms of several series lie on each other, translucent
        channels = {MarkType.RECT: (encoding.x, encoding.y), MarkType.ARC: (encoding.color,)}.get(mark, (base,))
        columns = [data.cells(channel) for channel in channels]
        if encoding.offset is not None:
            columns.append(texts(column_of(data.table, encoding.offset)))
        for rows in panel_rows(resolved, data).values():
            _check_once(data, columns, rows)


def _check_once(data: LayerData, columns: Sequence[Sequence[object]], rows: Iterable[int]) -> None:
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        key = tuple(column[row] for column in columns)
        if key in seen:
            names = ", ".join(str(part) for part in key)
            refuse(f"Layer {data.index + 1} has several rows for {names}: {MARKS_OF_ONE[data.layer.mark.type]}.")
        seen.add(key)

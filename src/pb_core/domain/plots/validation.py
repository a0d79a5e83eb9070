"""Validation: whether a plot specification fits the caller's table, stays legible and writes no number of its own."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise

from pb_core.domain.plots.drawn import Expected, Items
from pb_core.domain.plots.empty_layers import may_be_empty, why_empty
from pb_core.domain.plots.expectation import accents, expected, noted, references
from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.literal_support import check_grounding
from pb_core.domain.plots.marks import SecondEnd
from pb_core.domain.plots.resolved_layers import LayerData, axis_of, band_of, channel_on, error_on, second_on, texts
from pb_core.domain.plots.resolved_plot import Resolved, panel_rows, resolve
from pb_core.domain.plots.spec import Channel, PlotSpec, PointNote, ScaleType, Stack
from pb_core.domain.plots.suggestions import column_of, instead, refuse
from pb_core.domain.plots.unread_fields import check_readable
from pb_core.domain.tables.table import Table

MOST_PANELS = 36
MOST_CATEGORIES = 200
MOST_SERIES = 60


def check_limits(resolved: Resolved) -> None:
    """Check the numbers of panels, categories and series."""
    if len(resolved.panels) > MOST_PANELS:
        refuse(
            f"There would be {len(resolved.panels)} panels; {MOST_PANELS} is the limit. "
            "Filter or aggregate the facet field, or show it by colour."
        )
    for name, categories in (("x", resolved.x), ("y", resolved.y)):
        if len(categories) > MOST_CATEGORIES:
            refuse(
                f"The {name} axis would have {len(categories)} categories; {MOST_CATEGORIES} is the limit. "
                "Keep the largest with 'limit', aggregate, or show a distribution."
            )
    if len(resolved.series) > MOST_SERIES:
        refuse(
            f"There would be {len(resolved.series)} series; {MOST_SERIES} is the limit. "
            "Filter them, aggregate them, or use 'detail' without a colour."
        )


def check_names(resolved: Resolved, table: Table) -> None:
    """Check that categories that the spec names are there; what only filters took away may be highlighted."""
    spec = resolved.spec
    _check_known("x axis", spec.axes.x.values, resolved.x)
    _check_known("y axis", spec.axes.y.values, resolved.y)
    _check_known("legend", spec.legend.values, resolved.series)
    if spec.facet is not None:
        _check_known("facet", spec.facet.values, [column for column, _ in resolved.panels])
        _check_known("facet", spec.facet.row_values, [row for _, row in resolved.panels])
    for highlight in spec.highlight:
        whole = table.column(highlight.field)
        held = () if whole is None else texts(whole)
        _check_known("highlight", (highlight.value,), [*_cells(resolved, highlight.field), *held])
    names: dict[str, str] = {}
    for name, color in accents(resolved).items():
        if (other := names.setdefault(color, name)) != name:
            refuse(
                f"The series {other!r} and {name!r} are both highlighted in {color}, so that nothing tells them apart."
            )
    for annotation in spec.annotations:
        if isinstance(annotation, PointNote) and noted(resolved, annotation) is None:
            field = annotation.field or ""
            known = _cells(resolved, field)
            refuse(f"The note is about {annotation.value!r} of {field!r}; {instead(annotation.value, known)}")


def _cells(resolved: Resolved, field: str) -> Sequence[str]:
    """The category texts of a field in the first layer that has it."""
    columns = [column for data in resolved.layers for column in data.table.columns]
    found = next((column for column in columns if column.name == field), None)
    if found is None:
        refuse(f"No layer has a field {field!r}; {instead(field, (column.name for column in columns))}")
    return list(dict.fromkeys(texts(found)))


def _check_known(what: str, named: Iterable[str], known: Sequence[str]) -> None:
    for name in named:
        if name not in known:
            refuse(f"The {what} names {name!r}; {instead(name, known)}")


_RANGES: dict[ScaleType, tuple[Callable[[float], bool], str]] = {
    ScaleType.LOG: (lambda number: number > 0, "numbers above 0; symlog takes all"),
    ScaleType.LOGIT: (lambda number: 0 < number < 1, "shares between 0 and 1, both excluded"),
}


def check_ranges(resolved: Resolved, expected: Expected, table: Table) -> None:
    """Check the values of every layer; ``table`` is the caller's."""
    everything_empty = not any(shown.series or shown.x or shown.y for panel in expected.panels for shown in panel.items)
    for data in resolved.layers:
        items = [shown for panel in expected.panels for shown in panel.items if shown.layer == data.index]
        where = f"Layer {data.index + 1} ({data.layer.mark.type.value})"
        empty = not any(shown.series or shown.x or shown.y for shown in items)
        if empty and (everything_empty or not may_be_empty(data, resolved.spec)):
            refuse(f"{where} has nothing to show: {why_empty(data, resolved.spec, table)}")
        for axis in ("x", "y"):
            _check_scale(resolved, data, axis, items)
        _check_signs(resolved, data, where)


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


def check_overlaps(resolved: Resolved) -> None:
    """Check that no bar, cell or slice lies on another one of its layer, and no box stands at two places."""
    for data in resolved.layers:
        encoding, traits = data.layer.encoding, data.layer.mark.type.traits
        for rows in panel_rows(resolved, data).values():
            _check_offsets(data, rows)
            if encoding.stack is not None and traits.joined:
                _check_filled(data, rows)
        if not traits.exclusive or encoding.stack is not None:
            continue
        if traits.second_end is SecondEnd.BASE and second_on(encoding, data.base) is not None:
            continue  # histograms of several series lie on each other, translucent
        base = (channel_on(encoding, data.base),)
        places = (encoding.x, encoding.y) if traits.cells else (encoding.color,) if traits.angular else base
        columns = [data.cells(channel) for channel in places]
        if encoding.offset is not None:
            columns.append(texts(column_of(data.table, encoding.offset)))
        check = _check_apart if second_on(encoding, data.value) is not None else _check_once
        for rows in panel_rows(resolved, data).values():
            check(data, columns, rows)


def _check_filled(data: LayerData, rows: Sequence[int]) -> None:
    """Check that stacked areas have a value of every series at every place: between others they would be made up."""
    series, places = data.series(), data.cells(channel_on(data.layer.encoding, data.base))
    values = data.cells(_value_channel(data))
    if not (series and places and values):
        return  # one series, which has no gap, or nothing along an axis
    found: dict[object, set[object]] = {}
    for row in rows:
        if values[row] is not None and places[row] is not None:
            found.setdefault(series[row], set()).add(places[row])
    everywhere = set().union(*found.values())
    for name, own in found.items():
        if own != everywhere:
            refuse(
                f"Layer {data.index + 1} stacks areas, and {name!r} has no value at {len(everywhere - own)} of "
                f"{len(everywhere)} places; count or add up with 'complete', or stack bars."
            )


def _check_once(data: LayerData, columns: Sequence[Sequence[object]], rows: Iterable[int]) -> None:
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        key = tuple(column[row] for column in columns)
        if key in seen:
            names = ", ".join(str(part) for part in key)
            refuse(f"Layer {data.index + 1} has several rows for {names}: {data.layer.mark.type.traits.exclusive}.")
        seen.add(key)


def _check_apart(data: LayerData, columns: Sequence[Sequence[object]], rows: Iterable[int]) -> None:
    """Check that items of one place, each from one end to another, do not lie on each other."""
    near, far = data.quantities(second_on(data.layer.encoding, data.value)), data.cells(_value_channel(data))
    spans: dict[tuple[object, ...], list[tuple[float, float]]] = {}
    for row in rows:
        ends = sorted((float(near[row] or 0.0), float(far[row] or 0.0)))
        spans.setdefault(tuple(column[row] for column in columns), []).append((ends[0], ends[1]))
    for key, places in spans.items():
        places.sort()
        if any(end > start for (_, end), (start, _) in pairwise(places)):
            names = ", ".join(str(part) for part in key)
            refuse(
                f"Layer {data.index + 1} has rows for {names} that overlap: {data.layer.mark.type.traits.exclusive}."
            )


def _value_channel(data: LayerData) -> Channel | None:
    return channel_on(data.layer.encoding, data.value)


def _check_offsets(data: LayerData, rows: Sequence[int]) -> None:
    """Check that one box or violin has one place side by side."""
    if data.layer.encoding.offset is None or not data.layer.mark.type.traits.summary:
        return
    offsets = texts(column_of(data.table, data.layer.encoding.offset))
    names, series = data.cells(channel_on(data.layer.encoding, data.base)), data.series()
    places: dict[tuple[object, object], str] = {}
    for row in rows:
        if places.setdefault((series[row], names[row]), offsets[row]) != offsets[row]:
            refuse(f"Layer {data.index + 1}: what stands side by side must be told apart by color.")


def check_plot(spec: PlotSpec, table: Table, intent: str) -> None:
    """Check a spec against its table and the intent; raises ``InvalidSpec`` with one sentence.

    The sentence says what is wrong and what there is instead: whatever ``check_spec`` says, and numbers in words or
    literals that nobody stated. A field with cells that cannot be read raises ``NotPlottable``: no other specification
    mends that.
    """
    check_readable(spec, table)
    check_grounding(check_spec(spec, table), table, intent)


def check_spec(spec: PlotSpec, table: Table) -> Resolved:
    """Check a spec against its table and settle it; raises ``InvalidSpec`` with one sentence.

    The sentence says what is wrong and what there is instead: fields, types, channels of marks, ranges of scales,
    numbers of categories, series and panels, overlapping bars, values to show at all, and names of categories. An
    engine draws what has passed it.
    """
    resolved = resolve(spec, table)
    check_limits(resolved)
    check_ranges(resolved, expected(resolved), table)
    check_names(resolved, table)
    check_overlaps(resolved)
    references(resolved)
    return resolved

"""What a plot must show, computed from the caller's table alone: titles, numbers at items, annotations and items."""

import math
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots.drawn import Expected, Items, Panel, ReferenceKind
from pb_core.domain.plots.expected_items import row_order, simple_items, summary_items
from pb_core.domain.plots.label_text import title_of
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    channel_on,
    is_discrete,
    is_quantitative,
    on_scale,
    series_channel,
    texts,
)
from pb_core.domain.plots.resolved_plot import Resolved, names_end_lines, panel_rows, resolve
from pb_core.domain.plots.single_values import single_value
from pb_core.domain.plots.spec import (
    Channel,
    FieldType,
    Format,
    IdentityLine,
    Orient,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
    Side,
    Style,
    ValueNote,
)
from pb_core.domain.plots.statistics.row_transforms import numbers
from pb_core.domain.plots.statistics.univariate import statistic
from pb_core.domain.plots.suggestions import column_of, instead
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.tables.table import Cell, Table
from pb_core.domain.tables.times import times_of, year_of, year_text
from pb_core.errors import InvalidSpec


class Titles(Struct, frozen=True, kw_only=True):
    """The titles by place, ``""`` where none is required; ``others`` may stand in the legend besides."""

    plot: str = ""
    x: str = ""
    y: str = ""
    right: str = ""
    legend: str = ""
    risk_table: str = ""
    others: tuple[str, ...] = ()

    def of(self, place: str) -> str:
        """The title of a place in words, such as ``risk table``."""
        return str(getattr(self, place.replace(" ", "_")))

    @property
    def words(self) -> tuple[str, ...]:
        """The titles that are not empty."""
        places = (self.plot, self.x, self.y, self.right, self.legend, self.risk_table)
        return tuple(text for text in places if text)


def accents(resolved: Resolved) -> dict[str, str]:
    """The named colour of each series that a highlight picks by its own field, the first highlight first."""
    channels = [series_channel(layer.layer) for layer in resolved.layers if layer.layer.encoding.color is not None]
    fields = {channel.field for channel in channels if channel is not None}
    found: dict[str, str] = {}
    for highlight in resolved.spec.highlight:
        if highlight.field in fields and highlight.value in resolved.series:
            found.setdefault(highlight.value, highlight.color.value)
    return found


def titles(resolved: Resolved) -> Titles:
    """The titles of a plot: what the spec says, else the field's name with its unit."""
    spec, layers = resolved.spec, resolved.layers
    legend = _legend(resolved)
    if spec.projection is not Projection.CARTESIAN or any(layer.layer.mark.type.traits.angular for layer in layers):
        return Titles(plot=spec.title.strip(), legend=legend, others=_others(resolved))
    left = [layer for layer in layers if layer.layer.axis is Side.LEFT]
    right = [layer for layer in layers if layer.layer.axis is Side.RIGHT]
    return Titles(
        plot=spec.title.strip(),
        x=_title(spec.axes.x.title, layers, [layer.layer.encoding.x for layer in layers]),
        y=_title(spec.axes.y.title, left, [layer.layer.encoding.y for layer in left]),
        right=_title(spec.axes.right.title, right, [layer.layer.encoding.y for layer in right]),
        legend=legend,
        risk_table="" if spec.risk_table is None else spec.risk_table.title.strip(),
        others=_others(resolved),
    )


def _legend(resolved: Resolved) -> str:
    spec, layers = resolved.spec, resolved.layers
    if spec.legend.orient is Orient.NONE:
        return ""
    ramps = [layer.layer.encoding.color for layer in layers]
    ramps = [channel if is_quantitative(channel) else None for channel in ramps]
    if any(ramps):
        return _title(spec.legend.title, layers, ramps)
    if not resolved.legend or (spec.legend.orient is Orient.DIRECT and names_end_lines(resolved)):
        return ""
    return _title(spec.legend.title, layers, [series_channel(layer.layer) for layer in layers])


def _others(resolved: Resolved) -> tuple[str, ...]:
    """The titles of sizes, of series beside a colour ramp, and of a ramp that is shown although none was asked for."""
    found = []
    for data in resolved.layers:
        color = data.layer.encoding.color
        channels = (data.layer.encoding.size, series_channel(data.layer), color if is_quantitative(color) else None)
        found += [title_of(column_of(data.table, channel.field)) for channel in channels if channel is not None]
    return tuple(dict.fromkeys(found))


def _title(stated: str | None, layers: Iterable[LayerData], channels: Iterable[Channel | None]) -> str:
    for layer, channel in zip(layers, channels, strict=True):
        if channel is not None:
            return (title_of(column_of(layer.table, channel.field)) if stated is None else stated).strip()
    return ""


def label_format(resolved: Resolved, layer: LayerData) -> Format | None:
    """The number format of a layer's texts, ``None`` where they are no numbers.

    That of the value axis; of cells and arcs that of the legend, the shares of arcs being percentages unless it
    says otherwise.
    """
    text, traits, legend = layer.layer.encoding.text, layer.layer.mark.type.traits, resolved.spec.legend.format
    if text is not None and text.type is not FieldType.QUANTITATIVE:
        return None
    if text is None and traits.angular:
        return replace(legend, style=Style.PERCENT) if legend.style is Style.PLAIN else legend
    if text is None and traits.cells:
        return legend
    return axis_of(resolved.spec, layer.layer, layer.value).format


PLAY = 2**-46
"""Of their size: quantities that differ by less may change places by the rounding of what computed them."""


class Reference(Struct, frozen=True, kw_only=True):
    """An annotation of one panel: ``at`` as in ``DrawnReference`` (nothing for an identity line).

    ``text`` is what it must say; where that is empty, it may say ``number`` in ``form``, and a note must. ``behind``:
    the number must stand behind the text.
    """

    kind: ReferenceKind
    at: tuple[float, ...] = ()
    axis: str = ""
    text: str = ""
    number: float | None = None
    form: Format = Format()
    behind: bool = False


class Place(Struct, frozen=True, kw_only=True):
    """One item of the first layer: its panel, the row of the table and its place among the panel's items."""

    panel: int
    row: int
    at: int
    items: Items


def noted(resolved: Resolved, note: PointNote) -> tuple[int, Reference] | None:
    """The panel and the annotation of a note, ``None`` when no item is meant; raises ``InvalidSpec`` for no field."""
    first = resolved.layers[0]
    places = _places(resolved, first)
    found = _picked(first, note, places)
    if found is None:
        return None
    items, at = found.items, found.at
    form = label_format(resolved, first) or axis_of(resolved.spec, first.layer, first.value).format
    where = (_index(resolved.x, items.x[at]), _index(resolved.y, items.y[at]))
    return found.panel, Reference(
        kind=ReferenceKind.NOTE, at=where, text=note.text, number=_quantity(first, found), form=form
    )


def _places(resolved: Resolved, first: LayerData) -> list[Place]:
    found = []
    for panel, rows in enumerate(panel_rows(resolved, first).values()):
        order = row_order(resolved, first, rows)
        items = simple_items(resolved, first, order)
        found += [Place(panel=panel, row=row, at=at, items=items) for at, row in enumerate(order)]
    return found


def _picked(first: LayerData, note: PointNote, places: Sequence[Place]) -> Place | None:
    if note.pick == "value":
        if note.field is None:
            raise InvalidSpec("A note that picks a value needs its 'field'.")
        names = texts(column_of(first.table, note.field))
        return next((place for place in places if names[place.row] == note.value), None)
    sign = 1 if note.pick == "max" else -1
    best = max((sign * _quantity(first, place) for place in places), default=0.0)
    least = best - PLAY * abs(best)
    return next((place for place in places if sign * _quantity(first, place) >= least), None)


def _quantity(first: LayerData, place: Place) -> float:
    """What notes compare and print: the quantity of a cell, the end minus the start of a bar, else the position."""
    items, at, quantity = place.items, place.at, first.layer.mark.type.traits.quantity
    if items.value and quantity is Quantity.COLOR:
        return _number(items.value[at])
    far, near = (items.y, items.y2) if first.value == "y" else (items.x, items.x2)
    start = _number(near[at]) if near and quantity is Quantity.LENGTH else 0.0
    return _number(far[at]) - start if far else 0.0


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _index(order: Sequence[str], cell: Cell) -> float:
    return float(order.index(cell)) if isinstance(cell, str) else _number(cell)


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
            case ValueNote():
                yield _value(resolved, annotation, panel)


def _line(resolved: Resolved, line: ReferenceLine) -> Reference:
    first = resolved.layers[0]
    at = line_at(resolved, line)
    _check_ends(resolved, line.axis, at)
    form = axis_of(resolved.spec, first.layer, line.axis).format
    return Reference(
        kind=ReferenceKind.LINE, at=(at,), axis=line.axis, text=line.label, number=at, form=form, behind=line.number
    )


def _value(resolved: Resolved, note: ValueNote, panel: int) -> Reference:
    first = resolved.layers[0]
    rows = list(panel_rows(resolved, first).values())[panel]
    number = single_value(first, note.field, rows)
    return Reference(kind=ReferenceKind.VALUE, text=note.label, number=number, behind=True)


def _check_ends(resolved: Resolved, axis: str, *ends: float) -> None:
    first = resolved.layers[0]
    scale = axis_of(resolved.spec, first.layer, axis).scale.type
    for end in ends:
        if not (is_discrete(channel_on(first.layer.encoding, axis)) or on_scale(end, scale)):
            raise InvalidSpec(f"An annotation stands at {end:g}, where a {scale.value} scale has no place.")


def line_at(resolved: Resolved, line: ReferenceLine) -> float:
    """Where a reference line stands; raises ``InvalidSpec`` where nothing says so."""
    first = resolved.layers[0]
    if line.value is not None:
        return _literal(resolved, first, line.axis, line.value)
    if line.op is None and line.field is not None:
        return single_value(first, line.field, first.rows)
    if line.op is None or line.field is None or line.op in COUNTING:
        raise InvalidSpec(
            "A reference line needs a 'value', or an 'op' and its 'field' (not count or proportion), or a 'field' that "
            "has one value."
        )
    sample = [value for value in numbers(first.table, line.field) if value is not None]
    found = statistic(line.op, sample) if sample else None
    if found is None or not math.isfinite(found):
        lacking = "has too few values" if found is None else "is too large to compute with"
        raise InvalidSpec(f"The reference line's {line.op.value} of {line.field!r} {lacking}.")
    return found


def _literal(resolved: Resolved, first: LayerData, axis: str, value: float | str) -> float:
    channel = channel_on(first.layer.encoding, axis)
    if is_discrete(channel):
        order = resolved.x if axis == "x" else resolved.y
        text = value if isinstance(value, str) else f"{value:g}"
        if text not in order:
            raise InvalidSpec(f"A reference line stands at {text!r}, which is no category; {instead(text, order)}")
        return float(order.index(text))
    if not isinstance(value, str):
        return value
    if channel is not None and channel.type is FieldType.TEMPORAL:
        year, times = year_text(value), times_of([value])
        if year is not None:
            return float(year_of(year))
        if times is not None:
            return float(times.moments[value])
    raise InvalidSpec(f"A reference line stands at {value!r}, which is no place on the {axis} axis.")


def expect(spec: PlotSpec, table: Table) -> Expected:
    """What the plot must show, panel by panel; raises ``InvalidSpec`` where the spec does not fit the table."""
    return expected(resolve(spec, table))


def expected(resolved: Resolved) -> Expected:
    """What a settled plot must show."""
    items: list[list[Items]] = [[] for _ in resolved.panels]
    for layer in resolved.layers:
        for place, rows in enumerate(panel_rows(resolved, layer).values()):
            if layer.layer.mark.type.traits.summary:
                items[place] += summary_items(resolved, layer, rows)
            else:
                items[place].append(simple_items(resolved, layer, rows))
    return Expected(
        panels=tuple(
            Panel(column=column, row=row, x=resolved.x, y=resolved.y, items=tuple(shown))
            for (column, row), shown in zip(resolved.panels, items, strict=True)
        ),
        series=resolved.series if resolved.legend else (),
        words=titles(resolved).words,
    )

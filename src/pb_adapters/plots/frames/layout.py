"""Layout: the orders that all panels and layers of a plot share."""

from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from pb_adapters.plots.frames.bases import RUNNING
from pb_adapters.plots.frames.columns import Categories
from pb_adapters.plots.frames.orders import ordered, weights_of
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Axis, Legend, Orient, PlotSpec, Side, Sort

_LEAST_SERIES = 2


class Layout(Struct, frozen=True, kw_only=True, eq=False):
    """Categories in order: of the axes (``()`` where not discrete), the series, what stands side by side, the facets.

    ``offsets`` has one order per layer, ``()`` for one without an offset.
    """

    x: tuple[str, ...]
    y: tuple[str, ...]
    series: tuple[str, ...]
    legend: bool
    offsets: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]


def settle_series(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The layers, of which those whose colour only repeats an axis give it up where another one has a key.

    Lines, areas and bands give it up in any case: they run through all categories.
    """
    keyed = _need_keys(sheets)
    return [
        structs.replace(sheet, series=None)
        if _told_by_position(sheet) and (keyed or sheet.layer.mark.type in RUNNING)
        else sheet
        for sheet in sheets
    ]


def layout_of(spec: PlotSpec, sheets: Sequence[Sheet]) -> Layout:
    """The orders of a plot.

    Raises:
        InvalidSpec: two layers disagree on what an axis shows, or an order names unknown categories.
    """
    series = _order([sheet.series for sheet in sheets if sheet.series], sheets[0].series, spec.legend, sheets)
    return Layout(
        x=_axis(spec.axes.x, sheets, lambda sheet: sheet.x, "x"),
        y=_axis(spec.axes.y, sheets, lambda sheet: sheet.y, "y"),
        series=series,
        legend=_legend(spec, sheets),
        offsets=tuple(_offsets(sheet, series) for sheet in sheets),
        columns=_facet(spec.facet.field if spec.facet else None, sheets),
        rows=_facet(spec.facet.row if spec.facet else None, sheets),
    )


def _axis(
    axis: Axis, sheets: Sequence[Sheet], position: Callable[[Sheet], Position | None], name: str
) -> tuple[str, ...]:
    found = [place for sheet in sheets if (place := position(sheet)) and not _is_right(sheet, name)]
    discrete = [place.categories for place in found if place.categories]
    kinds = {place.channel.type if not place.categories else None for place in found}
    if len(kinds) > 1:
        message = f"The layers disagree on whether the {name} axis shows categories, quantities or times."
        raise InvalidSpec(message)
    first = position(sheets[0])
    return _order(discrete, first.categories if first else None, axis, sheets)


def _is_right(sheet: Sheet, name: str) -> bool:
    return name == "y" and sheet.layer.axis is Side.RIGHT


def _order(
    columns: Sequence[Categories], first: Categories | None, wish: Axis | Legend, sheets: Sequence[Sheet]
) -> tuple[str, ...]:
    if not columns:
        return ()
    by_value = wish.sort in {Sort.VALUE, Sort.VALUE_DOWN}
    return ordered(columns, wish.sort, wish.values, weights_of(sheets[0], first) if by_value else None)


def _legend(spec: PlotSpec, sheets: Sequence[Sheet]) -> bool:
    return spec.legend.orient is not Orient.NONE and _need_keys(sheets)


def _need_keys(sheets: Sequence[Sheet]) -> bool:
    """Whether the layers together have several series that their positions do not tell."""
    told = [sheet.series for sheet in sheets if sheet.series is not None and not _told_by_position(sheet)]
    return len({label for series in told for label in series.labels}) >= _LEAST_SERIES


def _told_by_position(sheet: Sheet) -> bool:
    field = sheet.series.vector.name if sheet.series else ""
    return any(place is not None and place.vector.name == field for place in (sheet.x, sheet.y))


def _offsets(sheet: Sheet, series: tuple[str, ...]) -> tuple[str, ...]:
    if sheet.offset is None:
        return ()
    if sheet.series and sheet.series.vector.name == sheet.offset.vector.name:
        return series
    return ordered([sheet.offset])


def _facet(field: str | None, sheets: Sequence[Sheet]) -> tuple[str, ...]:
    if field is None:
        return ("",)
    columns = [sheet.data.column(field) for sheet in sheets if sheet.data.has(field)]
    if not columns:
        sheets[0].data.column(field)  # says which fields there are
    return ordered([column.categories() for column in columns])

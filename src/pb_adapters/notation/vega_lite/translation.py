"""The whole plot: layers with what they share, axes, the legend, panels and annotations."""

from collections.abc import Sequence

from msgspec import UNSET
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.channels import Shown
from pb_adapters.notation.vega_lite.grammar import Title
from pb_adapters.notation.vega_lite.guides import Guided, axis_of, legend_of, words_of
from pb_adapters.notation.vega_lite.layer_names import with_names
from pb_adapters.notation.vega_lite.merging import merged
from pb_adapters.notation.vega_lite.orders import listed_order
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.units import Unit
from pb_adapters.notation.vega_lite.views import Units
from pb_core.domain.plots.layer_rules import check_layer
from pb_core.domain.plots.resolved_layers import loaded
from pb_core.domain.plots.spec import Axes, Config, Facet, Layer, PlotSpec, Side
from pb_core.domain.plots.spec_rules import check_axes
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.request_rules import require_valid
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec

_MOST_COLUMNS = 12
_MOST_SHARED, _MOST_OWN = 12, 8


def translated(document: dict[str, object], table: Table, notes: Notes, what: str) -> PlotSpec:
    """The specification in our grammar; raises ``InvalidRequest``."""
    units = Units(notes)
    units.add(document, {}, Pipeline(table, notes), what)
    sided = [
        replace(unit, layer=replace(unit.layer, axis=Side.RIGHT)) if place in units.right and unit.layer else unit
        for place, unit in enumerate(units.found)
    ]
    drawn = [unit for unit in with_names(merged(sided)) if unit.layer is not None]
    layers = [unit.layer for unit in drawn if unit.layer is not None]
    if not layers:
        refuse(what, "needs a layer that shows a field")
    shared = _shared([layer.transform for layer in layers], what)
    guided = [_guided(unit, layer, notes) for unit, layer in zip(drawn, layers, strict=True)]
    legend, ramp = legend_of(guided)
    spec = PlotSpec(
        layer=tuple(replace(layer, transform=layer.transform[len(shared) :]) for layer in layers),
        transform=shared, title=_title(units.title, notes, what), axes=_axes(drawn, layers, notes), legend=legend,
        facet=_facet(drawn, units), annotations=tuple(unit.annotation for unit in units.found if unit.annotation),
        highlight=tuple(dict.fromkeys(highlight for unit in drawn for highlight in unit.highlights)),
        config=Config(ramp=ramp),
    )  # fmt: skip
    require_valid(spec)
    _require_fit(spec, table, [unit.path for unit in drawn], what)
    return spec


def _require_fit(spec: PlotSpec, table: Table, paths: Sequence[str], what: str) -> None:
    """Refuse what columns and marks alone show not to fit, with the path of the layer."""
    empty = replace(table, columns=tuple(replace(column, values=()) for column in table.columns))
    place = what
    try:
        layers = loaded(spec, empty)
        for data, place in zip(layers, paths, strict=True):  # noqa: B007 - read where a check fails
            check_layer(data)
        place = what
        check_axes(spec, layers)
    except InvalidSpec as error:
        refuse(place, str(error))


def _shared(chains: Sequence[tuple[Transform, ...]], what: str) -> tuple[Transform, ...]:
    """The transforms that all layers begin with."""
    count = 0
    shortest = min(map(len, chains))
    while count < min(shortest, _MOST_SHARED) and all(chain[count] == chains[0][count] for chain in chains):
        count += 1
    if max(map(len, chains)) - count > _MOST_OWN:
        refuse(what, f"needs too many transforms: {_MOST_SHARED} are shared, and a layer has {_MOST_OWN} of its own")
    return chains[0][:count]


def _title(title: object, notes: Notes, what: str) -> str:
    if isinstance(title, dict):
        title = part(title, Title, f"{what}.title", notes).text
    if title is not UNSET and title is not None and not isinstance(title, str | list):
        refuse(f"{what}.title", "must be a text")
    if isinstance(title, list) and not all(isinstance(line, str) for line in title):
        refuse(f"{what}.title", "must be a list of texts")
    return words_of(title) or ""


def _guided(unit: Unit, layer: Layer, notes: Notes) -> Guided:
    return Guided(mark=layer.mark.type, channels=unit.channels, before=unit.before, notes=notes)


def _axes(units: Sequence[Unit], layers: Sequence[Layer], notes: Notes) -> Axes:
    """The axes, of which the labels and error bars of a layer speak too."""
    guided = [
        (layer.axis, _guided(each, layer, notes))
        for unit, layer in zip(units, layers, strict=True)
        for each in (unit, *unit.guests)
    ]
    left, right = ([guide for side, guide in guided if side is wanted] for wanted in (Side.LEFT, Side.RIGHT))
    return Axes(x=axis_of([guide for _, guide in guided], "x"), y=axis_of(left, "y"), right=axis_of(right, "y"))


def _facet(units: Sequence[Unit], found: Units) -> Facet | None:
    """The panels, which all layers share."""
    facets: dict[str, tuple[Shown, Unit]] = {}
    for unit in units:
        for name, shown in unit.facets.items():
            first = facets.setdefault(name, (shown, unit))[0]
            if first.field != shown.field:
                refuse(shown.path, "all layers share their panels: name one field")
    if not facets:
        return None
    if "facet" in facets and len(facets) > 1:
        refuse(facets["facet"][0].path, "goes without row and column")
    row, across = facets.get("row"), facets.get("column") or facets.get("facet")
    main, unit = across or facets["row"]
    independent = "y" in found.panels_apart
    for name in sorted(found.panels_apart - {"y"}):
        found.notes.say(f"{main.path}: resolve.scale", f"panels share {name[:40]!r}")
    return Facet(
        field=main.field,
        row=row[0].field if row and across else None,
        columns=found.columns if "facet" in facets else _columns(main, unit, only_row=not across),
        independent_y=independent,
        values=listed_order(main, unit.channels, unit.before),
        row_values=listed_order(row[0], row[1].channels, row[1].before) if row and across else (),
    )


def _columns(main: Shown, unit: Unit, *, only_row: bool) -> int:
    if only_row:
        return 1
    return min(max(len(set(unit.before.column(main.field).values)), 1), _MOST_COLUMNS)

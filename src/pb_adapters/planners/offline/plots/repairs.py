"""Repairs: how a specification changes when a layout check found something, never against a wish that is kept.

Every repair goes one way only (upright to lying, shared to panels, narrow to wide, automatic to direct to below), so
that repairs cannot run in circles.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Request
from pb_adapters.planners.offline.plots.sight import (
    category_axis,
    channel_on,
    is_quantity,
    map_layers,
    marks,
    on_right,
    series_field,
)
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import (
    Encoding,
    Facet,
    Layer,
    Medium,
    Orient,
    PlotSpec,
    Projection,
    ReferenceBand,
    ReferenceLine,
)

Repair = Callable[[PlotSpec, Data], PlotSpec | None]

_TURNED = {
    MarkType.BAR,
    MarkType.BOXPLOT,
    MarkType.VIOLIN,
    MarkType.STRIP,
    MarkType.SWARM,
    MarkType.POINT,
    MarkType.TICK,
}
_MOST_PANELS = 12
_DIRECT_SERIES = 6


def repaired(
    spec: PlotSpec, findings: Iterable[Finding], requests: Iterable[Request], data: Data
) -> tuple[PlotSpec, tuple[str, ...]]:
    """The specification after the first repair of each finding that no kept wish stands against, and what was done."""
    kept = [request for request in requests if request.kept(spec, data)]
    done: list[str] = []
    for finding in findings:
        for words, repair in _REPAIRS.get(finding.check, ()):
            changed = repair(spec, data) if words not in done else None
            if changed is not None and all(request.kept(changed, data) for request in kept):
                spec = changed
                done.append(words)
                break
    return spec, tuple(done)


def _lay(spec: PlotSpec, _: Data) -> PlotSpec | None:
    """Categories along y, so that their names stand in full beside the marks."""
    if (
        category_axis(spec) != "x"
        or not is_quantity(spec, "y")
        or not marks(spec) <= _TURNED
        or any(map(on_right, spec.layer))
    ):
        return None
    if spec.projection is not Projection.CARTESIAN or (spec.facet is not None and spec.facet.independent_y):
        return None
    layers = tuple(replace(layer, encoding=_turned(layer.encoding)) for layer in spec.layer)
    axes = replace(spec.axes, x=spec.axes.y, y=spec.axes.x)
    notes = tuple(
        replace(n, axis="x" if n.axis == "y" else "y") if isinstance(n, ReferenceLine | ReferenceBand) else n
        for n in spec.annotations
    )
    return replace(spec, layer=layers, axes=axes, annotations=notes)


def _turned(old: Encoding) -> Encoding:
    return replace(old, x=old.y, y=old.x, x2=old.y2, y2=old.x2, x_error=old.y_error, y_error=old.x_error)


def _widen(spec: PlotSpec, _: Data) -> PlotSpec | None:
    if spec.config.medium is not Medium.SINGLE:
        return None
    return replace(spec, config=replace(spec.config, medium=Medium.DOUBLE))


def _fewer_labels(spec: PlotSpec, _: Data) -> PlotSpec | None:
    layers = {
        i: replace(layer, mark=replace(layer.mark, labels=False))
        for i, layer in enumerate(spec.layer)
        if layer.mark.labels and layer.mark.type is not MarkType.ARC
    }
    return map_layers(spec, layers) if layers else None


def _no_names(spec: PlotSpec, _: Data) -> PlotSpec | None:
    """Point names go where a legend or an axis does not need them."""
    rest = tuple(layer for layer in spec.layer if layer.mark.type is not MarkType.TEXT)
    return replace(spec, layer=rest) if rest and len(rest) < len(spec.layer) else None


def _direct(spec: PlotSpec, data: Data) -> PlotSpec | None:
    series = _series_count(spec, data)
    if spec.legend.orient is not Orient.AUTO or MarkType.LINE not in marks(spec) or not 1 < series <= _DIRECT_SERIES:
        return None
    return replace(spec, legend=replace(spec.legend, orient=Orient.DIRECT))


def _below(spec: PlotSpec, _: Data) -> PlotSpec | None:
    if spec.legend.orient not in {Orient.AUTO, Orient.DIRECT} or series_field(spec) is None:
        return None
    return replace(spec, legend=replace(spec.legend, orient=Orient.BOTTOM))


def _only_direct(spec: PlotSpec, data: Data) -> PlotSpec | None:
    return _below(spec, data) if spec.legend.orient is Orient.DIRECT else None


def _panels(spec: PlotSpec, data: Data) -> PlotSpec | None:
    """One panel per series."""
    field = series_field(spec)
    column = data.column(field) if field else None
    first: Layer = spec.layer[0]
    free = (
        spec.facet is None
        and spec.inset is None
        and spec.projection is Projection.CARTESIAN
        and first.encoding.stack is None
    )
    if (
        field is None
        or column is None
        or not free
        or not 1 < column.distinct <= _MOST_PANELS
        or any(c and c.field == field for c in (channel_on(spec, "x"), channel_on(spec, "y")))
    ):
        return None
    if any(layer.encoding.color is None or layer.encoding.color.field != field for layer in spec.layer):
        return None
    layers = tuple(
        replace(layer, encoding=replace(layer.encoding, color=None, shape=None, offset=None)) for layer in spec.layer
    )
    config = replace(spec.config, medium=Medium.DOUBLE if spec.config.medium is Medium.SINGLE else spec.config.medium)
    highlight = tuple(h for h in spec.highlight if h.field != field)
    return replace(spec, layer=layers, facet=Facet(field=field), highlight=highlight, config=config)


def _from_zero(spec: PlotSpec, _: Data) -> PlotSpec | None:
    name = "y" if is_quantity(spec, "y") else "x"
    axis = spec.axes.y if name == "y" else spec.axes.x
    if axis.scale.domain_min is None and axis.scale.zero is not False:
        return None
    changed = replace(axis, scale=replace(axis.scale, domain_min=None, zero=None))
    return replace(spec, axes=replace(spec.axes, **{name: changed}))


def _series_count(spec: PlotSpec, data: Data) -> int:
    field = series_field(spec)
    column = data.column(field) if field else None
    return column.distinct if column else 2 if field else 0


_NAMES: tuple[tuple[str, Repair], ...] = (
    ("categories stand along y", _lay),
    ("the figure is two columns wide", _widen),
)
_TEXTS: tuple[tuple[str, Repair], ...] = (
    ("the names of lines stand in a legend", _only_direct),
    ("values are not printed", _fewer_labels),
    ("the figure is two columns wide", _widen),
    ("points are not named", _no_names),
)
_REPAIRS: dict[Check, tuple[tuple[str, Repair], ...]] = {
    Check.OVERLAP: _NAMES,
    Check.TEXT_CLIPPED: _NAMES,
    Check.TEXT_SIZE: (("the figure is two columns wide", _widen), _NAMES[0]),
    Check.TEXT_OVERLAP: _TEXTS,
    Check.TEXT_OUTSIDE: _TEXTS[1:3],
    Check.LEGEND_ON_DATA: (("lines are named beside them", _direct), ("the legend stands below", _below)),
    Check.INDISTINCT_SERIES: (("each series has a panel", _panels),),
    Check.CROWDED: (("each series has a panel", _panels), *_NAMES),
    Check.BASELINE: (("bars begin at zero", _from_zero),),
}

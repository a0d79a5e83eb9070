"""Lineage: which columns of the caller's table a field of a specification comes from, and where each is shown."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of
from pb_core.domain.plots.resolved_plot import Resolved, resolve
from pb_core.domain.plots.spec import Channel, FieldType, Layer, PlotSpec, Side
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.plots.wishes import Place
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import Table

AXES = frozenset({Place.X, Place.Y, Place.RIGHT})


class Origin(Struct, frozen=True):
    """Where a field comes from: columns, the transforms and statistics on the way, first one first.

    ``measured`` says that its values are still values of those columns, and no counts, shares or densities. ``level``
    is that of an interval.
    """

    columns: frozenset[str]
    steps: tuple[str, ...] = ()
    measured: bool = True
    level: float | None = None


Fields = Mapping[str, Origin]

_NOTHING = Origin(frozenset())
_KEEPING = (
    grammar.Filter, grammar.Bin, grammar.Smooth, grammar.Cumulate, grammar.Pareto, grammar.Limit, grammar.Period,
    grammar.Calculate, grammar.Relative,    estimators.Schedule, estimators.Agreement,
)  # fmt: skip
_INPUTS: dict[type[Transform], tuple[str, ...]] = {
    grammar.Bin: ("field", "field"), grammar.Density: ("field", ""), grammar.Ecdf: ("field", ""),
    grammar.Regression: ("x", "y", "y", "y"), grammar.Smooth: ("field",),
    grammar.Period: ("field",), grammar.Cumulate: ("field", "field"),
    grammar.Relative: ("field",),
}  # fmt: skip
"""The attribute that each new column holds values of; ``""``: a share or density of the first one's."""


_WRITTEN = frozenset({"groupby", "within", "as_", "op", "whole"})


def fields_after(transforms: Iterable[Transform], columns: Iterable[str]) -> Fields:
    """The origin of every field after the transforms of a table with these columns."""
    known: dict[str, Origin] = {name: Origin(frozenset({name})) for name in columns}
    for transform in transforms:
        known = _after(transform, known)
    return known


def _after(transform: Transform, known: Fields) -> dict[str, Origin]:
    match transform:
        case grammar.Aggregate():
            made = {one.as_: _measure(one, known, transform.level) for one in transform.measures}
            return _only(known, transform.groupby) | made
        case grammar.Fold():
            folded = _joined([known.get(name, _NOTHING) for name in transform.fields], "fold")
            rest = {name: origin for name, origin in known.items() if name not in transform.fields}
            return rest | dict.fromkeys(transform.as_, folded)
        case grammar.Filter() | grammar.Pareto() | grammar.Limit():
            return dict(known)
    kept = dict(known) if isinstance(transform, _KEEPING) else _only(known, getattr(transform, "groupby", ()))
    return kept | dict(_made(transform, known))


def _measure(measure: grammar.Measure, known: Fields, level: float) -> Origin:
    origin = known.get(measure.field or "", _NOTHING)
    counts = measure.op in grammar.COUNTING
    return Origin(origin.columns, (*origin.steps, measure.op.value), origin.measured and not counts, level)


def step_of(transform: Transform) -> str:
    """The name of a transform among the steps of a field: what it computes, where one computes several things."""
    if isinstance(transform, grammar.Calculate):
        return transform.op.value
    first = isinstance(transform, grammar.Relative) and transform.whole is grammar.Whole.FIRST
    return "index" if first else str(transform.__struct_config__.tag)


def _made(transform: Transform, known: Fields) -> Iterator[tuple[str, Origin]]:
    """The new columns of a transform; of one that is not listed each may come from all that it reads."""
    tag = step_of(transform)
    level = getattr(transform, "level", None)
    names: tuple[str, ...] | str = getattr(transform, "as_", ())
    names = (names,) if isinstance(names, str) else names
    inputs = _INPUTS.get(type(transform), ())
    read = _joined([known[name] for name in inputs_of(transform) if name in known], tag)
    for index, name in enumerate(names):
        origin = known.get(getattr(transform, inputs[index] or inputs[0]), _NOTHING) if inputs else read
        steps = (*origin.steps, tag) if inputs else read.steps
        measured = origin.measured and (not inputs or bool(inputs[index]))
        yield name, Origin(origin.columns, steps, measured, level)


def inputs_of(transform: Transform) -> tuple[str, ...]:
    """The texts that a transform refers to, its groups and new columns left out; most are names of fields."""
    values = (getattr(transform, name) for name in transform.__struct_fields__ if name not in _WRITTEN)
    listed = (value if isinstance(value, tuple) else (value,) for value in values)
    return tuple(text for texts in listed for text in texts if isinstance(text, str))


def _only(known: Fields, names: Iterable[str]) -> dict[str, Origin]:
    return {name: known.get(name, _NOTHING) for name in names}


def _joined(origins: Iterable[Origin], step: str) -> Origin:
    origins = tuple(origins)
    columns = frozenset().union(*(origin.columns for origin in origins))
    steps = dict.fromkeys(done for origin in origins for done in origin.steps)
    return Origin(columns, (*steps, step), all(origin.measured for origin in origins))


class Shown(Struct, frozen=True):
    """A field shown at a place by one layer; ``base``: on the axis that values stand over."""

    place: Place
    origin: Origin
    type: FieldType | None = None
    base: bool = False


class LayerView(Struct, frozen=True, kw_only=True):
    """A layer, what its fields come from and what it shows where.

    ``errors`` are the fields of its error bars and bands, ``ends`` other second ends (of bars, rules and ranges).
    """

    layer: Layer
    transforms: tuple[Transform, ...]
    fields: Fields
    shown: tuple[Shown, ...]
    errors: tuple[Origin, ...]
    ends: tuple[Origin, ...]

    @property
    def mark(self) -> MarkType:
        """The kind of its mark."""
        return self.layer.mark.type

    @property
    def tags(self) -> frozenset[str]:
        """The names of the transforms before it."""
        return frozenset(str(transform.__struct_config__.tag) for transform in self.transforms)


class PlotView(Struct, frozen=True, kw_only=True):
    """A specification, the profile of its table and its layers.

    ``turned``: the intent asks for values along x, so that what it says of x and y changes places. ``ends``: the
    columns of which the intent says which value ends a time.
    """

    spec: PlotSpec
    profile: TableProfile
    layers: tuple[LayerView, ...]
    turned: bool = False
    ends: frozenset[str] = frozenset()

    def columns(self, origin: Origin) -> tuple[ColumnProfile, ...]:
        """The columns that a field comes from."""
        return tuple(column for column in self.profile.columns if column.name in origin.columns)

    def shown(self) -> Iterator[Shown]:
        """Everything that is shown, layer by layer."""
        for view in self.layers:
            yield from view.shown


class DrawnView(PlotView, frozen=True, kw_only=True):
    """A view with the table itself, and what of it is drawn where and in which order."""

    table: Table
    drawn: Resolved

    @property
    def orders(self) -> Mapping[Place, tuple[str, ...]]:
        """The categories of each place in the order in which they are drawn, panels of a row or a column each once."""
        across, down = zip(*self.drawn.panels, strict=True)
        panels = {Place.PANEL: tuple(dict.fromkeys(across)), Place.ROW: tuple(dict.fromkeys(down))}
        return {Place.X: self.drawn.x, Place.Y: self.drawn.y, Place.COLOR: self.drawn.series, **panels}


def view_of(spec: PlotSpec, profile: TableProfile) -> PlotView:
    """Look at a specification with the fields of every layer followed back to the table."""
    return PlotView(spec=spec, profile=profile, layers=_views(spec, profile))


def drawn_view(spec: PlotSpec, profile: TableProfile, table: Table) -> DrawnView:
    """Look at what is drawn of a table; raises ``InvalidSpec`` where the specification does not fit it."""
    layers = _views(spec, profile)
    return DrawnView(spec=spec, profile=profile, layers=layers, table=table, drawn=resolve(spec, table))


def _views(spec: PlotSpec, profile: TableProfile) -> tuple[LayerView, ...]:
    columns = [column.name for column in profile.columns]
    return tuple(_view(spec, layer, columns) for layer in spec.layer)


def _view(spec: PlotSpec, layer: Layer, columns: Iterable[str]) -> LayerView:
    transforms = (*spec.transform, *layer.transform)
    fields = fields_after(transforms, columns)
    shown = tuple(
        Shown(place, fields.get(channel.field, _NOTHING), channel.type, base)
        for place, channel, base in _channels(spec, layer)
    )
    errors, ends = (tuple(fields[name] for name in names if name in fields) for names in _spreads(layer))
    return LayerView(layer=layer, transforms=transforms, fields=fields, shown=shown, errors=errors, ends=ends)


def _channels(spec: PlotSpec, layer: Layer) -> Iterator[tuple[Place, Channel, bool]]:
    encoding, base = layer.encoding, base_of(layer)
    value_axis = Place.RIGHT if layer.axis is Side.RIGHT else Place.Y
    angular, cells = layer.mark.type.traits.angular, layer.mark.type.traits.cells
    placed = (
        (Place.X, encoding.x, cells or base == "x"), (value_axis, encoding.y, cells or base == "y"),
        (Place.Y, encoding.theta, False), (Place.COLOR, encoding.color, angular),
        (Place.Y, encoding.color if cells else None, False),  # the value of a cell is its colour
        (Place.SHAPE, encoding.shape, False), (Place.SIZE, encoding.size, False), (Place.TEXT, encoding.text, False),
    )  # fmt: skip
    yield from ((place, channel, is_base) for place, channel, is_base in placed if channel is not None)
    facet = spec.facet
    named = (
        (Place.SPLIT, encoding.offset), (Place.DETAIL, encoding.detail), (Place.DETAIL, encoding.order),
        (Place.PANEL, facet and facet.field), (Place.ROW, facet and facet.row),
    )  # fmt: skip
    yield from ((place, Channel(field=field, type=FieldType.NOMINAL), False) for place, field in named if field)


def _spreads(layer: Layer) -> tuple[list[str], list[str]]:
    """The fields of error bars and bands, and those of other second ends."""
    encoding = layer.encoding
    spreads = [spread for spread in (encoding.x_error, encoding.y_error) if spread is not None]
    errors = [name for spread in spreads for name in (spread.delta, spread.low, spread.high) if name]
    ends = [name for name in (encoding.x2, encoding.y2) if name]
    if not layer.mark.type.traits.band:
        return errors, ends
    first = [encoding.y.field] if encoding.y and encoding.y2 else [encoding.x.field] if encoding.x and ends else []
    return errors + ends + first, []

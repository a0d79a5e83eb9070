"""What stands around the marks of a random plot: scales, facets, annotations, insets, highlights and a legend."""

import math
import random
from collections.abc import Sequence

from msgspec.structs import replace

from hostile_tables import chance
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import LayerData, channel_on, error_on, loaded, on_scale, second_on
from pb_core.domain.tables.table import Column, ColumnType, Table
from pb_core.errors import InvalidSpec

_UNEVEN = {g.ScaleType.LOG, g.ScaleType.LOGIT}
_HOSTILE = (0.0, 5e-324, -1e-310, 1e-150, 1e-9, 1.0, -3.3, 1e9, 1e150)


def decorated(rng: random.Random, table: Table, bare: g.PlotSpec, *, well_formed: bool) -> g.PlotSpec:
    """The layers of a plot with all that goes around them.

    What is ``well_formed`` fits the layers' own tables: facets and highlights name what is there, scales have a place
    for every number, and annotations and insets stand on axes that take them. Their numbers are hostile all the same.
    """
    try:
        layers = loaded(bare, table) if well_formed else ()
    except InvalidSpec:
        layers = ()  # the data does not take the transforms, whatever stands around
    spec = replace(
        bare,
        legend=g.Legend(orient=rng.choice(tuple(g.Orient)), sort=rng.choice((None, *g.Sort))),
        config=g.Config(medium=rng.choice(tuple(g.Medium)), ramp=rng.choice(tuple(g.Ramp))),
    )
    return _Fitting(rng, spec, layers).all() if layers else _anything(rng, table, spec)


def _scale_type(rng: random.Random) -> g.ScaleType:
    return rng.choice((g.ScaleType.LINEAR,) * 7 + tuple(g.ScaleType))


def _axis(rng: random.Random, kind: g.ScaleType, ends: tuple[float | None, float | None]) -> g.Axis:
    """An axis of numbers with a scale of this type."""
    zero = None if kind in _UNEVEN else rng.choice((None, None, True, False))
    constant, reverse = rng.choice((1.0, 1.0, 1e-12, 1e12)), chance(rng, 0.1)
    scale = g.Scale(type=kind, zero=zero, reverse=reverse, constant=constant, domain_min=ends[0], domain_max=ends[1])
    decimals = rng.choice((None, None, None, 0, 3))
    return g.Axis(
        scale=scale, format=g.Format(style=rng.choice((g.Style.PLAIN,) * 5 + tuple(g.Style)), decimals=decimals)
    )


# --- what fits ------------------------------------------------------------------------------------


class _Fitting:
    """Decorations that fit the layers."""

    def __init__(self, rng: random.Random, bare: g.PlotSpec, layers: Sequence[LayerData]) -> None:
        self._rng, self._spec, self._layers = rng, bare, layers
        self._first = layers[0].layer
        self._traits = self._first.mark.type.traits

    def all(self) -> g.PlotSpec:
        """The plot with everything around it."""
        rng = self._rng
        spec = replace(self._spec, axes=g.Axes(x=self._axis("x"), y=self._axis("y"), right=g.Axis()))
        if self._radial() and chance(rng, 0.5):
            kept = tuple(replace(axis, scale=replace(axis.scale, reverse=False)) for axis in (spec.axes.x, spec.axes.y))
            return replace(spec, axes=g.Axes(x=kept[0], y=kept[1]), projection=rng.choice(tuple(g.Projection)))
        facet = self._facet() if chance(rng, 0.1) else None
        return replace(
            spec, facet=facet, highlight=self._highlight() if chance(rng, 0.1) else (),
            inset=self._inset(spec.axes) if facet is None and chance(rng, 0.1) else None,
            annotations=self._annotations(spec.axes) if chance(rng, 0.2) else (),
        )  # fmt: skip

    def _radial(self) -> bool:
        x, y = self._first.encoding.x, self._first.encoding.y
        lines = all(data.layer.mark.type is MarkType.LINE for data in self._layers)
        return lines and x is not None and y is not None and x.type.discrete and not y.type.discrete

    def _columns(self, *kinds: ColumnType) -> list[Column]:
        return [column for column in self._layers[0].table.columns if column.type in kinds]

    def _numbers(self, axis: str, layers: Sequence[LayerData] | None = None) -> list[float]:
        """Every number that the layers show along an axis, ascending."""
        found: set[float] = set()
        for data in layers or self._layers:
            channel, spread = channel_on(data.layer.encoding, axis), error_on(data.layer.encoding, axis)
            if channel is None or channel.type.discrete:
                continue
            ends = (spread.delta, spread.low, spread.high) if spread else ()
            for field in (channel.field, second_on(data.layer.encoding, axis), *ends):
                cells = data.quantities(field) if field and data.table.column(field) else ()
                found |= {float(cell) for cell in cells if cell is not None}
        return sorted(found)

    def _axis(self, name: str) -> g.Axis:
        rng, channel = self._rng, channel_on(self._first.encoding, name)
        if channel is None or channel.type is not g.FieldType.QUANTITATIVE:
            discrete = channel is not None and channel.type.discrete
            return g.Axis(sort=rng.choice((None, *g.Sort)) if discrete else None)
        kind, numbers = _scale_type(rng), self._numbers(name)
        stacked = any(data.layer.encoding.stack for data in self._layers)
        deltas = any(error_on(data.layer.encoding, name) for data in self._layers)
        if kind in _UNEVEN and (stacked or deltas or not all(on_scale(number, kind) for number in numbers)):
            kind = g.ScaleType.SYMLOG
        ends = self._stretch(numbers) if kind not in _UNEVEN and chance(rng, 0.06) else (None, None)
        axis = _axis(rng, kind, rng.choice((ends, ends, (ends[0], None), (None, ends[1]))))
        if kind is not g.ScaleType.LINEAR or not chance(rng, 0.04):
            return axis
        start, end = self._stretch(numbers)
        return replace(axis, scale=replace(axis.scale, break_from=start, break_to=end))

    def _stretch(self, numbers: Sequence[float]) -> tuple[float, float]:
        """Two ends about the numbers: some of them, all of them, none of them, or ends that hardly differ."""
        rng = self._rng
        some = sorted(rng.choice(numbers) if numbers else rng.choice(_HOSTILE) for _ in range(2))
        beyond = numbers[-1] + abs(numbers[-1]) if numbers else 1.0
        low, high = rng.choice(
            (
                (some[0], some[1]),
                (numbers[0], numbers[-1]) if numbers else (0.0, 1.0),
                (some[0], math.nextafter(some[0], math.inf)),
                (some[0], some[0] + rng.choice((4, 10, 1e4, 1e6)) * math.ulp(some[0])),
                (some[0] - 0.1 * abs(some[0]), some[1] + 0.1 * abs(some[1])),
                (beyond, 2 * beyond),
                (0.0, rng.choice((5e-324, 1e-310, 1e-200, 1e-9, 10.0 ** rng.randint(-3, 12)))),
            )
        )
        return (low, high) if low < high < math.inf else (some[0], math.nextafter(some[0], math.inf))

    def _facet(self) -> g.Facet | None:
        texts = [column.name for column in self._columns(ColumnType.TEXT)]
        if not texts:
            return None
        first, *others = self._rng.sample(texts, len(texts))
        row = others[0] if others and chance(self._rng, 0.2) else None
        return g.Facet(field=first, row=row, independent_y=chance(self._rng, 0.5))

    def _highlight(self) -> tuple[g.Highlight, ...]:
        column = self._rng.choice(self._columns(*ColumnType))
        if not column.values:
            return ()
        value = category_text(self._rng.choice(column.values), column)
        return (g.Highlight(field=column.name, value=value, color=self._rng.choice(tuple(g.Color))),)

    def _inset(self, axes: g.Axes) -> g.Inset | None:
        x, y = self._first.encoding.x, self._first.encoding.y
        if x is None or x.type.discrete:
            return None
        low, high = self._stretch(self._numbers("x"))
        if not (on_scale(low, axes.x.scale.type) and on_scale(high, axes.x.scale.type)):
            return None
        inset = g.Inset(x_min=low, x_max=high)
        if y is None or y.type.discrete or chance(self._rng, 0.6):
            return inset
        bottom, top = self._stretch(self._numbers("y", self._layers[:1]))
        if not (on_scale(bottom, axes.y.scale.type) and on_scale(top, axes.y.scale.type)):
            return inset
        return self._rng.choice(
            (replace(inset, y_min=bottom, y_max=top), replace(inset, y_min=bottom), replace(inset, y_max=top))
        )

    def _annotations(self, axes: g.Axes) -> tuple[g.Annotation, ...]:
        x, y = self._first.encoding.x, self._first.encoding.y
        found: list[g.Annotation] = []
        for name, channel, axis in (("x", x, axes.x), ("y", y, axes.y)):
            if channel is not None and not channel.type.discrete:
                found += self._ruled(name, channel, axis)
        if x is not None and y is not None:
            if self._traits.notes and not (x.type.discrete and y.type.discrete):
                found.append(g.PointNote(pick=self._rng.choice(("max", "min"))))
            if {x.type, y.type} == {g.FieldType.QUANTITATIVE} and self._meet():
                found += [g.IdentityLine()] * 2
        return (self._rng.choice(found),) if found else ()

    def _meet(self) -> bool:
        """Whether the axes have a stretch of numbers in common."""
        x, y = self._numbers("x"), self._numbers("y")
        return bool(x and y) and max(x[0], y[0]) < min(x[-1], y[-1])

    def _ruled(self, name: str, channel: g.Channel, axis: g.Axis) -> list[g.Annotation]:
        rng, numbers = self._rng, self._numbers(name, self._layers[:1])
        value = rng.choice((*numbers[:3], *numbers[-2:], *_HOSTILE))
        found: list[g.Annotation] = []
        if on_scale(value, axis.scale.type):
            found.append(g.ReferenceLine(axis=name, value=value))
        low, high = self._stretch(numbers)
        if on_scale(low, axis.scale.type) and on_scale(high, axis.scale.type):
            found.append(g.ReferenceBand(axis=name, low=low, high=high))
        if channel.type is g.FieldType.QUANTITATIVE and axis.scale.type not in _UNEVEN:
            op = rng.choice((t.Op.MEAN, t.Op.MEDIAN, t.Op.MAX, t.Op.STDEV, t.Op.CI1))
            found.append(g.ReferenceLine(axis=name, op=op, field=channel.field))
        return found


# --- what may not fit -----------------------------------------------------------------------------


def _anything(rng: random.Random, table: Table, bare: g.PlotSpec) -> g.PlotSpec:
    """The plot with decorations that it may not take."""
    texts = [column.name for column in table.columns if column.type is ColumnType.TEXT]
    encoding = bare.layer[0].encoding
    radial = bare.layer[0].mark.type is MarkType.LINE and chance(rng, 0.5)
    return replace(
        bare, axes=g.Axes(x=_any_axis(rng, encoding.x), y=_any_axis(rng, encoding.y)),
        facet=g.Facet(field=rng.choice(texts or ["g"])) if chance(rng, 0.1) else None,
        annotations=(_any_annotation(rng, table),) if chance(rng, 0.15) else (),
        projection=rng.choice(tuple(g.Projection)) if radial else g.Projection.CARTESIAN,
        highlight=(g.Highlight(field="g", value=rng.choice(("a", "8K"))),) if chance(rng, 0.1) else (),
        inset=g.Inset(x_min=0.0, x_max=10.0 ** rng.randint(-3, 12)) if chance(rng, 0.03) else None,
    )  # fmt: skip


def _any_axis(rng: random.Random, channel: g.Channel | None) -> g.Axis:
    if channel is None or channel.type is not g.FieldType.QUANTITATIVE:
        return g.Axis(sort=rng.choice((None, *g.Sort)) if channel is not None and channel.type.discrete else None)
    ends = (-(10.0 ** rng.randint(-3, 12)), 10.0 ** rng.randint(-3, 12)) if chance(rng, 0.05) else (None, None)
    return _axis(rng, _scale_type(rng), ends)


def _any_annotation(rng: random.Random, table: Table) -> g.Annotation:
    numbers = [column.name for column in table.columns if column.type is ColumnType.NUMBER]
    op = rng.choice((t.Op.MEAN, t.Op.MEDIAN, t.Op.MAX, t.Op.STDEV, t.Op.CI1))
    return rng.choice(
        (
            g.ReferenceLine(op=op, field=rng.choice(numbers or ["y"])),
            g.PointNote(pick="max"),
            g.IdentityLine(),
            g.ReferenceLine(value=0),
        )
    )

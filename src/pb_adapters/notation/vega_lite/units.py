"""One view with one mark: its channels and statistics become a layer of our grammar, or a reference line or band."""

from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.bins import is_unbroken
from pb_adapters.notation.vega_lite.channels import Channels, Shown, add_statistics, as_type, read_channels
from pb_adapters.notation.vega_lite.colouring import constant_color, highlights_of, require_color, series_of
from pb_adapters.notation.vega_lite.error_marks import Spreading, spread_channels
from pb_adapters.notation.vega_lite.grammar import ChannelDef, MarkDef
from pb_adapters.notation.vega_lite.mark_types import drawn_mark, mark_of
from pb_adapters.notation.vega_lite.parts import refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.references import annotation_of
from pb_adapters.notation.vega_lite.stacking import stack_of
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_layers import base_of
from pb_core.domain.plots.spec import Annotation, Channel, Encoding, FieldType, Highlight, Layer
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import ColumnType

_LONE = (MarkType.BAR, MarkType.POINT, MarkType.BOXPLOT)
"""Marks that stand on a category where one axis has no field."""


class Unit(Struct, frozen=True, kw_only=True):
    """A layer, or an annotation instead. ``before`` is the table before statistics, which orders are taken from.

    ``color`` is the constant colour that is stated. ``guests`` are units that the layer draws too, as labels or error
    bars; what they say of axes is followed.
    """

    path: str
    channels: Channels
    before: Pipeline
    layer: Layer | None = None
    annotation: Annotation | None = None
    highlights: tuple[Highlight, ...] = ()
    color: str = ""
    guests: tuple["Unit", ...] = ()

    @property
    def facets(self) -> dict[str, Shown]:
        """The channels that make panels."""
        return {name: self.channels.shown[name] for name in ("row", "column", "facet") if name in self.channels.shown}


def unit_of(mark_document: object, encoding: dict[str, Any], pipeline: Pipeline, path: str) -> Unit:
    """The unit that a mark and an encoding state; raises ``InvalidRequest``."""
    read, kind, name = mark_of(mark_document, pipeline.notes, path)
    channels = read_channels(encoding, pipeline, f"{path}.encoding", ranged=kind is MarkType.BAR)
    before = pipeline.fork()
    annotation = annotation_of(name, channels, path)
    highlights = highlights_of(channels, pipeline)
    if annotation is not None:
        return Unit(path=path, channels=channels, before=before, annotation=annotation)
    spreading = spread_channels(name, read, channels, path)
    add_statistics(spreading.channels, pipeline, f"{path}.encoding", spreading.measures)
    channels = _on_category(kind, _suited(kind, spreading.channels, pipeline), pipeline, path)
    require_color(kind, channels, path)
    _require_quantity(kind, channels, pipeline)
    mark = spreading.mark or drawn_mark(read, kind, pipeline.notes, path)
    if name == "errorbar" and spreading.spreads:
        pipeline.notes.say(f"{path}.mark", "a point marks the centre of each error bar")
    layer = _layer(mark, read, replace(spreading, channels=channels), pipeline, path)
    color = constant_color(read, channels, pipeline.notes, path)
    return Unit(path=path, channels=channels, before=before, layer=layer, highlights=highlights, color=color)


def _suited(kind: MarkType, channels: Channels, pipeline: Pipeline) -> Channels:
    """The channels with the types that the mark shows them by."""
    found = dict(channels.shown)
    for name in ("x", "y"):
        place = found.get(name)
        if place is None:
            continue
        if kind is MarkType.RECT and place.type is FieldType.TEMPORAL:
            found[name] = as_type(place, FieldType.ORDINAL)
        if place.end and place.discrete:
            _require_unbroken(place, pipeline)
    color = found.get("color")
    if color is not None and color.type is FieldType.TEMPORAL:
        pipeline.notes.say(color.path, "times are shown as series, each with its colour")
        found["color"] = as_type(color, FieldType.ORDINAL)
    return replace(channels, shown=found)


def _require_unbroken(place: Shown, pipeline: Pipeline) -> None:
    if not is_unbroken(pipeline, place.field, place.end):
        refuse(
            f"{place.path}.bin",
            "bins are categories beside each other here, and some between them are empty: take wider ones, or bars",
        )
    pipeline.notes.say(place.path, "bins are named by their starts")


def _on_category(kind: MarkType, channels: Channels, pipeline: Pipeline, path: str) -> Channels:
    """Where one axis has no field, a category that is named by the field of the other one."""
    lone = [name for name in ("x", "y") if name in channels.shown]
    if kind not in _LONE or len(lone) != 1:
        return channels
    value = channels.shown[lone[0]]
    if value.discrete or value.end or "x2" in channels.shown or "y2" in channels.shown:
        refuse(f"{path}.encoding", "needs both x and y")
    key = pipeline.fresh("variable")
    pipeline.add(Fold(fields=(value.field,), as_=(key, value.field)), path)
    other = "y" if lone[0] == "x" else "x"
    category = Shown(
        channel=other, path=value.path, field=key, type=FieldType.NOMINAL, title="", read=ChannelDef(title=None)
    )
    return replace(channels, shown={**channels.shown, other: category})


def _layer(mark: Mark, read: MarkDef, spreading: Spreading, pipeline: Pipeline, path: str) -> Layer:
    channels, kind = spreading.channels, mark.type
    seconds: dict[str, str] = {name: channels.shown[name].field for name in ("x2", "y2") if name in channels.shown}
    for axis in ("x", "y"):
        place = channels.get(axis)
        if place is not None and place.end and not place.discrete:
            seconds[f"{axis}2"] = place.end
    encoding = Encoding(
        x=_channel(channels.get("x")), y=_channel(channels.get("y")), x2=seconds.get("x2"), y2=seconds.get("y2"),
        theta=_channel(channels.get("theta")), color=_channel(channels.get("color")),
        shape=_channel(channels.get("shape")), size=_channel(channels.get("size")),
        text=_channel(channels.get("text")), detail=_detail(kind, channels, path),
        order=_order(kind, channels, pipeline), x_error=spreading.spreads.get("x"), y_error=spreading.spreads.get("y"),
    )  # fmt: skip
    layer = Layer(mark=mark, encoding=_beside(kind, encoding, channels), transform=tuple(pipeline.added))
    base = base_of(layer)
    _require_orientation(kind, read, channels, base, path)
    return replace(layer, encoding=replace(layer.encoding, stack=stack_of(kind, channels, base, pipeline)))


def _channel(shown: Shown | None) -> Channel | None:
    return None if shown is None else Channel(field=shown.field, type=shown.type)


def _detail(kind: MarkType, channels: Channels, path: str) -> str | None:
    if not kind.traits.joined or not channels.details:
        return None
    if len(channels.details) > 1:
        refuse(f"{path}.encoding.detail", "lines are told apart by one field: data_json may have one that joins both")
    return channels.details[0].field


def _order(kind: MarkType, channels: Channels, pipeline: Pipeline) -> str | None:
    order = channels.get("order")
    if order is None:
        return None
    if not kind.traits.line:
        pipeline.notes.say(order.path, "items are drawn, and stacked, in the order of the legend")
        return None
    return order.field


def _beside(kind: MarkType, encoding: Encoding, channels: Channels) -> Encoding:
    """With the field that sets items side by side, which a colour tells apart."""
    offset = channels.get("xOffset") or channels.get("yOffset")
    series = series_of(channels)
    places = {place.field for place in (encoding.x, encoding.y) if place is not None}
    if offset is None:
        alone = kind.traits.summary and series is not None and series.field not in places
        return replace(encoding, offset=series.field) if alone and series else encoding
    color = encoding.color or Channel(field=offset.field, type=FieldType.NOMINAL)
    return replace(encoding, offset=offset.field, color=color)


def _require_quantity(kind: MarkType, channels: Channels, pipeline: Pipeline) -> None:
    """Where a mark lacks a quantity, refuse numbers or times whose type is not stated: they are nominal then."""
    places = [place for name in ("x", "y") if (place := channels.get(name)) is not None]
    if not kind.traits.value_axis or not all(place.discrete for place in places):
        return
    for place in places:
        column = pipeline.column(place.field)
        wanted = {ColumnType.NUMBER: FieldType.QUANTITATIVE, ColumnType.TIME: FieldType.TEMPORAL}.get(column.type)
        if wanted is not None and place.read.type is UNSET and place.read.field is not UNSET and not place.end:
            refuse(f"{place.path}.type", f"is missing, and {shown(place.field)} nominal then: write {wanted.value}")


def _require_orientation(kind: MarkType, read: MarkDef, channels: Channels, base: str, path: str) -> None:
    """Refuse bars and areas that stand on y where our grammar would have them stand on x."""
    x, y = channels.get("x"), channels.get("y")
    if kind not in {MarkType.BAR, MarkType.AREA} or base != "x" or x is None or y is None or x.discrete or x.end:
        return
    lies = x.op is not None and y.op is None and x.type is FieldType.QUANTITATIVE
    if lies or read.orient == "horizontal":
        refuse(
            f"{path}.encoding.y", f"{kind.value}s that stand on a quantitative y have no counterpart: type y ordinal"
        )

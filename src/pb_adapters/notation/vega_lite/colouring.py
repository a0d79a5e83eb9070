"""Colours that a specification fixes: one item that stands out is a highlight, other constants are looks only."""

from typing import Any

from msgspec import UNSET

from pb_adapters.notation.vega_lite.channels import Channels, Shown
from pb_adapters.notation.vega_lite.conditions import Comparison
from pb_adapters.notation.vega_lite.grammar import ChannelDef, MarkDef
from pb_adapters.notation.vega_lite.parts import Notes, refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.predicates import predicate
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Color, FieldType, Highlight
from pb_core.domain.request_rules import shown

_COLORS = ("color", "fill", "stroke")
_CONDITION = "only a field that equals one value is highlighted here: let a field of data_json tell colours apart"
_USUAL = {"gray": Color.GREY, "steelblue": Color.BLUE, "orangered": Color.RED, "firebrick": Color.RED,
         "crimson": Color.RED, "darkorange": Color.ORANGE, "gold": Color.YELLOW}  # fmt: skip


def highlights_of(channels: Channels, pipeline: Pipeline) -> tuple[Highlight, ...]:
    """The items that a condition colours; raises ``InvalidRequest`` for other conditions and for named series."""
    found: list[Highlight] = []
    for name, (path, read) in channels.constants.items():
        if name in _COLORS:
            if read.condition is not UNSET:
                found.append(_highlight(read, pipeline, path))
            elif read.datum is not UNSET:
                refuse(f"{path}.datum", "names a series: fold the fields, and show the key by color")
        if name in {"shape", "size", "color", "fill", "stroke", "order", "xOffset", "yOffset"}:
            pipeline.notes.look(path)
        elif name in {"text", "theta", "detail", "row", "column", "facet"}:
            refuse(path, "a constant has no counterpart: name a field")
    for name in ("color",):
        color = channels.get(name)
        if color is not None and color.read.condition is not UNSET:
            refuse(f"{color.path}.condition", _CONDITION)
    return tuple(found)


def _highlight(read: ChannelDef, pipeline: Pipeline, path: str) -> Highlight:
    where = f"{path}.condition"
    document: Any = read.condition
    if not isinstance(document, dict) or set(document) != {"test", "value"}:
        refuse(where, _CONDITION)
    test = predicate(document["test"], f"{where}.test", pipeline.notes)
    if not isinstance(test, Comparison) or test.op != "in" or len(test.values) != 1 or test.unit is not None:
        refuse(f"{where}.test", _CONDITION)
    value = test.values[0]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        refuse(f"{where}.test", _CONDITION)
    field = pipeline.name(test.field, f"{where}.test")
    written = value if isinstance(value, str) else f"{value:g}"
    return Highlight(field=field, value=written, color=_color(document["value"], pipeline, where))


def _color(value: object, pipeline: Pipeline, path: str) -> Color:
    named = next((color for color in Color if color.value == value), None)
    if named is not None:
        return named
    if isinstance(value, str) and value in _USUAL:
        return _USUAL[value]
    pipeline.notes.look(f"{path}.value")
    return Color.RED


def constant_color(read: MarkDef, channels: Channels, notes: Notes, path: str) -> str:
    """The colour that a mark or its encoding fixes for all items, as written; ``""`` for none."""
    found = ""
    for name in _COLORS:
        if getattr(read, name) is not UNSET:
            notes.look(f"{path}.mark.{name}")
            found = found or str(getattr(read, name))
    stated = [channels.constants[name][1].value for name in _COLORS if name in channels.constants]
    return str(next((value for value in stated if value is not UNSET), found))


def require_color(kind: MarkType, channels: Channels, path: str) -> None:
    """Refuse a colour that the mark cannot show, and a shape that shows another field."""
    color, shape = channels.get("color"), channels.get("shape")
    if color is not None and color.type is FieldType.QUANTITATIVE and not kind.traits.color_value:
        refuse(
            f"{color.path}.type",
            f"{kind.value}s are not coloured by a quantity: type it ordinal, or use points or rect",
        )
    if kind.traits.cells and (color is None or color.type is not FieldType.QUANTITATIVE):
        refuse(f"{path}.encoding.color", "rect shows a quantity by color, in the cells of a nominal or ordinal x and y")
    size = channels.get("size")
    if size is not None and (not kind.traits.markers or size.type is not FieldType.QUANTITATIVE):
        refuse(size.path, "shows a quantity by the size of points: use color or panels otherwise")
    if color is not None and shape is not None and color.discrete and shape.field != color.field:
        refuse(
            shape.path,
            f"shows another field than color ({shown(color.field)}): use row, column or facet for one of them",
        )


def series_of(channels: Channels) -> Shown | None:
    """The channel that tells series apart."""
    color = channels.get("color")
    return color if color is not None and color.discrete else channels.get("shape")

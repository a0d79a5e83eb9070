"""Axes and the legend of a plot, from what the channels of its layers say of scales, titles, formats and orders."""

from collections.abc import Iterable, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.channels import Channels, Shown
from pb_adapters.notation.vega_lite.colouring import series_of
from pb_adapters.notation.vega_lite.grammar import AxisDef, LegendDef
from pb_adapters.notation.vega_lite.number_formats import format_of
from pb_adapters.notation.vega_lite.orders import Order, is_continuous, order_of
from pb_adapters.notation.vega_lite.parts import Notes, part
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.scales import discrete_domain, ramp_of, scale_of, stated_zero
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Axis, Format, Legend, Orient, Ramp, Scale

_MOST_TITLES = 3
_LONGEST_TITLE = 300
_ORIENTS = {"right": Orient.RIGHT, "top": Orient.TOP, "bottom": Orient.BOTTOM, "none": Orient.NONE}


class Guided(Struct, frozen=True, kw_only=True):
    """A layer's mark and channels, with the table before its statistics."""

    mark: MarkType
    channels: Channels
    before: Pipeline
    notes: Notes


class _Guide(Struct, frozen=True, kw_only=True):
    """What one layer says of an axis or legend; ``None`` where it says nothing."""

    stated: str | None = None
    usual: str = ""
    format: Format | None = None
    grid: bool | None = None
    scale: Scale | None = None
    zero: bool | None = None
    order: Order | None = None


def axis_of(layers: Sequence[Guided], name: str) -> Axis:
    """The axis of these layers; the first of them that says something is followed."""
    guides = [_axis_guide(layer, layer.channels.shown[name]) for layer in layers if layer.channels.get(name)]
    if not guides:
        return Axis()
    order = next((guide.order for guide in guides if guide.order is not None), Order())
    return Axis(
        title=_title(guides), scale=_joined_scale(guides),
        format=_first((guide.format for guide in guides), Format()), sort=order.sort, values=order.values,
        grid=next((guide.grid for guide in guides if guide.grid is not None), None),
    )  # fmt: skip


def legend_of(layers: Sequence[Guided]) -> tuple[Legend, Ramp]:
    """The legend of these layers, and the ramp of a quantity."""
    guides: list[_Guide] = []
    ramps: list[Ramp] = []
    orient = Orient.AUTO
    for layer in layers:
        shown = series_of(layer.channels) or layer.channels.get("color")
        if shown is None:
            continue
        guide, placed = _legend_guide(layer, shown)
        guides.append(guide)
        orient = placed if orient is Orient.AUTO else orient
        ramps.append(ramp_of(shown, layer.notes))
    if not guides:
        return Legend(), Ramp.AUTO
    order = next((guide.order for guide in guides if guide.order is not None), Order())
    legend = Legend(
        title=_title(guides), orient=orient, sort=order.sort, values=order.values,
        format=_first((guide.format for guide in guides), Format()),
    )  # fmt: skip
    return legend, next((ramp for ramp in ramps if ramp is not Ramp.AUTO), Ramp.AUTO)


def words_of(title: object) -> str | None:
    """A title as one line; ``""`` for none, ``None`` where nothing is said."""
    if title is UNSET:
        return None
    if isinstance(title, list):
        return " ".join(title)[:_LONGEST_TITLE]
    return title[:_LONGEST_TITLE] if isinstance(title, str) else ""


def _axis_guide(layer: Guided, shown: Shown) -> _Guide:
    read = shown.read
    definition = _definition(read.axis, AxisDef, f"{shown.path}.axis", layer.notes)
    stated = words_of(definition.title)
    quantity = is_continuous(shown)
    return _Guide(
        stated=words_of(read.title) if stated is None else stated, usual=shown.title,
        format=format_of(definition.format, f"{shown.path}.axis.format", layer.notes),
        grid=None if definition.grid is UNSET else definition.grid,
        scale=scale_of(shown, layer.mark, layer.channels, layer.before) if quantity else None, zero=stated_zero(shown),
        order=None if quantity else _order(layer, shown),
    )  # fmt: skip


def _order(layer: Guided, shown: Shown) -> Order:
    listed = discrete_domain(shown, layer.before)
    order = Order() if not layer.before.has(shown.field) else order_of(shown, layer.channels, layer.before)
    return Order(sort=order.sort, values=listed) if listed else order


def _legend_guide(layer: Guided, shown: Shown) -> tuple[_Guide, Orient]:
    read = shown.read
    if read.legend is None:
        return _Guide(stated="", order=_order(layer, shown) if shown.discrete else None), Orient.NONE
    definition = part({} if read.legend is UNSET else read.legend, LegendDef, f"{shown.path}.legend", layer.notes)
    if definition.orient and definition.orient not in _ORIENTS:
        layer.notes.look(f"{shown.path}.legend.orient")
    stated = words_of(definition.title)
    guide = _Guide(
        stated=words_of(read.title) if stated is None else stated, usual=shown.title,
        format=format_of(definition.format, f"{shown.path}.legend.format", layer.notes),
        order=_order(layer, shown) if shown.discrete else None,
    )  # fmt: skip
    return guide, _ORIENTS.get(definition.orient, Orient.AUTO)


def _definition(value: object, kind: type[AxisDef], path: str, notes: Notes) -> AxisDef:
    """The definition of an axis; an axis that is switched off stays, and loses its title."""
    if value is None:
        notes.look(path)
        return AxisDef(title="")
    return AxisDef() if value is UNSET else part(value, kind, path, notes)


def _title(guides: Sequence[_Guide]) -> str | None:
    """The first title that is stated, else the fields' own, joined as Vega-Lite does."""
    stated = next((guide.stated for guide in guides if guide.stated is not None), None)
    if stated is not None:
        return stated
    usual = list(dict.fromkeys(guide.usual for guide in guides if guide.usual))
    return ", ".join(usual[:_MOST_TITLES])[:_LONGEST_TITLE] if len(usual) > 1 else None


def _first(found: Iterable[Format | None], usual: Format) -> Format:
    return next((each for each in found if each is not None), usual)


def _joined_scale(guides: Sequence[_Guide]) -> Scale:
    """The scale that layers share: the first that differs from the usual one.

    Zero is included as the first layer says that says it, else if any would include it.
    """
    scales = [guide.scale for guide in guides if guide.scale is not None]
    if not scales:
        return Scale()
    stated = next((guide.zero for guide in guides if guide.zero is not None), None)
    plain = [replace(scale, zero=None) for scale in scales]
    chosen = next((scale for scale in plain if scale != Scale()), Scale())
    if stated is not None:
        return replace(chosen, zero=stated)
    zeros = {scale.zero for scale in scales}
    fixed = chosen.domain_min is not None or chosen.domain_max is not None
    zero = True if True in zeros and not fixed else None if zeros == {None} else False
    return replace(chosen, zero=zero)

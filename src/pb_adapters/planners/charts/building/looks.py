"""Looks: panels, orders, scales, ends, numbers, titles, legend, palette and page: each wish sets one thing."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.sheet import Sheet, is_binary, is_words
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_discrete, is_quantitative, other
from pb_core.domain.plots.spec import (
    Axis,
    Channel,
    Facet,
    FieldType,
    Inset,
    Medium,
    Orient,
    PlotSpec,
    Projection,
    ScaleType,
    Side,
    Sort,
    Stack,
    Style,
)  # fmt: skip
from pb_core.domain.plots.transforms import Aggregate, Bin, Ecdf, Op, Relative
from pb_core.domain.plots.wishes import Chart, Order, SettingWish
from pb_core.domain.tables.natural_order import leading_number
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_KEEPING = frozenset({Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX, Op.Q1, Op.Q3})
_MEDIA = {"slides": Medium.SLIDES, "two columns": Medium.DOUBLE, "one column": Medium.SINGLE}
_PLACED = {Orient.AUTO: Orient.TOP}  # a legend that is asked for is no names beside lines
_Change = Callable[[PlotSpec, SettingWish, Case], PlotSpec]


def value_axis(spec: PlotSpec) -> str:
    """The axis that values stand on in the first layer."""
    return other(base_of(spec.layer[0]))


def measured_by(spec: PlotSpec, field: str) -> tuple[str | None, Op | None]:
    """The column that a field's values are of, as they are or as a statistic, and that statistic."""
    for made in (*spec.transform, *spec.layer[0].transform):
        for measure in made.measures if isinstance(made, Aggregate) else ():
            if measure.as_ == field:
                return (measure.field if measure.op in _KEEPING else None), measure.op
    return field, None


def panelled(spec: PlotSpec, case: Case) -> PlotSpec:
    """Small multiples of the columns that are shown in panels."""
    panel, row = case.parts.panel or case.parts.row, case.parts.row if case.parts.panel else None
    if panel is None:
        return spec
    _check_own_axes(case)
    measures = panel.name == case.sheet.folded[0] and not comparable(case.sheet.unfolded)
    facet = Facet(
        field=panel.name, row=row.name if row else None,
        independent_y=measures or bool(case.asked.settings("independent axes")),
    )  # fmt: skip
    if measures:  # each panel is named after its measure, and no title is true for all of them
        spec = _with_axis(spec, "y", title="")
    medium = Medium.DOUBLE if spec.config.medium is Medium.SINGLE else spec.config.medium
    return replace(spec, facet=facet, config=replace(spec.config, medium=medium))


def _check_own_axes(case: Case) -> None:
    """Refuse axes of their own for panels of points without a word on which: panels share their x axis."""
    for wish in case.asked.settings("independent axes"):
        if case.chart is Chart.SCATTER and not wish.negated and " y " not in f" {wish.words} ":
            raise NotPlottable(f"“{wish.words}”: panels share their x axis; write “own y axis” for the other")


def dressed(spec: PlotSpec, case: Case) -> PlotSpec:
    """The plot with every order and setting that is asked for."""
    spec = _ordered(spec, case)
    wishes = (wish for wish in case.asked.wishes if isinstance(wish, SettingWish))
    for wish in sorted(wishes, key=lambda one: one.setting != "numbers"):  # ends may be said in per cent
        _check_axis(spec, wish)
        change = _WHEREVER.get(wish.setting) or (None if wish.negated else _WANTED.get(wish.setting))
        spec = change(spec, wish, case) if change is not None else spec
    return spec


def _check_axis(spec: PlotSpec, wish: SettingWish) -> None:
    """Refuse a scale or ends of the axis that categories stand along."""
    if wish.setting in {"scale", "range", "zero", "axis break"} and wish.of == base_of(spec.layer[0]):
        across = other(base_of(spec.layer[0]))
        if is_discrete(_channel(spec, wish.of)) and not is_discrete(_channel(spec, across)):
            raise NotPlottable(f"“{wish.words}”: categories stand along {wish.of} here, and values along {across}")


def _axis(spec: PlotSpec, name: str) -> Axis:
    return {"x": spec.axes.x, "y": spec.axes.y, "right": spec.axes.right}[name]


def _with_axis(spec: PlotSpec, name: str, **changes: object) -> PlotSpec:
    return replace(spec, axes=replace(spec.axes, **{name: replace(_axis(spec, name), **changes)}))


def _channel(spec: PlotSpec, name: str) -> Channel | None:
    layers = [layer for layer in spec.layer if (layer.axis is Side.RIGHT) == (name == "right")] or list(spec.layer)
    return channel_on(layers[0].encoding, "x" if name == "x" else "y")


def _rescaled(spec: PlotSpec, of: str | None, **changes: object) -> PlotSpec:
    name = of or value_axis(spec)
    channel = _channel(spec, name) if name in {"x", "y", "right"} else None
    if channel is None or is_discrete(channel):
        return spec
    return _with_axis(spec, name, scale=replace(_axis(spec, name).scale, **changes))


def _ordered(spec: PlotSpec, case: Case) -> PlotSpec:
    """The categories of the base, the colours or the panels in the order that is asked for."""
    encoding, facet = spec.layer[0].encoding, spec.facet
    cells = is_discrete(encoding.x) and is_discrete(encoding.y)
    name = "y" if cells else base_of(spec.layer[0])
    wishes, limit = case.asked.all(w.OrderWish), case.asked.first(w.LimitWish)
    if limit is not None and not wishes:  # the largest few run from the largest on
        wishes = (w.OrderWish(words=limit.words, by=Order.VALUE, descending=limit.pick == "largest"),)
    for wish in wishes:
        of = wish.field if wish.by is not Order.VALUE else None
        if cells and of is not None and encoding.x is not None and encoding.y is not None and encoding.y.field != of:
            name = "x" if encoding.x.field == of else name
        channel, color = channel_on(encoding, name), encoding.color
        sort, values = _order(wish, case.sheet.column(of or (channel.field if channel else None)))
        if facet is not None and of == facet.field:
            spec = replace(spec, facet=replace(facet, values=tuple(values)))
        elif color is not None and is_discrete(color) and (of == color.field or not is_discrete(channel)):
            sort, values = _order(wish, case.sheet.column(color.field))
            spec = replace(spec, legend=replace(spec.legend, sort=sort, values=tuple(values)))
        elif is_discrete(channel):
            shared = cells and wish.by is Order.LISTED and of is None
            for axis in ("x", "y") if shared else (name,):  # of a matrix of one kind of classes, both sides
                spec = _with_axis(spec, axis, sort=sort, values=tuple(values))
    return spec


def _order(wish: w.OrderWish, column: ColumnProfile | None) -> tuple[Sort | None, Sequence[str]]:
    plain = {Order.VALUE: (Sort.VALUE_DOWN, Sort.VALUE), Order.ALPHABET: (Sort.ASCENDING, Sort.DESCENDING)}
    if wish.by in plain:
        turned = wish.descending is False if wish.by is Order.VALUE else bool(wish.descending)
        return plain[wish.by][turned], ()
    if wish.by in {Order.LISTED, Order.DATA}:
        return (None, wish.values) if wish.by is Order.LISTED else (Sort.DATA, ())
    texts = [str(value) for value in column.examples] if column is not None and is_words(column) else []
    numbered = {text: number for text in texts if (number := leading_number(text)) is not None}
    if texts and column is not None and not column.ordered and len(numbered) == len(texts):
        return None, sorted(numbered, key=numbered.__getitem__, reverse=bool(wish.descending))
    if wish.descending:
        return (None, texts[::-1]) if texts else (Sort.DESCENDING, ())
    return Sort.NATURAL, ()


def field_on(spec: PlotSpec, axis: str) -> str | None:
    """The column whose values stand along an axis."""
    channel = channel_on(spec.layer[0].encoding, axis)
    source = next(
        (made.field for made in spec.transform if isinstance(made, Bin) and channel and channel.field in made.as_), None
    )
    return source or (measured_by(spec, channel.field)[0] if channel is not None else None)


def _scaled(spec: PlotSpec, wish: SettingWish, case: Case) -> PlotSpec:
    """The scale; a logarithm of numbers that have none is drawn as symlog, which is said."""
    along = [axis for axis in ("x", "y") if wish.field and field_on(spec, axis) == wish.field]
    name, scale = wish.of or (along or [value_axis(spec)])[0], wish.scale or ScaleType.LINEAR
    channel = _channel(spec, name) if name in {"x", "y", "right"} else None
    column = case.sheet.column(channel.field) if channel is not None and is_quantitative(channel) else None
    binned = (made.as_[0] for made in spec.transform if isinstance(made, Bin))
    if scale is ScaleType.LOG and channel is not None and channel.field in binned:
        return spec  # bins of even widths would look uneven
    if scale is not ScaleType.LINEAR and channel is not None and channel.type is FieldType.TEMPORAL:
        raise NotPlottable(f"“{wish.words}”: times have no logarithm")
    if scale is ScaleType.LOG and column is not None and column.low is not None and column.low <= 0:
        which = f"'{column.name}' reaches {column.low:g}, which has no logarithm"
        raise NotPlottable(f"{which}: write “symlog” instead of “log” for an axis that is linear around 0")
    turned = {"reverse": True} if wish.reverse else {}
    return _rescaled(spec, name, type=scale, **turned)


def _ranged(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    percent = factor_of(spec, wish.of or value_axis(spec), wish.low, wish.high)
    ends = {"domain_min": wish.low, "domain_max": wish.high}
    return _rescaled(spec, wish.of, **{end: value * percent for end, value in ends.items() if value is not None})


def factor_of(spec: PlotSpec, axis: str, *values: float | str | None) -> float:
    """What values along an axis are multiplied by: those of shares that are written in per cent are said so too."""
    written = _axis(spec, axis).format.style is Style.PERCENT
    return 0.01 if written and any(isinstance(value, int | float) and abs(value) > 1 for value in values) else 1.0


def _titled(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    text, of = wish.text, wish.of or "plot"  # a title that is not wanted has none
    if of in {"plot", "legend"}:
        return replace(spec, **({"title": text} if of == "plot" else {"legend": replace(spec.legend, title=text)}))
    return _with_axis(spec, of, title=text)


def _legend(spec: PlotSpec, wish: SettingWish, case: Case) -> PlotSpec:
    """The place of the legend; names beside lines are no legend."""
    if wish.negated and any(one.orient is Orient.DIRECT for one in case.asked.settings("legend")):
        return spec
    orient = _unexplained(spec, wish) if wish.negated else _PLACED.get(wish.orient, wish.orient)
    return replace(spec, legend=replace(spec.legend, orient=orient))


def _unexplained(spec: PlotSpec, wish: SettingWish) -> Orient:
    """What stands for a legend that is not wanted: nothing, where colours are named elsewhere, else names at lines."""
    first, facet = spec.layer[0].encoding, spec.facet
    named = [one.field for one in (first.x, first.y) if one is not None] + ([facet.field, facet.row] if facet else [])
    shown = [one.field for one in (first.color, first.shape) if one is not None and one.field not in named]
    if not shown:
        return Orient.NONE
    lines = any(one.mark.type.traits.line and not one.mark.fit for one in spec.layer)
    if lines and facet is None and spec.projection is Projection.CARTESIAN and is_discrete(first.color):
        return Orient.DIRECT
    raise NotPlottable(
        f"“{wish.words}” would leave nothing that says what the colours of '{shown[0]}' mean: leave it out"
    )


def _numbered(spec: PlotSpec, wish: SettingWish, case: Case) -> PlotSpec:
    traits, name, encoding = spec.layer[0].mark.type.traits, value_axis(spec), spec.layer[0].encoding
    shown = encoding.color if traits.cells else encoding.theta if traits.angular else channel_on(encoding, name)
    by_legend = traits.cells or traits.angular or is_discrete(_channel(spec, name))
    old = spec.legend.format if by_legend else _axis(spec, name).format
    fits = wish.style is not Style.PERCENT or _is_share(spec, shown.field if shown else "", case.sheet)
    column = case.sheet.column(measured_by(spec, shown.field)[0]) if shown else None
    if wish.style is Style.PERCENT and column is not None and (fits if column.unit == "%" else not fits):
        raise NotPlottable(
            f"“{wish.words}” writes shares of 1, and '{column.name}' holds {column.low:g} to {column.high:g}"
            + (" under a name for per cent: send shares under another one" if fits else "")
        )
    form = replace(
        old,
        style=(wish.style if fits else None) or old.style,
        decimals=old.decimals if wish.decimals is None else wish.decimals,
    )
    return replace(spec, legend=replace(spec.legend, format=form)) if by_legend else _with_axis(spec, name, format=form)


def _is_share(spec: PlotSpec, field: str, sheet: Sheet) -> bool:
    """Whether the field holds shares of 1, which alone are written times 100: per cent are per cent already."""
    name, op = measured_by(spec, field)
    column = sheet.column(name)
    cumulated = any(isinstance(made, Ecdf) and field in made.as_ for made in spec.transform)
    relative = any(isinstance(made, Relative) and made.as_ == field and made.scale == 1 for made in spec.transform)
    whole = relative or op is Op.PROPORTION or spec.layer[0].encoding.stack is Stack.NORMALIZE
    if whole or cumulated or column is None:
        return whole or cumulated
    return is_binary(column) or name in sheet.shares or (-1 <= (column.low or 0) <= (column.high or 0) <= 1)


def _palette(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    palette, ramp = wish.palette or spec.config.palette, wish.ramp or spec.config.ramp
    return replace(spec, config=replace(spec.config, palette=palette, ramp=ramp))


def _marked(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    lines = ((layer, layer.mark.type.traits.line and not layer.mark.fit) for layer in spec.layer)
    layers = (replace(o, mark=replace(o.mark, point=not wish.negated)) if line else o for o, line in lines)
    return replace(spec, layer=tuple(layers))


def _gridded(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    return _with_axis(_with_axis(spec, "x", grid=not wish.negated), "y", grid=not wish.negated)


def _inset(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    ends = wish.low is not None and wish.high is not None and spec.facet is None
    return replace(spec, inset=Inset(x_min=wish.low, x_max=wish.high)) if ends else spec  # type: ignore[arg-type]


def _broken(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    ends = wish.low is not None and wish.high is not None
    return _rescaled(spec, wish.of, break_from=wish.low, break_to=wish.high) if ends else spec


def _paged(spec: PlotSpec, wish: SettingWish, _: Case) -> PlotSpec:
    return replace(spec, config=replace(spec.config, medium=_MEDIA[wish.setting]))


_WHEREVER: Mapping[str, _Change] = {
    "title": _titled, "legend": _legend, "markers": _marked, "grid": _gridded,
    "zero": lambda spec, wish, _: _rescaled(spec, wish.of, zero=True),
}  # fmt: skip
_WANTED: Mapping[str, _Change] = {
    "scale": _scaled, "range": _ranged, "numbers": _numbered, "palette": _palette, "inset": _inset,
    "axis break": _broken, **dict.fromkeys(_MEDIA, _paged),
}  # fmt: skip
"""What is set also where it is to be left out, and what is set only where it is wanted."""

"""Looks: rows that are kept, orders, scales, ranges, numbers, titles, legend, panels, palette and page."""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Asked, Case
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.sheet import Sheet, is_binary, is_words
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_discrete, is_quantitative, other
from pb_core.domain.plots.spec import (
    Axis,
    Channel,
    Facet,
    Inset,
    Medium,
    Orient,
    PlotSpec,
    ScaleType,
    Side,
    Sort,
    Stack,
    Style,
)  # fmt: skip
from pb_core.domain.plots.transforms import Aggregate, Ecdf, Filter, Op
from pb_core.domain.plots.wishes import Order
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of

_KEEPING = frozenset({Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX, Op.Q1, Op.Q3})
_MEDIA = {"slides": Medium.SLIDES, "two columns": Medium.DOUBLE, "one column": Medium.SINGLE}
_PLACED = {Orient.AUTO: Orient.TOP}  # a legend that is asked for is no names beside lines


def axis_named(spec: PlotSpec, name: str) -> Axis:
    """The axis of this name."""
    return {"x": spec.axes.x, "y": spec.axes.y, "right": spec.axes.right}[name]


def value_axis(spec: PlotSpec) -> str:
    """The axis that values stand on in the first layer."""
    return other(base_of(spec.layer[0]))


def _with_axis(spec: PlotSpec, name: str, **changes: object) -> PlotSpec:
    return replace(spec, axes=replace(spec.axes, **{name: replace(axis_named(spec, name), **changes)}))


def _rescaled(spec: PlotSpec, name: str, **changes: object) -> PlotSpec:
    return _with_axis(spec, name, scale=replace(axis_named(spec, name).scale, **changes))


def kept(asked: Asked, sheet: Sheet, notes: list[str]) -> Sheet:
    """The rows that the intent speaks of."""
    for wish in (wish for wish in asked.wishes if isinstance(wish, w.FilterWish)):
        column = sheet.column(wish.field)
        if column is None:
            continue
        keep = _filter(wish, column)
        sheet = sheet.filtered(column, keep) if keep else sheet
        if keep is None:
            left = f"what is to be left out of '{column.name}' is no list or range"
            notes.append(f"“{wish.words}” is not followed: {left}")
    return sheet


def _filter(wish: w.FilterWish, column: ColumnProfile) -> Filter | None:
    """The rows to keep; of what is to be left out, the complement, where the profile lists all values."""
    if wish.one_of and wish.negated:
        unwanted = {text.casefold() for text in wish.one_of}
        others = [text for text in map(_text, column.examples) if text.casefold() not in unwanted]
        return Filter(field=column.name, one_of=tuple(others)) if column.distinct <= MAX_EXAMPLES and others else None
    if wish.one_of:
        return Filter(field=column.name, one_of=wish.one_of)
    ends = (_end(column, wish.low, 0), _end(column, wish.high, 1))
    return None if wish.negated else Filter(field=column.name, low=ends[0], high=ends[1])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _end(column: ColumnProfile, value: float | None, last: int) -> float | None:
    """An end of a range; a year of a column of times is its first or last second."""
    year = value is not None and value == int(value) and MIN_YEAR <= value <= MAX_YEAR
    if value is None or column.type is not ColumnType.TIME or not year:
        return value
    return float(year_of(int(value) + last) - last)


def ordered(spec: PlotSpec, asked: Asked, sheet: Sheet) -> PlotSpec:
    """The categories of the base, or of the colours where those are meant, in the order that is asked for."""
    encoding = spec.layer[0].encoding
    name = "y" if is_discrete(encoding.x) and is_discrete(encoding.y) else base_of(spec.layer[0])
    channel, color = channel_on(encoding, name), encoding.color
    wishes, limit = asked.all(w.OrderWish), asked.first(w.LimitWish)
    if limit is not None and not wishes:  # the largest few run from the largest on
        wishes = (w.OrderWish(words=limit.words, by=Order.VALUE, descending=limit.pick == "largest"),)
    for wish in wishes:
        by_color = color is not None and wish.field == color.field and wish.by is not Order.VALUE
        if is_discrete(color) and color and (by_color or not is_discrete(channel)):
            sort, values = _order(wish, sheet.column(color.field))
            spec = replace(spec, legend=replace(spec.legend, sort=sort, values=tuple(values)))
        elif is_discrete(channel) and channel:
            sort, values = _order(wish, sheet.column(channel.field))
            spec = _with_axis(spec, name, sort=sort, values=tuple(values))
    return spec


def _order(wish: w.OrderWish, column: ColumnProfile | None) -> tuple[Sort | None, Sequence[str]]:
    match wish.by:
        case Order.VALUE:
            return (Sort.VALUE if wish.descending is False else Sort.VALUE_DOWN), ()
        case Order.ALPHABET:
            return (Sort.DESCENDING if wish.descending else Sort.ASCENDING), ()
        case Order.LISTED:
            return None, wish.values
        case Order.DATA:
            return Sort.DATA, ()
    if not wish.descending or column is None:
        return Sort.NATURAL, ()
    return (None, list(map(_text, column.examples))[::-1]) if is_words(column) else (Sort.DESCENDING, ())


def scaled(spec: PlotSpec, asked: Asked, sheet: Sheet, notes: list[str]) -> PlotSpec:
    """Scales and ends of axes as asked; a logarithm of numbers that have none is drawn as symlog, which is said."""
    for wish in asked.wishes:
        on_axis = isinstance(wish, w.SettingWish) and wish.setting in {"scale", "range", "zero"}
        name = (wish.of or value_axis(spec)) if isinstance(wish, w.SettingWish) and on_axis else ""
        if not name or is_discrete(_channel(spec, name)):
            continue
        match wish:
            case w.SettingWish(setting="scale", negated=False, scale=ScaleType() as scale):
                reverse = wish.reverse or axis_named(spec, name).scale.reverse
                spec = _rescaled(spec, name, type=_possible(spec, scale, name, sheet, notes), reverse=reverse)
            case w.SettingWish(setting="zero"):
                spec = _rescaled(spec, name, zero=not wish.negated)
            case w.SettingWish(setting="range", negated=False):
                ends = {"domain_min": wish.low, "domain_max": wish.high}
                spec = _rescaled(spec, name, **{end: value for end, value in ends.items() if value is not None})
    return spec


def _channel(spec: PlotSpec, name: str) -> Channel | None:
    layers = [layer for layer in spec.layer if (layer.axis is Side.RIGHT) == (name == "right")] or list(spec.layer)
    return channel_on(layers[0].encoding, "x" if name == "x" else "y")


def _possible(spec: PlotSpec, wanted: ScaleType, name: str, sheet: Sheet, notes: list[str]) -> ScaleType:
    channel = _channel(spec, name)
    column = sheet.column(channel.field) if channel is not None and is_quantitative(channel) else None
    if wanted is not ScaleType.LOG or column is None or column.low is None or column.low > 0:
        return wanted
    which = f"'{column.name}' reaches {column.low:g}, which has no logarithm"
    notes.append(f"{which}: the axis is linear around 0 (symlog)")
    return ScaleType.SYMLOG


def dressed(spec: PlotSpec, asked: Asked, sheet: Sheet) -> PlotSpec:
    """Titles, number formats, legend, palette and page as asked; names beside lines are no legend."""
    direct = any(wish.orient is Orient.DIRECT for wish in asked.settings("legend"))
    for wish in asked.wishes:
        match wish:
            case w.SettingWish(setting="title") if wish.negated or wish.text:
                spec = _titled(spec, wish.of or "plot", "" if wish.negated else wish.text)
            case w.SettingWish(setting="numbers", negated=False):
                spec = _numbered(spec, wish, sheet)
            case w.SettingWish(setting="legend") if not (wish.negated and direct):
                orient = Orient.NONE if wish.negated else _PLACED.get(wish.orient, wish.orient)
                spec = replace(spec, legend=replace(spec.legend, orient=orient))
            case w.SettingWish(setting="palette", negated=False):
                palette, ramp = wish.palette or spec.config.palette, wish.ramp or spec.config.ramp
                spec = replace(spec, config=replace(spec.config, palette=palette, ramp=ramp))
            case w.SettingWish():
                spec = _detailed(spec, wish)
    return spec


def _titled(spec: PlotSpec, of: str, text: str) -> PlotSpec:
    if of == "plot":
        return replace(spec, title=text)
    return (
        replace(spec, legend=replace(spec.legend, title=text)) if of == "legend" else _with_axis(spec, of, title=text)
    )


def measured_by(spec: PlotSpec, field: str) -> tuple[str | None, Op | None]:
    """The column that a field's values are of, as they are or as a statistic, and that statistic."""
    for made in (*spec.transform, *spec.layer[0].transform):
        for measure in made.measures if isinstance(made, Aggregate) else ():
            if measure.as_ == field:
                return (measure.field if measure.op in _KEEPING else None), measure.op
    return field, None


def _is_share(spec: PlotSpec, field: str, sheet: Sheet) -> bool:
    """Whether the field holds shares of 1, which alone are written times 100: per cent are per cent already."""
    column, op = measured_by(spec, field)
    cumulated = any(isinstance(made, Ecdf) and field in made.as_ for made in spec.transform)
    whole = op is Op.PROPORTION or spec.layer[0].encoding.stack is Stack.NORMALIZE
    return whole or cumulated or _in_unit(sheet, column)


def _in_unit(sheet: Sheet, field: str | None) -> bool:
    column = sheet.column(field)
    return column is not None and (is_binary(column) or (-1 <= (column.low or 0) <= (column.high or 0) <= 1))


def _numbered(spec: PlotSpec, wish: w.SettingWish, sheet: Sheet) -> PlotSpec:
    traits, name = spec.layer[0].mark.type.traits, value_axis(spec)
    encoding = spec.layer[0].encoding
    shown = encoding.color if traits.cells else encoding.theta if traits.angular else channel_on(encoding, name)
    value = shown.field if shown is not None else ""
    by_legend = traits.cells or traits.angular or is_discrete(_channel(spec, name))
    old = spec.legend.format if by_legend else axis_named(spec, name).format
    decimals = old.decimals if wish.decimals is None else wish.decimals
    style = wish.style if wish.style is not Style.PERCENT or _is_share(spec, value, sheet) else None
    form = replace(old, style=style or old.style, decimals=decimals)
    return replace(spec, legend=replace(spec.legend, format=form)) if by_legend else _with_axis(spec, name, format=form)


def _detailed(spec: PlotSpec, wish: w.SettingWish) -> PlotSpec:
    on, name = not wish.negated, value_axis(spec)
    ends = (wish.low, wish.high) if on and wish.low is not None and wish.high is not None else None
    match wish.setting:
        case "grid":
            spec = _with_axis(_with_axis(spec, "x", grid=on), "y", grid=on)
        case "mathematics":
            spec = replace(spec, mathematics=on)
        case "inset" if ends and spec.facet is None:
            spec = replace(spec, inset=Inset(x_min=ends[0], x_max=ends[1]))
        case "axis break" if ends and not is_discrete(_channel(spec, name)):
            spec = _rescaled(spec, name, break_from=ends[0], break_to=ends[1])
        case "slides" | "two columns" | "one column" if on:
            spec = replace(spec, config=replace(spec.config, medium=_MEDIA[wish.setting]))
        case "markers":
            lines = ((layer, layer.mark.type.traits.line and not layer.mark.fit) for layer in spec.layer)
            layers = (replace(one, mark=replace(one.mark, point=on)) if line else one for one, line in lines)
            spec = replace(spec, layer=tuple(layers))
    return spec


def panelled(spec: PlotSpec, case: Case) -> PlotSpec:
    """Small multiples of the columns that are shown in panels."""
    panel, row = case.parts.panel or case.parts.row, case.parts.row if case.parts.panel else None
    if panel is None:
        return spec
    measures = panel.name == case.sheet.folded[0] and not comparable(case.sheet.unfolded)
    facet = Facet(
        field=panel.name, row=row.name if row else None,
        independent_y=measures or case.asked.detail("independent axes"),
        columns=next((wish.columns for wish in case.asked.all(w.ArrangementWish) if wish.columns), None),
    )  # fmt: skip
    if measures:  # each panel is named after its measure, and no title is true for all of them
        spec = _with_axis(spec, "y", title="")
    medium = Medium.DOUBLE if spec.config.medium is Medium.SINGLE else spec.config.medium
    return replace(spec, facet=facet, config=replace(spec.config, medium=medium))

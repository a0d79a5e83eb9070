"""Looks: scales and ranges of axes, how numbers are written, titles, legend, panels, palette and page."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.ordering import axis_named, value_axis, with_axis
from pb_adapters.planners.charts.building.sheet import Sheet
from pb_adapters.planners.charts.building.valued import Case
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.resolved_layers import channel_on, is_discrete, is_quantitative
from pb_core.domain.plots.spec import Channel, Facet, Inset, Medium, Orient, PlotSpec, ScaleType, Side

_MEDIA = {"slides": Medium.SLIDES, "two columns": Medium.DOUBLE, "one column": Medium.SINGLE}


def scaled(spec: PlotSpec, asked: Asked, sheet: Sheet, notes: list[str]) -> PlotSpec:
    """Scales and ends of axes as asked; a logarithm of numbers that have none is drawn as symlog, which is said."""
    for wish in asked.all(w.ScaleWish):
        name = wish.axis or _measured(spec)
        if name is not None and not is_discrete(_channel(spec, name)):
            kind = _possible(spec, wish.scale, name, sheet, notes)
            reverse = wish.reverse or axis_named(spec, name).scale.reverse
            spec = _rescaled(spec, name, type=kind, reverse=reverse)
    for limits in (wish for wish in asked.wishes if isinstance(wish, w.RangeWish)):
        name = limits.axis or _measured(spec)
        if name is None or is_discrete(_channel(spec, name)):
            continue
        if limits.zero:
            spec = _rescaled(spec, name, zero=not limits.negated)
        elif not limits.negated:
            ends = {"domain_min": limits.low, "domain_max": limits.high}
            spec = _rescaled(spec, name, **{end: value for end, value in ends.items() if value is not None})
    return spec


def _rescaled(spec: PlotSpec, name: str, **changes: object) -> PlotSpec:
    axis = axis_named(spec, name)
    return with_axis(spec, name, replace(axis, scale=replace(axis.scale, **changes)))


def _measured(spec: PlotSpec) -> str | None:
    """The value axis; of points the one that measures."""
    name = value_axis(spec)
    return None if is_discrete(_channel(spec, name)) else name


def _channel(spec: PlotSpec, name: str) -> Channel | None:
    layers = [layer for layer in spec.layer if (layer.axis is Side.RIGHT) == (name == "right")] or list(spec.layer)
    return channel_on(layers[0].encoding, "x" if name == "x" else "y")


def _possible(spec: PlotSpec, wanted: ScaleType, name: str, sheet: Sheet, notes: list[str]) -> ScaleType:
    channel = _channel(spec, name)
    column = sheet.column(channel.field) if channel is not None and is_quantitative(channel) else None
    if wanted is not ScaleType.LOG or column is None or column.low is None or column.low > 0:
        return wanted
    notes.append(
        f"'{column.name}' reaches {column.low:g}, which has no logarithm: the axis is linear around 0 (symlog)"
    )
    return ScaleType.SYMLOG


def dressed(spec: PlotSpec, asked: Asked) -> PlotSpec:
    """Titles, number formats, legend, palette and page as asked."""
    for wish in asked.wishes:
        match wish:
            case w.TitleWish() if wish.negated or wish.text:
                spec = _titled(spec, wish.of, "" if wish.negated else wish.text)
            case w.NumberWish() if not wish.negated:
                spec = _numbered(spec, wish)
            case w.LegendWish():
                orient = Orient.NONE if wish.negated else wish.orient
                spec = replace(spec, legend=replace(spec.legend, orient=orient))
            case w.PaletteWish() if not wish.negated:
                palette, ramp = wish.palette or spec.config.palette, wish.ramp or spec.config.ramp
                spec = replace(spec, config=replace(spec.config, palette=palette, ramp=ramp))
            case w.DetailWish():
                spec = _detailed(spec, wish)
    return spec


def _titled(spec: PlotSpec, of: str, text: str) -> PlotSpec:
    if of == "plot":
        return replace(spec, title=text)
    if of == "legend":
        return replace(spec, legend=replace(spec.legend, title=text))
    return with_axis(spec, of, replace(axis_named(spec, of), title=text))


def _numbered(spec: PlotSpec, wish: w.NumberWish) -> PlotSpec:
    traits = spec.layer[0].mark.type.traits
    name = None if traits.cells or traits.angular else _measured(spec)
    old = spec.legend.format if name is None else axis_named(spec, name).format
    decimals = old.decimals if wish.decimals is None else wish.decimals
    form = replace(old, style=wish.style or old.style, decimals=decimals)
    if name is None:
        return replace(spec, legend=replace(spec.legend, format=form))
    return with_axis(spec, name, replace(axis_named(spec, name), format=form))


def _detailed(spec: PlotSpec, wish: w.DetailWish) -> PlotSpec:
    on, name = not wish.negated, _measured(spec)
    ends = (wish.low, wish.high) if on and wish.low is not None and wish.high is not None else None
    match wish.detail:
        case "grid":
            axes = replace(spec.axes, x=replace(spec.axes.x, grid=on), y=replace(spec.axes.y, grid=on))
            spec = replace(spec, axes=axes)
        case "mathematics":
            spec = replace(spec, mathematics=on)
        case "inset" if ends and spec.facet is None:
            spec = replace(spec, inset=Inset(x_min=ends[0], x_max=ends[1]))
        case "axis break" if ends and name is not None:
            spec = _rescaled(spec, name, break_from=ends[0], break_to=ends[1])
        case "slides" | "two columns" | "one column" if on:
            spec = replace(spec, config=replace(spec.config, medium=_MEDIA[wish.detail]))
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
    own = measures or case.asked.detail("independent axes")
    facet = Facet(
        field=panel.name, row=row.name if row else None, independent_y=own,
        columns=next((wish.columns for wish in case.asked.all(w.ArrangementWish) if wish.columns), None),
    )  # fmt: skip
    if measures:  # each panel is named after its measure, and no title is true for all of them
        spec = with_axis(spec, "y", replace(spec.axes.y, title=""))
    medium = Medium.DOUBLE if spec.config.medium is Medium.SINGLE else spec.config.medium
    return replace(spec, facet=facet, config=replace(spec.config, medium=medium))

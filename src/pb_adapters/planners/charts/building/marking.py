"""Marking: value labels, notes, reference lines, highlights and fitted lines."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case
from pb_adapters.planners.charts.building.looks import factor_of, field_on, value_axis
from pb_adapters.planners.charts.building.sheet import nominal, quantity
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_discrete, is_quantitative
from pb_core.domain.plots.spec import Encoding, Layer, PlotSpec
from pb_core.domain.plots.transforms import Bin, Density, Ecdf, Fold, Regression, Smooth
from pb_core.errors import NotPlottable


def marked(spec: PlotSpec, case: Case) -> PlotSpec:
    """Everything that is drawn on top of a chart."""
    asked, labels = case.asked, case.asked.all(w.LabelWish)
    base = channel_on(spec.layer[0].encoding, base_of(spec.layer[0]))
    at_axis = base.field if base is not None and base.type.discrete else ""  # what stands there by name
    if any(wish.pick is None and not wish.value and wish.field != at_axis for wish in labels):
        spec = _labelled(spec)
    for wish in asked.settings("color"):
        spec = _highlighted(spec, wish, case)
    notes = [note for one in asked.all(w.ReferenceWish) for note in _references(spec, one)]
    if spec.layer[0].mark.type.traits.notes:
        notes += [g.PointNote(pick=one.pick) for one in labels if one.pick is not None and one.count is None]
        named = (one for one in labels if one.value and one.field)
        notes += [g.PointNote(pick="value", field=one.field, value=one.value, text=one.value) for one in named]
    notes = [note for note in notes if note not in spec.annotations]
    spec = replace(spec, annotations=(*spec.annotations, *notes))
    fit = asked.first(w.FitWish)
    spec = _fitted(spec, fit, case) if fit is not None else spec
    if not asked.settings("dashed"):
        return spec
    lines = ((layer, layer.mark.type.traits.line) for layer in spec.layer)
    return replace(spec, layer=tuple(replace(o, mark=replace(o.mark, dash=True)) if line else o for o, line in lines))


def _labelled(spec: PlotSpec) -> PlotSpec:
    """Values printed at the items of the first layer that can carry them, unless points are named."""
    if any(layer.mark.type is MarkType.TEXT for layer in spec.layer):
        return spec
    for place, layer in enumerate(spec.layer):
        traits = layer.mark.type.traits
        measured = traits.cells or traits.angular or is_quantitative(channel_on(layer.encoding, value_axis(spec)))
        if traits.labels and measured:
            carrying = replace(layer, mark=replace(layer.mark, labels=True))
            return replace(spec, layer=(*spec.layer[:place], carrying, *spec.layer[place + 1 :]))
    return spec


def _highlighted(spec: PlotSpec, wish: w.SettingWish, case: Case) -> PlotSpec:
    first = spec.layer[0].encoding
    if first.color is None and first.detail is not None and first.detail == wish.field:  # one line of many
        first = replace(first, color=nominal(first.detail), detail=None)
        spec = replace(spec, layer=(replace(spec.layer[0], encoding=first), *spec.layer[1:]))
    for channel in (first.x, first.y, first.color):
        if channel is None or not channel.type.discrete or wish.field not in {None, channel.field}:
            continue
        column = case.sheet.column(channel.field)
        texts = [_text(value) for value in column.examples] if column is not None else []
        value = next((text for text in texts if wish.value and text.casefold() == wish.value.casefold()), None)
        if value is not None:
            lit = g.Highlight(field=channel.field, value=value, color=wish.color or g.Color.RED)
            return replace(spec, highlight=(*(one for one in spec.highlight if one.value != value), lit))
    return spec


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _references(spec: PlotSpec, wish: w.ReferenceWish) -> list[g.Annotation]:
    encoding, axis = spec.layer[0].encoding, wish.axis or value_axis(spec)
    if wish.op is not None and any(isinstance(made, Bin | Density) for made in spec.transform):
        why = "along a histogram or density, lines stand at numbers: write “vertical line at” the number"
        raise NotPlottable(f"“{wish.words}”: {why}")
    if wish.field is not None and wish.axis is None:
        axis = next((name for name in ("y", "x") if field_on(spec, name) == wish.field), axis)
    channel = channel_on(encoding, axis)
    if channel is None or spec.layer[0].mark.type.traits.angular:
        return []
    if wish.identity:
        counted = any(isinstance(made, Bin | Density | Ecdf) for made in spec.transform)
        both = is_quantitative(encoding.x) and is_quantitative(encoding.y) and not counted
        return [g.IdentityLine(label=wish.label)] if both else []
    if wish.low is not None and wish.high is not None:
        percent = factor_of(spec, axis, wish.low, wish.high)
        band = g.ReferenceBand(axis=axis, low=wish.low * percent, high=wish.high * percent, label=wish.label)
        return [] if channel.type.discrete else [band]
    if wish.op is not None:
        line = g.ReferenceLine(axis=axis, op=wish.op, field=channel.field, label=wish.label)
        return [line] if is_quantitative(channel) else []
    if wish.value is None:
        return []
    value = wish.value if isinstance(wish.value, str) else wish.value * factor_of(spec, axis, wish.value)
    return [g.ReferenceLine(axis=axis, value=value, label=wish.label)]


def _fitted(spec: PlotSpec, wish: w.FitWish, case: Case) -> PlotSpec:
    first = spec.layer[0]
    x, y, traits = first.encoding.x, first.encoding.y, first.mark.type.traits
    if x is None or y is None or x.type.discrete or not is_quantitative(y) or not (traits.line or traits.markers):
        return spec
    if any(layer.axis is g.Side.RIGHT for layer in spec.layer):
        raise NotPlottable(f"“{wish.words}”: on two value axes it is not said which of them it is for: ask for one")
    if wish.fit == "smooth":
        return _smoothed(spec, x.field, y.field, wish)
    color = first.encoding.color if is_discrete(first.encoding.color) else None
    names = (f"{y.field} fit", f"{y.field} fit low", f"{y.field} fit high")
    fit = Regression(
        x=x.field, y=y.field, groupby=_groups(spec), as_=(x.field, *names), level=case.asked.level,
        log_x=spec.axes.x.scale.type is g.ScaleType.LOG, log_y=spec.axes.y.scale.type is g.ScaleType.LOG,
    )  # fmt: skip
    layers = [Layer(mark=Mark(type=MarkType.LINE, fit=True), encoding=Encoding(x=x, y=quantity(names[0]), color=color))]
    if case.asked.interval is not None:
        band = Encoding(x=x, y=quantity(names[1]), y2=names[2], color=color)
        layers.insert(0, Layer(mark=Mark(type=MarkType.ERRORBAND, fit=True), encoding=band))
    added = (replace(layer, transform=(*first.transform, fit)) for layer in layers)
    return replace(spec, layer=(*spec.layer, *added))


def _smoothed(spec: PlotSpec, x: str, y: str, wish: w.FitWish) -> PlotSpec:
    """The moving average as a line over the values, which are points."""
    first, window = spec.layer[0], wish.window or 3
    made = Smooth(field=y, order=x, window=window, groupby=_groups(spec), as_=f"smoothed {y}")
    curve = replace(first.encoding, y=quantity(made.as_), y_error=None, size=None, shape=None)
    layer = Layer(mark=Mark(type=MarkType.LINE), encoding=curve, transform=(*first.transform, made))
    values = replace(first, mark=Mark(type=MarkType.POINT), encoding=replace(first.encoding, y_error=None, detail=None))
    title = f"{spec.axes.y.title or y}: points, rolling mean of {window}: line"
    axes = replace(spec.axes, y=replace(spec.axes.y, title=title))
    return replace(spec, layer=(values, layer, *spec.layer[1:]), axes=axes)


def _groups(spec: PlotSpec) -> tuple[str, ...]:
    """The columns that tell lines apart."""
    color, facet = spec.layer[0].encoding.color, spec.facet
    own = {made.as_[0] for made in spec.layer[0].transform if isinstance(made, Fold)}
    detail = spec.layer[0].encoding.detail if spec.layer[0].mark.type.traits.joined else None
    split = color.field if color is not None and is_discrete(color) else detail  # lines have no shapes
    names = (split, facet.field if facet else None, facet.row if facet else None)
    return tuple(dict.fromkeys(name for name in names if name and name not in own))

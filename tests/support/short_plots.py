"""Short plots: what a specification shows, in one line that a person can check."""

from collections.abc import Iterator

from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.spec import Layer, PlotSpec, ScaleType, Spread


def short(spec: PlotSpec) -> str:
    """Marks and channels of each layer, what is computed, and what is not as usual on axes, legend and page."""
    parts = [_layer(layer) for layer in spec.layer]
    parts += [f"{step}" for step in map(_step, spec.transform) if step]
    return " | ".join([*parts, *_settings(spec)])


def _layer(layer: Layer) -> str:
    mark, encoding = layer.mark, layer.encoding
    manner = [name for name in ("stem", "labels", "fit", "dash") if getattr(mark, name)]
    said = [mark.type.value, *manner]
    for name in ("x", "y", "theta", "color", "shape", "size", "text"):
        channel = getattr(encoding, name)
        said += [f"{name}={channel.field}"] if channel is not None else []
    said += [f"{name}={value}" for name in ("offset", "detail") if (value := getattr(encoding, name))]
    said += [f"stack={encoding.stack.value}"] if encoding.stack else []
    spreads = (one for one in (encoding.x_error, encoding.y_error) if one is not None)
    return " ".join([*said, *map(_spread, spreads), *filter(None, map(_step, layer.transform))])


def _spread(one: Spread) -> str:
    return f"±{one.delta}" if one.delta else f"{one.low}…{one.high}"


def _step(step: t.Transform) -> str:  # noqa: PLR0911 - one for each kind
    match step:
        case t.Filter():
            said = step.one_of or tuple(f"not {text}" for text in step.none_of)
            ends = (("≥", step.low), (">", step.above), ("≤", step.high), ("<", step.below))
            bounds = (f"{sign}{end:g}" for sign, end in ends if end is not None)
            return f"only {step.field} {', '.join([*said, *bounds])}"
        case t.Limit():
            return f"{step.count} {step.pick} {step.field}"
        case t.Bin():
            return f"bin {step.field}" + (f" {step.rule.value} {step.value:g}" if step.value else "")
        case t.Period():
            return f"{step.unit.value} of {step.field}"
        case t.Calculate():
            return f"{step.first} {step.op.value} {step.second}"
        case t.Smooth():
            return f"mean of {step.window} {step.field}"
        case t.Aggregate():
            return f"per {', '.join(step.groupby)}"
    return str(type(step).__struct_config__.tag)


def _settings(spec: PlotSpec) -> Iterator[str]:
    for name, axis in (("x", spec.axes.x), ("y", spec.axes.y)):
        scale = axis.scale
        if scale.type is not ScaleType.LINEAR or scale.reverse:
            yield f"{name} {scale.type.value}{' reversed' if scale.reverse else ''}"
        if scale.domain_min is not None or scale.domain_max is not None or scale.zero:
            yield f"{name} {'zero' if scale.zero else f'{scale.domain_min} to {scale.domain_max}'}"
        order = axis.sort.value if axis.sort else ", ".join(axis.values)
        yield from [f"{name} in order {order}"] if order else ()
    if spec.facet is not None:
        yield f"panels {spec.facet.field}" + (f" rows {spec.facet.row}" if spec.facet.row else "")
    notes = (type(one).__struct_config__.tag for one in spec.annotations)
    yield from map(str, notes)
    yield from (f"{one.value} {one.color.value}" for one in spec.highlight)
    yield from [f"legend {spec.legend.orient.value}"] if spec.legend.orient.value != "auto" else ()

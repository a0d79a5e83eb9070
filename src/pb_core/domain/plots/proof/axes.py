"""Axes: the ticks' texts against their places, categories in order, and whether everything lies within view."""

import math
from collections.abc import Sequence

from pb_core.domain.plots.drawn import DrawnAxis, DrawnPanel, Expected, Items, Panel
from pb_core.domain.plots.faithfulness import ReportBuilder
from pb_core.domain.plots.label_text import deviates, read_number, shows_time, squeezed
from pb_core.domain.plots.resolved_layers import LayerData, channel_on
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import Axis, Projection, ScaleType, Side

ALL_LABELLED = 12
"""Up to this many categories an axis must name each; of more, some names may be left out, but never the first."""

_PLACE = 1e-3
_TICK = 0.005
_EDGE = 1e-6
_NOTHING = 1e-9


def prove_axes(builder: ReportBuilder, resolved: Resolved, expected: Expected, drawn: Sequence[DrawnPanel]) -> None:
    """Check the axes of all panels."""
    if any(layer.layer.mark.type.traits.angular for layer in resolved.layers):
        return
    for name, axis, labels in (
        ("x", resolved.spec.axes.x, resolved.x),
        ("y", resolved.spec.axes.y, resolved.y),
        ("right", resolved.spec.axes.right, ()),
    ):
        if not _is_used(resolved, name):
            continue
        shown = [(panel, getattr(panel, name)) for panel in drawn]
        axes = [found for _, found in shown if found is not None]
        if len(axes) < len(shown):
            builder.wrong(f"The {name} axis was not drawn.")
        _directions(builder, resolved, (name, axis), axes)
        blank = bool(labels) and not any(label.strip() for label in labels)
        labelled = [found for found in axes if blank or any(tick.text.strip() for tick in found.ticks)]
        if not labelled:
            builder.wrong(f"The {name} axis has no tick labels.")
        for found in labelled:
            if labels:
                _categories(builder, name, labels, found)
            else:
                _ticks(builder, name, axis, found)
        if not labels:
            _view(builder, resolved, expected, (name, axis), axes)


def _directions(
    builder: ReportBuilder, resolved: Resolved, shown: tuple[str, Axis], drawn: Sequence[DrawnAxis]
) -> None:
    """Check that values rise, and categories run, the way that the spec says; a circle has no direction to turn."""
    name, axis = shown
    if resolved.spec.projection is Projection.RADAR:
        return
    for found in drawn:
        how = "turned round" if found.reversed else "not turned round"
        wrong = found.reversed != axis.scale.reverse
        builder.check(f"{name} axis: direction", f"The {name} axis is {how}." if wrong else None)


def _is_used(resolved: Resolved, name: str) -> bool:
    """Whether the axis has ticks that can be read; parallel axes have none that they share."""
    if resolved.spec.projection is Projection.PARALLEL and name != "x":
        return False
    axis = "x" if name == "x" else "y"
    return any(channel_on(layer.layer.encoding, axis) is not None for layer in _layers_on(resolved, name))


def _layers_on(resolved: Resolved, name: str) -> list[LayerData]:
    right = name == "right"
    return [layer for layer in resolved.layers if name == "x" or (layer.layer.axis is Side.RIGHT) == right]


def _categories(builder: ReportBuilder, name: str, labels: Sequence[str], axis: DrawnAxis) -> None:
    found: dict[int, str] = {}
    for tick in axis.ticks:
        place = round(tick.position)
        if not tick.text.strip() and not (0 <= place < len(labels) and not labels[place].strip()):
            continue
        if abs(tick.position - place) > _PLACE or not 0 <= place < len(labels):
            builder.wrong(f"The {name} axis has the label {tick.text!r} at {tick.position:g}, where no category is.")
            continue
        found[place] = tick.text
        wrong = squeezed(tick.text) != squeezed(labels[place])
        builder.check(
            f"{name} axis: categories",
            f"Place {place + 1} of the {name} axis is labelled {tick.text!r}, the data says {labels[place]!r}."
            if wrong
            else None,
        )
    missing = [label for place, label in enumerate(labels) if place not in found and label.strip()]
    if missing and (len(labels) <= ALL_LABELLED or (0 not in found and labels[0].strip())):
        builder.wrong(f"The {name} axis does not name {missing[0]!r}.")


def _ticks(builder: ReportBuilder, name: str, axis: Axis, drawn: DrawnAxis) -> None:
    for tick in drawn.ticks:
        if not tick.text.strip():
            continue
        if drawn.temporal:
            fits = shows_time(tick.text, tick.position)
        else:
            shown = read_number(tick.text, axis.format)
            play = _tick_play(tick.position, drawn)
            fits = shown is not None and deviates(shown, tick.position) <= min(shown.half, play)
            if shown is not None and shown.value == 0:
                fits = abs(tick.position) <= _NOTHING * (drawn.high - drawn.low)
        builder.check(
            f"{name} axis: tick labels",
            None if fits else f"The {name} axis has the label {tick.text!r} at {tick.position:g}.",
        )


def _tick_play(position: float, axis: DrawnAxis) -> float:
    if abs(position) <= _NOTHING * (axis.high - axis.low):
        return _NOTHING * (axis.high - axis.low)  # a zero with the rounding of binary fractions
    if axis.scale in {ScaleType.LOG, ScaleType.SYMLOG, ScaleType.LOGIT}:
        return 2 * _TICK * abs(position)
    return _TICK * (axis.high - axis.low)


def _view(
    builder: ReportBuilder, resolved: Resolved, expected: Expected, shown: tuple[str, Axis], drawn: Sequence[DrawnAxis]
) -> None:
    """Check that every position and second end lies within what is visible, or within the ends that the spec fixes."""
    name, axis = shown
    layers = {layer.index for layer in _layers_on(resolved, name)}
    for panel, found in zip(expected.panels, drawn, strict=False):
        low, high = _ends(panel, layers, "x" if name == "x" else "y")
        span = found.high - found.low
        for end, fixed, at, beyond in (
            ("lower", axis.scale.domain_min, found.low, found.low - low),
            ("upper", axis.scale.domain_max, found.high, high - found.high),
        ):
            where = f"The {end} end of the {name} axis is {at:g}"
            if fixed is not None:
                wrong = f"{where}, not {fixed:g}." if abs(at - fixed) > _EDGE * max(span, abs(fixed)) else None
            else:
                play = _EDGE * (abs(at) if found.scale is ScaleType.LOG else span)
                wrong = f"{where} and leaves out values." if math.isfinite(beyond) and beyond > play else None
            builder.check(f"{name} axis: ends", wrong)


def _ends(panel: Panel, layers: set[int], axis: str) -> tuple[float, float]:
    low, high = math.inf, -math.inf
    for items in panel.items:
        if items.layer in layers:
            for column in _columns(items, axis):
                numbers = [number for number in column if isinstance(number, int | float)]
                low, high = min([low, *numbers]), max([high, *numbers])
    return low, high


def _columns(items: Items, axis: str) -> tuple[Sequence[object], ...]:
    return (items.x, items.x2) if axis == "x" else (items.y, items.y2)

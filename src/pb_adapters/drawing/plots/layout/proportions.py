"""The shape of panels whose height is free: lines near 45 degrees, a square where both axes mean the same."""

import itertools
import math

import msgspec
import numpy as np

from pb_adapters.drawing.plots.frames.model import FrameIdentity, FrameLayer
from pb_adapters.drawing.plots.layout.arrangement import arrange
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.margins import Content, free_page
from pb_adapters.drawing.plots.marks.item_places import runs

FLATTEST, STEEPEST = 1 / 1.6, 1 / 1.3
"""Height over width of a panel of lines: between these their median slope comes as near to 45 degrees as it can."""

_SQUARE, _CLOUD, _SMALL, _WIDE = 1.0, 1 / 1.4, 0.75, 0.5  # as axes ask, of points, in a grid, on a wide page
_LEAST, _MOST, _COLUMN = 70.0, 300.0, 300.0  # points at print size
_LOWEST = 0.36  # of the page's width, for all rows of panels: the least height beside long names
_PITCH = 1.15  # lines of text: the least height of a row with its name
_VERTICES = 4_000  # of a panel; more tell no other slope
_ROUNDS = 2


def proportioned(content: Content, stretch: float) -> Content:
    """The content on a page so high that its panels have the shape which suits what they show.

    Panels whose height follows from their categories or cells, and round ones, stay as they are.
    """
    share = shape_of(content)
    if share is None:
        return content
    theme = content.theme
    for _ in range(_ROUNDS):
        rect = arrange(content).panels[0].rect
        names = len(content.ys[0].axis.categories) * theme.line * _PITCH
        least = max(_LEAST * theme.scale, _LOWEST * content.page.width / content.rows, names)
        wanted = max(min(rect.width * share * stretch, _MOST * stretch * theme.scale), least)
        high = content.page.height + (wanted - rect.height) * content.rows
        if content.legend is not None and content.side == "right":
            high = max(high, content.legend.height + 2 * theme.margin + theme.line)
        content = msgspec.structs.replace(content, page=free_page(content, high))
    return content


def shape_of(content: Content) -> float | None:
    """Height over width of a panel; ``None`` where categories decide, unless both axes have the same."""
    if content.shape != "plane":
        return None
    if content.ys[0].axis.discrete:
        return _SQUARE if content.x.axis.categories == content.ys[0].axis.categories else None
    return _SQUARE if _alike(content) else _shape_of_marks(content)


def _shape_of_marks(content: Content) -> float:
    """Height over width of a panel whose axes tell nothing of it."""
    marks = [layer.mark.type.traits for panel in content.frame.panels for layer in panel.layers]
    points = all(traits.joined or (traits.markers and not content.x.axis.discrete) for traits in marks)
    slope = _median_slope(content) if points else None
    if slope is not None:
        return min(max(1 / slope, FLATTEST), STEEPEST)
    if points or any(traits.ranged for traits in marks):
        return _CLOUD
    if len(content.frame.panels) > 1:
        return _SMALL
    return FLATTEST if content.page.width < _COLUMN * content.theme.scale else _WIDE


def _alike(content: Content) -> bool:
    """Whether both axes hold the same quantity: the line y = x is drawn, or both run from 0 to 1."""
    x, ys = content.x, content.ys
    whole = all((view.low, view.high) == (0.0, 1.0) and not view.axis.discrete for view in (x, *ys))
    identity = any(isinstance(one, FrameIdentity) for panel in content.frame.panels for one in panel.references)
    return (whole or identity) and content.right is None


def _median_slope(content: Content) -> float | None:
    """The median slope of the lines in a square panel, all stretches alike; ``None`` where no line rises or falls."""
    slopes = [
        slope
        for panel, y in zip(content.frame.panels, content.ys, strict=True)
        for layer in panel.layers
        if layer.mark.type.traits.line and not layer.mark.fit and layer.x is not None and layer.y is not None
        for slope in _slopes(layer, content.x, y)
    ]
    return float(np.median(slopes)) if slopes else None


def _slopes(layer: FrameLayer, x: View, y: View) -> list[float]:
    found = []
    for run in runs(layer, "series", "detail"):
        assert run.x is not None  # noqa: S101 - the caller has looked
        assert run.y is not None  # noqa: S101 - as above
        known = np.isfinite(run.x) & np.isfinite(run.y)
        at = zip(run.x[known][:_VERTICES].tolist(), run.y[known][:_VERTICES].tolist(), strict=True)
        places = [(x.share(across), y.share(up)) for across, up in at]
        for (left, low), (right, high) in itertools.pairwise(places):
            rise, run_length = abs(high - low), abs(right - left)
            if rise and run_length and math.isfinite(rise / run_length):
                found.append(rise / run_length)
    return found

"""What a frame shows in the form in which the core expects it, so that the two computations can be compared."""

import numpy as np

from pb_adapters.drawing.plots.frames.model import Floats, Frame, FrameAxis, FrameLayer, FrameLine, FramePanel, Ints
from pb_core.domain.plots.drawn import Expected, Items, Panel
from pb_core.domain.plots.spec import Side
from pb_core.domain.tables.table import Cell

_NUMBERS = ("x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")


def computed(frame: Frame) -> Expected:
    """The items of every panel, the series that a legend tells and the places of reference lines."""
    return Expected(
        panels=tuple(_panel(frame, panel) for panel in frame.panels),
        series=frame.series if frame.legend else (),
        lines=tuple(line.value for line in frame.panels[0].references if isinstance(line, FrameLine)),
    )


def _panel(frame: Frame, panel: FramePanel) -> Panel:
    return Panel(
        column=panel.column,
        row=panel.row,
        x=frame.x.categories,
        y=frame.y.categories,
        items=tuple(_items(frame, layer) for layer in panel.layers),
    )


def _items(frame: Frame, layer: FrameLayer) -> Items:
    kept = _kept(layer)
    vertical = frame.right if layer.side is Side.RIGHT and frame.right is not None else frame.y
    arcs = layer.mark.type.traits.angular
    numbers = {name: _numbers(getattr(layer, name), kept) for name in _NUMBERS}
    return Items(
        layer=layer.layer,
        mark=layer.mark.type,
        part=layer.part,
        series=_texts(layer.series, kept) if frame.legend else ("",) * len(kept),
        detail=_texts(layer.detail, kept) if any(layer.detail) else (),
        x=_names(layer.x, kept, frame.series) if arcs else _positions(layer.x, kept, frame.x),
        y=_positions(layer.y, kept, vertical),
        text=_texts(layer.text, kept),
        **numbers,  # type: ignore[arg-type]  # by name
    )


def _kept(layer: FrameLayer) -> Ints:
    """The places of the items: a vertex at which a line or area breaks is none."""
    across = layer.x if layer.horizontal else layer.y
    if not layer.mark.type.traits.joined or across is None:
        return np.arange(layer.count)
    return np.flatnonzero(~np.isnan(across))


def _texts(texts: tuple[str, ...], kept: Ints) -> tuple[str, ...]:
    return tuple(map(texts.__getitem__, kept.tolist())) if texts else ()


def _positions(values: Floats | None, kept: Ints, axis: FrameAxis) -> tuple[Cell, ...]:
    return _names(values, kept, axis.categories) if axis.discrete else _numbers(values, kept)


def _names(values: Floats | None, kept: Ints, names: tuple[str, ...]) -> tuple[Cell, ...]:
    return () if values is None else tuple(names[int(place)] for place in values[kept].tolist())


def _numbers(values: Floats | None, kept: Ints) -> tuple[float | None, ...]:
    if values is None:
        return ()
    cells = values[kept].tolist()
    return tuple(None if cell != cell else cell for cell in cells)  # noqa: PLR0124 - NaN alone differs from itself

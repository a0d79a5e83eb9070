"""Reading a finished figure back: its panels and axes, and with ``marks`` the items of every layer."""

import itertools

import msgspec
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis

from pb_adapters.plots.axes import labels_of
from pb_adapters.plots.content import Side
from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.inventory import read_rects, read_texts
from pb_adapters.plots.look import Key
from pb_adapters.plots.marks import read_layer
from pb_adapters.plots.palettes import NAMED
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.references import read_reference
from pb_adapters.plots.scales import View
from pb_adapters.plots.scene import Scene
from pb_adapters.plots.telling import plain_key, read_keys, read_ramp, read_sizes, read_spans, unbroken
from pb_core.plot.drawn import (
    DrawnAxis,
    DrawnKey,
    DrawnPanel,
    DrawnPlot,
    DrawnTick,
    TextRole,
)
from pb_core.plot.grammar import ScaleType
from pb_core.plot.items import Items


def read_scene(scene: Scene) -> DrawnPlot:
    """Everything that the figure shows, from its artists alone."""
    sheet = scene.content.sheet
    keys = read_keys(scene)
    context = AxesContext(
        keys=(*keys, plain_key(scene)), ramp=read_ramp(scene), sizes=read_sizes(scene), spans=read_spans(scene)
    )
    return DrawnPlot(
        width=sheet.width,
        height=sheet.height,
        panels=tuple(_panel(scene, index, context) for index in range(len(scene.arts))),
        texts=tuple(read_texts(scene)),
        keys=tuple(map(_key, keys)),
        marks=tuple(itertools.chain.from_iterable(read_rects(scene, art) for art in scene.arts)),
        legend=scene.legend_rect,
        repairs=tuple(dict.fromkeys(scene.repairs)),
    )


def _key(key: Key) -> DrawnKey:
    accent = next((color.value for color, drawn in NAMED.items() if drawn == key.color), "")
    return DrawnKey(
        series=key.series, color=key.color, marker=key.marker, dash=key.dash, hatch=key.hatch, accent=accent
    )


def _panel(scene: Scene, index: int, context: AxesContext) -> DrawnPanel:
    art = scene.arts[index]
    x, y = _categories(scene, "x"), _categories(scene, "y")
    here = msgspec.structs.replace(context, x=x, y=y)
    return DrawnPanel(
        rect=art.place.rect,
        x=_axis(scene, art, "x"),
        y=_axis(scene, art, "y"),
        items=_items(art, here),
        column=_heading(scene, index, "column"),
        row=_heading(scene, index, "row"),
        right=_right(scene, art),
        references=tuple(read_reference(each) for each in scene.references if each.panel == index),
        inset=_inset(scene, here) if index == 0 else None,
    )


def _heading(scene: Scene, index: int, which: str) -> str:
    """The heading of a column or, at the end of the panel's row, of the row."""
    columns = scene.content.frame.columns
    gridded = bool(scene.arts[index].frame.row)
    above = index % columns if gridded else index
    at = above if which == "column" else index // columns * columns + columns - 1
    return scene.said(TextRole.PANEL, which, at)


def _items(art: PanelArt, context: AxesContext) -> tuple[Items, ...]:
    return tuple(read_layer(painted, context) for _, painted in art.painted)


def _inset(scene: Scene, context: AxesContext) -> DrawnPanel | None:
    small = scene.inset
    if small is None:
        return None
    x, y = (
        _drawn_axis(small.axes.xaxis, small.axes, small.x, "x", ""),
        _drawn_axis(small.axes.yaxis, small.axes, small.y, "y", ""),
    )
    return DrawnPanel(rect=small.place.rect, x=x, y=y, items=_items(small, context))


def _axis(scene: Scene, art: PanelArt, name: str) -> DrawnAxis:
    title = scene.said(TextRole.AXIS_TITLE, name)
    view, axes = (art.x, art.axes) if name == "x" else (art.y, art.axes)
    mpl = axes.xaxis if name == "x" else axes.yaxis
    drawn = _drawn_axis(mpl, axes, view, name, title)
    if art.over is None or len(view.stretches) == 1:
        return drawn
    beyond = _drawn_axis(art.over.xaxis if name == "x" else art.over.yaxis, art.over, view, name, title)
    return msgspec.structs.replace(drawn, high=beyond.high, ticks=(*drawn.ticks, *beyond.ticks))


def _right(scene: Scene, art: PanelArt) -> DrawnAxis | None:
    if art.twin is None or art.right is None:
        return None
    return _drawn_axis(art.twin.yaxis, art.twin, art.right, "y", scene.said(TextRole.AXIS_TITLE, "right"))


def _drawn_axis(mpl: MplAxis, axes: Axes, view: View, name: str, title: str) -> DrawnAxis:
    start, end = axes.get_xlim() if name == "x" else axes.get_ylim()
    low, high = sorted((start, end))
    turned = (start > end) != (name == "y" and view.axis.discrete)  # categories run downwards
    labels = labels_of(mpl) if mpl.get_visible() else []
    ticks = tuple(DrawnTick(at, label.get_text()) for at, label in labels)
    if axes.name == "polar" and name == "x":
        turn = 2 * np.pi / max(len(ticks), 1)
        ticks = tuple(DrawnTick(round(tick.position / turn), tick.text) for tick in ticks)
        low, high = -0.5, len(ticks) - 0.5
    scale = (
        ScaleType.LINEAR
        if axes.name == "polar" and name == "x"
        else ScaleType(axes.get_xscale() if name == "x" else axes.get_yscale())
    )
    return DrawnAxis(
        title=title, low=float(low), high=float(high), ticks=ticks, scale=scale,
        discrete=view.axis.discrete, temporal=view.axis.temporal, reversed=turned,
    )  # fmt: skip


def _categories(scene: Scene, name: str) -> tuple[str, ...]:
    """The categories of an axis, as its labels say them; those whose labels were thinned, by the frame's order."""
    arts = scene.arts
    view = arts[0].x if name == "x" else arts[0].y
    if not view.axis.discrete:
        return ()
    names = list(view.axis.categories)
    for art in arts:
        side = art.place.x if name == "x" else art.place.y
        for tick in _axis(scene, art, name).ticks:
            if 0 <= round(tick.position) < len(names):
                names[round(tick.position)] = unbroken(tick.text, _originals(side, scene, name))
    return tuple(names)


def _originals(side: Side, scene: Scene, name: str) -> dict[str, str]:
    places = dict(zip(side.ticks.at, side.ticks.texts, strict=True))
    broken = {text: places[at] for at, text in zip(side.labels.at, side.labels.texts, strict=True) if at in places}
    if scene.content.shape == "round" and name == "x":
        drawn = [label.get_text() for _, label in labels_of(scene.arts[0].axes.xaxis)]
        squeezed = {"".join(text.split()): text for text in side.ticks.texts}
        broken |= {text: squeezed["".join(text.split())] for text in drawn if "".join(text.split()) in squeezed}
    return broken

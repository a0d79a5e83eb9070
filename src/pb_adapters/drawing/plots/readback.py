"""Reading a finished figure back: texts, places, panels, axes, the items of every layer, and what the legend says."""

import itertools
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from matplotlib import colors as mcolors
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from pb_adapters.drawing.plots.annotations import read_reference
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.legends import DrawnEntry
from pb_adapters.drawing.plots.layout.margins import AxisTicks
from pb_adapters.drawing.plots.marks import read_layer
from pb_adapters.drawing.plots.marks.arcs import named_wedges
from pb_adapters.drawing.plots.marks.item_readback import AxesContext, Painted, dash_of
from pb_adapters.drawing.plots.occupancy import Grounds, rects
from pb_adapters.drawing.plots.page import rect_of, text_rect
from pb_adapters.drawing.plots.panel_axes import labels_of
from pb_adapters.drawing.plots.risk_table import read_risk_table
from pb_adapters.drawing.plots.scene import PanelArtists, Scene
from pb_adapters.drawing.plots.style import Key, RampScale, SizeScale
from pb_adapters.drawing.shared.palettes import NAMED, PAPER
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import contrast
from pb_core.domain.plots.drawn import (
    DrawnAxis,
    DrawnKey,
    DrawnPanel,
    DrawnPlot,
    DrawnPlotText,
    DrawnTick,
    Items,
    TextRole,
)
from pb_core.domain.plots.label_text import read_number, shows
from pb_core.domain.plots.spec import Format, ScaleType

_AGREE = 1e-6


def read_keys(scene: Scene) -> tuple[Key, ...]:
    """How the legend, here or on the sheet, or the names at line ends say that series look."""
    if scene.shared_keys is not None:
        return scene.shared_keys
    entries = [drawn for drawn in scene.legend if drawn.entry is not None and drawn.entry.key is not None]
    if entries:
        return _in_series_order(scene, list(keys_of(entries)))
    if scene.content.side == "beside":
        return _keys_of_parts(scene)
    names: dict[str, Key] = {}
    for label in scene.direct:
        name = label.text.get_text()
        color = mcolors.to_hex(label.leader.get_color())
        names.setdefault(name, Key(series=name, color=color, marker="", dash=dash_of(label.leader)))
    return tuple(_with_look(scene, names[key.series]) for key in scene.style.keys if key.series in names)


def _keys_of_parts(scene: Scene) -> tuple[Key, ...]:
    """The looks of the series whose names stand beside the parts of a pie; a part of another look is of no series."""
    parts = [part for panel in scene.panels for _, painted in panel.painted for part in named_wedges(painted)]
    named = {name for name, _ in parts}
    looks = [key for key in scene.style.keys if key.series in named]
    return tuple(msgspec.structs.replace(key, marker="", dash="") for key in looks)


def keys_of(legend: Sequence[DrawnEntry]) -> tuple[Key, ...]:
    """The keys that a drawn legend shows."""
    return tuple(_entry_key(drawn) for drawn in legend if drawn.entry is not None and drawn.entry.key is not None)


def _in_series_order(scene: Scene, keys: list[Key]) -> tuple[Key, ...]:
    """The entries as they stand, but in the order of the series where a legend follows the lines instead."""
    places = {key.series: place for place, key in enumerate(scene.style.keys)}
    if not scene.content.legend_by_lines or {key.series for key in keys} - set(places):
        return tuple(keys)
    return tuple(sorted(keys, key=lambda key: places[key.series]))


def _with_look(scene: Scene, key: Key) -> Key:
    """A leader shows no marker; its line's does not tell series apart either."""
    return msgspec.structs.replace(key, marker=scene.style.key(key.series).marker)


def _entry_key(drawn: DrawnEntry) -> Key:
    name = unbroken(drawn.text.get_text(), {} if drawn.entry is None else {drawn.line_text: drawn.entry.text})
    sample = drawn.sample
    if isinstance(sample, Rectangle):
        return Key(
            series=name,
            color=mcolors.to_hex(sample.get_facecolor()),
            marker="",
            dash="",
            hatch=sample.get_hatch() or "",
        )
    assert isinstance(sample, Line2D)  # noqa: S101 - legends draw these two
    marker = str(sample.get_marker())
    lined = sample.get_linestyle() not in {"None", "none", ""}
    color = mcolors.to_hex(sample.get_color())
    return Key(
        series=name, color=color, marker="" if marker == "None" else marker, dash=dash_of(sample) if lined else ""
    )


def plain_key(scene: Scene) -> Key:
    """The key of layers without series."""
    return scene.style.key("")


def unbroken(text: str, originals: dict[str, str]) -> str:
    """The text without the line breaks that were put into it."""
    return originals.get(text, text)


def read_ramp(scene: Scene) -> RampScale | None:
    """What colours stand for, by the colour bar's ticks; where one stands wrongly, by what the outer ones say."""
    ramp, bar = scene.style.ramp, scene.content.bar
    if ramp is None or scene.bar is None or bar is None:
        return ramp
    low, high = (float(end) for end in scene.bar.get_ylim())
    ticks = [(at, label.get_text()) for at, label in labels_of(scene.bar.yaxis)]
    if not all(shows(text, at, bar.axis.format) for at, text in ticks):
        shares = [(at - low) / (high - low) for at, _ in ticks]
        low, high = _extrapolated(shares, [_number(text, bar.axis.format) for _, text in ticks]) or (0.0, 0.0)
    return msgspec.structs.replace(ramp, low=low, high=high)


def read_sizes(scene: Scene) -> SizeScale | None:
    """What areas stand for; ``None`` when the legend says otherwise than it shows."""
    sizes, form = scene.style.sizes, scene.legend_format
    if sizes is None:
        return None
    for drawn in scene.legend:
        if drawn.entry is not None and drawn.entry.area and isinstance(drawn.sample, Line2D):
            meant = float(sizes.values(np.array([drawn.sample.get_markersize() ** 2]))[0])
            apart = abs(_number(drawn.text.get_text(), form) - meant)
            if not apart <= _AGREE * (sizes.high or 1.0):  # no number neither
                return None
    return sizes


def read_spans(scene: Scene) -> tuple[tuple[float, float], ...]:
    """The ends of each axis of parallel coordinates, from where its labels stand and what they say."""
    rect, high = scene.panels[0].place.rect, scene.figure.get_figheight() * 72
    form, spans = scene.content.frame.y.format, []
    for axis, known in zip(scene.parallel, scene.content.frame.spans, strict=True):
        shares = [(rect.bottom - (high - label.get_position()[1])) / rect.height for label in axis.texts]
        values = [_number(label.get_text(), form) for label in axis.texts]
        spans.append(_extrapolated(shares, values) or known)
    return tuple(spans)


def _number(text: str, form: Format) -> float:
    shown = read_number(text, form)
    return float("nan") if shown is None else shown.value


def _extrapolated(shares: list[float], values: list[float]) -> tuple[float, float] | None:
    if len(shares) < 2:  # noqa: PLR2004 - one tick tells no scale
        return None
    slope = (values[-1] - values[0]) / (shares[-1] - shares[0])
    low = values[0] - slope * shares[0]
    return low, low + slope


_MOST_RECTS = 2_000


def read_texts(scene: Scene) -> list[DrawnPlotText]:
    """Every text that can be seen, with its place, size and contrast."""
    found = [_text(scene, shown.text, shown.role, shown.panel) for shown in scene.texts]
    for index, panel in enumerate(scene.panels):
        for axes in panel.every:
            found.extend(_text(scene, label, TextRole.TICK_X, index) for label in _visible(axes.xaxis))
            found.extend(_text(scene, label, TextRole.TICK_Y, index) for label in _visible(axes.yaxis))
        for painted in (*(painted for _, painted in panel.painted), *panel.beyond):
            found.extend(_values(scene, painted, index))
    if scene.inset is not None:
        found.extend(_text(scene, label, TextRole.TICK_X, 0) for label in _visible(scene.inset.axes.xaxis))
        found.extend(_text(scene, label, TextRole.TICK_Y, 0) for label in _visible(scene.inset.axes.yaxis))
    if scene.bar is not None:
        found.extend(_text(scene, label, TextRole.LEGEND, None) for label in _visible(scene.bar.yaxis))
    return found


def _values(scene: Scene, painted: Painted, index: int) -> Iterator[DrawnPlotText]:
    grounds = Grounds(painted, scene.figure)
    written = painted.items if painted.mark.type.traits.words else ()
    for text in (*painted.labels, *painted.names, *written):
        if isinstance(text, Text) and text.get_visible() and text.get_text() and _within(text):
            ground = grounds.under(text_rect(text, scene.figure))
            role = TextRole.DIRECT if any(text is name for name in painted.names) else TextRole.VALUE
            yield _text(scene, text, role, index, ground)


def _within(text: Text) -> bool:
    """Whether a label of a broken axis belongs to the stretch that it was painted on."""
    if not isinstance(text, Annotation) or not text.get_annotation_clip() or text.axes is None:
        return True
    return bool(text.axes.bbox.padded(1e-6).contains(*text.axes.transData.transform(text.xy)))


def _visible(axis: MplAxis) -> list[Text]:
    return [label for _, label in labels_of(axis)] if axis.get_visible() else []


def _text(scene: Scene, text: Text, role: TextRole, panel: int | None, ground: str = PAPER) -> DrawnPlotText:
    ink = mcolors.to_hex(text.get_color())
    return DrawnPlotText(
        role=role, text=text.get_text(), rect=text_rect(text, scene.figure), size=float(text.get_fontsize()),
        contrast=round(contrast(ink, ground), 2), panel=panel,
        angle=float(text.get_rotation()),
    )  # fmt: skip


def read_rects(scene: Scene, panel: PanelArtists) -> list[Rect]:
    """The places of a panel's marks, thinned where they are many."""
    found = [
        rect
        for axes, painted in panel.painted
        for rect in rects(painted.items, scene.figure, rect_of(axes.bbox, scene.figure))
    ]
    return found[:: max(-(-len(found) // _MOST_RECTS), 1)]


def read_scene(scene: Scene) -> DrawnPlot:
    """Everything that the figure shows, from its artists alone."""
    page = scene.content.page
    keys = read_keys(scene)
    context = AxesContext(
        keys=(*keys, plain_key(scene)), ramp=read_ramp(scene), sizes=read_sizes(scene), spans=read_spans(scene)
    )
    return DrawnPlot(
        width=page.width,
        height=page.height,
        panels=tuple(_panel(scene, index, context) for index in range(len(scene.panels))),
        texts=tuple(read_texts(scene)),
        keys=tuple(map(drawn_key, keys)),
        marks=tuple(itertools.chain.from_iterable(read_rects(scene, panel) for panel in scene.panels)),
        legend=scene.legend_rect,
        repairs=tuple(dict.fromkeys(scene.repairs)),
    )


def drawn_key(key: Key) -> DrawnKey:
    """A key as the core knows it."""
    accent = next((color.value for color, drawn in NAMED.items() if drawn == key.color), "")
    return DrawnKey(
        series=key.series, color=key.color, marker=key.marker, dash=key.dash, hatch=key.hatch, accent=accent
    )


def _panel(scene: Scene, index: int, context: AxesContext) -> DrawnPanel:
    panel = scene.panels[index]
    x, y = _categories(scene, "x"), _categories(scene, "y")
    here = msgspec.structs.replace(context, x=x, y=y)
    return DrawnPanel(
        rect=panel.place.rect,
        x=_axis(scene, panel, "x"),
        y=_axis(scene, panel, "y"),
        items=_items(panel, here),
        column=_heading(scene, index, "column"),
        row=_heading(scene, index, "row"),
        right=_right(scene, panel),
        references=tuple(read_reference(each) for each in scene.references if each.panel == index),
        inset=_inset(scene, here) if index == 0 else None,
        at_risk=tuple(read_risk_table(scene)) if index == 0 else (),
    )


def _heading(scene: Scene, index: int, which: str) -> str:
    """The heading of a column or, at the end of the panel's row, of the row."""
    columns = scene.content.frame.columns
    gridded = bool(scene.panels[index].frame.row)
    above = index % columns if gridded else index
    at = above if which == "column" else index // columns * columns + columns - 1
    return scene.text_of(TextRole.PANEL, which, at)


def _items(panel: PanelArtists, context: AxesContext) -> tuple[Items, ...]:
    return tuple(read_layer(painted, context) for _, painted in panel.painted)


def _inset(scene: Scene, context: AxesContext) -> DrawnPanel | None:
    small = scene.inset
    if small is None:
        return None
    x, y = (
        _drawn_axis(small.axes.xaxis, small.axes, small.x, "x", ""),
        _drawn_axis(small.axes.yaxis, small.axes, small.y, "y", ""),
    )
    return DrawnPanel(rect=small.place.rect, x=x, y=y, items=_items(small, context))


def _axis(scene: Scene, panel: PanelArtists, name: str) -> DrawnAxis:
    title = scene.text_of(TextRole.AXIS_TITLE, name)
    view, axes = (panel.x, panel.axes) if name == "x" else (panel.y, panel.axes)
    mpl = axes.xaxis if name == "x" else axes.yaxis
    drawn = _drawn_axis(mpl, axes, view, name, title)
    if panel.over is None or len(view.stretches) == 1:
        return drawn
    beyond = _drawn_axis(panel.over.xaxis if name == "x" else panel.over.yaxis, panel.over, view, name, title)
    return msgspec.structs.replace(drawn, high=beyond.high, ticks=(*drawn.ticks, *beyond.ticks))


def _right(scene: Scene, panel: PanelArtists) -> DrawnAxis | None:
    if panel.twin is None or panel.right is None:
        return None
    return _drawn_axis(panel.twin.yaxis, panel.twin, panel.right, "y", scene.text_of(TextRole.AXIS_TITLE, "right"))


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
        discrete=view.axis.discrete, temporal=view.axis.temporal, reversed=bool(turned),
    )  # fmt: skip


def _categories(scene: Scene, name: str) -> tuple[str, ...]:
    """The categories of an axis, as its labels say them; those whose labels were thinned, by the frame's order."""
    panels = scene.panels
    view = panels[0].x if name == "x" else panels[0].y
    if not view.axis.discrete:
        return ()
    names = list(view.axis.categories)
    for panel in panels:
        side = panel.place.x if name == "x" else panel.place.y
        for tick in _axis(scene, panel, name).ticks:
            if 0 <= round(tick.position) < len(names):
                names[round(tick.position)] = unbroken(tick.text, _originals(side, scene, name))
    return tuple(names)


def _originals(side: AxisTicks, scene: Scene, name: str) -> dict[str, str]:
    places = dict(zip(side.ticks.at, side.ticks.texts, strict=True))
    broken = {text: places[at] for at, text in zip(side.labels.at, side.labels.texts, strict=True) if at in places}
    if scene.content.shape == "round" and name == "x":
        drawn = [label.get_text() for _, label in labels_of(scene.panels[0].axes.xaxis)]
        squeezed = {"".join(text.split()): text for text in side.ticks.texts}
        broken |= {text: squeezed["".join(text.split())] for text in drawn if "".join(text.split()) in squeezed}
    return broken

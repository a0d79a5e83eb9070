"""Reading a finished figure back: axes, texts, keys, rectangles, and with ``marks`` the items of every layer."""

import itertools
import re
from collections.abc import Iterator

import msgspec
import numpy as np
from matplotlib import colors as mcolors
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from pb_adapters.plots.building import PanelArt, labels_of
from pb_adapters.plots.canvas import rect_of, text_rect
from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import FrameBand, FrameIdentity, FrameLine, FrameNote
from pb_adapters.plots.layout import Side
from pb_adapters.plots.legends import DrawnEntry
from pb_adapters.plots.look import Key
from pb_adapters.plots.marks import read_layer
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.marks.reading import dash_of
from pb_adapters.plots.occupancy import ground_of, rects
from pb_adapters.plots.palettes import PAPER
from pb_adapters.plots.scales import View
from pb_adapters.plots.scene import ReferenceArt, Scene
from pb_core.plot.colours import contrast
from pb_core.plot.drawn import (
    DrawnAxis,
    DrawnKey,
    DrawnPanel,
    DrawnPlot,
    DrawnPlotText,
    DrawnReference,
    DrawnTick,
    ReferenceKind,
    TextRole,
)
from pb_core.plot.grammar import MarkType, ScaleType
from pb_core.plot.items import Items
from pb_core.scene import Rect

_MOST_RECTS = 2_000
_NUMBER = re.compile(r"[^0-9.+-]")


def read_scene(scene: Scene) -> DrawnPlot:
    """Everything that the figure shows, from its artists alone."""
    sheet = scene.content.sheet
    keys = _keys(scene)
    context = AxesContext(keys=(*keys, _plain(scene)), ramp=_ramp(scene), sizes=scene.look.sizes, spans=_spans(scene))
    return DrawnPlot(
        width=sheet.width,
        height=sheet.height,
        panels=tuple(_panel(scene, index, context) for index in range(len(scene.arts))),
        texts=tuple(_texts(scene)),
        keys=tuple(DrawnKey(series=k.series, color=k.color, marker=k.marker, dash=k.dash, hatch=k.hatch) for k in keys),
        marks=tuple(itertools.chain.from_iterable(_rects(scene, art) for art in scene.arts)),
        legend=scene.legend_rect,
        repairs=tuple(dict.fromkeys(scene.repairs)),
    )


# --- keys ---------------------------------------------------------------------------------------


def _keys(scene: Scene) -> tuple[Key, ...]:
    """How the legend, or the names at line ends, say that series look."""
    entries = [drawn for drawn in scene.legend if drawn.entry is not None and drawn.entry.key is not None]
    if entries:
        return tuple(_entry_key(drawn) for drawn in entries)
    names: dict[str, Key] = {}
    for label in scene.direct:
        name = label.text.get_text()
        color = mcolors.to_hex(label.leader.get_color())
        names.setdefault(name, Key(series=name, color=color, marker="", dash=dash_of(label.leader)))
    return tuple(_with_look(scene, names[key.series]) for key in scene.look.keys if key.series in names)


def _with_look(scene: Scene, key: Key) -> Key:
    """A leader shows no marker; its line's does not tell series apart either."""
    return msgspec.structs.replace(key, marker=scene.look.key(key.series).marker)


def _entry_key(drawn: DrawnEntry) -> Key:
    name = _unbroken(drawn.text.get_text(), {} if drawn.entry is None else {drawn.line_text: drawn.entry.text})
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


def _plain(scene: Scene) -> Key:
    """The key of layers without series."""
    return scene.look.key("")


def _unbroken(text: str, originals: dict[str, str]) -> str:
    """The text without the line breaks that were put into it."""
    return originals.get(text, text)


# --- panels -------------------------------------------------------------------------------------


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
        references=tuple(_reference(each) for each in scene.references if each.panel == index),
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
    low, high = sorted(axes.get_xlim() if name == "x" else axes.get_ylim())
    ticks = tuple(DrawnTick(at, label.get_text()) for at, label in labels_of(mpl))
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
        discrete=view.axis.discrete, temporal=view.axis.temporal,
    )  # fmt: skip


def _categories(scene: Scene, name: str) -> tuple[str, ...]:
    """The categories of an axis, as the labels of the outermost panel say them; thinned ones as the others' order says."""
    arts = scene.arts
    view = arts[0].x if name == "x" else arts[0].y
    if not view.axis.discrete:
        return ()
    names = list(view.axis.categories)
    for art in arts:
        side = art.place.x if name == "x" else art.place.y
        for tick in _axis(scene, art, name).ticks:
            if 0 <= round(tick.position) < len(names):
                names[round(tick.position)] = _unbroken(tick.text, _originals(side, scene, name))
    return tuple(names)


def _originals(side: Side, scene: Scene, name: str) -> dict[str, str]:
    places = {at: text for at, text in zip(side.ticks.at, side.ticks.texts, strict=True)}
    broken = {text: places[at] for at, text in zip(side.labels.at, side.labels.texts, strict=True) if at in places}
    if scene.content.shape == "round" and name == "x":
        drawn = [label.get_text() for _, label in labels_of(scene.arts[0].axes.xaxis)]
        squeezed = {"".join(text.split()): text for text in side.ticks.texts}
        broken |= {text: squeezed["".join(text.split())] for text in drawn if "".join(text.split()) in squeezed}
    return broken


# --- scales that colours and areas stand for ----------------------------------------------------


def _ramp(scene: Scene) -> object:
    ramp = scene.look.ramp
    if ramp is None or scene.bar is None:
        return ramp
    low, high = scene.bar.get_ylim()
    return msgspec.structs.replace(ramp, low=float(low), high=float(high))


def _spans(scene: Scene) -> tuple[tuple[float, float], ...]:
    """The ends of each axis of parallel coordinates, from where its labels stand and what they say."""
    rect, high = scene.arts[0].place.rect, scene.figure.get_figheight() * 72
    spans = []
    for axis, known in zip(scene.parallel, scene.content.frame.spans, strict=True):
        shares = [(rect.bottom - (high - label.get_position()[1])) / rect.height for label in axis.texts]
        values = [_number(label.get_text()) for label in axis.texts]
        spans.append(_extrapolated(shares, values) or known)
    return tuple(spans)


def _number(text: str) -> float:
    digits = _NUMBER.sub("", text.replace("\N{MINUS SIGN}", "-"))
    return float(digits) / (100 if text.endswith("%") else 1) if digits else float("nan")


def _extrapolated(shares: list[float], values: list[float]) -> tuple[float, float] | None:
    if len(shares) < 2:  # noqa: PLR2004 - one tick tells no scale
        return None
    slope = (values[-1] - values[0]) / (shares[-1] - shares[0])
    low = values[0] - slope * shares[0]
    return low, low + slope


# --- references ---------------------------------------------------------------------------------


def _reference(art: ReferenceArt) -> DrawnReference:
    said = art.text.get_text() if art.text is not None else ""
    artist = art.artist
    match art.reference:
        case FrameLine(axis=name):
            assert isinstance(artist, Line2D)  # noqa: S101 - references draws it
            data = artist.get_xdata() if name == "x" else artist.get_ydata()
            return DrawnReference(kind=ReferenceKind.LINE, at=(float(np.asarray(data)[0]),), axis=name, text=said)
        case FrameBand(axis=name):
            return DrawnReference(kind=ReferenceKind.BAND, at=_band_ends(artist, name), axis=name, text=said)
        case FrameIdentity():
            assert isinstance(artist, Line2D)  # noqa: S101 - references draws it
            (x, y), (x2, y2) = artist.get_xydata()[:2]
            return DrawnReference(kind=ReferenceKind.IDENTITY, at=(float(x), float(y), float(x2), float(y2)), text=said)
        case FrameNote(x=x, y=y):
            return DrawnReference(kind=ReferenceKind.NOTE, at=(x, y), text=said)


def _band_ends(artist: object, name: str) -> tuple[float, float]:
    if isinstance(artist, Rectangle):
        start, length = (artist.get_x(), artist.get_width()) if name == "x" else (artist.get_y(), artist.get_height())
        return float(start), float(start + length)
    assert isinstance(artist, Polygon)  # noqa: S101 - axhspan draws one of the two
    along = artist.get_xy()[:, 0 if name == "x" else 1]
    return float(along.min()), float(along.max())


# --- texts and marks ----------------------------------------------------------------------------


def _texts(scene: Scene) -> list[DrawnPlotText]:
    found = [_text(scene, told.text, told.role, told.panel) for told in scene.told]
    for index, art in enumerate(scene.arts):
        for axes in art.every:
            found.extend(_text(scene, label, TextRole.TICK_X, index) for label in _visible(axes.xaxis))
            found.extend(_text(scene, label, TextRole.TICK_Y, index) for label in _visible(axes.yaxis))
        for _, painted in art.painted:
            found.extend(_values(scene, painted, index))
    if scene.inset is not None:
        found.extend(_text(scene, label, TextRole.TICK_X, 0) for label in _visible(scene.inset.axes.xaxis))
        found.extend(_text(scene, label, TextRole.TICK_Y, 0) for label in _visible(scene.inset.axes.yaxis))
    if scene.bar is not None:
        found.extend(_text(scene, label, TextRole.LEGEND, None) for label in _visible(scene.bar.yaxis))
    return found


def _values(scene: Scene, painted: Painted, index: int) -> Iterator[DrawnPlotText]:
    written = painted.items if painted.mark.type is MarkType.TEXT else ()
    for text in (*painted.labels, *painted.names, *written):
        if isinstance(text, Text) and text.get_visible() and text.get_text():
            ground = ground_of(text, painted, scene.figure) if _light(text) else PAPER
            role = TextRole.DIRECT if any(text is name for name in painted.names) else TextRole.VALUE
            yield _text(scene, text, role, index, ground)


def _light(text: Text) -> bool:
    return mcolors.to_hex(text.get_color()) == PAPER


def _visible(axis: MplAxis) -> list[Text]:
    return [label for _, label in labels_of(axis)] if axis.get_visible() else []


def _text(scene: Scene, text: Text, role: TextRole, panel: int | None, ground: str = PAPER) -> DrawnPlotText:
    ink = mcolors.to_hex(text.get_color())
    return DrawnPlotText(
        role=role, text=text.get_text(), rect=text_rect(text, scene.figure), size=float(text.get_fontsize()),
        contrast=round(contrast(ink, ground), 2), panel=panel,
        angle=float(text.get_rotation()),
    )  # fmt: skip


def _rects(scene: Scene, art: PanelArt) -> list[Rect]:
    found = [
        rect
        for axes, painted in art.painted
        for rect in rects(painted.items, scene.figure, rect_of(axes.bbox, scene.figure))
    ]
    return found[:: max(-(-len(found) // _MOST_RECTS), 1)]

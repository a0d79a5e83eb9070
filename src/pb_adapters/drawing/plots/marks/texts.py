"""Texts at items: text marks, labels of points settled among everything else, their size and colour on a ground."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cbook import STEP_LOOKUP_MAP
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import projected
from pb_adapters.drawing.plots.marks.item_readback import (
    AxesContext,
    Painted,
    dash_of,
    items,
    located,
    painted,
    same,
    series,
    shown,
)
from pb_adapters.drawing.plots.marks.leaders import FAR, SIDES, lead, led, size_at, surroundings, unclear
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import INK, PAPER
from pb_adapters.drawing.shared.text_metrics import block_height, block_width, is_mathtext
from pb_core.domain.plots.colours import contrast
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.layout_checks import MIN_CONTRAST

BLACK = "#000000"
LABEL_DEPTH = 6.0  # above every mark


def label(  # noqa: PLR0913 - a text in its surroundings
    axes: Axes,
    style: PlotStyle,
    text: str,
    xy: tuple[float, float],
    offset: tuple[float, float] = (0.0, 0.0),
    *,
    align: tuple[str, str] = ("center", "center"),
    color: str = INK,
    turned: bool = False,
) -> Annotation:
    """A text ``offset`` points away from a place in data units; ``align`` is horizontal, vertical.

    It may reach out of the axes, but is not drawn where its place lies beyond them (on the other side of a break).
    """
    annotation = Annotation(
        text,
        xy=xy,
        xytext=offset,
        textcoords="offset points",
        ha=align[0],
        va=align[1],
        color=color,
        fontsize=style.text_size,
        rotation=90 if turned else 0,
        parse_math=style.mathematics and is_mathtext(text),
        zorder=LABEL_DEPTH,
    )
    axes.add_artist(annotation)
    annotation.set_clip_on(False)
    return annotation


def size_of(text: str, style: PlotStyle) -> tuple[float, float]:
    """The width and height of a text in points."""
    return block_width(text, style.text_size, formula=style.mathematics), block_height(text, style.text_size)


def ink_on(ground: str) -> str:
    """The text colour that reads well on a ground: ink, paper, or black on those in between."""
    return next((ink for ink in (INK, PAPER) if contrast(ink, ground) >= MIN_CONTRAST), BLACK)


def points_per_pixel(axes: Axes) -> float:
    """How many points one pixel of the axes' figure is."""
    return 72.0 / float(axes.get_figure(root=True).dpi)  # type: ignore[union-attr]  # painted axes have a figure


def in_points(axes: Axes, xy: Floats) -> Floats:
    """Data positions (n, 2) in points from the figure's lower left corner."""
    return np.asarray(axes.transData.transform(xy), dtype=np.float64) * points_per_pixel(axes)


def frame_in_points(axes: Axes) -> tuple[float, float, float, float]:
    """The axes' own rectangle in points: left, bottom, right, top."""
    box, scale = axes.bbox, points_per_pixel(axes)
    return box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale


def anchors(labels: Sequence[object]) -> tuple[Floats, tuple[str, ...]]:
    """The places in data units that texts are tied to (n, 2), and their words."""
    texts = [text for text in labels if isinstance(text, Annotation)]
    tied = np.array([text.xy for text in texts], dtype=np.float64).reshape(-1, 2)
    return tied, tuple(text.get_text() if shown(text) else "" for text in texts)


def read_labels(labels: Sequence[Text], xy: Floats, *, along: int | None = None) -> tuple[str, ...]:
    """The text at each of the items at ``xy``; ``""`` where none stands there.

    ``along`` 0 or 1 compares that coordinate only, where labels stand at the end of an error bar.
    """
    if len(labels) != len(xy):
        return ("",) * len(xy)  # nothing tells which is whose
    tied, words = anchors(labels)
    agree = same(tied, xy)
    stands = np.asarray(agree.all(axis=1) if along is None else agree[:, along])
    return tuple(word if there else "" for word, there in zip(words, stands, strict=True))


_AIR = 3.4  # points from the middle of a point to its text
_SLANT = 0.75  # of the air, along each direction of a diagonal place
_PLACES = (*((0.0, side) for side in SIDES), *FAR)  # how far away, and on which side
_Place = tuple[float, tuple[int, int]]
_ALIGN_X = {-1: "right", 0: "center", 1: "left"}
_ALIGN_Y = {-1: "top", 0: "center_baseline", 1: "bottom"}
_PREFERENCE = 1e-3 * np.arange(len(_PLACES))
_SWEEPS = 3
_DESCENT = 0.1
_HALF_POINT = 2.2  # points that a point takes to each side
_OUTSIDE = 50.0  # how much worse a place is outside the axes than on another text
_FAR_OFF = 15.0  # points from all places of a text to what is no neighbour of it
_MARGIN = 1.5  # points that texts keep off the axes
_STEP, _STROKE = 3.0, 0.8  # points between the boxes along a line, and half their size
_MAX_SEARCHED = 400  # texts; more of them cannot all be legible
_MAX_LED = 100  # texts; lines to more of them would be a thicket
_MAX_MARKS = 3_000  # vertices of a line or points of a cloud that texts look out for


def label_points(axes: Axes, layer: FrameLayer, style: PlotStyle, xy: Floats, radii: Floats) -> tuple[Annotation, ...]:
    """One text above each item at ``xy`` in data units; ``radii`` are those of the points in points."""
    place = _PLACES[0]
    align = (_ALIGN_X[place[1][0]], _ALIGN_Y[place[1][1]])
    return tuple(
        label(axes, style, text, (float(x), float(y)), _offset(place, radius), align=align)
        for text, (x, y), radius in zip(layer.text, xy, radii.tolist(), strict=True)
    )


def settle_texts(layers: Sequence[Painted], style: PlotStyle) -> None:
    """Move the texts beside points so that they keep off each other and off all lines and points of their axes.

    A text that would stand as near to a foreign point as to its own stands away from both, with a line to its own.
    It is for the layers of one panel, once all are painted; with more than ``_MAX_SEARCHED`` texts nothing moves.
    """
    texts = [moving for layer in layers for moving in _movable(layer)]
    if not texts or len(texts) > _MAX_SEARCHED:
        return
    every = dict.fromkeys(axes for _, _, axes in texts)
    fixed = np.concatenate([np.empty((0, 4)), *(boxes for axes in every for boxes in _obstacles(axes))])
    spots = [tuple(in_points(axes, np.array([text.xy]))[0].tolist()) for text, _, axes in texts]
    sizes = [size_at(at, fixed) for at in spots]  # a text mark does not know the bubble that it names
    texts = [(o, s if s > _AIR else r, axes) for s, (o, r, axes) in zip(sizes, texts, strict=True)]
    offered = _PLACES if len(texts) <= _MAX_LED else _PLACES[: len(SIDES)]
    boxes = np.array([_choices(text, style, radius, axes, offered) for text, radius, axes in texts])
    frames = [_inner(axes) for _, _, axes in texts]
    close = [_nearby(each, fixed) for each in boxes]
    costs = np.array([
        _overlaps(c, near) + _OUTSIDE * _beyond(c, f) for c, near, f in zip(boxes, close, frames, strict=True)
    ])  # fmt: skip
    near = len(SIDES)
    around = [surroundings(at, radius, o) for at, (_, radius, _), o in zip(spots, texts, close, strict=True)]
    extra = [np.append(unclear(o, each[:near]), led(o, each[near:])) for o, each in zip(around, boxes, strict=True)]
    for index, best in enumerate(_settled(boxes, costs + np.array(extra) + _PREFERENCE[: len(offered)])):
        (text, radius, axes), place = texts[index], _PLACES[best]
        text.set(position=_offset(place, radius), ha=_ALIGN_X[place[1][0]], va=_ALIGN_Y[place[1][1]])
        if best >= near:
            lead(axes, text, around[index], boxes[index, best])


def _movable(layer: Painted) -> list[tuple[Annotation, float, Axes]]:
    """The texts of a layer that may move, with the radii of their points and their axes."""
    texts = [text for text in (*layer.labels, *layer.items) if isinstance(text, Annotation)]
    return [
        (text, radius, text.axes)
        for text, radius in zip(texts, layer.radii, strict=False)
        if isinstance(text.axes, Axes) and text.get_text() and text.get_visible() and np.isfinite(text.xy).all()
    ]


def _offset(place: _Place, radius: float) -> tuple[float, float]:
    away, (right, up) = place
    reach = max(away, _AIR, radius + 1.2) * (_SLANT if right and up else 1.0)
    return right * reach, up * reach * (0.8 if up > 0 else 1.0)


def _choices(
    text: Annotation, style: PlotStyle, radius: float, axes: Axes, offered: Sequence[_Place]
) -> list[tuple[float, float, float, float]]:
    """The box that a text would take at each place, in points."""
    x, y = in_points(axes, np.array([text.xy]))[0].tolist()
    size = size_of(text.get_text(), style)
    return [_box((x, y), place, size, radius) for place in offered]


def _box(
    at: tuple[float, float], place: _Place, size: tuple[float, float], radius: float
) -> tuple[float, float, float, float]:
    (dx, dy), (right, up) = _offset(place, radius), place[1]
    left = at[0] + dx - size[0] * (1 - right) / 2
    lowered = 0.0 if up else _DESCENT * size[1]  # what is centred by its baseline hangs below it
    bottom = at[1] + dy - size[1] * (1 - up) / 2 - lowered
    return left, bottom, left + size[0], bottom + size[1]


def _settled(boxes: Floats, costs: Floats) -> list[int]:
    """The place of each text: the best beside those placed before it, then again beside all the others."""
    taken = np.full((len(boxes), 4), np.nan)
    chosen = [0] * len(boxes)
    for _ in range(_SWEEPS):
        for index, each in enumerate(boxes):
            taken[index] = np.nan
            chosen[index] = int(np.argmin(costs[index] + _overlaps(each, taken)))
            taken[index] = each[chosen[index]]
    return chosen


def _obstacles(axes: Axes) -> list[Floats]:
    """Boxes of what texts keep off: points, and small ones all along lines."""
    scale = points_per_pixel(axes)
    boxes = []
    for line in axes.lines:
        vertices = np.asarray(line.get_xydata(), dtype=np.float64)
        if 0 < len(vertices) <= _MAX_MARKS:
            corners = np.stack(STEP_LOOKUP_MAP[line.get_drawstyle()](*vertices.T), axis=1)
            boxes.append(_along(line, *(line.get_transform().transform(at) * scale for at in (corners, vertices))))
    for cloud in axes.collections:
        spots = np.asarray(cloud.get_offsets(), dtype=np.float64)
        if isinstance(cloud, PathCollection) and len(spots) <= _MAX_MARKS:
            middles = cloud.get_offset_transform().transform(spots) * scale
            sizes = np.asarray(cloud.get_sizes(), dtype=np.float64)
            half = np.maximum(np.sqrt(np.resize(sizes, len(middles))) / 2, _HALF_POINT)[:, None]
            boxes.append(np.concatenate([middles - half, middles + half], axis=1))
    return boxes


def _along(line: Line2D, corners: Floats, vertices: Floats) -> Floats:
    """Small boxes along a line and at its markers."""
    here, there = corners[:-1], corners[1:]
    known = np.isfinite(here + there).all(axis=1) & (line.get_linestyle() not in {"None", "none", ""})
    here, step = here[known], (there - here)[known]
    counts = np.maximum(np.ceil(np.minimum(np.hypot(*step.T), 1e4) / _STEP), 1).astype(int)
    ranks = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    shares = ((ranks + 0.5) / np.repeat(counts, counts))[:, None]
    middles = np.repeat(here, counts, axis=0) + np.repeat(step, counts, axis=0) * shares
    marked = vertices if line.get_marker() not in {"None", "none", ""} else vertices[:0]
    half = np.concatenate([np.full(len(middles), _STROKE), np.full(len(marked), _HALF_POINT)])[:, None]
    every = np.concatenate([middles, marked])
    return np.concatenate([every - half, every + half], axis=1)


def _inner(axes: Axes) -> Floats:
    left, bottom, right, top = frame_in_points(axes)
    return np.array([left + _MARGIN, bottom + _MARGIN, right, top])


def _nearby(boxes: Floats, fixed: Floats) -> Floats:
    """What lies so near to all places of a text that it matters to one of them."""
    low, high = boxes[:, :2].min(axis=0) - _FAR_OFF, boxes[:, 2:].max(axis=0) + _FAR_OFF
    return np.asarray(fixed[((fixed[:, :2] <= high) & (fixed[:, 2:] >= low)).all(axis=1)], dtype=np.float64)


def _overlaps(boxes: Floats, taken: Floats) -> Floats:
    """The area that each box shares with all taken ones."""
    low = np.maximum(boxes[:, None, :2], taken[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], taken[None, :, 2:])
    shared = np.clip(high - low, 0.0, None).prod(axis=2)
    return np.asarray(np.nansum(shared, axis=1), dtype=np.float64)


def _beyond(boxes: Floats, frame: Floats) -> Floats:
    """How far each box reaches out of the frame."""
    out = np.concatenate([frame[:2] - boxes[:, :2], boxes[:, 2:] - frame[2:]], axis=1)
    return np.asarray(np.clip(out, 0.0, None).sum(axis=1), dtype=np.float64)


def paint_texts(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """One text for each item, in ink, so that it reads; that of a series stands in a frame of the series' look."""
    xy = np.stack(projected(axes, layer, bands), axis=1)
    if bands.x and bands.y:
        texts = tuple(
            label(axes, style, text, (float(x), float(y)), align=("center", "center_baseline"))
            for text, (x, y) in zip(layer.text, xy, strict=True)
        )
    else:
        texts = label_points(axes, layer, style, xy, np.zeros(layer.count))
    for text, name in zip(texts, layer.series, strict=True):
        if style.in_legend and name:
            key = style.key(name)
            text.set_bbox({"boxstyle": "round,pad=0.15", "fc": PAPER, "ec": key.color, "lw": 0.8, "ls": key.linestyle})
    return painted(layer, items=texts, radii=() if bands.x and bands.y else (0.0,) * len(texts))


def read_texts(painted: Painted, context: AxesContext) -> Items:
    """Position and words of every text."""
    texts = [text for text in painted.items if isinstance(text, Annotation)]
    xy = np.array([text.xy for text in texts], dtype=np.float64).reshape(-1, 2)
    x, y = located(texts[0], xy, context) if texts else ((), ())
    names = tuple(_series(context, text) for text in texts)
    return items(painted, x=x, y=y, series=names, text=tuple(text.get_text() for text in texts))


def _series(context: AxesContext, text: Annotation) -> str:
    frame = text.get_bbox_patch()
    return "" if frame is None else series(context, 1, frame.get_edgecolor(), dash=dash_of(frame))[0]

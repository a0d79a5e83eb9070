"""Annotations: rules, bands, the identity line and notes, drawn with their words where there is room, and read back."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from pb_adapters.drawing.plots.frames.model import (
    FrameBand,
    FrameIdentity,
    FrameLine,
    FrameNote,
    FrameReference,
    FrameValue,
)
from pb_adapters.drawing.plots.occupancy import Grid
from pb_adapters.drawing.plots.page import points, words
from pb_adapters.drawing.plots.scene import PanelArtists, ReferenceArtists, Scene
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import INK, NEUTRAL, PAPER, SOFT_INK
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import DrawnReference, ReferenceKind, TextRole
from pb_core.errors import CannotDraw

_DASHES = (0.0, (3.5, 2.0))
_OVER_BARS = 2.2  # under lines and points
_HALO = 1.0  # points by which paper shows around a rule, so that it stands out from bars
_UNBROKEN: dict[str, Any] = {"dash_offset": 0, "dash_list": None}
_DIRECTIONS = ((1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1), (1, 0), (-1, 0))
_DISTANCES = (9.0, 16.0, 26.0, 40.0)


def draw_references(scene: Scene, grid: Grid) -> None:
    """Draw the annotations of every panel; ``grid`` holds what is drawn already and takes the new words."""
    for index, panel in enumerate(scene.panels):
        for reference in panel.frame.references:
            artist = _drawn(scene, panel, reference)
            text = _labelled(scene, index, reference, grid) if reference.label else None
            scene.references.append(ReferenceArtists(reference=reference, artist=artist, text=text, panel=index))


def _drawn(scene: Scene, panel: PanelArtists, reference: FrameReference) -> Line2D | Rectangle | None:
    width = 0.9 * scene.content.theme.scale
    match reference:
        case FrameLine(axis=name, value=value):
            axes = _axes_at(panel, name, value)
            draw = axes.axvline if name == "x" else axes.axhline
            return draw(
                value, color=SOFT_INK, linewidth=width, linestyle=_DASHES, zorder=_OVER_BARS,
                path_effects=[withStroke(linewidth=width + _HALO, foreground=PAPER, dashes=_UNBROKEN)],
            )  # fmt: skip
        case FrameBand(axis=name, low=low, high=high):
            axes = _axes_at(panel, name, low)
            span = axes.axvspan if name == "x" else axes.axhspan
            return span(low, high, color="#8a949e", alpha=0.18, linewidth=0, zorder=0.6)
        case FrameIdentity():
            low, high = max(panel.x.low, panel.y.low), min(panel.x.high, panel.y.high)
            if low >= high:
                raise CannotDraw("the axes share no stretch of numbers that the line y = x could run along")
            style = {"color": SOFT_INK, "linewidth": width, "linestyle": _DASHES, "zorder": _OVER_BARS}
            line = Line2D([low, high], [low, high], **style)  # type: ignore[arg-type]  # Line2D's own properties
            ends = panel.axes.get_xlim(), panel.axes.get_ylim()
            panel.axes.add_line(line)
            panel.axes.set(xlim=ends[0], ylim=ends[1])
            return line
        case FrameNote(x=x, y=y):
            return _pointer(scene, panel, x, y)
        case FrameValue():
            return None


def _pointer(scene: Scene, panel: PanelArtists, x: float, y: float) -> Line2D:
    """What a note points to: a circle around a point or vertex, a dot at the end of anything else."""
    pointed = panel.frame.layers[0].mark.type.traits.pointed
    scale = scene.content.theme.scale
    line = Line2D(
        [x], [y], marker="o", markersize=(7.5 if pointed else 2.0) * scale, markerfacecolor="none" if pointed else INK,
        markeredgecolor=INK, markeredgewidth=0.7 * scale, linestyle="none", clip_on=False, zorder=4,
    )  # fmt: skip
    ends = panel.axes.get_xlim(), panel.axes.get_ylim()
    panel.axes.add_line(line)
    panel.axes.set(xlim=ends[0], ylim=ends[1])
    return line


def _axes_at(panel: PanelArtists, name: str, value: float) -> Axes:
    view = panel.x if name == "x" else panel.y
    beyond = panel.over is not None and len(view.stretches) > 1 and value >= view.stretches[1][0]
    return panel.over if beyond and panel.over is not None else panel.axes


def _labelled(scene: Scene, index: int, reference: FrameReference, grid: Grid) -> Text:
    theme = scene.content.theme
    panel = scene.panels[index]
    label, best = _settled(scene, panel, reference, grid)
    at = (best.x, best.y + theme.text * 0.9)
    last = at[0], at[1] + label.count("\n") * theme.line  # texts hang from the baseline of their last line
    text = words(scene.figure, last, label, theme, color=NEUTRAL)
    if isinstance(reference, FrameNote):
        _leader(scene, panel, reference, best)
    if grid.taken(best):  # no place is free: it reads on paper
        text.set_bbox({"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": "none"})
    grid.add_rect(best)
    scene.add_text(TextRole.ANNOTATION, text, index)
    return text


def _settled(scene: Scene, panel: PanelArtists, reference: FrameReference, grid: Grid) -> tuple[str, Rect]:
    """The label with its line breaks, and the place that is the freest; what names no place is broken to find one."""
    theme = scene.content.theme
    found: list[tuple[float, str, Rect]] = []
    for share in (0.6, 0.35) if isinstance(reference, FrameValue) else (0.6,):
        label = text_metrics.wrapped(reference.label, theme.text, panel.place.rect.width * share)
        size = text_metrics.block_width(label, theme.text) + 1.0, text_metrics.block_height(label, theme.text)
        places = _places(scene, panel, reference, size, grid)
        kept = panel.place.rect if isinstance(reference, FrameLine | FrameValue) else None
        found += [(grid.taken(rect) + 3 * _outside(rect, scene) + _past(rect, kept), label, rect) for rect in places]
        if not min(taken for taken, _, _ in found):
            break
    _, label, best = min(found, key=itemgetter(0))
    return label, best


def _past(rect: Rect, inside: Rect | None) -> float:
    """By how much words leave the panel that they belong to, where other words stand."""
    if inside is None:
        return 0.0
    return (max(inside.y - rect.y, 0.0) + max(rect.bottom - inside.bottom, 0.0)) * 10.0


def _outside(rect: Rect, scene: Scene) -> float:
    """By how many points a rectangle leaves the page."""
    page, margin = scene.content.page, scene.content.theme.margin
    return (
        max(margin - rect.x, 0) + max(margin - rect.y, 0)
        + max(rect.right + margin - page.width, 0) + max(rect.bottom + margin - page.height, 0)
    ) * 10.0  # fmt: skip


def _places(  # noqa: C901, PLR0912 - one case for each kind of annotation
    scene: Scene, panel: PanelArtists, reference: FrameReference, size: tuple[float, float], grid: Grid
) -> Iterator[Rect]:
    """Where the words of an annotation may stand, the best places first."""
    rect, gap = panel.place.rect, 1.5 * scene.content.theme.scale
    wide, high = size
    match reference:
        case FrameLine(axis="y", value=value):
            y = rect.bottom - _along(panel, "y", value) * rect.height
            for x in (rect.right - wide, rect.x + gap, *_steps(rect.x + 2 * gap, rect.width - wide - 2 * gap)):
                yield Rect(x, y - high - gap, wide, high)
                yield Rect(x, y + gap, wide, high)
        case FrameLine(value=value):
            x = rect.x + panel.x.share(value) * rect.width
            for y in (rect.y, *_steps(rect.y, rect.height - high)):
                yield Rect(x + 2 * gap, y, wide, high)
                yield Rect(x - wide - 2 * gap, y, wide, high)
        case FrameBand(axis=name, low=low, high=top):
            yield from _in_band(panel, name, (low, top), wide, high)
        case FrameIdentity():
            for share in (0.75, 0.6, 0.45, 0.3, 0.85, 0.15):
                x, y = _on_identity(scene, panel, share)
                yield Rect(x + 2 * gap, y + gap, wide, high)
                yield Rect(x - wide - 2 * gap, y - high - gap, wide, high)
        case FrameNote(x=x, y=y):
            px, py = _at(scene, panel, x, y)
            for distance in _DISTANCES:
                for across, down in _DIRECTIONS:
                    yield _beside(px, py, across * distance, down * distance, wide, high)
        case FrameValue():
            inner = Rect(rect.x + 3 * gap, rect.y, rect.width - 3 * gap, rect.height - 2 * gap)
            for x in (inner.x, inner.right - wide):
                yield Rect(x, inner.bottom - high, wide, high)
                yield Rect(x, inner.y, wide, high)
            free = grid.free_spot(inner, wide, high)
            if free is not None:
                yield Rect(free[0], free[1], wide, high)


def _in_band(panel: PanelArtists, name: str, ends: tuple[float, float], wide: float, high: float) -> Iterator[Rect]:
    rect = panel.place.rect
    if name == "y":
        top = rect.bottom - _along(panel, "y", ends[1]) * rect.height + 1.5
        for x in (rect.right - wide - 2.0, rect.x + 3.0, *_steps(rect.x, rect.width - wide)):
            yield Rect(x, top, wide, high)
    else:
        left, right = (rect.x + panel.x.share(end) * rect.width for end in ends)
        for y in (rect.y + 1.0, rect.bottom - high - 2.0, *_steps(rect.y, rect.height - high)):
            yield Rect((left + right - wide) / 2, y, wide, high)


def _steps(start: float, length: float) -> list[float]:
    return [start + max(length, 0) * i / 12 for i in range(13)]


def _along(panel: PanelArtists, name: str, value: float) -> float:
    view = panel.x if name == "x" else panel.y
    share = view.share(value)
    return 1 - share if name == "y" and view.axis.discrete else share


def _on_identity(scene: Scene, panel: PanelArtists, share: float) -> tuple[float, float]:
    low, high = max(panel.x.low, panel.y.low), min(panel.x.high, panel.y.high)
    return _at(scene, panel, low + share * (high - low), low + share * (high - low))


def _at(scene: Scene, panel: PanelArtists, x: float, y: float) -> tuple[float, float]:
    to_points = panel.axes.transData + points(scene.figure).inverted()
    across, up = to_points.transform((x, y))
    return float(across), scene.content.page.height - float(up)


def _beside(x: float, y: float, dx: float, dy: float, wide: float, high: float) -> Rect:
    left = x + dx if dx > 0 else x + dx - wide if dx < 0 else x - wide / 2
    top = y + dy if dy > 0 else y + dy - high if dy < 0 else y - high / 2
    return Rect(left, top, wide, high)


def _leader(scene: Scene, panel: PanelArtists, note: FrameNote, rect: Rect) -> None:
    """A thin line from the note to its item, ending short of both."""
    x, y = _at(scene, panel, note.x, note.y)
    end = min(max(x, rect.x), rect.right), min(max(y, rect.y), rect.bottom)
    length = ((end[0] - x) ** 2 + (end[1] - y) ** 2) ** 0.5
    if length < 6.0:  # noqa: PLR2004 - points; nearer, it is plain what the note means
        return
    end = end[0] - (end[0] - x) * 1.5 / length, end[1] - (end[1] - y) * 1.5 / length
    start = x + (end[0] - x) * 4.2 / length, y + (end[1] - y) * 4.2 / length
    high = scene.content.page.height
    line = Line2D(
        [start[0], end[0]], [high - start[1], high - end[1]], transform=points(scene.figure), color=SOFT_INK,
        linewidth=0.6 * scene.content.theme.scale,
    )  # fmt: skip
    scene.figure.add_artist(line)


def read_reference(panel: ReferenceArtists) -> DrawnReference:
    """An annotation as its artists show it."""
    label = panel.text.get_text() if panel.text is not None and panel.text.get_visible() else ""
    artist = panel.artist
    match panel.reference:
        case FrameLine(axis=name):
            assert isinstance(artist, Line2D)  # noqa: S101 - references draws it
            data = artist.get_xdata() if name == "x" else artist.get_ydata()
            return DrawnReference(kind=ReferenceKind.LINE, at=(float(np.asarray(data)[0]),), axis=name, text=label)
        case FrameBand(axis=name):
            return DrawnReference(kind=ReferenceKind.BAND, at=_band_ends(artist, name), axis=name, text=label)
        case FrameIdentity():
            assert isinstance(artist, Line2D)  # noqa: S101 - references draws it
            (x, y), (x2, y2) = np.asarray(artist.get_xydata(), dtype=np.float64)[:2]
            return DrawnReference(
                kind=ReferenceKind.IDENTITY, at=(float(x), float(y), float(x2), float(y2)), text=label
            )
        case FrameNote():
            assert isinstance(artist, Line2D)  # noqa: S101 - references draws it
            (x, y) = np.asarray(artist.get_xydata(), dtype=np.float64)[0]
            return DrawnReference(kind=ReferenceKind.NOTE, at=(float(x), float(y)), text=label)
        case FrameValue():
            return DrawnReference(kind=ReferenceKind.VALUE, at=(), text=label)


def _band_ends(artist: object, name: str) -> tuple[float, float]:
    if isinstance(artist, Rectangle):
        start, length = (artist.get_x(), artist.get_width()) if name == "x" else (artist.get_y(), artist.get_height())
        return float(start), float(start + length)
    assert isinstance(artist, Polygon)  # noqa: S101 - axhspan draws one of the two
    along = np.asarray(artist.get_xy(), dtype=np.float64)[:, 0 if name == "x" else 1]
    return float(along.min()), float(along.max())

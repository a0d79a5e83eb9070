"""Measures of how well a drawing uses its canvas, from its geometry: emptiness, panels, sizes, rows, type, margins."""

import itertools
from collections.abc import Iterable, Sequence
from statistics import fmean, median

from msgspec import structs

from pb_core.domain.diagrams.line_doubts import doubts
from pb_core.domain.diagrams.line_measures import line_measures
from pb_core.domain.diagrams.mark_grid import WIDENED, marked
from pb_core.domain.diagrams.panel_directions import turned_panels
from pb_core.domain.diagrams.panel_edges import ALIGNED, untiled
from pb_core.domain.diagrams.reading_order import reading_measures
from pb_core.domain.diagrams.scene import CONNECTOR, DrawnBox, DrawnFrame, DrawnScene, DrawnText, blocks_of
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.plane import Rect, around, inset, overlap, within

_BORDER = 2.5  # points along the border of a frame that its own outline covers
_HOLLOW, _HIGHER = 4.0, 1.5  # times as high as what it holds, and as others are: there a block begins to be hollow
_SPARE = 2  # places that a panel may have beyond its rows or columns
_SIGNS = frozenset({"circle", CONNECTOR})  # shapes of operations, whose size says nothing


def measure_scene(scene: DrawnScene, spec: DiagramSpec, emphasis: Sequence[str] = ()) -> dict[str, float]:
    """Every measure of a scene by its name; what the drawing has nothing of (no arrows, no panels) is absent.

    Shares are of the canvas unless ``design_targets`` says otherwise; lengths are over its width.
    """
    grid = marked(scene, WIDENED * scene.width)
    edges = marked(scene)
    measured = {
        "aspect": scene.width / scene.height,
        "quiet share": grid.quiet_share(),
        "marked cells": edges.marked_share(),
        "marked middle": edges.marked_share(middle=True),
        "pictograms": sum(_area(glyph.rect) for glyph in scene.glyphs) / (scene.width * scene.height),
        "text": sum(_area(text.rect) for text in scene.texts) / (scene.width * scene.height),
    }
    panels = panels_of(scene)
    if spec.groups:
        measured["panels"] = float(len(panels))
    else:
        measured["stray places"] = float(_stray_places(blocks_of(scene)))
    if panels:
        measured["quiet panel"] = max(grid.quiet_share(_below_title(scene, panel)) for panel in panels)
        measured |= _panels(scene, spec, panels)
    measured["hollow blocks"] = _hollow_blocks(scene)
    lines = line_measures(scene, spec) | reading_measures(scene, spec)
    return measured | _margins(scene) | _sizes(scene, emphasis) | lines | doubts(scene)


def _below_title(scene: DrawnScene, panel: DrawnFrame) -> Rect:
    """What a panel has below its title, without the outline."""
    inner = inset(panel.rect, _BORDER)
    middle = panel.rect.y + panel.rect.height / 2  # a badge stands below it
    titles = [text.rect.bottom for text in scene.texts if text.owner == panel.id and text.rect.y < middle]
    top = min(max([inner.y, *titles]), inner.bottom)
    return Rect(inner.x, top, inner.width, inner.bottom - top)


def _hollow_blocks(scene: DrawnScene) -> float:
    """How many blocks are much higher than others and many times as high as what they hold."""
    blocks = [box for box in blocks_of(scene) if not box.parts]
    usual = median(box.rect.height for box in blocks) if blocks else 0.0
    held: dict[str, list[Rect]] = {}
    for owner, rect in [(t.owner, t.rect) for t in scene.texts] + [(g.owner, g.rect) for g in scene.glyphs]:
        held.setdefault(owner, []).append(rect)
    count = 0
    for box in blocks:
        rects = held.get(box.id)
        filled = max(r.bottom for r in rects) - min(r.y for r in rects) if rects else box.rect.height
        count += box.rect.height > max(_HOLLOW * filled, _HIGHER * usual)
    return float(count)


def panels_of(scene: DrawnScene) -> tuple[DrawnFrame, ...]:
    """The frames that stand in no other frame."""
    names = {frame.id for frame in scene.frames}
    return tuple(frame for frame in scene.frames if frame.parent not in names)


def _area(rect: Rect) -> float:
    return rect.width * rect.height


def _panels(scene: DrawnScene, spec: DiagramSpec, panels: Sequence[DrawnFrame]) -> dict[str, float]:
    held = [[box for box in blocks_of(scene) if within(box.rect, panel.rect, 1.0)] for panel in panels]
    content = content_of(structs.replace(scene, legend=None, texts=_beside_legend(scene)))
    covered = sum(_area(panel.rect) for panel in panels) / _area(content) if _area(content) else 0.0
    fills = [_fill(scene, panel, boxes) for panel, boxes in zip(panels, held, strict=True)]
    places = [_stray_places(boxes) for boxes in held]
    named = {group.id for group in spec.groups if group.parent is None}
    return {
        "panel cover": covered,
        "emptiest panel": min(fills),
        "fullest panel": max(fills),
        "stray places": float(max(places)),
        "turned panels": turned_panels(scene, spec),
    } | ({"ragged panels": float(untiled([panel.rect for panel in panels]))} if len(named) > 1 else {})


def _beside_legend(scene: DrawnScene) -> tuple[DrawnText, ...]:
    if scene.legend is None:
        return scene.texts
    return tuple(text for text in scene.texts if not overlap(text.rect, scene.legend))


def _fill(scene: DrawnScene, panel: DrawnFrame, boxes: Sequence[DrawnBox]) -> float:
    """The share of a panel that blocks, free pictograms and the text beside them cover."""
    bodies = [rect for box in boxes for rect in (box.parts or (box.rect,))]
    loose = [
        text.rect
        for text in scene.texts
        if within(text.rect, panel.rect, 1.0) and not any(overlap(text.rect, body) for body in bodies)
    ]
    return sum(map(_area, (*bodies, *loose))) / _area(panel.rect)


def _stray_places(boxes: Sequence[DrawnBox]) -> int:
    """How many places across or down a panel's blocks stand at beyond the rows and columns that they form."""
    rects = [box.rect for box in boxes]
    down = _places([(r.y, r.y + r.height / 2, r.bottom) for r in rects]) - _bands([(r.y, r.bottom) for r in rects])
    over = _places([(r.x, r.x + r.width / 2, r.right) for r in rects]) - _bands([(r.x, r.right) for r in rects])
    return max(down, over, 0)


def _places(marks: Sequence[tuple[float, float, float]]) -> int:
    """The fewest distinct values that the blocks' near edges, centres or far edges have."""
    return min((_distinct(values) for values in zip(*marks, strict=True)), default=0)


def _distinct(values: Iterable[float]) -> int:
    ordered = sorted(values)
    return 1 + sum(b - a > ALIGNED for a, b in itertools.pairwise(ordered)) if ordered else 0


def _bands(spans: Sequence[tuple[float, float]]) -> int:
    """How many rows (or columns) spans form: the most that lie one after the other."""
    count, end = 0, float("-inf")
    for start, stop in sorted(spans, key=lambda span: span[1]):
        if start >= end - ALIGNED:
            count, end = count + 1, stop
    return count


def content_of(scene: DrawnScene) -> Rect:
    """The rectangle around all outlines of blocks, frames, text and the legend."""
    rects = [box.rect for box in scene.boxes if not box.parts] + [frame.rect for frame in scene.frames]
    rects += [text.rect for text in scene.texts] + ([scene.legend] if scene.legend else [])
    return around(rects) if rects else Rect(0, 0, 0, 0)


def _margins(scene: DrawnScene) -> dict[str, float]:
    """What is free of any mark at the four sides: arrows that run beside all blocks are marks as well."""
    drawn = [content_of(scene), *(Rect(x, y, 0, 0) for line in scene.lines for x, y in line.points)]
    content = around([*drawn, *(glyph.rect for glyph in scene.glyphs)])
    sides = (content.x, content.y, scene.width - content.right, scene.height - content.bottom)
    return {"margin": fmean(sides) / scene.width, "margin spread": (max(sides) - min(sides)) / scene.width}


def _sizes(scene: DrawnScene, emphasis: Sequence[str]) -> dict[str, float]:
    sizes = [text.size for text in scene.texts]
    areas = {box.id: _area(box.rect) for box in scene.boxes if box.shape not in _SIGNS and _area(box.rect) > 0}
    measured = {"type ratio": max(sizes) / min(sizes)} if sizes else {}
    if len(areas) > 1:
        measured["block ratio"] = max(areas.values()) / min(areas.values())
        chosen = [areas[name] for name in emphasis if name in areas]
        others = [area for name, area in areas.items() if name not in emphasis]
        if chosen and others:
            measured["contribution"] = max(chosen) / max(others)
    return measured

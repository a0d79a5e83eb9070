"""A drawing that is a little too high made lower: its blocks, gaps and arrows come closer, and nothing else changes."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PLAIN, block_extent
from pb_adapters.drawing.diagrams.composition.vertical_room import Distance, closest
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.diagrams.text_runs import Badge, Lettering, Run
from pb_core.domain.diagrams.box_outlines import nearest_border
from pb_core.domain.diagrams.scene import CONNECTOR, DrawnBox
from pb_core.domain.plane import Point, Rect, around, segments

_SAME = 0.05  # points between heights that are one
_LOWER = PLAIN | {"cylinder"}  # shapes that may be lower
_AROUND = 5.0  # points that a block is higher than what it holds at least
_TOUCHING = 3.0  # points between what stays so near to each other
_INSIDE = 5.0  # points between the end of an arrow at a flank and the corner
_BESIDE = 2.0  # points beside each other from which on it does not matter how close heights are
_CLEAR = {  # points between two kinds of things, one above the other, at least; all others have the last
    frozenset({"box"}): 6.5,
    frozenset({"box", "line"}): 6.0,
    frozenset({"line"}): 6.0,
    frozenset({"edge"}): 7.0,
    frozenset({"box", "edge"}): 5.0,
    frozenset({"box", "words"}): 3.0,
    frozenset({"edge", "words"}): 3.0,
    frozenset({"box", "tag"}): 3.5,
    frozenset({"edge", "title"}): 8.0,
}
_ELSE = 3.0


class _Thing(Struct, frozen=True):
    """What stands at certain heights: of a kind, ``rigid`` if it is always as high as it is."""

    kind: str
    rect: Rect
    least: float
    rigid: bool = True


def squeezed(composed: Composed, by: float) -> Composed | None:
    """A drawing lower by so many points, in which all that can comes closer alike; ``None`` if that is too much.

    Blocks keep room for their words, arrows their corners and heads, and what is in line stays so.
    """
    things = list(_things(composed))
    heights = _heights(composed, things)
    least = closest(heights, list(_distances(things, heights, composed.attempt.height)))
    spare = heights[-1] - least[-1]
    if spare < by:
        return None
    share = by / spare
    places = [height - share * (height - low) for height, low in zip(heights, least, strict=True)]
    return _moved(composed, _Lower(heights, places))


class _Lower:
    """Where heights of a drawing are when it is lower."""

    def __init__(self, before: Sequence[float], after: Sequence[float]) -> None:
        self._before, self._after = before, after

    def at(self, y: float) -> float:
        """A height that it was made for."""
        return self._after[_index(self._before, y)]

    def resized(self, rect: Rect) -> Rect:
        """A rectangle with its edges where they are then."""
        top = self.at(rect.y)
        return Rect(rect.x, top, rect.width, self.at(rect.bottom) - top)

    def moved(self, rect: Rect) -> float:
        """How far the middle of a rectangle moves down, less than nothing as a rule."""
        return self.resized(rect).middle[1] - rect.middle[1]


def _index(heights: Sequence[float], y: float) -> int:
    return max(0, bisect_left(heights, y + _SAME) - 1)


def _heights(composed: Composed, things: Sequence[_Thing]) -> list[float]:
    """All heights that matter, in ascending order, those that are nearly the same once."""
    edges = (edge for thing in things for edge in (thing.rect.y, thing.rect.bottom))
    bends = (y for path in composed.attempt.paths for _, y in path)
    found: list[float] = []
    for y in sorted((0.0, composed.attempt.height, *edges, *bends)):
        if not found or y - found[-1] > _SAME:
            found.append(y)
    return found


def _things(composed: Composed) -> Iterator[_Thing]:
    attempt, inside = composed.attempt, _held(composed)
    for box in composed.boxes:
        kind = "tag" if box.shape == CONNECTOR else "box"
        least = _least(attempt.stock.plans[box.id], box.rect, inside.get(box.id, ()), composed)
        yield _Thing(kind, box.rect, least, rigid=least >= box.rect.height)
    for name, frame in attempt.frames.items():
        yield _Thing("edge", Rect(frame.x, frame.y, frame.width, 0), 0)
        yield _Thing("edge", Rect(frame.x, frame.bottom, frame.width, 0), 0)
        if name in attempt.titles:
            yield _Thing("title", attempt.titles[name], attempt.titles[name].height)
    for words in _labels(composed).values():
        yield _Thing("words", words, words.height)
    for path in attempt.paths:
        for (ax, ay), (bx, by) in segments(path):
            if abs(ay - by) <= _SAME:
                yield _Thing("line", Rect(min(ax, bx), ay, abs(bx - ax), 0), 0)


def _held(composed: Composed) -> dict[str, list[Rect]]:
    """The words and pictograms of each block."""
    found: dict[str, list[Rect]] = {}
    for owner, rect in itertools.chain(
        ((run.owner, run.rect) for run in composed.lettering.runs),
        ((glyph.owner, glyph.rect) for glyph in composed.glyphs),
    ):
        found.setdefault(owner, []).append(rect)
    return found


def _least(plan: BoxPlan, rect: Rect, inside: Sequence[Rect], composed: Composed) -> float:
    """How high a block is at least."""
    if plan.shape not in _LOWER or not inside:
        return rect.height
    pictured = any(glyph.owner == plan.id for glyph in composed.glyphs)
    needed = block_extent(plan, composed.attempt.stock.typography, glyph=pictured)[1]
    return min(rect.height, max(needed, around(inside).height + _AROUND))


def _labels(composed: Composed) -> dict[str, Rect]:
    """What the words outside of blocks and titles cover, by their owners."""
    known = {*composed.attempt.boxes, *composed.attempt.frames}
    found: dict[str, list[Rect]] = {}
    for run in composed.lettering.runs:
        if run.owner not in known:
            found.setdefault(run.owner, []).append(run.rect)
    return {owner: around(rects) for owner, rects in found.items()}


def _distances(things: Sequence[_Thing], heights: Sequence[float], height: float) -> Iterator[Distance]:
    """How far apart heights are at least: those of one thing, and of things above or within each other."""

    def apart(upper: float, lower: float, least: float) -> Distance:
        return Distance(_index(heights, upper), _index(heights, lower), min(least, lower - upper))

    for thing in things:
        top, bottom = thing.rect.y, thing.rect.bottom
        yield apart(top, bottom, thing.least)
        yield apart(0.0, top, MARGIN)
        yield apart(bottom, height, MARGIN)
    for one, other in itertools.combinations(sorted(things, key=lambda thing: (thing.rect.y, thing.rect.bottom)), 2):
        if one.rect.x >= other.rect.right + _BESIDE or other.rect.x >= one.rect.right + _BESIDE:
            continue
        gap = other.rect.y - one.rect.bottom
        if gap > -_SAME:
            least = _CLEAR.get(frozenset({one.kind, other.kind}), _ELSE)
            yield apart(one.rect.bottom, other.rect.y, max(least, gap) if gap <= _TOUCHING else least)
            continue
        least = float("inf") if one.rigid and other.rigid else _INSIDE
        edges = itertools.product((one.rect.y, one.rect.bottom), (other.rect.y, other.rect.bottom))
        yield from (apart(min(pair), max(pair), least) for pair in edges)


def _moved(composed: Composed, lower: _Lower) -> Composed:
    """A drawing with everything where it is when it is lower; its tree is lost, as it stands no longer in cells."""
    attempt = composed.attempt
    by = {box.id: lower.moved(box.rect) for box in composed.boxes}
    boxes = {box.id: _lower_box(box, by[box.id], lower) for box in composed.boxes}
    rects = {
        name: _down(rect, by[name]) if boxes[name].parts else boxes[name].rect for name, rect in attempt.boxes.items()
    }
    frames = {name: lower.resized(frame) for name, frame in attempt.frames.items()}
    tops = {name: frames[name].y - frame.y for name, frame in attempt.frames.items()}
    words = tops | by | {owner: lower.moved(rect) for owner, rect in _labels(composed).items()}
    names = [line.name for line in attempt.lines]
    corners = {box.id: boxes[box.id].rect.bottom - box.rect.bottom for box in composed.boxes}
    return structs.replace(
        composed,
        attempt=structs.replace(
            attempt,
            height=lower.at(attempt.height),
            boxes=rects,
            frames=frames,
            titles={name: _down(rect, tops[name]) for name, rect in attempt.titles.items()},
            paths=tuple(_paths(composed, boxes, lower)),
            tags={i: tag and _lower_label(tag, words.get(names[i], 0.0)) for i, tag in attempt.tags.items()},
        ),
        lettering=Lettering(
            tuple(_lower_run(run, words[run.owner]) for run in composed.lettering.runs),
            tuple(_lower_badge(badge, tops | corners) for badge in composed.lettering.badges),
        ),
        boxes=tuple(boxes.values()),
        glyphs=tuple(structs.replace(glyph, rect=_down(glyph.rect, by[glyph.owner])) for glyph in composed.glyphs),
        tree=None,
    )


def _paths(composed: Composed, boxes: Mapping[str, DrawnBox], lower: _Lower) -> Iterator[tuple[Point, ...]]:
    """The arrows, which meet the outlines of blocks as before."""
    before = {box.id: box for box in composed.boxes}
    for path, ends in zip(composed.attempt.paths, composed.attempt.stock.ends, strict=True):
        points = [(x, lower.at(y)) for x, y in path]
        for at, beside, name in ((0, 1, ends[0]), (-1, -2, ends[1])):
            upright = path[at][0] == path[beside][0]
            met = nearest_border(before[name].outline, path[at], vertical=upright)
            if max(abs(met[0] - path[at][0]), abs(met[1] - path[at][1])) <= _SAME:  # and not the frame around
                points[at] = nearest_border(boxes[name].outline, points[at], vertical=upright)
        yield tuple(points)


def _lower_box(box: DrawnBox, by: float, lower: _Lower) -> DrawnBox:
    if box.parts:
        parts = tuple(_down(part, by) for part in box.parts)
        return structs.replace(box, rect=_down(box.rect, by), parts=parts)
    return structs.replace(box, rect=lower.resized(box.rect))


def _lower_label(label: ArrowLabel, by: float) -> ArrowLabel:
    return structs.replace(label, rect=_down(label.rect, by))


def _lower_run(run: Run, by: float) -> Run:
    return structs.replace(run, y=run.y + by)


def _lower_badge(badge: Badge, by: Mapping[str, float]) -> Badge:
    far = by[badge.run.owner]
    return Badge(_down(badge.rect, far), _lower_run(badge.run, far))


def _down(rect: Rect, by: float) -> Rect:
    return Rect(rect.x, rect.y + by, rect.width, rect.height)

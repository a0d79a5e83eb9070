"""Marks at the corners of boxes and panels: where a figure starts and ends, what is frozen, what is trained."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pb_adapters.drawing.diagrams.box_sizes import STACK
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN
from pb_adapters.drawing.diagrams.terminals import END, START, Terminals
from pb_core.domain.diagrams.box_outlines import notch, outline
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnGlyph, DrawnLine, DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Heads, State
from pb_core.domain.diagrams.states import states_of
from pb_core.domain.plane import Point, Rect, Segment, cuts, inset, overlap, segments, spanned

MARKS = {State.FROZEN: "snowflake", State.TRAINED: "flame"}
STATES = frozenset(MARKS.values())
CORNER_MARKS = STATES | {START, END}
SIDE, TERMINAL_SIDE = 11.0, 9.5  # points
_INSIDE = 2.0  # points from the corner of a block
_BESIDE = 1.5  # points between a free pictogram and its mark
_CLEAR, _LEAST = 3.0, 1.0  # points from the words of the block and from other blocks, if there is room, and from all
_BEHIND = _CLEAR + 0.1  # points behind a title: what is rounded off must not make it near
_REACH = SIDE + _BESIDE + _CLEAR  # points from its block within which a mark stands and keeps clear
_OUT = 0.45  # of the side, over the corner where the words leave no room inside
_STEP = 3.0  # points from one place along an edge to the next
_CORNERS = {
    START: ((0, 0), (0, 1), (1, 0), (1, 1)),
    END: ((1, 1), (1, 0), (0, 1), (0, 0)),
}
"""The corners that a mark tries, in order: 0 is left or upper, 1 right or lower."""

_HEAD = 2.0  # points from the last bit of an arrow, which is its head, to either side of it
_BAND, _LOW = 5.0, 22.0  # points: how wide the band of a model is, with its edge, and how high one is that shows it all

_SLOPING = frozenset({"circle", "ellipse", "rings", "diamond"})  # whose marks of state stand on the outline

Corners = Mapping[str, Sequence[tuple[int, int]]]


def corner_marks(scene: DrawnScene, spec: DiagramSpec, terminals: Terminals) -> tuple[DrawnGlyph, ...]:
    """The marks of a scene's boxes and panels, each at its first place where it covers no word, pictogram or arrow.

    Of such places one that is not near other boxes and the words of its own is taken if there is one.

    Those of panels stand behind the title. Starts of boxes stand on the outline at the left, ends at the
    right, else along its upper and lower edges: all at one corner where they can; marks of state in the upper right
    corner, or where the line to it leaves a diamond or a circle, else over it, else likewise at the left, else on the
    edges. None reaches into the margin. A mark without such a place is left out.
    """
    boxes = {box.id: box.rect.middle for box in scene.boxes}
    corners: Corners = _CORNERS
    found = _marks(scene, spec, terminals, corners)
    for mark, tried in _CORNERS.items():
        if len(set(_sides(found, mark, boxes))) <= 1:
            continue
        for first in tried[1:]:
            turned = {**corners, mark: (first, *(corner for corner in tried if corner != first))}
            again = _marks(scene, spec, terminals, turned)
            if len(set(_sides(again, mark, boxes))) == 1 and len(again) == len(found):
                found, corners = again, turned
                break
    return found


def _sides(marks: Iterable[DrawnGlyph], name: str, boxes: Mapping[str, Point]) -> Iterator[tuple[bool, bool]]:
    """At which corner of its box each of these marks stands; ``boxes`` has their middles."""
    for glyph in marks:
        if glyph.name == name and glyph.owner in boxes:
            (x, y), (across, down) = glyph.rect.middle, boxes[glyph.owner]
            yield x > across, y > down


def _marks(scene: DrawnScene, spec: DiagramSpec, terminals: Terminals, corners: Corners) -> tuple[DrawnGlyph, ...]:
    """The marks, each at its first place, where starts and ends try these corners."""
    states = states_of(spec)
    stacked = {element.id for element in spec.elements if element.repeat}
    words = {text.owner: text.rect for text in scene.texts}
    panels = [(_as_box(frame), words.get(frame.id)) for frame in scene.frames]
    heads = [inset(spanned(bit), -_HEAD) for line in scene.lines for bit in _head_bits(line)]
    marks: list[DrawnGlyph] = []
    for box, title in (*((box, None) for box in scene.boxes), *panels):
        sheets = STACK if box.id in stacked or box.shape == "stack" else 0.0
        whole = box.parts[0] if box.parts else box.rect
        wanted: list[tuple[str, Iterable[Rect]]] = [
            (mark, _terminal(box, sheets, corners[mark], title)) for mark in terminals.marks.get(box.id, ())
        ]
        if box.id in states:
            behind = _behind(title, box, SIDE)
            wanted.append((MARKS[states[box.id]], (*behind, *_at_slopes(box), *_in_corners(whole, sheets))))
        for name, places in wanted:
            pictures = [glyph for glyph in scene.glyphs if not box.parts or glyph.owner != box.id]
            taken = [text.rect for text in scene.texts] + [glyph.rect for glyph in (*pictures, *marks)]
            taken += [_fold(box, sheets)] if box.shape == "sheet" else []
            taken += heads
            near = [other.rect for other in scene.boxes if other.id != box.id]
            near += [text.rect for text in scene.texts if text.owner == box.id]
            reach = inset(box.rect, -_REACH)
            pieces = [piece for line in scene.lines for piece in segments(line.points) if cuts(piece, reach)]
            taken, near = ([rect for rect in rects if overlap(rect, reach)] for rects in (taken, near))
            if free := _first_free(_within(places, box, scene), taken, near, pieces):
                marks.append(DrawnGlyph(owner=box.id, name=name, rect=free))
    return tuple(marks)


def _head_bits(line: DrawnLine) -> Iterator[Segment]:
    """The ends of a line that have a head."""
    if line.heads != Heads.NONE:
        yield _last_bit(line.points)
    if line.heads == Heads.BOTH:
        yield _last_bit(line.points[::-1])


def _last_bit(points: Sequence[Point]) -> Segment:
    """The end of an arrow, as long as its head."""
    (ax, ay), (bx, by) = points[-2:]
    back = min(1.0, 2 * _HEAD / (math.dist((ax, ay), (bx, by)) or 1.0))
    return (bx + (ax - bx) * back, by + (ay - by) * back), (bx, by)


def _within(places: Iterable[Rect], box: DrawnBox, scene: DrawnScene) -> Iterable[Rect]:
    """The places within the margins; beside a free pictogram those last that are moved in, as these are over it."""
    moved = ((_within_margins(place, scene), place) for place in places)
    return (place for place, _ in (sorted(moved, key=lambda pair: pair[0] != pair[1]) if box.parts else moved))


def _fold(box: DrawnBox, sheets: float) -> Rect:
    """The folded corner of a sheet, which tells it from other blocks."""
    side = notch(box.shape, Rect(box.rect.x, box.rect.y, box.rect.width - sheets, box.rect.height - sheets))
    return Rect(box.rect.right - sheets - side, box.rect.y + sheets, side, side)


def _as_box(frame: DrawnFrame) -> DrawnBox:
    return DrawnBox(id=frame.id, rect=frame.rect, shape="rounded")


def _in_corners(rect: Rect, sheets: float) -> Iterator[Rect]:
    right, top = rect.right - sheets, rect.y + sheets
    over = SIDE * _OUT
    for inside, outside in ((right - SIDE - _INSIDE, right - SIDE + over), (rect.x + _INSIDE, rect.x - over)):
        yield Rect(inside, top + _INSIDE, SIDE, SIDE)
        yield Rect(outside, top - over, SIDE, SIDE)
    for y in (top - SIDE + over, rect.bottom - over):
        for step in range(int((right - rect.x) / _STEP) + 1):
            yield Rect(right - SIDE + over - step * _STEP, y, SIDE, SIDE)


def _at_slopes(box: DrawnBox) -> Iterator[Rect]:
    """Squares on the outline of a block whose corners are far from it, where the lines to these leave it."""
    for right, lower in ((1, 0), (0, 0), (1, 1), (0, 1)) if box.shape in _SLOPING else ():
        corner = box.rect.right if right else box.rect.x, box.rect.bottom if lower else box.rect.y
        x, y = _crossing(box.outline, box.rect.middle, corner)
        yield Rect(x - SIDE / 2, y - SIDE / 2, SIDE, SIDE)


def _terminal(box: DrawnBox, sheets: float, corners: Sequence[tuple[int, int]], title: Rect | None) -> Iterator[Rect]:
    """The square behind a title, if there is one and its panel has room there; then those on the outline.

    Where it has none, both upper corners are tried first, which are near the title.
    """
    yield from _behind(title, box, TERMINAL_SIDE)
    yield from _on_outline(box, sheets, sorted(corners, key=_is_lower) if title else corners)


def _behind(title: Rect | None, box: DrawnBox, side: float) -> Iterator[Rect]:
    if title and title.right + _BEHIND + side + _INSIDE <= box.rect.right:
        yield Rect(title.right + _BEHIND, title.y + (title.height - side) / 2, side, side)


def _is_lower(corner: tuple[int, int]) -> int:
    return corner[1]


def _on_outline(box: DrawnBox, sheets: float, corners: Sequence[tuple[int, int]]) -> Iterator[Rect]:
    """Squares about the points where the lines to the corners leave the outline, and further out.

    A free pictogram has none; its mark stands beside it, or over the edge of what it covers. At a low model it stands
    beside the band, of which it would hide half.
    """
    whole = box.parts[0] if box.parts else box.rect
    face = Rect(whole.x, whole.y + sheets, whole.width - sheets, whole.height - sheets)
    half = TERMINAL_SIDE / 2
    if box.parts:
        yield from _beside_picture(face, corners)
        return
    left = face.x + (_BAND + half if box.shape == "block" and face.height < _LOW else 0.0)
    for out in (0.0, half * _OUT, half):
        for right, lower in corners:
            corner = (face.right if right else left, face.bottom if lower else face.y)
            x, y = _crossing(outline(box.shape, face), face.middle, corner)
            x += out if right else -out
            yield Rect(x - half, y - half, TERMINAL_SIDE, TERMINAL_SIDE)
    yield from _along_outline(outline(box.shape, face), face, corners[0])


def _beside_picture(face: Rect, corners: Sequence[tuple[int, int]]) -> Iterator[Rect]:
    """Squares beside a free pictogram at its corners, then over its edges there, then beyond the corners."""
    half = TERMINAL_SIDE / 2
    for out, over in ((half + _BESIDE, -half), (0.0, -half), (half + _BESIDE, half)):
        for right, lower in corners:
            x = face.right + out if right else face.x - out
            y = face.bottom + over if lower else face.y - over
            yield Rect(x - half, y - half, TERMINAL_SIDE, TERMINAL_SIDE)


def _along_outline(corners: tuple[Point, ...], face: Rect, first: tuple[int, int]) -> Iterator[Rect]:
    """Squares along the upper and lower edges, on these and outside them, from the first corner of a mark."""
    middle = face.middle
    half = TERMINAL_SIDE / 2
    steps = [_STEP * step for step in range(1, int(face.width / _STEP))]
    for out in (0.0, half * _OUT, half):
        for along in steps:
            for lower in (first[1], 1 - first[1]):
                end = (face.right - along if first[0] else face.x + along, face.bottom if lower else face.y)
                x, y = _crossing(corners, middle, end)
                y += out if lower else -out
                yield Rect(x - half, y - half, TERMINAL_SIDE, TERMINAL_SIDE)


def _crossing(corners: tuple[Point, ...], middle: Point, end: Point) -> Point:
    """Where the way from the middle of a polygon to a point leaves it; the point where it does not."""
    dx, dy = end[0] - middle[0], end[1] - middle[1]
    found = []
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        ex, ey = bx - ax, by - ay
        across = dx * ey - dy * ex
        if math.isclose(across, 0.0):
            continue
        share = ((ax - middle[0]) * ey - (ay - middle[1]) * ex) / across
        along = ((ax - middle[0]) * dy - (ay - middle[1]) * dx) / across
        if 0.0 <= along <= 1.0 and 0.0 < share <= 1.0:
            found.append(share)
    share = max(found, default=1.0)
    return middle[0] + share * dx, middle[1] + share * dy


def _within_margins(place: Rect, scene: DrawnScene) -> Rect:
    """The place, moved in from the margins of the page as far as it reaches into them."""
    x = min(max(place.x, MARGIN), scene.width - MARGIN - place.width)
    y = min(max(place.y, MARGIN), scene.height - MARGIN - place.height)
    return Rect(x, y, place.width, place.height)


def _first_free(
    places: Iterable[Rect], taken: Sequence[Rect], near: Sequence[Rect], pieces: Sequence[Segment]
) -> Rect | None:
    """The first place that covers nothing and has nothing near; where all have, the first that covers nothing."""
    free, solid = None, (*taken, *near)
    for place in places:
        wide = inset(place, -_LEAST)
        if any(overlap(wide, rect) for rect in solid) or any(cuts(piece, wide) for piece in pieces):
            continue
        if not any(overlap(inset(place, -_CLEAR), rect) for rect in near):
            return place
        free = free or place
    return free

"""Every place where a lettered tag may stand at the border of its box, clear of all else, and how good it is."""

import math
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_words import clean_lines
from pb_adapters.drawing.diagrams.composition.continuations import Tag
from pb_adapters.drawing.diagrams.composition.tag_signs import pointed, way_to_nearest
from pb_adapters.drawing.diagrams.label_places import ArrowLabel, label_extent, label_shapes, runs_on
from pb_adapters.drawing.shared import text_metrics
from pb_core.domain.diagrams.box_outlines import nearest_border
from pb_core.domain.diagrams.scene import DrawnBox
from pb_core.domain.plane import Point, Rect, cuts, holds, inset, line_distance, overlap, segments, within

_PADDING, _HEIGHT = 0.9, 1.1  # of the size of its type: what a tag is wider than its words, and how high it is
_GAP = 0.4  # points between a tag and its box, which print as touching
_CLEAR, _FROM_LINE, _FROM_FRAME = 1.5, 2.5, 0.3  # points between a tag or its label and all else
_FROM_SIDE, _AT_SIDE = 3.0, 15.0  # points between words and sides of frames, which are round, and what less costs
_MARGIN, _IN_MARGIN = 3.0, 6.0  # points within the page where its margins end, and what it costs to stand in one
_FROM_BOX, _FROM_END = 4.0, 7.0  # points between a tag and other boxes, and the ends of arrows it may be taken for
_AMONG_LINES = 10.0  # what it costs that the words beside a tag stand by a line
_MISTAKEN = 20.0  # what it costs to leave a box beside what arrives there, the other way round, or to stand by words
CONTRARY = 16.0  # what it costs to leave a box on the side where another arrow arrives, or the other way round
_LONELY, _NEAR_LINE = 9.0, 0.8  # points from the next arrow at which none seems meant, and what each point less costs
_NEXT_BOX, _NEAR_BOX = 9.0, 1.5  # points from the next box at which it seems meant too, and what each point less costs
_SHARES = (0.5, 0.35, 0.65)  # of a slanted side or a quarter of a round one, at which a tag may stand
_OUTSIDE, _RUN_ON = 8.0, 12.0  # what it costs that its words stand beyond a frame, or beside others as one phrase
_SLANTED = 2.0  # what it costs to stand there
_CORNER = 3.0  # points that a tag stays away from the corners of a box
_STEP = 2.5  # points from one place along a side to the next
_SURELY_FAR = 12.0  # points from a tag and its label beyond which nothing can matter to them
_LABEL_GAP = 2.0  # points between a tag and the words of its arrow
_OFF, _BROKEN, _NARROW = 0.05, 1.5, 6.0  # what a point off the middle costs, a second line, and each line after it
_LABEL_CLEAR = 1.0  # points between the words beside a tag and its box
_FACING = ((1 / 3, 0.0), (-0.02, 4.0), (-1 / 3, 10.0))  # how far a side faces the other end, and what it costs
_AWAY = 12.0  # and what one costs that looks away from it
_SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_MIDDLE = frozenset({"circle", "ellipse", "rings", "diamond"})  # met in the middle of their sides
_POINTED = frozenset({"hexagon", "flag"})  # and these at their flanks


class TagPlace(Struct, frozen=True):
    """The rectangle of a tag, what is written on it, the side of its box that it touches, and the label beside it."""

    rect: Rect
    words: str
    side: tuple[int, int]
    label: ArrowLabel | None = None

    @property
    def covered(self) -> tuple[Rect, ...]:
        """The tag, and the words beside it."""
        return (self.rect, self.label.rect) if self.label else (self.rect,)

    def is_free(self, taken: Sequence[Rect]) -> bool:
        """Whether it keeps clear of what other tags cover."""
        return not any(overlap(inset(mine, -_CLEAR), other) for mine in self.covered for other in taken)

    def is_ownerless(self, others: Collection["TagPlace"]) -> bool:
        """Whether the words beside it stand near one of the others or its words, or it near words of these."""
        words = [other.label.rect for other in others if other.label]
        if self.label and runs_on(self.label.rect, words):
            return True
        pairs = [pair for other in others for pair in ((self, other), (other, self))]
        return any(one.label and overlap(inset(one.label.rect, -_FROM_END), other.rect) for one, other in pairs)


class Ground(Struct, frozen=True):
    """What tags keep clear of: the page, boxes, frames by name, words with their owners, and arrows."""

    page: Rect
    boxes: dict[str, DrawnBox]
    frames: dict[str, Rect]
    words: tuple[tuple[str, Rect], ...]
    paths: tuple[tuple[Point, ...], ...]
    ends: tuple[tuple[str, str], ...]

    def met(self, name: str) -> DrawnBox:
        """The box, or the frame as one, that an arrow meets."""
        if name in self.boxes:
            return self.boxes[name]
        return DrawnBox(id=name, rect=self.frames[name], shape="rounded")

    def about(self, name: str, reach: float) -> "Ground":
        """What of it is not farther than ``reach`` points from a box or a frame, with all arrows that meet it."""
        zone = inset(self.met(name).rect, -reach)
        ways = [
            (path, ends)
            for path, ends in zip(self.paths, self.ends, strict=True)
            if name in ends or any(cuts(piece, zone) for piece in segments(path))
        ]
        return Ground(
            self.page,
            {other: box for other, box in self.boxes.items() if other == name or overlap(box.rect, zone)},
            {other: frame for other, frame in self.frames.items() if other == name or overlap(frame, zone)},
            tuple((owner, rect) for owner, rect in self.words if overlap(rect, zone)),
            tuple(path for path, _ in ways),
            tuple(ends for _, ends in ways),
        )


def tag_places(tag: Tag, size: float, ground: Ground) -> Iterator[tuple[float, TagPlace]]:
    """Every clear place of a tag, with how bad it is."""
    box = ground.met(tag.box)
    label = clean_lines(tag.label)
    x, y = way_to_nearest(box.rect, [ground.met(name).rect for name in tag.others])
    words_on = pointed(tag.words, (x, y) if tag.leaves else (-x, -y))
    wide = text_metrics.text_width(words_on, size, bold=True) + _PADDING * size
    extents = (label_extent(lines, size) for lines in (label_shapes(label, size) if label else ()))
    ground = ground.about(tag.box, max(wide, _HEIGHT * size) + max(map(max, extents), default=0.0) + _SURELY_FAR)
    others = [words for owner, words in ground.words if owner not in ground.boxes or ground.boxes[owner].parts]
    for side, cost, rect in _spots(box, (x, y), (wide, _HEIGHT * size)):
        if not _is_clear(rect, tag.box, ground) or _is_another_s(rect, tag, ground):
            continue
        bad = cost + _MISTAKEN * _is_beside_the_contrary(rect, tag, ground)
        bad += _MISTAKEN * _is_beside_words(rect, tag, ground)
        bad += CONTRARY * _is_on_the_side_of_the_contrary(side, box, tag, ground)
        bad += _NEAR_BOX * max(0.0, _NEXT_BOX - _next_box(rect, tag.box, ground))
        bad += _NEAR_LINE * max(0.0, _LONELY - _next_line(rect, ground))
        bad += _IN_MARGIN * _is_in_a_margin(rect, ground)
        if not label:
            yield bad, TagPlace(rect, words_on, side)
            continue
        for broken, words in _labels(label, size, rect, side):
            if _is_clear(words.rect, "" if box.shape in _MIDDLE else tag.box, ground):
                more = _AMONG_LINES * _is_among_lines(words.rect, ground)
                more += _OUTSIDE * _is_parted(rect, words.rect, ground) + _RUN_ON * runs_on(words.rect, others)
                more += _AT_SIDE * _is_at_a_side(words.rect, ground) + _IN_MARGIN * _is_in_a_margin(words.rect, ground)
                yield bad + broken + more, TagPlace(rect, words_on, side, words)


def _spots(box: DrawnBox, way: Point, extent: tuple[float, float]) -> Iterator[tuple[tuple[int, int], float, Rect]]:
    """Where a tag of this extent may touch a box from which the other is on this way: side, badness and rectangle."""
    for side in _SIDES:
        away = _turned(side, way)
        yield from ((side, _OFF * off + away, rect) for off, rect in _rects(box, side, extent))
    if box.shape in _MIDDLE:
        yield from ((side, _SLANTED + _turned(side, way), rect) for side, rect in _beside_slants(box, extent))


def _turned(side: tuple[int, int], way: Point) -> float:
    """How bad a side is: that which faces the other end best, that which faces away worst."""
    along = (way[0] * side[0] + way[1] * side[1]) / max(1.0, abs(way[0]) + abs(way[1]))
    return next((cost for least, cost in _FACING if along > least), _AWAY)


def _rects(box: DrawnBox, side: tuple[int, int], extent: tuple[float, float]) -> Iterator[tuple[float, Rect]]:
    """The places of a tag of this extent along a side, the middle first, each with how far it is from there."""
    wide, high = extent
    flank = bool(side[0])
    face = box.parts[-1 if side[1] > 0 else 0] if box.parts else box.rect
    middle = face.y + face.height / 2 if flank else face.x + face.width / 2
    room = (face.height - high if flank else face.width - wide) / 2 - _CORNER
    fixed = box.shape in _MIDDLE or (flank and box.shape in _POINTED)
    free = 0.0 if fixed else max(0.0, room)
    for step in range(int(free / _STEP) + 1):
        for at in dict.fromkeys((middle + step * _STEP, middle - step * _STEP)):
            far = (box.rect.right if side[0] > 0 else box.rect.x, at)
            deep = (at, box.rect.bottom if side[1] > 0 else box.rect.y)
            x, y = nearest_border(box.outline, far if flank else deep, vertical=not flank)
            left = x + _GAP if side[0] > 0 else x - _GAP - wide if side[0] else x - wide / 2
            top = y + _GAP if side[1] > 0 else y - _GAP - high if side[1] else y - high / 2
            yield abs(at - middle), Rect(left, top, wide, high)


def _beside_slants(box: DrawnBox, extent: tuple[float, float]) -> Iterator[tuple[tuple[int, int], Rect]]:
    """The places of a tag of this extent that touch a slanted or round side of a box with a corner; and which side."""
    wide, high = extent
    middle = box.rect.middle
    for right, lower in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        for share in _SHARES:
            if box.shape == "diamond":
                along, down = share, 1 - share
            else:
                along, down = math.cos(share * math.pi / 2), math.sin(share * math.pi / 2)
            x = middle[0] + right * (along * box.rect.width / 2 + _GAP)
            y = middle[1] + lower * (down * box.rect.height / 2 + _GAP)
            yield (right, 0), Rect(x if right > 0 else x - wide, y if lower > 0 else y - high, wide, high)


def _labels(text: str, size: float, rect: Rect, side: tuple[int, int]) -> Iterator[tuple[float, ArrowLabel]]:
    """The places of a label beside a tag: along the border of its box, or further out."""
    for lines in label_shapes(text, size):
        wide, high = label_extent(lines, size)
        x, y = rect.x + (rect.width - wide) / 2, rect.y + (rect.height - high) / 2
        near, far = rect.bottom - high + _GAP - _LABEL_CLEAR, rect.y - _GAP + _LABEL_CLEAR
        y = min(y, near) if side[1] < 0 else max(y, far) if side[1] else y
        right, left = (rect.right + _LABEL_GAP, y), (rect.x - _LABEL_GAP - wide, y)
        below, above = (x, rect.bottom + _LABEL_GAP), (x, rect.y - _LABEL_GAP - high)
        out = {(1, 0): right, (-1, 0): left, (0, 1): below, (0, -1): above}[side]
        spots = (right, left, out) if side[1] else (out, below, above)
        broken = _BROKEN * (len(lines) - 1) + _NARROW * max(0, len(lines) - 2)
        for rank, (x, y) in enumerate(spots):
            yield broken + 0.3 * rank, ArrowLabel(lines, Rect(x, y, wide, high))


def _is_clear(rect: Rect, box: str, ground: Ground) -> bool:
    """Whether a rectangle at a box, or at none, keeps clear of all else."""
    wide = inset(rect, -_CLEAR)
    if not within(rect, ground.page):
        return False
    if any(overlap(wide, other.rect) for name, other in ground.boxes.items() if name != box):
        return False
    own = ground.boxes.get(box)
    if own and own.shape not in _MIDDLE and any(overlap(rect, part) for part in own.parts or (own.rect,)):
        return False
    if any(owner != box and overlap(wide, other) for owner, other in ground.words):
        return False
    near = inset(rect, -_FROM_FRAME)
    if any(overlap(near, frame) and not within(near, frame) for frame in ground.frames.values()):
        return False
    apart = inset(rect, -_FROM_LINE)
    return not any(cuts(piece, apart) for path in ground.paths for piece in segments(path))


def _is_another_s(rect: Rect, tag: Tag, ground: Ground) -> bool:
    """Whether a tag stands so near to another box, or a head there, that it may be taken for its own."""
    wide, apart = inset(rect, -_FROM_BOX), inset(rect, -_FROM_END)
    if any(overlap(wide, other.rect) for name, other in ground.boxes.items() if name != tag.box):
        return True
    heads = (path[-1] for path, (_, target) in zip(ground.paths, ground.ends, strict=True) if target != tag.box)
    return any(holds(apart, head) for head in heads)


def _is_beside_the_contrary(rect: Rect, tag: Tag, ground: Ground) -> bool:
    """Whether an arrow arrives at the box beside a tag that leaves it, or leaves it beside one that arrives."""
    apart = inset(rect, -_FROM_END)
    at = -1 if tag.leaves else 0
    return any(
        holds(apart, path[at]) for path, ends in zip(ground.paths, ground.ends, strict=True) if ends[at] == tag.box
    )


def _is_beside_words(rect: Rect, tag: Tag, ground: Ground) -> bool:
    """Whether a tag stands so near to the words of an arrow that these may be taken for its own."""
    apart = inset(rect, -_FROM_END)
    known = (ground.boxes, ground.frames, {tag.label_owner})
    return any(overlap(apart, words) for owner, words in ground.words if not any(owner in names for names in known))


def _is_on_the_side_of_the_contrary(side: tuple[int, int], box: DrawnBox, tag: Tag, ground: Ground) -> bool:
    """Whether an arrow arrives on the side of the box of a tag that leaves it, or leaves there if it arrives."""
    at = -1 if tag.leaves else 0
    middle = box.rect.middle
    half = box.rect.width / 2, box.rect.height / 2
    met = (path[at] for path, ends in zip(ground.paths, ground.ends, strict=True) if ends[at] == tag.box)
    axis = 0 if side[0] else 1
    return any((point[axis] - middle[axis]) * side[axis] >= half[axis] - 1 for point in met)


def _next_box(rect: Rect, own: str, ground: Ground) -> float:
    """How far the next box but its own is from a rectangle, in points."""
    others = (box.rect for name, box in ground.boxes.items() if name != own)
    gaps = (max(b.x - rect.right, rect.x - b.right, b.y - rect.bottom, rect.y - b.bottom) for b in others)
    return min(gaps, default=_NEXT_BOX)


def _next_line(rect: Rect, ground: Ground) -> float:
    """How far the next arrow is from a rectangle, in points."""
    zone = inset(rect, -_LONELY)
    near = (piece for path in ground.paths for piece in segments(path) if cuts(piece, zone))
    return min((line_distance(rect, piece) for piece in near), default=_LONELY)


def _is_parted(rect: Rect, words: Rect, ground: Ground) -> bool:
    """Whether the border of a frame runs between a tag and the words beside it."""
    return any(within(rect, frame) != within(words, frame) for frame in ground.frames.values())


def _is_in_a_margin(rect: Rect, ground: Ground) -> bool:
    """Whether a rectangle reaches beyond what is drawn else, which makes the margins unequal."""
    return not within(rect, inset(ground.page, _MARGIN))


def _is_at_a_side(words: Rect, ground: Ground) -> bool:
    """Whether words come close to the left or right side of a frame around them."""
    wider = Rect(words.x - _FROM_SIDE, words.y, words.width + 2 * _FROM_SIDE, words.height)
    return any(within(words, frame) and not within(wider, frame) for frame in ground.frames.values())


def _is_among_lines(rect: Rect, ground: Ground) -> bool:
    """Whether the words beside a tag stand so near to a line that they may be taken for its own."""
    apart = inset(rect, -_FROM_END)
    return any(cuts(piece, apart) for path in ground.paths for piece in segments(path))

"""Where the labels of arrows stand: beside their own line, or on it where another is near, clear of all else."""

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_words import is_korean, names_of_code, wrap
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_core.domain.plane import Point, Rect, Segment, cuts, holds, inset, line_distance, overlap, segments, within

_BESIDE = ((3.0, 0.0), (2.2, 4.0), (6.5, 8.0))  # points between a label and its own line, and how bad that is
_FARTHEST = max(beside for beside, _ in _BESIDE)
_ON_LINE, _ACROSS = 7.0, 6.0  # how bad it is that a label interrupts its line, and more where it lies across it
_STUB, _HEAD_STUB = 6.0, 10.0  # points of a piece to be seen on both sides of its label, and before a head
_CUT_WORD = 100.0  # how bad a word cut in two is: the last resort
_CLEAR, _FROM_LINES = 2.0, 1.2  # points between a label and anything else, and lines
_ALONE = 9.0  # points from the next line of another arrow from which on nobody asks whose label it is
_DOUBT, _SAME = 1.5, 14.0  # how bad each point less is, and a line of another arrow no farther than its own
_FOREIGN = 12.0  # how bad it is that a label stands in a frame where its arrow neither begins nor ends
_MARGIN, _IN_MARGIN = 3.0, 12.0  # points within the page where its side margins end, and what it costs to reach there
_RUN_ON, _WORDS_APART = 9.0, (6.0, 3.0)  # how bad words are so near, beside or above, that they read as one phrase
_LINE, _LINES, _MORE_LINES = 5.0, 3, 10.0  # how bad a line of a label more than one is, and more than so many
_PASSES = 2  # more, in which labels come first that others left no place
_WHOLE, _WHOLE_NAME, _WHOLE_WIDE = 16, 28, 4  # letters of a word never cut, of a name of code, without blanks
_PARTS = re.compile(r"[^\s\-/.]+[\-/.]?")  # of words, between the joints at which they may be broken
_WIDE_SCRIPTS = "\u2e80"  # from here on
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)  # of a piece, where its label may have its middle


Span = tuple[float, float, float, float]
"""The left, upper, right and lower edge of something."""


class ArrowLabel(Struct, frozen=True):
    """A placed label: its lines and the rectangle they fill."""

    lines: tuple[str, ...]
    rect: Rect
    cut: bool = False
    """Whether a word of the label is cut in two."""
    on_line: bool = False
    """Whether the label stands on its line, which it interrupts."""


class Obstacles(Struct, frozen=True):
    """What labels must keep clear of."""

    page: Rect
    solid: tuple[Rect, ...]
    frames: tuple[Rect, ...]
    paths: tuple[tuple[Point, ...], ...]
    exits: frozenset[int] = frozenset()
    """The paths, by index, that leave decisions: their labels are answers, and stand where they begin."""
    common: frozenset[int] = frozenset()
    """The paths, by index, that others share: a label on one would interrupt those as well."""
    titles: tuple[Rect, ...] = ()
    """The solid things that are titles, which a label beside them would lengthen."""


def place_labels(labels: dict[int, str], size: float, ground: Obstacles) -> dict[int, ArrowLabel | None]:
    """Place the label of each path (by index); ``None`` where there is no clear place.

    A label stands by its own line, and no line of another arrow as near if that can be helped; where that is doubtful,
    it stands on its line. Those that others have left no place are placed before these once more.
    """
    options = {
        index: sorted(_free(index, text, size, ground), key=lambda option: option[0]) for index, text in labels.items()
    }
    order = sorted(options, key=lambda i: (len(options[i]), i))
    best = _in_order(order, options, ground)
    for _ in range(_PASSES):
        crowded_out = [i for i in order if best[i] is None and options[i]]
        if not crowded_out:
            break
        order = [*crowded_out, *(i for i in order if i not in crowded_out)]
        placed = _in_order(order, options, ground)
        best = min(best, placed, key=lambda found: sum(tag is None for tag in found.values()))
    return best


def _in_order(
    order: Iterable[int], options: Mapping[int, Sequence[tuple[float, ArrowLabel]]], ground: Obstacles
) -> dict[int, ArrowLabel | None]:
    """The best place of each label, by index, that those before it have left free."""
    placed: dict[int, ArrowLabel | None] = {}
    for index in order:
        taken = [tag.rect for tag in placed.values() if tag]
        placed[index] = _best_beside(taken, options[index], ground.titles)
    return placed


def _best_beside(
    taken: Sequence[Rect], options: Sequence[tuple[float, ArrowLabel]], titles: tuple[Rect, ...]
) -> ArrowLabel | None:
    """The best of the options, of which the least bad come first, that is clear of what is taken."""
    least, best = math.inf, None
    for bad, tag in options:
        if bad >= least:
            break
        roomy = inset(tag.rect, -_CLEAR)
        if not any(overlap(roomy, rect) for rect in taken):
            doubt = bad + _RUN_ON * runs_on(tag.rect, (*taken, *titles))
            least, best = (doubt, tag) if doubt < least else (least, best)
    return best


@functools.lru_cache(maxsize=2_000)
def label_shapes(text: str, size: float) -> tuple[tuple[str, ...], ...]:
    """The ways a label may be broken, from one line to its narrowest; only very long words are cut."""
    longest = max(text_metrics.text_width(line, size) for line in text.split("\n"))
    whole = max((text_metrics.text_width(_uncut(part), size) for part in _PARTS.findall(text)), default=0.0)
    widths = (longest, *(max(whole + 0.5, longest / count + 0.12 * longest) for count in (2, 3, 4)))
    return tuple(dict.fromkeys(wrap(text, size, width) for width in widths))


def runs_on(rect: Rect, words: Iterable[Rect]) -> bool:
    """Whether a label stands so near beside, above or below other words that both read as one phrase."""
    aside, apart = _WORDS_APART
    zone = Rect(rect.x - aside, rect.y - apart, rect.width + 2 * aside, rect.height + 2 * apart)
    return any(overlap(zone, other) for other in words)


def _uncut(part: str) -> str:
    """What of a part of a word stays in one piece."""
    is_wide = any(char >= _WIDE_SCRIPTS and not is_korean(char) for char in part)
    return part[: _WHOLE_WIDE if is_wide else _WHOLE_NAME if names_of_code(part) else _WHOLE]


def label_extent(lines: tuple[str, ...], size: float) -> tuple[float, float]:
    """Width and height in points of the lines of a label."""
    wide = max(text_metrics.text_width(line, size) for line in lines)
    high = (len(lines) - 1) * typefaces.LEADING * size + (typefaces.ASCENT + typefaces.DESCENT) * size
    return wide, high + sum(_excess(line, size) for line in lines)


def _excess(line: str, size: float) -> float:
    if not text_metrics.is_math(line):
        return 0.0
    above, below = text_metrics.math_height(line, size)
    return max(0.0, above + below - typefaces.LEADING * size)


class _Near(Struct, frozen=True):
    """What of the obstacles a label beside a piece of its path may meet; the lines of its own arrow and of others."""

    page: Rect
    solid: tuple[Span, ...]
    frames: tuple[Rect, ...]
    own: tuple[Segment, ...]
    others: tuple[Segment, ...]

    def without(self, piece: Segment) -> "_Near":
        """The same but for one piece of its own."""
        return structs.replace(self, own=tuple(one for one in self.own if one != piece))


def _free(index: int, text: str, size: float, ground: Obstacles) -> Iterator[tuple[float, ArrowLabel]]:
    """The clear places of a label with how bad they are: beside its line, and on it if all others are worse."""
    answers, path = index in ground.exits, ground.paths[index]
    least = _ON_LINE
    pieces = _by_use(path, answers=answers)
    passed = [frame for frame in ground.frames if not any(holds(frame, end) for end in (path[0], path[-1]))]
    shapes = [(lines, label_extent(lines, size), _is_cut(lines, text)) for lines in label_shapes(text, size)]
    for lines, (wide, high), cut in shapes:
        for rank, segment in enumerate(pieces):
            near = _near(index, segment, wide, high, ground)
            for badness, rect in _spots(segment, wide, high, answers=answers):
                if _clear(rect, near):
                    bad = badness + _broken(rank, lines, cut=cut) + _doubt(rect, segment, near)
                    bad += _abroad(rect, passed, ground.page)
                    least = min(least, bad)
                    yield bad, ArrowLabel(lines, rect, cut=cut)
    if least < _ON_LINE or index in ground.common:
        return
    for lines, extent, cut in shapes:
        for rank, segment in enumerate(pieces):
            near = _near(index, segment, *extent, ground).without(segment)
            for badness, rect in _spots_on(segment, path, lines, extent, answers=answers):
                if _clear(rect, near):
                    bad = badness + _broken(rank, lines, cut=cut) + _doubt(rect, segment, near)
                    bad += _abroad(rect, passed, ground.page)
                    yield bad, ArrowLabel(lines, rect, cut=cut, on_line=True)


def _abroad(rect: Rect, passed: Iterable[Rect], page: Rect) -> float:
    """How bad it is that a label stands in a frame that its arrow passes, or in a side margin of the page."""
    bad = _FOREIGN * any(overlap(rect, frame) for frame in passed)
    return bad + _IN_MARGIN * (rect.x < page.x + _MARGIN or rect.right > page.right - _MARGIN)


def _broken(rank: int, lines: tuple[str, ...], *, cut: bool) -> float:
    """How bad it is that a label stands at a shorter piece of its path, in several lines or with a word cut in two."""
    return 6 * rank + _LINE * (len(lines) - 1) + _MORE_LINES * max(0, len(lines) - _LINES) + _CUT_WORD * cut


def _is_cut(lines: tuple[str, ...], text: str) -> bool:
    """Whether a word is cut in two elsewhere than at a joint of its own."""
    return "".join(lines).replace(" ", "") != "".join(text.split())


def _near(index: int, segment: Segment, wide: float, high: float, ground: Obstacles) -> _Near:
    """What of the obstacles a label of this size beside a segment may meet."""
    (ax, ay), (bx, by) = segment
    margin = _FARTHEST + _ALONE
    aside, apart = wide + margin, high + margin
    zone = Rect(min(ax, bx) - aside, min(ay, by) - apart, abs(bx - ax) + 2 * aside, abs(by - ay) + 2 * apart)
    own, others = list[Segment](), list[Segment]()
    for other, path in enumerate(ground.paths):
        (own if other == index else others).extend(piece for piece in segments(path) if cuts(piece, zone))
    return _Near(
        ground.page,
        tuple((rect.x, rect.y, rect.right, rect.bottom) for rect in ground.solid if overlap(rect, zone)),
        tuple(rect for rect in ground.frames if overlap(rect, zone)),
        tuple(own),
        tuple(others),
    )


def _by_use(path: tuple[Point, ...], *, answers: bool) -> list[Segment]:
    """The pieces of a path, the longest first; for an answer in their order."""
    pieces = list(segments(path))
    return pieces if answers else sorted(pieces, key=lambda s: -(abs(s[0][0] - s[1][0]) + abs(s[0][1] - s[1][1])))


def _spots(segment: Segment, wide: float, high: float, *, answers: bool) -> Iterator[tuple[float, Rect]]:
    """Where a label may stand beside a piece, and how bad that is: off its middle, for an answer off its beginning."""
    (ax, ay), (bx, by) = segment
    flat = abs(ay - by) < 0.01  # noqa: PLR2004 - points
    length, extent = (abs(bx - ax), wide) if flat else (abs(by - ay), high)
    slack = max(0.0, extent - length)
    best = min(0.5, (extent / 2 + _CLEAR) / length) if answers and length else 0.5
    for beside, far in _BESIDE:
        for share in (best, *_SHARES):
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            badness = 10 * abs(share - best) + slack + far
            if flat:
                yield badness, Rect(x - wide / 2, y - beside - high, wide, high)
                yield badness + 2, Rect(x - wide / 2, y + beside, wide, high)
            else:
                yield badness, Rect(x + beside, y - high / 2, wide, high)
                yield badness + 1, Rect(x - beside - wide, y - high / 2, wide, high)


def _spots_on(
    segment: Segment, path: tuple[Point, ...], lines: tuple[str, ...], extent: tuple[float, float], *, answers: bool
) -> Iterator[tuple[float, Rect]]:
    """Where a label may stand on a piece, of which a part is to be seen on both sides, and how bad that is."""
    (ax, ay), (bx, by) = segment
    wide, high = extent
    flat = abs(ay - by) < 0.01  # noqa: PLR2004 - points
    length, along = (abs(bx - ax), wide) if flat else (abs(by - ay), high)
    stubs = [_HEAD_STUB if end in (path[0], path[-1]) else _STUB for end in segment]
    if length < along + sum(stubs) or (flat and len(lines) > 1):
        return
    first, last = (stubs[0] + along / 2) / length, 1 - (stubs[1] + along / 2) / length
    best = first if answers else min(max(0.5, first), last)
    for share in (best, *(share for share in _SHARES if first <= share <= last)):
        x, y = ax + (bx - ax) * share, ay + (by - ay) * share
        yield 10 * abs(share - best) + _ON_LINE + _ACROSS * (not flat), Rect(x - wide / 2, y - high / 2, wide, high)


def _clear(rect: Rect, near: _Near) -> bool:
    """Whether a label may stand somewhere: most places are barred by something solid, which is looked at first."""
    if not within(rect, near.page):
        return False
    roomy = inset(rect, -_CLEAR)
    left, top, right, bottom = roomy.x, roomy.y, roomy.right, roomy.bottom
    for x, y, end, under in near.solid:
        if x < right and end > left and y < bottom and under > top:
            return False
    for frame in near.frames:
        if overlap(roomy, frame) and not within(roomy, frame):
            return False
    close = inset(rect, -_FROM_LINES)
    return not any(cuts(piece, close) for piece in near.own) and not any(cuts(piece, close) for piece in near.others)


def _doubt(rect: Rect, segment: Segment, near: _Near) -> float:
    """How bad it is that lines of other arrows are near, above all one no farther away than the label's own."""
    distance = min((line_distance(rect, piece) for piece in near.others), default=_ALONE)
    doubtful = distance <= line_distance(rect, segment) + _CLEAR
    return _DOUBT * max(0.0, _ALONE - distance) + _SAME * doubtful

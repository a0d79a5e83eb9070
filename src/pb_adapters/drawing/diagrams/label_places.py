"""Where the labels of arrows stand: beside their own line, clear of all else."""

import functools
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_sizes import wrap
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_core.domain.plane import Point, Rect, Segment, cuts, inset, overlap, segments, within

_BESIDE = (2.2, 6.5)  # points between a label and its own line: as it should be, and if need be
_FAR = 8.0  # how bad the second distance is
_CUT_WORD = 100.0  # how bad a word cut in two is: the last resort
_CLEAR = 2.0  # points between a label and anything else


class ArrowLabel(Struct, frozen=True):
    """A placed label: its lines and the rectangle they fill."""

    lines: tuple[str, ...]
    rect: Rect
    cut: bool = False
    """Whether a word of the label is cut in two."""


class Obstacles(Struct, frozen=True):
    """What labels must keep clear of."""

    page: Rect
    solid: tuple[Rect, ...]
    frames: tuple[Rect, ...]
    paths: tuple[tuple[Point, ...], ...]


def place_labels(labels: dict[int, str], size: float, ground: Obstacles) -> dict[int, ArrowLabel | None]:
    """Place the label of each path (by index); ``None`` where there is no clear place."""
    placed: dict[int, ArrowLabel | None] = {}
    options = {index: list(_free(index, text, size, ground)) for index, text in labels.items()}
    for index in sorted(options, key=lambda i: (len(options[i]), i)):
        taken = [tag.rect for tag in placed.values() if tag]
        clear = (o for o in options[index] if not any(overlap(inset(o[1].rect, -_CLEAR), rect) for rect in taken))
        choice = min(clear, key=lambda option: option[0], default=None)
        placed[index] = choice[1] if choice else None
    return placed


@functools.lru_cache(maxsize=2_000)
def label_shapes(text: str, size: float) -> tuple[tuple[str, ...], ...]:
    """The ways a label may be broken, from one line to its narrowest."""
    longest = max(text_metrics.text_width(line, size) for line in text.split("\n"))
    shapes = [wrap(text, size, longest / count + (0.0 if count == 1 else 0.12 * longest)) for count in (1, 2, 3, 4)]
    return tuple(dict.fromkeys(shapes))


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


def _free(index: int, text: str, size: float, ground: Obstacles) -> Iterator[tuple[float, ArrowLabel]]:
    for lines in label_shapes(text, size):
        cut = " ".join(lines).split() != text.split()
        wide, high = label_extent(lines, size)
        for rank, segment in enumerate(_by_use(ground.paths[index])):
            near = _near(segment, wide, high, ground)
            for badness, rect in _spots(segment, wide, high):
                if _clear(rect, near):
                    tag = ArrowLabel(lines, rect, cut=cut)
                    yield badness + 6 * rank + 5 * (len(lines) - 1) + _CUT_WORD * cut, tag


def _near(segment: Segment, wide: float, high: float, ground: Obstacles) -> Obstacles:
    """What of the obstacles a label of this size beside a segment may meet."""
    (ax, ay), (bx, by) = segment
    aside, apart = wide + max(_BESIDE) + 2 * _CLEAR, high + max(_BESIDE) + 2 * _CLEAR
    zone = Rect(min(ax, bx) - aside, min(ay, by) - apart, abs(bx - ax) + 2 * aside, abs(by - ay) + 2 * apart)
    return Obstacles(
        ground.page,
        tuple(rect for rect in ground.solid if overlap(rect, zone)),
        tuple(rect for rect in ground.frames if overlap(rect, zone)),
        tuple(piece for path in ground.paths for piece in segments(path) if cuts(piece, zone)),
    )


def _by_use(path: tuple[Point, ...]) -> list[Segment]:
    """The pieces of a path, the longest first."""
    return sorted(segments(path), key=lambda s: -(abs(s[0][0] - s[1][0]) + abs(s[0][1] - s[1][1])))


def _spots(segment: Segment, wide: float, high: float) -> Iterator[tuple[float, Rect]]:
    (ax, ay), (bx, by) = segment
    flat = abs(ay - by) < 0.01  # noqa: PLR2004 - points
    slack = max(0.0, wide - abs(bx - ax)) if flat else max(0.0, high - abs(by - ay))
    for far, beside in enumerate(_BESIDE):
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9):
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            badness = 10 * abs(share - 0.5) + slack + _FAR * far
            if flat:
                yield badness, Rect(x - wide / 2, y - beside - high, wide, high)
                yield badness + 2, Rect(x - wide / 2, y + beside, wide, high)
            else:
                yield badness, Rect(x + beside, y - high / 2, wide, high)
                yield badness + 1, Rect(x - beside - wide, y - high / 2, wide, high)


def _clear(rect: Rect, ground: Obstacles) -> bool:
    roomy = inset(rect, -_CLEAR)
    if not within(rect, ground.page) or any(overlap(roomy, solid) for solid in ground.solid):
        return False
    if any(overlap(roomy, frame) and not within(roomy, frame) for frame in ground.frames):
        return False
    close = inset(rect, -1.2)
    return not any(cuts(piece, close) for path in ground.paths for piece in segments(path))

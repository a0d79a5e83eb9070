"""Put the lines of a page in reading order: pure geometry, y growing upwards.

A gutter is a vertical strip that two stacks of column-filling lines leave free. Lines that cross it
(titles, wide figures) cut the page into bands; a band reads column by column, and a column is cut again.
Inside a column the order of the content stream is kept, which is right for mathematics, except that
a stretch of lines which stands above the one before it moves up.
"""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median, median_low

from pb_adapters.pdf.lines import Line

_BINS = 96
_MIN_LINES = 4  # on either side of a gutter
_FILLED = 0.42  # a column's median line fills this much of it; cells of a table do not
_OVERHANG = 3.0  # points that a line may reach into the gutter
_INDENT = (0.6, 3.5)  # of the line height: where a first line starts
_LABEL = 4  # letters; shorter pieces tell nothing of a new size
_NEW_SIZE = 1.18  # ratio of two line heights that tells a heading or footnote
_GAP = 1.35  # of the usual leading: where a new paragraph starts
_TOUCHING = 0.15  # of the line height: closer pieces of a line are one word


def page_text(lines: list[Line]) -> str:
    """Set lines in reading order, with blank lines between paragraphs, headings and columns."""
    return "\n\n".join(
        "\n".join(line.text for line in paragraph)
        for column in reading_order(lines)
        for paragraph in _paragraphs(column)
    )


def reading_order(lines: list[Line]) -> list[list[Line]]:
    """Group lines into columns (or full-width bands) in reading order."""
    gutter = _find_gutter(lines)
    if gutter is None:
        return [_joined(_stacked(lines))] if lines else []
    columns = []
    for band in _bands(lines, gutter):
        if _spans(band[0], gutter):
            columns.append(_joined(_stacked(band)))
            continue
        for side in (
            [line for line in band if _centre(line) < gutter],
            [line for line in band if _centre(line) >= gutter],
        ):
            columns.extend(reading_order(side))
    return columns


def _centre(line: Line) -> float:
    return (line.left + line.right) / 2


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _spans(line: Line, gutter: float) -> bool:
    return line.left < gutter - _OVERHANG and line.right > gutter + _OVERHANG


def _find_gutter(lines: list[Line]) -> float | None:
    """The middle of the strip that the fewest lines cross, if both sides of it look like columns."""
    if len(lines) < 2 * _MIN_LINES or _runs_down(lines):
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    crossings = _crossings(lines, left, right)
    inner = range(_BINS // 5, _BINS - _BINS // 5)
    fewest = min(crossings[b] for b in inner)
    strip = max(_runs([b for b in inner if crossings[b] == fewest]), key=len)
    gutter = left + (strip[0] + len(strip) / 2) * (right - left) / _BINS
    before = [line for line in lines if line.right <= gutter + _OVERHANG]
    after = [line for line in lines if line.left >= gutter - _OVERHANG and line.right > gutter + _OVERHANG]
    if 2 * (len(before) + len(after)) < len(lines):
        return None
    both = _is_column(before, gutter - left) and _is_column(after, right - gutter)
    return gutter if both and _side_by_side(before, after) else None


def _runs_down(lines: list[Line]) -> bool:
    """Whether every line stands below the one before it, so that there is one column only."""
    return all(below.top <= above.top - _OVERHANG for above, below in pairwise(lines))


def _crossings(lines: list[Line], left: float, right: float) -> list[int]:
    """How many lines cover each of ``_BINS`` equal strips between left and right."""
    scale = _BINS / max(right - left, 1.0)
    steps = [0] * (_BINS + 1)
    for line in lines:
        steps[int((line.left - left) * scale)] += 1
        steps[min(_BINS, int((line.right - left) * scale) + 1)] -= 1
    total, covered = 0, []
    for step in steps[:_BINS]:
        total += step
        covered.append(total)
    return covered


def _runs(bins: list[int]) -> list[list[int]]:
    """Split ascending numbers where one is skipped."""
    runs: list[list[int]] = []
    for b in bins:
        if runs and b == runs[-1][-1] + 1:
            runs[-1].append(b)
        else:
            runs.append([b])
    return runs


def _is_column(lines: list[Line], width: float) -> bool:
    return len(lines) >= _MIN_LINES and median(line.right - line.left for line in lines) > _FILLED * width


def _side_by_side(before: list[Line], after: list[Line]) -> bool:
    lowest = max(min(line.bottom for line in side) for side in (before, after))
    highest = min(max(line.top for line in side) for side in (before, after))
    return lowest < highest


def _bands(lines: list[Line], gutter: float) -> Iterator[list[Line]]:
    """Cut a page from top to bottom into stretches that either all span the gutter or all do not."""
    spanning = sorted((line for line in lines if _spans(line, gutter)), key=_middle, reverse=True)
    rest = [line for line in lines if not _spans(line, gutter)]
    band: list[Line] = []
    for line in spanning:
        above = [other for other in rest if _middle(other) > _middle(line)]
        if above:
            if band:
                yield band
            yield above
            band = []
            rest = [other for other in rest if _middle(other) <= _middle(line)]
        band.append(line)
    if band:
        yield band
    if rest:
        yield rest


def _stacked(lines: list[Line]) -> list[Line]:
    """Keep the stream's order, but move a stretch that stands above its predecessor up."""
    stretches: list[list[Line]] = []
    for line in lines:
        if stretches and line.bottom <= stretches[-1][-1].top:
            stretches[-1].append(line)
        else:
            stretches.append([line])
    if len(stretches) == 1:
        return lines
    stretches.sort(key=lambda stretch: -stretch[0].top)
    return [line for stretch in stretches for line in stretch]


def _joined(lines: list[Line]) -> list[Line]:
    """Put pieces of one line, such as those before and after a superscript, together again."""
    joined = lines[:1]
    for line in lines[1:]:
        previous = joined[-1]
        if line.left < previous.left + _OVERHANG or line.top < previous.bottom:
            joined.append(line)
            continue
        gap = (line.left - previous.right) / max(line.height, previous.height, 1.0)
        overlaps = line.bottom < _middle(previous) < line.top or previous.bottom < _middle(line) < previous.top
        if overlaps and -_TOUCHING < gap < 1:
            joined[-1] = _merge(previous, line, " " if gap > _TOUCHING else "")
        else:
            joined.append(line)
    return joined


def _merge(first: Line, second: Line, between: str) -> Line:
    body = first if first.width >= second.width else second
    return Line(
        text=first.text + between + second.text, left=first.left, bottom=body.bottom, right=second.right, top=body.top
    )


def _paragraphs(column: list[Line]) -> Iterator[list[Line]]:
    leading = _usual_leading(column)
    edge = median(line.left for line in column)
    paragraph: list[Line] = []
    for line in column:
        if paragraph and _starts_paragraph(paragraph[-1], line, leading, edge):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _usual_leading(column: list[Line]) -> float:
    downward = [step for above, below in pairwise(column) if (step := above.bottom - below.bottom) > 1]
    return median_low(downward) if downward else column[0].height


def _starts_paragraph(previous: Line, line: Line, leading: float, edge: float) -> bool:
    height, previous_height = line.top - line.bottom, previous.top - previous.bottom
    smaller, larger = (height, previous_height) if height < previous_height else (previous_height, height)
    step = previous.bottom - line.bottom
    if line.bottom > previous.top or (step > _GAP * leading and step > _GAP * smaller):
        return True
    if larger > _NEW_SIZE * smaller and min(len(line.text), len(previous.text)) > _LABEL:
        return True
    indent = line.left - edge
    return _INDENT[0] * height < indent < _INDENT[1] * height and previous.left - edge < _INDENT[0] * height / 2

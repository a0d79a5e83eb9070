"""The labels that signs stand for at arrows, spelled out in the legend: in as many columns as make the fewest lines."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_words import longest_word, wrap
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.scene import LEGEND, LabelKey
from pb_core.domain.plane import Rect

_SIZE, _LINE = 7.0, 9.6  # points: the type of a legend, and from one line to the next
_BESIDE, _BETWEEN = 3.0, 14.0  # points between a sign and its label, and between columns
_MOST = 4  # columns


class _Columns(Struct, frozen=True):
    """The lines of each label, column by column, and how far apart the columns begin."""

    columns: tuple[tuple[tuple[str, ...], ...], ...]
    pitch: float

    @property
    def lines(self) -> int:
        """How many lines the longest column has."""
        return max((sum(map(len, column)) for column in self.columns), default=0)


def keys_height(keys: Sequence[LabelKey], width: float) -> float:
    """How high the labels of these signs are, in points, in a legend with a content of this width; 0 without any."""
    return _LINE * _laid_out(keys, width).lines


def key_runs(keys: Sequence[LabelKey], room: Rect, colours: Colours) -> Iterator[Run]:
    """The signs and the lines of their labels in a rectangle that is as high as ``keys_height`` says."""
    laid, signs = _laid_out(keys, room.width), iter(keys)
    lead = _lead(keys)
    for index, column in enumerate(laid.columns):
        left, y = room.x + index * laid.pitch, room.y + _LINE / 2 + 0.33 * _SIZE
        for lines in column:
            yield _run(next(signs).sign, left, y, colours)
            for line in lines:
                yield _run(line, left + lead, y, colours)
                y += _LINE


def _run(text: str, left: float, y: float, colours: Colours) -> Run:
    ink, paper = colours.ink, colours.paper
    return Run(owner=LEGEND, text=text, x=left, y=y, size=_SIZE, colour=ink, ground=paper, start=True)


def _lead(keys: Sequence[LabelKey]) -> float:
    """How far behind its sign a label begins."""
    return max((text_metrics.text_width(key.sign, _SIZE) for key in keys), default=0.0) + _BESIDE


def _laid_out(keys: Sequence[LabelKey], width: float) -> _Columns:
    """The columns, of those in which no word is broken where it need not be, that have the fewest lines."""
    longest = max((longest_word(key.label, _SIZE) for key in keys), default=0.0)
    found: list[_Columns] = []
    for count in range(1, min(_MOST, len(keys)) + 1):
        room = (width - _BETWEEN * (count - 1)) / count - _lead(keys)
        if found and room < longest:
            break
        labels = [wrap(key.label, _SIZE, room) for key in keys]
        each = -(-len(labels) // count)
        columns = tuple(tuple(labels[i : i + each]) for i in range(0, len(labels), each))
        found.append(_Columns(columns, room + _lead(keys) + _BETWEEN))
    return min(found, key=lambda one: one.lines, default=_Columns((), 0.0))

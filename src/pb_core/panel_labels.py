"""The labels of a composite's panels: which they are, and how a long one is broken into lines."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from pb_core.errors import InvalidRequest

Measure = Callable[[str], float]
"""The advance width of one line of text, in units of the type size."""

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_MARKS = {"Mn", "Mc", "Me"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WIDE_EM, _NARROW_EM = 1.0, 0.6
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_CLOSERS = re.escape("、。,.，．・：；？！)]）］｝」』】〉》”’%")
_PIECE = re.compile(rf"(\s*)([{_WIDE}][{_CLOSERS}]*|[^\s{_WIDE}]+)")


def panel_labels(count: int) -> tuple[str, ...]:
    """``(a)`` to ``(z)``, then ``(aa)``, ``(ab)`` and so on."""
    return tuple(f"({_letters(number)})" for number in range(1, count + 1))


def _letters(number: int) -> str:
    """The number in the bijective numeral system of 26 letters, as spreadsheets name columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return letters


def resolve_labels(labels: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """One line of text per panel, blanks collapsed; ``""`` is a panel without a label.

    ``None`` gives ``(a)``, ``(b)``, …; an empty sequence gives no labels.

    Raises:
        InvalidRequest: there are labels, but not one per panel, or one needs shaping, which composers do not do.
    """
    if labels is None:
        return panel_labels(count)
    if not labels:
        return ("",) * count
    if len(labels) != count:
        message = f"labels must name every panel or be empty, but their number is {len(labels)} for {count} panels"
        raise InvalidRequest(message)
    return tuple(_unshaped(" ".join(label.split())) for label in labels)


def _unshaped(label: str) -> str:
    text = unicodedata.normalize("NFC", label)
    for char in text:
        if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or unicodedata.category(char) in _MARKS:
            message = f"label '{label[:40]}' has right-to-left or combining letters, which panel labels cannot show"
            raise InvalidRequest(message)
    return text


def approximate_width(text: str) -> float:
    """A generous estimate of ``Measure`` for those who know no typeface."""
    return sum(_WIDE_EM if unicodedata.east_asian_width(char) in "WF" else _NARROW_EM for char in text)


def wrap_label(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break a label into lines of at most ``width`` type sizes.

    Lines break at blanks and beside Chinese, Japanese and Korean characters; a word longer than a line is
    broken anywhere. A line of one character may be wider than asked for.
    """
    lines: list[str] = []
    for blank, piece in _PIECE.findall(text):
        joined = f"{lines[-1]}{blank}{piece}" if lines else piece
        if measure(joined) <= width:
            lines[-1:] = [joined]
        else:
            lines += _chopped(piece, width, measure)
    return tuple(lines)


def _chopped(piece: str, width: float, measure: Measure) -> list[str]:
    lines = [piece[0]]
    for char in piece[1:]:
        if measure(lines[-1] + char) <= width:
            lines[-1] += char
        else:
            lines.append(char)
    return lines

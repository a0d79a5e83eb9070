"""Lines with mathematics as runs of characters for formats that set text themselves: style, and below or above."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.shared.math_text import typeset
from pb_adapters.drawing.shared.tex_labels import Atom, parts_of

_COMBINING = dict(zip("ˆ˜ˉ˙¨→ˇ", "\u0302\u0303\u0304\u0307\u0308\u20d7\u030c", strict=True))
_THIN, _WIDE, _WIDE_FROM = "\u2009", "\u2003", 0.5  # spaces, and the width in ems from which on one is wide


class MathRun(Struct, frozen=True):
    """Characters of one ``style`` (as of an ``Atom``); ``level`` is -1 below the baseline, 1 above it, else 0."""

    text: str
    style: str
    level: int = 0


def math_runs(line: str) -> tuple[MathRun, ...] | None:
    """The runs of a line with mathematics that we set ourselves; ``None`` for every other line.

    Scripts of scripts stand beside the first one. Only within ``text_metrics.settings``.
    """
    atoms = parts_of(line)
    if atoms is None or typeset(line) is None:
        return None
    joined: list[MathRun] = []
    for run in _runs(atoms, 0):
        before = joined[-1] if joined else None
        if before and (before.style, before.level) == (run.style, run.level):
            joined[-1] = MathRun(before.text + run.text, run.style, run.level)
        else:
            joined.append(run)
    return tuple(joined)


def _runs(atoms: tuple[Atom, ...], level: int) -> Iterator[MathRun]:
    for atom in atoms:
        gap = _THIN if atom.gap and not level else ""
        body = list(_body(atom, level))
        if gap:
            yield MathRun(gap, "upright", level)
        yield from body
        yield from _runs(atom.below, level or -1)
        yield from _runs(atom.above, level or 1)
        if gap:
            yield MathRun(gap, "upright", level)


def _body(atom: Atom, level: int) -> Iterator[MathRun]:
    if atom.space > 0:
        yield MathRun(_WIDE if atom.space >= _WIDE_FROM else _THIN, "upright", level)
    if not atom.inner:
        if atom.text:
            yield MathRun(atom.text, atom.style, level)
        return
    inner = list(_runs(atom.inner, level))
    if atom.accent and inner:
        first, *rest = inner
        inner = [MathRun(first.text + _COMBINING[atom.accent], first.style, first.level), *rest]
    yield from inner

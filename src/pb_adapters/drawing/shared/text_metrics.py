"""Text as matplotlib sets it in our typefaces: its width and height in points, and how it breaks into lines."""

import contextlib
import functools
import io
import logging
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import matplotlib as mpl
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.backends import _backend_pdf_ps
from matplotlib.backends._backend_pdf_ps import SubsetResults
from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.textpath import text_to_path

from pb_adapters.drawing.shared.embedded_fonts import convert
from pb_adapters.drawing.shared.font_subsets import font_subset
from pb_adapters.drawing.shared.math_text import typeset
from pb_adapters.drawing.shared.tex_labels import is_prose
from pb_adapters.drawing.shared.typefaces import EMOJI, SANS, SIMPLIFIED, face_of, face_path, has_cjk, stack


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Run matplotlib under our settings and give the caller's back afterwards."""
    register()
    chatter = logging.getLogger("fontTools")
    level = chatter.level
    chatter.setLevel(logging.WARNING)
    try:
        with _typefaces(), small_truetype():
            yield
    finally:
        chatter.setLevel(level)


def _typefaces() -> contextlib.AbstractContextManager[None]:
    return mpl.rc_context(
        {
            "font.family": list(stack()),
            "text.hinting": "none",
            "text.usetex": False,
            "mathtext.fontset": "stix",
            "svg.fonttype": "none",
            "svg.hashsalt": "pb",
            "pdf.fonttype": 42,
        }
    )


_lock = threading.Lock()
_drawings = 0
_glyphs_subset = _backend_pdf_ps.get_glyphs_subset


@contextlib.contextmanager
def small_truetype() -> Iterator[None]:
    """Let matplotlib's PDF writer take subsets by HarfBuzz, which are quick, and embed them all as TrueType.

    Drawings of several threads may overlap; the last one gives matplotlib its own function back.
    """
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(change: int) -> None:
    global _drawings  # noqa: PLW0603 - what it counts is global, too
    with _lock:
        _drawings += change
        chosen = _truetype_glyphs if _drawings else _glyphs_subset
        _backend_pdf_ps.get_glyphs_subset = chosen  # type: ignore[assignment]  # a set is iterable


@contextlib.contextmanager
def _truetype_glyphs(file: FontPath, glyphs: Iterable[int]) -> Iterator[SubsetResults]:
    found = font_subset(Path(file), file.face_index, glyphs=glyphs, shaping=False)
    with TTFont(io.BytesIO(found.data), recalcTimestamp=False) as font:
        convert(font)
        yield SubsetResults(font, dict(found.glyphs))


@functools.cache
def register() -> None:
    """Make our faces known to matplotlib; further calls do nothing."""
    folder = face_path(SANS).parent
    for name in ("Regular", "Semibold", "It", "Bold"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{name}.ttf")
    font_manager.fontManager.addfont(face_path(EMOJI))
    if has_cjk():
        font_manager.fontManager.addfont(face_path(SIMPLIFIED))  # and what else is in that file


@functools.lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The advance width of one line in points, its mathematics set."""
    register()
    layout = typeset(text, bold=bold)
    if layout:
        return layout.width * size
    formula = is_mathtext(text)
    properties = FontProperties(family=list(stack(bold=bold)), size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=formula)
    return float(width)


def is_math(text: str) -> bool:
    """Whether a line of a diagram holds mathematics: in the subset that is set as text, else in that of mathtext."""
    register()
    return typeset(text) is not None or is_mathtext(text)


@functools.lru_cache(maxsize=2_000)
def math_height(text: str, size: float) -> tuple[float, float]:
    """How far a line with mathematics reaches above and below its baseline, in points."""
    register()
    layout = typeset(text)
    if layout:
        return layout.above * size, layout.below * size
    _, height, depth = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), ismath=True)
    return float(height - depth), float(depth)


@functools.lru_cache(maxsize=5_000)
def is_mathtext(text: str) -> bool:
    """Whether the dollars of a line enclose mathematics that can be set; otherwise they are plain dollars.

    As in Markdown, a formula neither starts nor ends with a blank, and it holds no plain words, so prices
    stay prices.
    """
    parts = text.split("$")
    formulas = parts[1::2]
    if len(parts) < 3 or len(parts) % 2 == 0 or any(map(is_prose, formulas)):  # noqa: PLR2004 - text, formula, text
        return False
    if not all(face_of(char) == SANS for char in "".join(parts[0::2])):
        return False
    register()
    try:
        with _without_glyph_warnings() as complaints:
            MathTextParser("path").parse(text, 72, FontProperties(size=10))
    except ValueError:
        return False
    return not complaints.records


class _Complaints(logging.Handler):
    """Collects what mathtext logs about missing glyphs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class _without_glyph_warnings:  # noqa: N801 - reads as a with-statement
    def __enter__(self) -> _Complaints:
        self._logger = logging.getLogger("matplotlib.mathtext")
        self._handler, self._propagate = _Complaints(), self._logger.propagate
        self._logger.addHandler(self._handler)
        self._logger.propagate = False
        return self._handler

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self._handler)
        self._logger.propagate = self._propagate


PITCH = 1.2  # of the type size, from line to line
_BREAKS = re.compile(r"(?<=[\s_/\-–—,:;+])(?=\S)")  # a break may follow these


def block_width(text: str, size: float, *, bold: bool = False, formula: bool = False) -> float:
    """The width of a block of text: that of its longest line."""
    return max(_line_width(line, size, bold, formula and is_mathtext(line)) for line in text.split("\n"))


def block_height(text: str, size: float) -> float:
    """The height of a block of text."""
    return (text.count("\n") + 1) * size * PITCH


@functools.lru_cache(maxsize=20_000)
def _line_width(line: str, size: float, bold: bool, formula: bool) -> float:  # noqa: FBT001 - a cache key
    if not line:
        return 0.0
    register()
    face = FontProperties(family=list(stack(bold=bold)), size=size)
    return float(text_to_path.get_text_width_height_descent(line, face, ismath=formula)[0])


def wrapped(text: str, size: float, room: float, *, most: int = 3, bold: bool = False) -> str:
    """Text broken into at most ``most`` lines of at most ``room``, of about equal length.

    Text that needs more lines, or holds a word that is wider, comes out in the fewest lines that its breaks allow.
    """
    if "\n" in text or block_width(text, size, bold=bold) <= room:
        return text
    pieces = [piece for piece in _BREAKS.split(text) if piece]
    least = max(block_width(piece.rstrip(), size, bold=bold) for piece in pieces)
    lines = _filled(pieces, size, max(room, least), bold=bold)
    if len(lines) > most:
        lines = _filled(pieces, size, max(room, _even(text, most, size, bold=bold), least), bold=bold)
    return "\n".join(line.rstrip() for line in lines)


def _even(text: str, lines: int, size: float, *, bold: bool) -> float:
    return block_width(text, size, bold=bold) / lines * 1.15


def _filled(pieces: list[str], size: float, room: float, *, bold: bool) -> list[str]:
    """Greedy lines, then the narrowest room that keeps their number, so that lines are about equal."""
    lines = _greedy(pieces, size, room, bold=bold)
    for share in (0.55, 0.65, 0.75, 0.85, 0.95):
        tighter = _greedy(pieces, size, room * share, bold=bold)
        if len(tighter) == len(lines) and all(block_width(line.rstrip(), size, bold=bold) <= room for line in tighter):
            return tighter
    return lines


def _greedy(pieces: list[str], size: float, room: float, *, bold: bool) -> list[str]:
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if block_width((lines[-1] + piece).rstrip(), size, bold=bold) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines

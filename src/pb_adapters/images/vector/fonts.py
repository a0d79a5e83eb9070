"""The typefaces of our figures: where they are, which characters they hold and how wide text runs."""

import contextlib
import functools
import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import cvttf_NotoSansCJK_Regular
import font_source_sans_pro
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.mathtext import MathTextParser
from matplotlib.textpath import text_to_path

_FALLBACK = ("DejaVu Sans", "Noto Sans CJK TC")
REGULAR = ("Source Sans Pro", *_FALLBACK)
SEMIBOLD = ("Source Sans Pro Semibold", *_FALLBACK)

ASCENT = 0.74  # of the type size, above the baseline: capitals and ascenders of the face
DESCENT = 0.25
LEADING = 1.2  # line pitch


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Run matplotlib under our settings and give the caller's back afterwards."""
    register()
    chatter = logging.getLogger("fontTools")
    level = chatter.level
    chatter.setLevel(logging.WARNING)
    try:
        with _typefaces():
            yield
    finally:
        chatter.setLevel(level)


def _typefaces() -> contextlib.AbstractContextManager[None]:
    return mpl.rc_context(
        {
            "font.family": list(REGULAR),
            "text.hinting": "none",
            "text.usetex": False,
            "mathtext.fontset": "stix",
            "svg.fonttype": "none",
            "svg.hashsalt": "pb",
            "pdf.fonttype": 42,
        }
    )


@functools.cache
def register() -> None:
    """Make our faces known to matplotlib; further calls do nothing."""
    folder = Path(font_source_sans_pro.font_directory)
    for name in ("Regular", "Semibold", "It", "Bold"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{name}.ttf")
    font_manager.fontManager.addfont(cvttf_NotoSansCJK_Regular.get_TTF_path())


@functools.lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The advance width of one line in points."""
    register()
    formula = is_math(text)
    properties = FontProperties(family=list(SEMIBOLD if bold else REGULAR), size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=formula)
    return float(width)


@functools.lru_cache(maxsize=2_000)
def math_height(text: str, size: float) -> tuple[float, float]:
    """How far a line with mathematics reaches above and below its baseline, in points."""
    register()
    _, height, depth = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), ismath=True)
    return float(height - depth), float(depth)


@functools.lru_cache(maxsize=5_000)
def is_math(text: str) -> bool:
    """Whether the dollars of a line enclose mathematics that can be set; otherwise they are plain dollars.

    As in Markdown, a formula neither starts nor ends with a blank, and it holds no plain words, so prices
    stay prices.
    """
    parts = text.split("$")
    formulas = parts[1::2]
    if len(parts) < 3 or len(parts) % 2 == 0 or any(map(_is_prose, formulas)):  # noqa: PLR2004 - text, formula, text
        return False
    if not all(ord(char) in _cmap(REGULAR[0]) for char in "".join(parts[0::2])):
        return False
    register()
    try:
        with _without_glyph_warnings() as complaints:
            MathTextParser("path").parse(text, 72, FontProperties(size=10))
    except ValueError:
        return False
    return not complaints.records


def _is_prose(formula: str) -> bool:
    words = formula.split()
    blank = not formula or formula != formula.strip()
    return blank or (len(words) > 1 and any(len(w) > 2 and w.isalpha() and w.islower() for w in words))  # noqa: PLR2004 - a word


@functools.cache
def face_path(name: str) -> str:
    """The file of a face."""
    register()
    return str(font_manager.findfont(FontProperties(family=name), fallback_to_default=False))


@functools.cache
def _cmap(name: str) -> frozenset[int]:
    return frozenset(FT2Font(face_path(name)).get_charmap())


def face_of(char: str, *, bold: bool = False) -> str:
    """The name of the face that a character is drawn in."""
    faces = SEMIBOLD if bold else REGULAR
    return next((name for name in faces if ord(char) in _cmap(name)), faces[0])


def drawable(char: str) -> bool:
    """Whether one of our faces has a glyph for the character."""
    return any(ord(char) in _cmap(name) for name in REGULAR)


def is_letter(char: str) -> bool:
    """Whether a character carries words, so that leaving it out would change the text."""
    return unicodedata.category(char)[0] in "LMN"


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

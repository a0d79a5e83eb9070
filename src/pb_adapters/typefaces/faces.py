"""Where the faces of our figures are and which characters they hold; needs no drawing library."""

import functools
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import cvttf_NotoSansCJK_Regular
import font_source_sans_pro
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

_SANS, _SEMIBOLD, _WIDE, _CJK = "Source Sans Pro", "Source Sans Pro Semibold", "DejaVu Sans", "Noto Sans CJK TC"

REGULAR = (_SANS, _WIDE, _CJK)
SEMIBOLD = (_SEMIBOLD, _WIDE, _CJK)

ASCENT = 0.74  # of the type size, above the baseline: capitals and ascenders of the face
DESCENT = 0.25
LEADING = 1.2  # line pitch


@functools.cache
def face_path(name: str) -> Path:
    """The file of a face; ``KeyError`` for a name that is not in ``REGULAR`` or ``SEMIBOLD``."""
    sans = Path(font_source_sans_pro.font_directory)
    return {
        _SANS: sans / "SourceSansPro-Regular.ttf",
        _SEMIBOLD: sans / "SourceSansPro-Semibold.ttf",
        _WIDE: _matplotlib_data() / "fonts/ttf/DejaVuSans.ttf",
        _CJK: Path(cvttf_NotoSansCJK_Regular.get_TTF_path()),
    }[name]


def _matplotlib_data() -> Path:
    spec = find_spec("matplotlib")  # finds it without paying for its import
    if spec is None or spec.origin is None:
        message = "matplotlib, whose DejaVu Sans our figures use, is not installed"
        raise FileNotFoundError(message)
    return Path(spec.origin).parent / "mpl-data"


@functools.cache
def _coverage(name: str) -> frozenset[int]:
    with TTFont(face_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def face_of(char: str, *, bold: bool = False) -> str:
    """The name of the face that a character is drawn in."""
    names = SEMIBOLD if bold else REGULAR
    return next((name for name in names if ord(char) in _coverage(name)), names[0])


def drawable(char: str) -> bool:
    """Whether one of our faces has a glyph for the character."""
    return any(ord(char) in _coverage(name) for name in REGULAR)


def is_letter(char: str) -> bool:
    """Whether a character carries words, so that leaving it out would change the text."""
    return unicodedata.category(char)[0] in "LMN"

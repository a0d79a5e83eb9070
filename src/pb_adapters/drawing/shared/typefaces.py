"""The typefaces of our figures: where they are, and which draws a character; a server asks without a font library."""

import contextlib
import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path

SANS, SEMIBOLD, WIDE = "Source Sans Pro", "Source Sans Pro Semibold", "DejaVu Sans"
EMOJI = "Noto Emoji Medium"
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = (f"Noto Sans CJK {name}" for name in ("JP", "KR", "SC", "TC"))
CJK_PACKAGE = "noto_cjk_sans_otc"
CJK_EXTRA = "the extra cjk of paperbanana-api (in its source folder: pip install '.[cjk]')"

ASCENT = 0.74  # of the type size, above the baseline: capitals and ascenders of the face
DESCENT = 0.25
LEADING = 1.2  # line pitch

_SOURCE, _MATPLOTLIB = ("font_source_sans_pro", "files/SourceSansPro-"), ("matplotlib", "mpl-data/fonts/ttf/")
_OURS = ("pb_adapters", "drawing/shared/vendor/noto-emoji/")
_STEMS = {
    SANS: (_SOURCE, ("Regular", "Bold", "It", "BoldIt")),
    SEMIBOLD: (_SOURCE, ("Semibold", "Semibold", "SemiboldIt", "SemiboldIt")),
    EMOJI: (_OURS, ("NotoEmoji_500Medium",)),
    WIDE: (_MATPLOTLIB, ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")),
    "DejaVu Sans Mono": (
        _MATPLOTLIB,
        ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"),
    ),
    "DejaVu Serif": (
        _MATPLOTLIB,
        ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic"),
    ),
    "STIXGeneral": (
        _MATPLOTLIB,
        ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    ),
    **{
        name: (_MATPLOTLIB, (name,))
        for name in ("cmb10", "cmex10", "cmmi10", "cmr10", "cmss10", "cmsy10", "cmti10", "cmtt10")
    },
}  # the files of a family: regular, bold, italic, bold italic
_STYLES = ((False, False), (True, False), (False, True), (True, True))

FAMILIES: Mapping[str, Mapping[tuple[bool, bool], str]] = {
    family: {
        style: family + " Bold" * style[0] + " Italic" * style[1] for style, _ in zip(_STYLES, stems, strict=False)
    }
    for family, (_, stems) in _STEMS.items()
}
"""The families that an SVG may name, ours and those of matplotlib: each face by whether it is bold and italic."""

_FILES = {
    FAMILIES[family][style]: (package, f"{folder}{stem}.ttf")
    for family, ((package, folder), stems) in _STEMS.items()
    for style, stem in zip(_STYLES, stems, strict=False)
}
_NUMBERS = {JAPANESE: 0, KOREAN: 1, SIMPLIFIED: 2, TRADITIONAL: 3}  # in the collection
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff]")
_shapes: ContextVar[str] = ContextVar("_shapes", default=SIMPLIFIED)


@functools.cache
def _cjk_file() -> Path | None:
    spec = find_spec(CJK_PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).with_name("NotoSansCJK-Regular.ttc")


def has_cjk() -> bool:
    """Whether the extra with the face for Chinese, Japanese and Korean is installed."""
    return _cjk_file() is not None


def stack(*, bold: bool = False) -> tuple[str, ...]:
    """The faces that stand in for each other, first the one that sets most; ``bold`` is semibold where there is one."""
    cjk = (_shapes.get(),) if has_cjk() else ()
    return (SEMIBOLD if bold else SANS, WIDE, EMOJI, *cjk)


def installed_faces() -> tuple[str, ...]:
    """Every face that a figure may use."""
    return (SANS, SEMIBOLD, WIDE, EMOJI, *(_NUMBERS if has_cjk() else ()))


@contextlib.contextmanager
def shapes_for(text: str) -> Iterator[None]:
    """Draw shared characters in the shapes of the language that a figure's text is in."""
    token = _shapes.set(_language(text))
    try:
        yield
    finally:
        _shapes.reset(token)


def _language(text: str) -> str:
    """By its kana or hangul, else by which set of Chinese characters has those that only one of both has."""
    if _KANA.search(text):
        return JAPANESE
    if _HANGUL.search(text):
        return KOREAN
    simplified = traditional = 0
    for char in _HAN.findall(text):
        simplified += _encodable(char, "gb2312") and not _encodable(char, "big5")
        traditional += _encodable(char, "big5") and not _encodable(char, "gb2312")
    return TRADITIONAL if traditional > simplified else SIMPLIFIED


@functools.lru_cache(maxsize=10_000)
def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def face_path(name: str) -> Path:
    """The file of a face; ``KeyError`` for a name that is in neither ``installed_faces()`` nor ``FAMILIES``."""
    if name in _NUMBERS:
        file = _cjk_file()
        if file is None:
            raise KeyError(name)
        return file
    package, place = _FILES[name]
    return _package(package) / place


def face_number(name: str) -> int:
    """Which font of its file a face is."""
    return _NUMBERS.get(name, 0)


def _package(name: str) -> Path:
    """The folder of a package, found without paying for its import."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{name}, whose faces our figures use, is not installed")
    return Path(spec.origin).parent


@functools.cache
def _coverage(name: str) -> frozenset[int]:

    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loaded where a face is read

    with TTFont(face_path(name), fontNumber=face_number(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def covers(face: str, char: str) -> bool:
    """Whether a face has a glyph for the character."""
    return ord(char) in _coverage(face)


def face_of(char: str, *, bold: bool = False) -> str:
    """The name of the face that a character is drawn in."""
    names = stack(bold=bold)
    return next((name for name in names if ord(char) in _coverage(name)), names[0])


def drawable(char: str) -> bool:
    """Whether one of our faces has a glyph for the character."""
    return any(ord(char) in _coverage(name) for name in stack())


def is_letter(char: str) -> bool:
    """Whether a character carries words, so that leaving it out would change the text."""
    return unicodedata.category(char)[0] in "LMN"

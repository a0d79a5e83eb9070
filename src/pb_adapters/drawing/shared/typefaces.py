"""The typefaces of our figures: where they are, which draws a character, and their glyphs embedded in SVG and PDF."""

import base64
import contextlib
import functools
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SANS, SEMIBOLD, WIDE = "Source Sans Pro", "Source Sans Pro Semibold", "DejaVu Sans"
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = (f"Noto Sans CJK {name}" for name in ("JP", "KR", "SC", "TC"))
CJK_PACKAGE = "noto_cjk_sans_otc"
CJK_EXTRA = "pip install 'paperbanana-api[cjk]'"

ASCENT = 0.74  # of the type size, above the baseline: capitals and ascenders of the face
DESCENT = 0.25
LEADING = 1.2  # line pitch

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
    return (SEMIBOLD if bold else SANS, WIDE, *cjk)


def installed_faces() -> tuple[str, ...]:
    """Every face that a figure may use."""
    return (SANS, SEMIBOLD, WIDE, *(_NUMBERS if has_cjk() else ()))


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
    """The file of a face; ``KeyError`` for a name that is not in ``installed_faces()``."""
    if name in _NUMBERS:
        file = _cjk_file()
        if file is None:
            raise KeyError(name)
        return file
    sans, wide = _package("font_source_sans_pro") / "files", _package("matplotlib") / "mpl-data/fonts/ttf"
    return {
        SANS: sans / "SourceSansPro-Regular.ttf",
        SEMIBOLD: sans / "SourceSansPro-Semibold.ttf",
        WIDE: wide / "DejaVuSans.ttf",
    }[name]


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


_RELATIVES = "'Source Sans 3', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_FONT_FAMILY = re.compile(r"font-family: ([^;\"]+)")
_FONT = re.compile(r"(font: [^;\"]*?px )([^;\"]+)")


def self_contained(svg: bytes, runs: list[tuple[str, bool]]) -> bytes:
    """Return the SVG with the faces of its text embedded; ``runs`` are lines of text and whether bold.

    Characters that XML forbids, which matplotlib writes as they are, become U+FFFD.
    """
    text = xml_text(svg.decode("utf-8"))
    runs = [(xml_text(run), bold) for run, bold in runs]
    text = _FONT_FAMILY.sub(lambda m: f"font-family: {m[1]}, {_RELATIVES}", text)
    text = _FONT.sub(lambda m: f"{m[1]}{m[2]}, {_RELATIVES}", text)
    return text.replace("</defs>", f'<style type="text/css">{font_rules(runs)}</style></defs>', 1).encode("utf-8")


def xml_text(text: str) -> str:
    """The text with U+FFFD for every character that XML forbids."""
    return _NO_XML.sub("\ufffd", text)


def font_rules(runs: list[tuple[str, bool]]) -> str:
    """One ``@font-face`` rule for every face that the runs use, holding the characters they use of it."""
    return "".join(
        f"@font-face{{font-family:'{name}';src:url(data:font/ttf;base64,{_base64(face_subset(name, chars))})}}"
        for name, chars in used_faces(runs).items()
    )


def used_faces(runs: list[tuple[str, bool]]) -> dict[str, str]:
    """The characters that each face draws."""
    used: dict[str, set[str]] = {}
    for text, bold in runs:
        for char in text:
            used.setdefault(face_of(char, bold=bold), set()).add(char)
    return {name: "".join(sorted(chars)) for name, chars in sorted(used.items())}


def face_subset(name: str, chars: str) -> bytes:
    """A font file that holds the glyphs of these characters and no more."""
    options = subset.Options(notdef_outline=True, hinting=False, name_IDs=[], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    with TTFont(face_path(name), fontNumber=face_number(name), recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=chars)
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


_MAX_ERROR = 1.0  # font units between the cubic outline and the quadratic one
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409
_FAMILY, _STYLE, _FULL, _POSTSCRIPT = 1, 2, 4, 6
_NO_PROGRAM = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
)


def truetype_subset(name: str, chars: str) -> bytes:
    """A TrueType file with the glyphs of these characters, named as PDF names subsets (``ABCDEF+Face``).

    The tag is derived from face and characters: readers take fonts of one name for one font.
    """
    with TTFont(io.BytesIO(face_subset(name, chars)), recalcTimestamp=False) as font:
        convert(font)
        _rename(font, f"{_tag(name + chars)}+{name.replace(' ', '')}")
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def _tag(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _rename(font: TTFont, name: str) -> None:
    for kind, value in ((_FAMILY, name), (_STYLE, "Regular"), (_FULL, name), (_POSTSCRIPT, name)):
        font["name"].setName(value, kind, _WINDOWS, _UNICODE, _ENGLISH)


def convert(font: TTFont) -> None:
    """Replace cubic outlines (CFF) by quadratic ones (glyf), if the font has them."""
    if "CFF " not in font:
        return
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (font["hmtx"].metrics[name][0], getattr(glyph, "xMin", 0))
    for tag in {"CFF ", "VORG"} & set(font.keys()):
        del font[tag]
    font["maxp"].tableVersion, font["maxp"].maxZones = 0x00010000, 1
    for limit in _NO_PROGRAM:
        setattr(font["maxp"], limit, 0)
    font["maxp"].recalc(font)
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"

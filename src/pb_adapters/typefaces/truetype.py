"""Subsets for PDF writers that embed TrueType only: outlines converted where needed, and a name of its own."""

import hashlib
import io

from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]  # it ships no types
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]  # it ships no types

from pb_adapters.typefaces.embedding import face_subset

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

"""Glyphs of our typefaces in figures: subsets embedded in SVG, and as TrueType in PDF."""

import base64
import functools
import hashlib
import io
import re

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from pb_adapters.drawing.shared.font_subsets import font_subset
from pb_adapters.drawing.shared.typefaces import face_number, face_of, face_path

_OURS = "Source Sans Pro"
_NEAREST = "'Source Sans 3', 'Arial Narrow', 'Liberation Sans Narrow'"
"""Faces about as wide as ours, for programs that know no embedded ones, such as Inkscape and librsvg."""
_RELATIVES = "'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_FONT_FAMILY = re.compile(r"font-family: ([^;\"]+)")
_FONT = re.compile(r"(font: [^;\"]*?px )([^;\"]+)")


def self_contained(svg: bytes, runs: list[tuple[str, bool]]) -> bytes:
    """Return the SVG with the faces of its text embedded; ``runs`` are lines of text and whether bold.

    Characters that XML forbids, which matplotlib writes as they are, become U+FFFD.
    """
    text = xml_text(svg.decode("utf-8"))
    runs = [(xml_text(run), bold) for run, bold in runs]
    text = _FONT_FAMILY.sub(lambda m: f"font-family: {_with_relatives(m[1])}", text)
    text = _FONT.sub(lambda m: f"{m[1]}{_with_relatives(m[2])}", text)
    return text.replace("</defs>", f'<style type="text/css">{font_rules(runs)}</style></defs>', 1).encode("utf-8")


def _with_relatives(families: str) -> str:
    """A list of families with those that may stand in for them, the nearest before wider ones."""
    first, comma, rest = families.partition(",")
    return f"{first}, {_NEAREST}{comma}{rest}, {_RELATIVES}" if _OURS in first else f"{families}, {_RELATIVES}"


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


def face_subset(name: str, chars: str, *, shaping: bool = True) -> bytes:
    """A font file that holds the glyphs of these characters and no more; ``shaping``: with what kerns them."""
    return font_subset(face_path(name), face_number(name), chars=chars, shaping=shaping).data


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


@functools.lru_cache(maxsize=64)
def truetype_subset(name: str, chars: str) -> bytes:
    """A TrueType file with the glyphs of these characters, named as PDF names subsets (``ABCDEF+Face``).

    The tag is derived from face and characters: readers take fonts of one name for one font.
    """
    with TTFont(io.BytesIO(face_subset(name, chars, shaping=False)), recalcTimestamp=False) as font:
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

"""The faces that an SVG's text is set in, and their glyphs in a PDF (ISO 32000-1, 9.6 to 9.10)."""

import functools
import io
from collections.abc import Mapping

from fontTools.ttLib import TTFont

from pb_adapters.drawing.composites.label_text import run_width
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf
from pb_adapters.drawing.shared.embedded_fonts import truetype_subset
from pb_adapters.drawing.shared.typefaces import FAMILIES, SANS, covers, face_of

_GENERIC = {"monospace": "DejaVu Sans Mono", "serif": "STIXGeneral"}
_BOLD = 600  # the least weight that is set in a bold face
_SYMBOLIC, _STEM = 4, 80


def face_for(char: str, style: Mapping[str, str]) -> str:
    """The face of a character: of the first family of its style that there is, else the one of our own stack.

    Raises:
        NotVectors: there is none that has it.
    """
    weight = style.get("font-weight", "normal")
    bold = weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= _BOLD)
    italic = style.get("font-style", "normal") != "normal"
    family = _family(style.get("font-family", ""))
    face = FAMILIES[family].get((bold, italic)) or FAMILIES[family][False, False]
    face = face if covers(face, char) else face_of(char, bold=bold)
    if not covers(face, char) and not char.isspace():
        raise NotVectors("a letter that no face here has")
    return face


@functools.lru_cache(maxsize=256)
def _family(names: str) -> str:
    for name in names.split(","):
        clean = name.strip().strip("'\"")
        known = _GENERIC.get(clean, clean)
        if known in FAMILIES:
            return known
    return SANS


@functools.lru_cache(maxsize=10_000)
def advance(char: str, face: str) -> float:
    """How wide a character runs, in units of the type size."""
    return run_width(char, face)


class Fonts:
    """The fonts of one PDF; characters get codes in the order in which they come."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, dict[str, int]] = {}

    def name(self, face: str) -> str:
        """The name by which content refers to a face."""
        self._codes.setdefault(face, {})
        return f"F{[*self._codes].index(face)}"

    def encoded(self, text: str, face: str) -> str:
        """The text as a hexadecimal string of codes."""
        codes = self._codes.setdefault(face, {})
        return "".join(f"{codes.setdefault(char, len(codes) + 1):04x}" for char in text)

    def embed(self) -> dict[str, int]:
        """Write every face with the glyphs that are used; gives the objects by name."""
        return {self.name(face): self._embedded(face, codes) for face, codes in self._codes.items() if codes}

    def _embedded(self, face: str, codes: dict[str, int]) -> int:
        data = truetype_subset(face, "".join(sorted(codes)))
        with TTFont(io.BytesIO(data)) as font:
            name, descriptor = str(font["name"].getDebugName(6)), self._descriptor(font, data)
            glyphs = [font.getBestCmap().get(ord(char), ".notdef") for char in codes]
            scale = 1000 / font["head"].unitsPerEm
            widths = " ".join(f"{font['hmtx'][glyph][0] * scale:.1f}" for glyph in glyphs)
            numbers = b"".join(font.getGlyphID(glyph).to_bytes(2) for glyph in glyphs)
        mapping = self._pdf.add_stream("", b"\0\0" + numbers)
        descendant = self._pdf.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/FontDescriptor {descriptor} 0 R"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/W[1[{widths}]]/CIDToGIDMap {mapping} 0 R>>"
        )
        unicode = self._pdf.add_stream("", _to_unicode(codes))
        return self._pdf.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>"
        )

    def _descriptor(self, font: TTFont, data: bytes) -> int:
        file = self._pdf.add_stream(f"/Length1 {len(data)}", data)
        head, hhea, scale = font["head"], font["hhea"], 1000 / font["head"].unitsPerEm
        box = " ".join(f"{side * scale:.0f}" for side in (head.xMin, head.yMin, head.xMax, head.yMax))
        return self._pdf.add(
            f"<</Type/FontDescriptor/FontName/{font['name'].getDebugName(6)}/Flags {_SYMBOLIC}/FontBBox[{box}]"
            f"/ItalicAngle {font['post'].italicAngle:.1f}/Ascent {hhea.ascent * scale:.0f}"
            f"/Descent {hhea.descent * scale:.0f}/CapHeight {hhea.ascent * scale:.0f}/StemV {_STEM}"
            f"/FontFile2 {file} 0 R>>"
        )


def _to_unicode(codes: dict[str, int]) -> str:
    """The map from codes to text, so that it can be searched and copied."""
    pairs = [f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    blocks = (pairs[i : i + 100] for i in range(0, len(pairs), 100))
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Ours def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{mapped}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )

"""Making SVG self-contained: the glyphs it uses travel with it, and viewers without them find a relative."""

import base64
import io
import re

from fontTools import subset  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from pb_adapters.typefaces.faces import face_number, face_of, face_path

_RELATIVES = "'Source Sans 3', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_FAMILY = re.compile(r"font-family: ([^;\"]+)")
_FONT = re.compile(r"(font: [^;\"]*?px )([^;\"]+)")


def self_contained(svg: bytes, runs: list[tuple[str, bool]]) -> bytes:
    """Return the SVG with the faces of its text embedded; ``runs`` are lines of text and whether bold.

    Characters that XML forbids, which matplotlib writes as they are, become U+FFFD.
    """
    text = xml_text(svg.decode("utf-8"))
    runs = [(xml_text(run), bold) for run, bold in runs]
    text = _FAMILY.sub(lambda m: f"font-family: {m[1]}, {_RELATIVES}", text)
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

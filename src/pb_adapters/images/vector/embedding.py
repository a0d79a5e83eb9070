"""Making SVG self-contained: the glyphs it uses travel with it, and viewers without them find a relative."""

import base64
import io
import re

from fontTools import subset  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from pb_adapters.images.vector import fonts

_RELATIVES = "'Source Sans 3', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
_FAMILY = re.compile(r"font-family: ([^;\"]+)")
_FONT = re.compile(r"(font: [^;\"]*?px )([^;\"]+)")


def self_contained(svg: bytes, runs: list[tuple[str, bool]]) -> bytes:
    """Return the SVG with the faces of its text embedded; ``runs`` are lines of text and whether bold."""
    text = svg.decode("utf-8")
    text = _FAMILY.sub(lambda m: f"font-family: {m[1]}, {_RELATIVES}", text)
    text = _FONT.sub(lambda m: f"{m[1]}{m[2]}, {_RELATIVES}", text)
    rules = "".join(_rule(name, chars) for name, chars in _used(runs).items())
    return text.replace("</defs>", f'<style type="text/css">{rules}</style></defs>', 1).encode("utf-8")


def _used(runs: list[tuple[str, bool]]) -> dict[str, str]:
    """The characters that each face draws."""
    used: dict[str, set[str]] = {}
    for text, bold in runs:
        for char in text:
            used.setdefault(fonts.face_of(char, bold=bold), set()).add(char)
    return {name: "".join(sorted(chars)) for name, chars in sorted(used.items())}


def _rule(name: str, chars: str) -> str:
    options = subset.Options(notdef_outline=True, hinting=False, name_IDs=[], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    with TTFont(fonts.face_path(name), recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=chars)
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f"@font-face{{font-family:'{name}';src:url(data:font/ttf;base64,{data})}}"

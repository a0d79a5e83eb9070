"""A diagram's SVG made fit for editing: no empty groups and turns, and the faces of its mathematics inside."""

import base64
import re
from collections.abc import Iterable

from pb_adapters.drawing.shared import math_text
from pb_adapters.drawing.shared.embedded_fonts import face_subset

_WRAPPED = re.compile(r'<g id="(?:patch|text)_\d+">\s*(<path [^>]*/>|<text [^>]*>[^<]*</text>)\s*</g>')
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_COARSE = ' style="image-rendering:crisp-edges;image-rendering:pixelated"'  # of painted pictograms
_NO_TURN = re.compile(r' transform="rotate\(-?0(?: [^)]*)?\)"')


def finished(svg: bytes, lines: Iterable[tuple[str, bool]]) -> bytes:
    """Return the SVG with one group for each part and nothing else around its shapes and words.

    ``lines`` are the lines of text and whether they are bold; the faces of their mathematics are embedded.
    """
    text = _NO_TURN.sub("", _COMMENT.sub("", svg.decode("utf-8")))
    text = _WRAPPED.sub(r"\1", text).replace(_COARSE, "")
    rules = "".join(_rule(style, chars) for style, chars in sorted(math_faces(lines).items()))
    if rules:
        text = text.replace("</defs>", f'<style type="text/css">{rules}</style></defs>', 1)
    return text.encode("utf-8")


def math_faces(lines: Iterable[tuple[str, bool]]) -> dict[str, str]:
    """The characters of mathematics by their style."""
    used: dict[str, set[str]] = {}
    for line, bold in lines:
        layout = math_text.typeset(line, bold=bold)
        for piece in layout.pieces if layout else ():
            if piece.style != "label":
                used.setdefault(piece.style, set()).update(piece.text)
    return {style: "".join(sorted(chars)) for style, chars in used.items()}


def _rule(style: str, chars: str) -> str:
    data = base64.b64encode(face_subset(math_text.face_name(style), chars)).decode("ascii")
    look = ";font-weight:700" * ("bold" in style) + ";font-style:italic" * ("italic" in style)
    return f"@font-face{{font-family:'{math_text.FAMILY}'{look};src:url(data:font/ttf;base64,{data})}}"

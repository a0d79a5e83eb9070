"""Elements of DrawingML as short calls: names, numbers in EMU, text without what XML cannot hold."""

import re
from typing import Any

from lxml import etree

from pb_core.domain.plane import Rect

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
EMU = 12_700
"""English metric units of a point."""

Node = Any
"""An element of lxml, which is not annotated."""

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def node(tag: str, *children: Node | None, **attributes: object) -> Node:
    """An element such as ``a:off`` with its children, of which ``None`` is none; ``r_id`` is the attribute r:id."""
    made = etree.Element(_qualified(tag), nsmap=NAMESPACES)
    for name, value in attributes.items():
        if value is not None:
            made.set(_qualified(name.replace("_", ":", 1)) if "_" in name else name, text_of(str(value)))
    made.extend(child for child in children if child is not None)
    return made


def text_of(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _NO_XML.sub("", text)


def emu(points: float) -> int:
    """A length in EMU."""
    return round(points * EMU)


def transform(rect: Rect, *, turn: int = 0, mirrored: tuple[bool, bool] = (False, False)) -> Node:
    """Where a shape stands; ``turn`` clockwise in 60,000ths of a degree, ``mirrored`` sideways and upside down."""
    return node(
        "a:xfrm",
        node("a:off", x=emu(rect.x), y=emu(rect.y)),
        node("a:ext", cx=emu(rect.width), cy=emu(rect.height)),
        rot=turn or None,
        flipH=1 if mirrored[0] else None,
        flipV=1 if mirrored[1] else None,
    )


def _qualified(tag: str) -> str:
    prefix, _, name = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"

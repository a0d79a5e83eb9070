"""Reading an SVG from an untrusted source, its size, and writing it again."""

import math
import re
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from pb_adapters.composite.refusal import unreadable

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

_MAX_BYTES = 2**25
_MAX_LENGTH_CHARS = 40
_MAX_SIDE = 1e6  # CSS pixels
_MAX_DEPTH = 200
_MAX_ELEMENTS = 1_000_000
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|)\s*", re.ASCII)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class _Refused(Exception):
    pass


class _Reader:
    """Builds a tree; entities, which can grow without end or reach for files, end the reading."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = self._count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._builder.data
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.EntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._entity

    def read(self, data: bytes) -> Element:
        self.parser.Parse(data, True)
        return self._builder.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _MAX_DEPTH or self._count > _MAX_ELEMENTS:
            message = "its SVG is nested too deeply or has too many elements"
            raise _Refused(message)
        self._builder.start(_clark(tag), {_clark(name): value for name, value in attributes.items()})

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(_clark(tag))

    def _instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            message = "its SVG refers to a style sheet outside"
            raise _Refused(message)

    def _entity(self, *_: object) -> int:
        message = "its SVG declares entities"
        raise _Refused(message)


def _clark(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{{{space}}}{local}" if space else local


def parse(number: int, data: bytes) -> Element:
    """The tree of an SVG; nothing that it refers to is opened.

    Raises:
        UnreadablePanel: it is too long, not well-formed, declares entities, is too deep or has another root.
    """
    if len(data) > _MAX_BYTES:
        raise unreadable(number, f"its SVG has {len(data) / 1e6:.0f} MB; at most {_MAX_BYTES / 1e6:.0f} are allowed")
    try:
        root = _Reader().read(data)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(number, f"its SVG is not well-formed ({error})") from error
    except _Refused as error:
        raise unreadable(number, str(error)) from error
    if root.tag != f"{{{SVG}}}svg":
        raise unreadable(number, "it is XML, but no SVG")
    return root


def points(number: int, root: Element) -> tuple[float, float]:
    """Width and height in print (CSS pixels are 1/96 inch), by its attributes or else its view box.

    Raises:
        UnreadablePanel: it states neither, or one that is larger than any sheet.
    """
    _, _, wide, high = view_box(number, root)
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if width is None and height is None:
        width, height = wide, high
    elif width is None:
        width = (height or 0.0) * wide / high
    elif height is None:
        height = width * high / wide
    if max(width or 0.0, height or 0.0) > _MAX_SIDE:
        raise unreadable(number, f"its SVG is {width:g} x {height:g} pixels large")
    return (width or 0.0) * 0.75, (height or 0.0) * 0.75


def view_box(number: int, root: Element) -> tuple[float, float, float, float]:
    """The part of the user space that is shown: x, y, width, height.

    Raises:
        UnreadablePanel: there is none, or it is empty.
    """
    try:
        parts = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    except ValueError as error:
        raise unreadable(number, "the viewBox of its SVG is damaged") from error
    if not parts:
        parts = [0.0, 0.0, _pixels(root.get("width")) or 0.0, _pixels(root.get("height")) or 0.0]
    x, y, width, height = parts if len(parts) == 4 else (0.0, 0.0, 0.0, 0.0)  # noqa: PLR2004 - x, y, width, height
    if not (0 < width < math.inf and 0 < height < math.inf and math.isfinite(x) and math.isfinite(y)):
        raise unreadable(number, "its SVG has no width or no height")
    return x, y, width, height


def _pixels(length: str | None) -> float | None:
    """A length in CSS pixels; ``None`` if it is left out or relative."""
    match = _LENGTH.fullmatch((length or "")[:_MAX_LENGTH_CHARS])
    return float(match[1]) * _PIXELS[match[2]] if match else None


def written(root: Element) -> bytes:
    """The bytes of a tree whose tags are local names and whose root declares the namespaces."""
    root.set("xmlns", SVG)
    root.set("xmlns:xlink", XLINK)
    return b"".join([b'<?xml version="1.0" encoding="UTF-8"?>\n', tostring(root, encoding="utf-8")])

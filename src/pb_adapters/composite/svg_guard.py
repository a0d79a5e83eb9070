"""What makes an SVG unfit to be a panel: scripts, references to the outside, and drawings that multiply themselves."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pb_adapters.composite import svg_css
from pb_adapters.composite.refusal import unreadable
from pb_adapters.composite.svg_tree import SVG, XLINK

_MAX_DRAWN = 1_000_000  # elements, each counted as often as it is drawn
_TEXT_WEIGHT = 20  # elements that a text counts for, which takes as much memory to draw
_MAX_LINE = 10_000  # characters of one text; the time to set it grows with the square
_MAX_CHAIN = 400  # elements in and behind each other; parsing limits the nesting alone to half of it
_HREFS = ("href", f"{{{XLINK}}}href")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript):", re.IGNORECASE)
_LINK, _STYLE, _TEXT = f"{{{SVG}}}a", f"{{{SVG}}}style", f"{{{SVG}}}text"
_SCRIPTS = {f"{{{SVG}}}script", f"{{{SVG}}}handler", f"{{{SVG}}}listener"}
_LOCAL = re.compile(r"url\(\s{0,9}['\"]?#([^'\")\s]{1,255})")


class _Multiplying(Exception):
    pass


def check(number: int, root: Element) -> None:
    """Refuse a panel that would not be drawn as its author sees it, or not in any time.

    Raises:
        UnreadablePanel: it holds a script, needs something from outside, or draws far more than it holds.
    """
    for element in root.iter():
        if element.tag in _SCRIPTS or any(name.startswith("on") for name in element.attrib):
            raise unreadable(number, "its SVG holds a script")
        _check_references(number, element)
        if element.tag == _TEXT and sum(map(len, element.itertext())) > _MAX_LINE:
            raise unreadable(number, f"its SVG has a text of more than {_MAX_LINE} characters")
    try:
        _Weights(root).of(root, 0)
    except _Multiplying as error:
        raise unreadable(number, f"its SVG draws more than {_MAX_DRAWN} elements, or itself") from error


def _check_references(number: int, element: Element) -> None:
    for name, value in element.attrib.items():
        if name in _HREFS:
            _check_href(number, element, value)
        elif svg_css.reaches_outside(value):
            raise unreadable(number, f"its SVG refers to something outside ({value.strip()[:60]})")
    if element.tag == _STYLE and svg_css.reaches_outside(element.text or ""):
        raise unreadable(number, "its SVG has a style sheet that refers to something outside")


def _check_href(number: int, element: Element, value: str) -> None:
    if _SCRIPT.match(value):
        raise unreadable(number, "its SVG holds a script")
    target = value.strip()
    if element.tag == _LINK or not element.tag.startswith(f"{{{SVG}}}") or target.startswith("#") or not target:
        return
    if not _RASTER.match(target):
        raise unreadable(number, f"its SVG refers to something outside ({target[:60]})")


class _Weights:
    """How many elements each element draws, with those that it refers to."""

    def __init__(self, root: Element) -> None:
        self._ids = {element.get("id", ""): element for element in root.iter() if element.get("id")}
        self._known: dict[Element, int] = {}

    def of(self, element: Element, depth: int) -> int:
        if element in self._known:
            return self._known[element]
        if depth > _MAX_CHAIN:
            raise _Multiplying
        self._known[element] = 0  # while it is weighed: what refers to itself is not drawn by any program
        own = _TEXT_WEIGHT if element.tag == _TEXT else 1
        weight = own + sum(self.of(part, depth + 1) for part in self._parts(element))
        if weight > _MAX_DRAWN:
            raise _Multiplying
        self._known[element] = weight
        return weight

    def _parts(self, element: Element) -> Iterator[Element]:
        yield from element
        for name, value in element.attrib.items():
            names = [value.strip()[1:]] if name in _HREFS else _LOCAL.findall(value) if "url" in value.lower() else []
            yield from (self._ids[name] for name in names if name in self._ids)

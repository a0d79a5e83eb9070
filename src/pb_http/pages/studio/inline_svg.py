"""Inline SVG: a stored picture as a part of a page, rebuilt from a list of what is harmless, each part with its name.

The policy of a page forbids style attributes and style sheets in its markup: declarations become presentation
attributes. What is not on the lists is left out with all that is in it.
"""

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from markupsafe import Markup, escape

LARGEST = 2**23
_DEEPEST = 100
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"

_names = re.compile(r"[\w-]+").findall
_ELEMENTS = frozenset(
    _names("svg g defs clipPath use path rect circle ellipse line polyline polygon text tspan title image")
)
_SHAPES = frozenset(_names("path rect circle ellipse line polyline polygon"))
_TEXTS = frozenset(_names("text tspan title"))
_GEOMETRY = frozenset(
    _names("d x y x1 y1 x2 y2 dx dy cx cy r rx ry width height points transform viewBox preserveAspectRatio")
) | {"clipPathUnits"}
_LOOKS = frozenset(
    _names(
        "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset "
        "stroke-linecap stroke-linejoin stroke-miterlimit opacity clip-path clip-rule font-family font-size font-style "
        "font-weight text-anchor dominant-baseline"
    )
)
_VALUE = re.compile(r"[\w\s#.,%+\-'\"]*|rgba?\([\d\s.,%]*\)|url\(#[\w.:>-]+\)")
_TRANSFORM = re.compile(r"[\w\s.,+\-()]*")
_FONT = re.compile(
    r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>bold|\d{3})\s+)?(?P<size>[\d.]+px)\s+(?P<family>.+)"
)
_NAME = re.compile(r"[\w.:>-]+")
_PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]*")
_INHERITED = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
"""What the style sheet of our drawings says of everything."""

_FACE = re.compile(
    r"@font-face\{font-family:'[\w .-]+'(?:;font-weight:\d{3})?(?:;font-style:italic)?"
    r";src:url\(data:font/ttf;base64,[A-Za-z0-9+/=]+\)\}"
)


class Unfit(Exception):
    """An SVG that is no picture of ours: too large, too deep, broken, or with entities."""


def inline_svg(data: bytes, alt: str, parts: Mapping[str, Mapping[str, str]]) -> Markup:
    """The picture as an element of a page that says ``alt`` to those who do not see it.

    ``parts`` are attributes for the groups with these ids. Nothing that it refers to is opened, and nothing in it can
    run. Raises ``Unfit``.
    """
    if len(data) > LARGEST:
        raise Unfit("it is too large")
    return _Rebuilt(alt, parts).of(data)


def typefaces_of(data: bytes) -> str:
    """The rules of a picture's style sheet that bring its typefaces along, and nothing else of it."""
    return "\n".join(_FACE.findall(data.decode("utf-8", "replace")))


class _Rebuilt:
    """Writes what it takes over of one picture."""

    def __init__(self, alt: str, parts: Mapping[str, Mapping[str, str]]) -> None:
        self._alt, self._parts = alt, parts
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._left_out = 0
        self._in_arrow = 0
        self._shapes: set[str] = set()
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity

    def of(self, data: bytes) -> Markup:
        try:
            self._parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Unfit("it is not well-formed") from error
        return Markup("".join(self._pieces))  # noqa: S704 - every piece is escaped, or of our lists

    def _entity(self, *_: object) -> None:
        raise Unfit("it declares entities")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if not self._open and not self._left_out and (space, name) != (_SVG, "svg"):
            raise Unfit("it is no SVG")
        if self._left_out or space != _SVG or name not in _ELEMENTS or (self._open and name == "svg"):
            self._left_out += 1
            return
        if len(self._open) >= _DEEPEST:
            raise Unfit("it is nested too deeply")
        attributes = dict(self._attributes(name, given)) if self._open else self._root(given)
        if name in {"image", "use"} and "href" not in attributes:
            self._left_out += 1
            return
        if self._in_arrow and name == "path" and attributes.get("fill") == "none":
            self._write("path", {"class": "reach", "d": attributes.get("d", "")}, closed=True)
        self._write(name, attributes)
        self._open.append(name)
        self._in_arrow += bool(self._in_arrow) or attributes.get("data-kind") == "arrow"

    def _end(self, _: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        self._in_arrow -= bool(self._in_arrow)
        self._pieces.append(f"</{self._open.pop()}>")

    def _text(self, text: str) -> None:
        if not self._left_out and self._open and self._open[-1] in _TEXTS:
            self._pieces.append(str(escape(text)))

    def _write(self, name: str, attributes: Mapping[str, str], *, closed: bool = False) -> None:
        written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        self._pieces.append(f"<{name}{written}>" + (f"</{name}>" if closed else ""))

    def _root(self, given: dict[str, str]) -> dict[str, str]:
        box = given.get("viewBox", "")
        if not _VALUE.fullmatch(box) or not box:
            raise Unfit("it says not how large it is")
        return {"class": "drawing", "viewBox": box, "role": "img", "aria-label": self._alt, **_INHERITED}

    def _attributes(self, name: str, given: dict[str, str]) -> Iterator[tuple[str, str]]:
        identifier = given.get("id", "")
        if identifier in self._parts and name == "g":
            yield from self._parts[identifier].items()
        elif _NAME.fullmatch(identifier):
            yield "id", f"figure-{identifier}"
            self._shapes.update({identifier} if name in _SHAPES else ())
        for key, value in given.items():
            if key in _GEOMETRY and _TRANSFORM.fullmatch(value):
                yield key, value
            elif key in _LOOKS:
                yield from _look(key, value)
            elif key == "style":
                yield from _declared(value)
            elif key in {"href", f"{_XLINK} href"}:
                yield from self._referred(name, value)

    def _referred(self, name: str, value: str) -> Iterator[tuple[str, str]]:
        """What a shape is repeated from, shapes alone, so that nothing grows by repetition of repetitions; a PNG."""
        if name == "use" and value[:1] == "#" and value[1:] in self._shapes:
            yield "href", f"#figure-{value[1:]}"
        elif name == "image" and _PNG.fullmatch(value):
            yield "href", value


def _declared(style: str) -> Iterator[tuple[str, str]]:
    """The declarations of a style attribute as presentation attributes."""
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        key, value = key.strip(), value.strip()
        if key == "font" and (found := _FONT.fullmatch(value)):
            for part, said in found.groupdict().items():
                yield from _look(f"font-{part}", said) if said else ()
        elif key in _LOOKS:
            yield from _look(key, value)


def _look(key: str, value: str) -> Iterator[tuple[str, str]]:
    if _VALUE.fullmatch(value):
        yield key, value.replace("url(#", "url(#figure-")

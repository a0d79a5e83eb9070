"""The SVG of a panel: parsed into a tree, refused where it is unfit, its CSS kept to the panel and to what it holds."""

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from pb_adapters.drawing.composites.refusals import unreadable

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
            raise _Refused("its SVG is nested too deeply or has too many elements")
        self._builder.start(_clark(tag), {_clark(name): value for name, value in attributes.items()})

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(_clark(tag))

    def _instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise _Refused("its SVG refers to a style sheet outside")

    def _entity(self, *_: object) -> int:
        raise _Refused("its SVG declares entities")


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


# Repetitions are bounded or end at the first character that cannot belong: no text takes quadratic time.
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{};]*)(\{|;|\})")
_LOCAL_REFERENCE = re.compile(r"url\(\s{0,9}(['\"]?)#([^'\")\s]{1,255})\1\s{0,9}\)", re.IGNORECASE)
_FONT_DATA = re.compile(
    r"url\(\s{0,9}(['\"]?)data:(?:font|application)/[\w.+-]{1,60}(?:;[\w=-]{1,60}){0,4};base64,[A-Za-z0-9+/=]*\1\s{0,9}\)",
    re.IGNORECASE,
)
_SUSPECT = re.compile(r"url|image|src\(|\\|//|javascript:|expression|[@{}]", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(|@import|\bsrc\(|image-set\(", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s{0,9}:\s{0,9}(['\"]?)([^;'\"]{1,255})\1\s{0,9}(?:;|$)", re.IGNORECASE)
_SELECTOR_ID = re.compile(r"#([\w-]+)")
_STRUCTURE = re.compile(r"[;()]|'[^']*(?:'|\Z)|\"[^\"]*(?:\"|\Z)")


class Scope:
    """The names of one panel, made different from those of every other panel."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._families: dict[str, str] = {}

    def name(self, identifier: str) -> str:
        """The identifier as the composite knows it."""
        return f"{self.prefix}-{identifier}"

    def learn(self, sheet: str) -> None:
        """Take note of the families that a style sheet brings along."""
        for prelude, block in _rules(sheet):
            if _is_face(prelude) and (match := _FAMILY.search(block)):
                self._families[match[2].strip()] = f"{self.prefix} {match[2].strip()}"

    def families(self, value: str) -> str:
        """A list of families, or a ``font`` value, in which those of the panel go before equal names."""
        for family, own in self._families.items():
            name = re.compile(rf"(?<![\w-])(['\"]?){re.escape(family)}\1(?=\s*(?:,|;|!|$))")
            value = name.sub(f"'{own}', '{family}'", value)
        return value

    def sheet(self, text: str) -> str:
        """A style sheet for this panel alone; other at-rules than ``@font-face`` are left out."""
        return "".join(self._rule(prelude, block) for prelude, block in _rules(text))

    def _rule(self, prelude: str, block: str) -> str:
        if _is_face(prelude):
            return self._face(block)
        if prelude.startswith("@"):
            return ""
        selectors = (_SELECTOR_ID.sub(lambda m: f"#{self.name(m[1])}", s.strip()) for s in prelude.split(","))
        scoped = ", ".join(f"#{self.prefix} {selector.replace(':root', 'svg')}" for selector in selectors if selector)
        return f"{scoped} {{{self.declarations(block)}}}\n" if scoped and not _SUSPECT.search(scoped) else ""

    def _face(self, block: str) -> str:
        if _SUSPECT.search(_FONT_DATA.sub("", re.sub(r"\bsrc\s*:", "", block))):
            return ""
        own = _FAMILY.sub(lambda m: f"font-family: '{self._families[m[2].strip()]}';", block)
        return f"@font-face {{{own}}}\n"

    def declarations(self, text: str) -> str:
        """The declarations of a ``style`` attribute or of a rule that refer to nothing outside the panel."""
        kept = []
        for declaration in _split(_COMMENT.sub("", text)):
            prop, colon, value = declaration.partition(":")
            clean = self.value(value)
            if colon and clean is not None and not _SUSPECT.search(prop):
                kept.append(f"{prop.strip()}: {self.families(clean) if 'font' in prop else clean}")
        return "; ".join(kept)

    def value(self, text: str) -> str | None:
        """A property's value with its local references renamed, or ``None`` if it refers to anything else."""
        if _SUSPECT.search(_LOCAL_REFERENCE.sub("", text)):
            return None
        return _LOCAL_REFERENCE.sub(lambda m: f"url(#{self.name(m[2])})", text.strip())


def reaches_outside(text: str) -> bool:
    """Whether a style sheet, declarations or a value say that they need something that the panel does not hold."""
    if not _OUTSIDE.search(text):
        return False
    return _OUTSIDE.search(_FONT_DATA.sub("", _LOCAL_REFERENCE.sub("", _COMMENT.sub("", text)))) is not None


def _is_face(prelude: str) -> bool:
    return prelude.lower() == "@font-face"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Prelude and block of every rule at the top level; statements without a block are passed over."""
    text = _COMMENT.sub("", sheet).replace("<!--", "").replace("-->", "")
    at = 0
    while match := _RULE.match(text, at):
        at = match.end()
        if match[2] == "{":
            end = _closing(text, at)
            yield match[1].strip(), text[at:end]
            at = end + 1


def _split(block: str) -> Iterator[str]:
    """The declarations of a block; semicolons in strings and parentheses part nothing."""
    start = depth = 0
    for match in _STRUCTURE.finditer(block):
        if match[0] == ";" and depth <= 0:
            yield block[start : match.start()]
            start = match.end()
        depth += {"(": 1, ")": -1}.get(match[0], 0)
    yield block[start:]


def _closing(text: str, start: int) -> int:
    """Where the block that begins here ends."""
    depth = 1
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)


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
        elif reaches_outside(value):
            raise unreadable(number, f"its SVG refers to something outside ({value.strip()[:60]})")
    if element.tag == _STYLE and reaches_outside(element.text or ""):
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

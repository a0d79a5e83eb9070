"""An SVG whose elements know their ancestors, how they look and what they refer to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from pb_adapters.drawing.composites.svg_to_pdf.colours import is_paint
from pb_adapters.drawing.composites.svg_to_pdf.geometry import length
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors

Style = dict[str, str]

INHERITED = {
    "clip-rule", "color", "direction", "dominant-baseline", "fill", "fill-opacity", "fill-rule", "font-family",
    "font-size", "font-style", "font-variant", "font-weight", "letter-spacing", "marker-end", "marker-mid",
    "marker-start", "paint-order", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "text-decoration",
    "visibility", "white-space", "word-spacing", "writing-mode", "xml:space",
}  # fmt: skip
_OWN = {
    "baseline-shift", "clip-path", "display", "filter", "isolation", "mask", "mask-type", "mix-blend-mode", "opacity",
    "overflow", "stop-color", "stop-opacity", "transform", "unicode-bidi", "vector-effect",
}  # fmt: skip
_SHORTHANDS = {"font", "marker"}
_GEOMETRY = {"cx", "cy", "height", "r", "rx", "ry", "width", "x", "y"}
_PAINTS = {"color", "fill", "stop-color", "stroke"}
_HANDED_ON = INHERITED | {"context-fill", "context-stroke", "silhouette"}
"""``context-…`` are the paints of what a marker or ``use`` stands for; a ``silhouette`` is drawn for a clip path."""
DEFAULTS: Style = {"color": "black", "fill": "black", "stroke": "none", "font-size": "16"}

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_ATTRIBUTE = r"\[\s*([\w:-]+)\s*(?:([~|^$*]?=)\s*(\"[^\"]*\"|'[^']*'|[\w-]+)\s*)?\]"
_COMPOUND = re.compile(rf"(\*|[A-Za-z][\w-]*)?((?:[#.][\w-]+|{_ATTRIBUTE})*)")
_PART = re.compile(rf"([#.])([\w-]+)|{_ATTRIBUTE}")
_WORD = re.compile(r"(?:\[[^\]]*\]|[^\s>])+|>")
_NEVER = re.compile(r"::|:(?:hover|active|focus|focus-visible|focus-within|target|visited|before|after|link)\b")
_FONT = re.compile(
    r"(?P<style>.*?)(?P<size>[\d.]{1,16}(?:px|pt|em|%|mm|cm|in|pc))(?:\s*/\s*\S+)?\s+(?P<family>.+)", re.DOTALL
)
_SIZES = {
    "xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32,
}  # fmt: skip


class _Compound(NamedTuple):
    tag: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]  # name, operator and value
    child: bool  # of the compound before it, rather than a descendant

    def fits(self, element: Element) -> bool:
        if self.tag not in {"", "*", element.tag}:
            return False
        if any(element.get("id") != name for name in self.ids):
            return False
        if not all(_has(element.get(name), operator, value) for name, operator, value in self.attributes):
            return False
        return not self.classes or set(self.classes) <= set(element.get("class", "").split())


def _has(given: str | None, operator: str, value: str) -> bool:
    if given is None or not operator:
        return given is not None
    fits = {
        "=": given == value,
        "~=": value in given.split(),
        "|=": given == value or given.startswith(f"{value}-"),
        "^=": bool(value) and given.startswith(value),
        "$=": bool(value) and given.endswith(value),
        "*=": bool(value) and value in given,
    }
    return fits[operator]


class _Rule(NamedTuple):
    weight: tuple[int, int, int]
    selector: tuple[_Compound, ...]
    style: Style
    important: Style

    @property
    def key(self) -> str:
        """A name that an element must have for the rule to fit: ``#id``, ``.class``, a tag, or none."""
        last = self.selector[-1]
        names = [*(f"#{name}" for name in last.ids), *(f".{name}" for name in last.classes)]
        return names[0] if names else last.tag.strip("*")


class StyleSheet:
    """The style sheets of a tree whose tags are local names.

    Raises:
        NotVectors: a rule is for elements that names and attributes alone do not tell (``:first-child``, ``a + b``).
    """

    def __init__(self, root: Element) -> None:
        text = "".join(sheet.text or "" for sheet in root.iter("style"))
        rules = sorted(_rules(text), key=lambda rule: rule.weight)
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        for order, rule in enumerate(rules):
            self._rules.setdefault(rule.key, []).append((order, rule))

    def style(self, element: Element, ancestors: Sequence[Element], parent: Style) -> Style:
        """The element's style, given its ancestors from the root on and its parent's style."""
        own = {name: value for name, value in element.attrib.items() if _is_valid(name, value)}
        keys = ("", element.tag, f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split()))
        found = sorted({pair[0]: pair[1] for key in keys for pair in self._rules.get(key, ())}.items())
        rules = [rule for _, rule in found if _matches(rule.selector, element, ancestors)]
        plain, important = _declared(element.get("style", ""))
        for rule in rules:
            own |= rule.style
        own |= plain
        for rule in rules:
            own |= rule.important
        return _inherited(own | important, parent)


def _inherited(own: Style, parent: Style) -> Style:
    style = {name: value for name, value in parent.items() if name in _HANDED_ON}
    for name, value in _long(own).items():
        if value == "inherit":
            style |= {name: parent[name]} if name in parent else {}
        else:
            style[name] = value
    if "font-size" in own or "font" in own:
        size = length(parent.get("font-size"), 16.0)
        given = style["font-size"]
        style["font-size"] = str(_SIZES.get(given) or length(given, size, whole=size, size=size))
    return style


def _long(own: Style) -> Style:
    """Shorthands spelled out; what is said in full goes before."""
    out: Style = {}
    if "marker" in own:
        out |= dict.fromkeys(("marker-start", "marker-mid", "marker-end"), own["marker"])
    if match := _FONT.match(own.get("font", "")):
        words = match["style"].split()
        out |= {"font-size": match["size"], "font-family": match["family"], "font-style": "normal"}
        out["font-style"] = next((word for word in words if word in {"italic", "oblique"}), "normal")
        out["font-weight"] = next((word for word in words if word.startswith("bold") or word.isdigit()), "normal")
    return out | {name: value for name, value in own.items() if name not in _SHORTHANDS}


def _is_valid(name: str, value: str) -> bool:
    """Whether it is a declaration that is heeded; one whose colour cannot be read leaves the one before it."""
    if name not in INHERITED and name not in _OWN:
        return False
    return name not in _PAINTS or is_paint(value)


def _declared(text: str) -> tuple[Style, Style]:
    """The declarations of a block: those that are plain, and those that are important."""
    plain: Style = {}
    important: Style = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        value, bang, _ = value.partition("!")
        name, value = name.strip(), value.strip()
        if colon and (name in _SHORTHANDS or name in _GEOMETRY or _is_valid(name, value)):
            (important if bang else plain)[name] = value
    return plain, important


def _rules(text: str) -> Iterator[_Rule]:
    for prelude, block in _RULE.findall(text):
        if prelude.strip().startswith("@"):
            continue
        plain, important = _declared(block)
        if not plain and not important:
            continue
        for selector in map(_selector, prelude.split(",")):
            if selector:
                ids = sum(len(part.ids) for part in selector)
                classes = sum(len(part.classes) + len(part.attributes) for part in selector)
                tags = sum(part.tag not in {"", "*"} for part in selector)
                yield _Rule((ids, classes, tags), selector, plain, important)


def _selector(text: str) -> tuple[_Compound, ...]:
    """The compounds of a selector; none if nothing on a page is ever in the state that it asks for."""
    if _NEVER.search(text):
        return ()
    parts, child = [], False
    for word in _WORD.findall(text):
        if word == ">":
            child = True
            continue
        match = _COMPOUND.fullmatch(word)
        if match is None:
            raise NotVectors("a style sheet with selectors of other kinds")
        found = _PART.findall(match[2])
        ids, classes = (tuple(name for mark, name, *_ in found if mark == wanted) for wanted in "#.")
        attributes = tuple((name, operator, value.strip("'\"")) for mark, _, name, operator, value in found if not mark)
        parts.append(_Compound(match[1] or "", ids, classes, attributes, child))
        child = False
    return tuple(parts)


def _matches(selector: Sequence[_Compound], element: Element, ancestors: Sequence[Element]) -> bool:
    *before, last = selector
    if not last.fits(element):
        return False
    if not before:
        return True
    if last.child:
        return bool(ancestors) and _matches(before, ancestors[-1], ancestors[:-1])
    return any(_matches(before, ancestors[i], ancestors[:i]) for i in range(len(ancestors) - 1, -1, -1))


def measures(element: Element, style: Style) -> Mapping[str, str]:
    """The attributes of a shape, with the places and sizes that style sheets give it instead."""
    given = {name: style[name] for name in _GEOMETRY if name in style}
    return element.attrib | given if given else element.attrib


def local_reference(value: str | None) -> str | None:
    """The id that a ``url(#id)`` names."""
    match = re.match(r"url\(\s*['\"]?#([^'\")\s]+)", value or "")
    return match[1] if match else None


def opacity(style: Mapping[str, str], name: str) -> float:
    """An opacity between 0 and 1."""
    return min(max(length(style.get(name), 1.0, whole=1.0), 0.0), 1.0)


_CHAIN = 20  # elements that take what they do not say from another


class SvgDocument:
    """A tree whose tags are local names."""

    def __init__(self, root: Element) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._ids: dict[str, Element] = {}
        for element in root.iter():
            self._ids.setdefault(element.get("id", ""), element)
        self._sheet = StyleSheet(root)

    def style(self, element: Element, parent: Style) -> Style:
        """The style of an element, given that of what draws it."""
        return self._sheet.style(element, [*self._ancestors(element)][::-1], parent)

    def style_in_place(self, element: Element) -> Style:
        """The style of an element where it stands, whatever refers to it from elsewhere."""
        style = DEFAULTS
        for one in [*[*self._ancestors(element)][::-1], element]:
            style = self.style(one, style)
        return style

    def named(self, name: str | None) -> Element | None:
        """The element of this id, the first if there are several."""
        return self._ids.get(name) if name else None

    def target(self, element: Element) -> Element | None:
        """What an element's ``href`` refers to in this document."""
        href = element.get("href", element.get("xlink:href", "")).strip()
        return self.named(href[1:]) if href.startswith("#") else None

    def chain(self, element: Element) -> list[Element]:
        """An element, and those of which it takes what it does not say itself, the nearest first."""
        found = [element]
        while (nearest := self.target(found[-1])) is not None and len(found) < _CHAIN:
            found.append(nearest)
        return found

    def _ancestors(self, element: Element) -> Iterator[Element]:
        while (parent := self._parents.get(element)) is not None:
            yield parent
            element = parent

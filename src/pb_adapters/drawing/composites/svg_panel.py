"""One SVG panel as a part of another SVG: only what draws is kept, and its names collide with no other panel's."""

import re
from xml.etree.ElementTree import Element, SubElement

from pb_adapters.drawing.composites.refusals import unreadable
from pb_adapters.drawing.composites.svg_source import SVG, XLINK, Scope, view_box
from pb_core.domain.composites import Box

_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "use"}
_TEXT = {"text", "tspan", "textPath", "title", "desc"}
_STRUCTURE = {"svg", "g", "defs", "symbol", "switch", "view", "style"}
_PAINT = {"clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "stop", "filter"}
_KEPT = _SHAPES | _TEXT | _STRUCTURE | _PAINT
_FILTER_STEP = re.compile(r"fe[A-Z]\w+")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HREF = f"{{{XLINK}}}href"
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_FOREIGN = f"{{{SVG}}}foreignObject"
_ROOT_ONLY = {"x", "y", "width", "height", "viewBox", "preserveAspectRatio"}
_CONDITIONS = {"requiredExtensions", "requiredFeatures", "systemLanguage"}
_VERBATIM = {_SPACE, "d", "points", "class", "version"} | _CONDITIONS
_LISTS = {"aria-labelledby", "aria-describedby"}


def nested(number: int, root: Element, box: Box) -> Element:
    """The panel as a group that shows it in this box, in its own aspect ratio.

    Scripts, animations, links, foreign elements and every reference to something outside are left out.

    Raises:
        UnreadablePanel: it draws with HTML, which would be lost.
    """
    if next(root.iter(_FOREIGN), None) is not None:
        raise unreadable(number, "its SVG draws with HTML (foreignObject)")
    scope = Scope(f"p{number}")
    for sheet in root.iter(f"{{{SVG}}}style"):
        scope.learn(sheet.text or "")
    group = Element("g", {"id": scope.prefix})
    shown = _copied(root, scope)
    for name in _ROOT_ONLY:
        shown.attrib.pop(name, None)
    shown.attrib |= {name: str(getattr(box, name)) for name in ("x", "y", "width", "height")}
    shown.set("viewBox", " ".join(f"{side:g}" for side in view_box(number, root)))
    group.append(shown)
    return group


def _copied(element: Element, scope: Scope) -> Element:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    copy = Element(tag, _attributes(element, scope))
    copy.text, copy.tail = element.text, element.tail
    if tag == "style":
        copy.text = scope.sheet(element.text or "")
        return copy
    for child in element:
        local = child.tag.removeprefix(f"{{{SVG}}}")
        if local in _KEPT or local == "a" or _is_filter_step(local):
            copy.append(_copied(child, scope))
            if local == "a":  # a link that leads nowhere
                copy[-1].tag = "tspan" if tag in _TEXT else "g"
        else:
            _keep_tail(copy, child.tail)
    return copy


def _is_filter_step(tag: str) -> bool:
    return _FILTER_STEP.fullmatch(tag) is not None and tag != "feImage"  # which shows other documents


def _keep_tail(parent: Element, tail: str | None) -> None:
    """Text after an element that is left out belongs to its parent still."""
    if not tail or not tail.strip():
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _attributes(element: Element, scope: Scope) -> dict[str, str]:
    found = ((name, _attribute(element, name, value, scope)) for name, value in element.attrib.items())
    return {_local(name): value for name, value in found if value is not None}


def _local(name: str) -> str:
    return {_HREF: "xlink:href", _SPACE: "xml:space"}.get(name, name)


def _attribute(element: Element, name: str, value: str, scope: Scope) -> str | None:
    """The attribute's value in the composite, or ``None`` to leave it out."""
    if name in {_HREF, "href"}:
        return _reference(element, value.strip(), scope)
    if name == "id":
        return scope.name(value)
    if name in _LISTS:
        return " ".join(scope.name(part) for part in value.split())
    if name == "style":
        return scope.declarations(value)
    if name in _VERBATIM:
        return value
    return None if name.startswith(("{", "on")) else _presentation(name, value, scope)


def _presentation(name: str, value: str, scope: Scope) -> str | None:
    clean = scope.value(value)
    return scope.families(clean) if clean and name in {"font-family", "font"} else clean


def _reference(element: Element, value: str, scope: Scope) -> str | None:
    if value.startswith("#"):
        return f"#{scope.name(value[1:])}" if element.tag != f"{{{SVG}}}a" else None
    is_picture = element.tag == f"{{{SVG}}}image" and _PICTURE.fullmatch(value)
    return value if is_picture else None


def picture(data: str, box: Box) -> Element:
    """A raster panel in this box; ``data`` is a ``data:`` URL."""
    sides = {name: str(getattr(box, name)) for name in ("x", "y", "width", "height")}
    return Element("image", {**sides, "preserveAspectRatio": "none", "xlink:href": data})


def canvas(width: int, height: int, points: tuple[float, float]) -> Element:
    """A white page of so many units that is so many points large in print."""
    root = Element(
        "svg",
        {
            "version": "1.1",
            "width": f"{points[0]:.10g}pt",
            "height": f"{points[1]:.10g}pt",
            "viewBox": f"0 0 {width} {height}",
        },
    )
    SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    return root

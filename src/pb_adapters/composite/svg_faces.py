"""Naming the face of every run of text in an SVG, for programs that cannot choose faces as browsers do."""

import re
from collections.abc import Collection
from xml.etree.ElementTree import Element

from pb_adapters.composite.lettering import run_width, runs
from pb_adapters.typefaces.faces import SANS, SEMIBOLD

_TEXT = {"text", "tspan", "textPath"}
_GENERIC = {"monospace": "DejaVu Sans Mono", "serif": "STIXGeneral"}
_FONT = r"(?:^|;)\s{0,9}font\s{0,9}:[^;,]{0,60}?"
_FAMILIES = re.compile(rf"(?:(?:^|;)\s{{0,9}}font-family\s{{0,9}}:|{_FONT}\dpx\s)([^;]+)")
_SIZE = re.compile(rf"(?:(?:^|;)\s{{0,9}}font-size\s{{0,9}}:\s{{0,9}}|{_FONT}\b)(\d{{1,9}}(?:\.\d{{1,9}})?)px")
_ANCHOR = re.compile(r"(?:^|;)\s{0,9}text-anchor\s{0,9}:\s{0,9}(\w+)")
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of a line, how much stands before its anchor


def name_faces(root: Element, families: Collection[str]) -> None:
    """Put each run of text into a ``tspan`` that names the one face that draws it.

    ``families`` are those that the program has. Text in one of them that is not our house face is left as it
    is; all else becomes our house face, and what that has no glyph for, the faces that stand in for it. Only
    attributes are regarded, not style sheets. Tags are local names.
    """
    _walk(root, "", frozenset(families))


def _walk(element: Element, inherited: str, families: frozenset[str]) -> None:
    family = _family(element, families) or inherited
    for child in list(element):
        _walk(child, family, families)
    if element.tag in _TEXT and family in {"", SANS, SEMIBOLD}:
        _split(element, bold=family == SEMIBOLD)


def _family(element: Element, families: frozenset[str]) -> str:
    """The first family of the element's own list that there is; ``""`` if it has no list or none of them."""
    styled = _FAMILIES.search(element.get("style", ""))
    names = styled[1] if styled else element.get("font-family", "")
    cleaned = (name.strip().strip("'\"") for name in names.split(","))
    known = (name if name in families or name == SEMIBOLD else _GENERIC.get(name, "") for name in cleaned)
    return next((name for name in known if name), "")


def _split(element: Element, *, bold: bool) -> None:
    children = list(element)
    for child in children:
        element.remove(child)
    faces = runs(element.text or "", bold=bold)
    parts = [_run(text, face) for text, face in faces]
    if not children:
        _place(element, parts, faces)
    for child in children:
        parts += [child, *(_run(text, face) for text, face in runs(child.tail or "", bold=bold))]
        child.tail = None
    element.text = None
    element.extend(parts)


def _run(text: str, face: str) -> Element:
    weight = {"font-weight": "600"} if face == SEMIBOLD else {}
    run = Element("tspan", {"font-family": SANS if face == SEMIBOLD else face, **weight})
    run.text = text
    return run


def _place(element: Element, parts: list[Element], faces: list[tuple[str, str]]) -> None:
    """Give the runs of a line of several faces places of their own.

    Typst sets a line that stays together in one face if that has all its letters, whatever its runs say.
    """
    style = element.get("style", "")
    size, anchor = _SIZE.search(style), _ANCHOR.search(style)
    before = _BEFORE.get(anchor[1] if anchor else element.get("text-anchor", "start"))
    try:
        x = float(element.get("x", ""))
    except ValueError:
        return
    if len(parts) < 2 or size is None or before is None:  # noqa: PLR2004 - one run needs no place
        return
    widths = [run_width(text, face) * float(size[1]) for text, face in faces]
    x -= before * sum(widths)
    for part, width in zip(parts, widths, strict=True):
        part.attrib |= {"x": f"{x:.4f}", "text-anchor": "start"}
        x += width

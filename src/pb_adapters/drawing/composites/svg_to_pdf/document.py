"""An SVG whose elements know their ancestors, their style and what they refer to."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pb_adapters.drawing.composites.svg_to_pdf.stylesheet import Style, StyleSheet

_CHAIN = 20  # elements that take what they do not say from another


class SvgDocument:
    """A tree whose tags are local names."""

    def __init__(self, root: Element) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._ids = {name: element for element in root.iter() if (name := element.get("id"))}
        self._sheet = StyleSheet(root)

    def style(self, element: Element, parent: Style) -> Style:
        """The style of an element, given that of what draws it."""
        return self._sheet.style(element, [*self._ancestors(element)][::-1], parent)

    def named(self, name: str | None) -> Element | None:
        """The element of this id."""
        return self._ids.get(name or "")

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

"""Drawn names: what the groups of a diagram's SVG are called, so that whoever reads it finds its parts again."""

import re
from collections.abc import Callable, Iterator

from pb_core.domain.diagrams.spec import DiagramSpec

GROUP, ARROW, ELEMENT = "panel", "arrow", "element"
"""How the names of frames, arrows and boxes begin."""

_NO_NAME = re.compile(r"[^\w.:>-]+")


def identifiers() -> Callable[[str, str], str]:
    """A function that makes ``kind-name`` a valid id, each only once in its figure."""
    given: set[str] = set()

    def identifier(kind: str, name: str) -> str:
        stem = _NO_NAME.sub("-", f"{kind}-{name.replace('->', '-to-')}" if name else kind)
        found, count = stem, 1
        while found in given:
            count += 1
            found = f"{stem}-{count}"
        given.add(found)
        return found

    return identifier


def drawn_names(spec: DiagramSpec) -> Iterator[str]:
    """The names of a plan's elements, then of its connections, then of its groups, as a drawing of all of them has."""
    name = identifiers()
    yield from (name(ELEMENT, element.id) for element in spec.elements)
    yield from (name(ARROW, connection.name) for connection in spec.connections)
    yield from (name(GROUP, group.id) for group in spec.groups)

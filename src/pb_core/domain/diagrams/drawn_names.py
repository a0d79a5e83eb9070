"""Drawn names: what the groups of a diagram's SVG are called, so that whoever reads it finds its parts again."""

import re
from collections.abc import Callable, Iterator, Sequence

from pb_core.domain.diagrams.scene import Continuation
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


def drawn_names(spec: DiagramSpec, told: Sequence[Continuation] = ()) -> Iterator[tuple[str, ...]]:
    """The names of a plan's elements, then of its connections, then of its groups, as a drawing of all of them has.

    ``told`` are the arrows told by letter: each has the names of its two tags and of its label, which others may share.
    """
    name = identifiers()
    yield from ((name(ELEMENT, element.id),) for element in spec.elements)
    tags = {owner: name(ELEMENT, owner) for owner in dict.fromkeys(owner for one in told for owner in _owners(one))}
    by_letter = _by_letter(spec, told)
    for number, connection in enumerate(spec.connections):
        one = by_letter.get(number)
        yield tuple(tags[owner] for owner in _owners(one)) if one else (name(ARROW, connection.name),)
    yield from ((name(GROUP, group.id),) for group in spec.groups)


def _owners(told: Continuation) -> tuple[str, ...]:
    return told.leaves, told.arrives, told.label_owner


def _by_letter(spec: DiagramSpec, told: Sequence[Continuation]) -> dict[int, Continuation]:
    """The connections, by index, that are told by letter."""
    found = {(one.source, one.target, one.kind): one for one in told}
    ends = ((c.source, c.target, c.kind.value) for c in spec.connections)
    return {number: found[end] for number, end in enumerate(ends) if end in found}

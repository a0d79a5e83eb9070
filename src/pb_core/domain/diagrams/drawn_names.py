"""Drawn names: what the groups of a diagram's SVG are called, so that whoever reads it finds its parts again."""

import re
from collections.abc import Callable, Iterator, Sequence

from pb_core.domain.diagrams.gatherings import DrawnConnections
from pb_core.domain.diagrams.scene import Continuation, Gathering
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.twins import twin_words

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


def drawn_names(
    spec: DiagramSpec, told: Sequence[Continuation] = (), gatherings: Sequence[Gathering] = ()
) -> Iterator[tuple[str, ...]]:
    """The names of a plan's elements, then of its connections, then of its groups, as a drawing of all of them has.

    ``told`` are the arrows told by letter: each has the names of its two tags and of its label, which others may share.
    ``gatherings`` are those told by one at the edge of a panel, whose name all of them have.
    """
    name = identifiers()
    yield from ((name(ELEMENT, element.id),) for element in spec.elements)
    tags = {owner: name(ELEMENT, owner) for owner in dict.fromkeys(owner for one in told for owner in _owners(one))}
    by_letter = {(one.source, one.target, one.kind, one.twin): one for one in told}
    drawn, arrows = DrawnConnections(gatherings), dict[tuple[str, str, str, str], str]()
    twins = twin_words(spec.connections)
    for connection, twin in zip(map(drawn.of, spec.connections), twins, strict=True):
        key = connection.source, connection.target, connection.kind.value, twin
        if key in by_letter:
            yield tuple(tags[owner] for owner in _owners(by_letter[key]))
            continue
        arrows[key] = arrows.get(key) or name(ARROW, connection.name)
        yield (arrows[key],)
    yield from ((name(GROUP, group.id),) for group in spec.groups)


def _owners(told: Continuation) -> tuple[str, ...]:
    return told.leaves, told.arrives, told.label_owner

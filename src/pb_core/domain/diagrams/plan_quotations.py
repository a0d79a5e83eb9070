"""Quotations for a plan that a caller gave: people write boxes and arrows, not the sentences that they rest on."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from pb_core.domain.diagrams.arrows import Quoted, statement
from pb_core.domain.diagrams.mentions import Names
from pb_core.domain.diagrams.quotations import Sentence, compiled
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Heads

_LONGEST = 2000  # characters of an evidence
_TRIED = 40  # sentences that name both ends of an arrow


def with_quotations(spec: DiagramSpec, source: str) -> DiagramSpec:
    """The plan with a sentence of the source for each element and arrow that quotes nothing, where one names it.

    An element takes the first sentence that names it, an arrow the first that states it, else the first that names
    both its ends. Whether they support it is for ``check_support`` to say.
    """
    return _Quoting(spec, source).spec()


class _Quoting:
    def __init__(self, spec: DiagramSpec, source: str) -> None:
        self._spec = spec
        names = Names(spec.elements)
        self._read = [
            (sentence, Quoted(names.read(sentence), 0, sentence.end - sentence.start))
            for sentence in compiled(source).sentences
            if len(sentence.text) <= _LONGEST
        ]

    def spec(self) -> DiagramSpec:
        return replace(
            self._spec,
            elements=tuple(map(self._element, self._spec.elements)),
            connections=tuple(map(self._connection, self._spec.connections)),
        )

    def _element(self, element: Element) -> Element:
        if element.evidence.strip():
            return element
        return replace(element, evidence=next(self._naming(element.id), ""))

    def _naming(self, *ids: str) -> Iterator[str]:
        return (_text(sentence) for sentence, quoted in self._read if all(quoted.of(name) for name in ids))

    def _connection(self, connection: Connection) -> Connection:
        if connection.evidence.strip():
            return connection
        ends = (connection.source, connection.target)
        both = (pair for pair in self._read if all(pair[1].of(end) for end in ends))
        tried = list(islice(both, _TRIED))
        stated = (sentence for sentence, quoted in tried if _states(quoted, connection))
        found = next(stated, tried[0][0] if tried else None)
        return replace(connection, evidence=_text(found) if found else "")


def _states(quoted: Quoted, connection: Connection) -> bool:
    if statement([[quoted]], connection).stated:
        return True
    turned = replace(connection, source=connection.target, target=connection.source)
    return connection.heads is Heads.NONE and statement([[quoted]], turned).stated


def _text(sentence: Sentence) -> str:
    return sentence.text.strip()

"""Quotations for a plan that a caller gave: people write boxes and arrows, not the sentences that they rest on."""

from collections.abc import Iterator
from itertools import chain, islice, pairwise, permutations

from msgspec.structs import replace

from pb_core.domain.diagrams.arrows import Quoted, statement
from pb_core.domain.diagrams.mentions import Names, name_of
from pb_core.domain.diagrams.quotations import Sentence, compiled
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Heads

_LONGEST = 2000  # characters of an evidence
_TRIED = 40  # sentences, or pairs of them, that name both ends of an arrow
_JOINED = " \u2026 "

_Read = tuple[Sentence, Quoted]


def with_quotations(spec: DiagramSpec, source: str) -> DiagramSpec:
    """The plan with a sentence of the source for each element and arrow that quotes nothing, where one names it.

    An element takes the first sentence that names it, an arrow the first one, or two, that state it, else the first
    that names both its ends. Whether they support it is for ``check_support`` to say.
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
        ends = {connection.source, connection.target}
        both = [[pair] for pair in self._read if all(pair[1].of(end) for end in ends)][:_TRIED]
        runs = chain(both, islice(self._neighbours(ends), _TRIED), islice(self._sharing(connection), _TRIED))
        stated = next((run for run in runs if _states(run, connection)), None)
        found = stated or next(iter(both), [])
        return replace(connection, evidence=_JOINED.join(_text(sentence) for sentence, _ in found)[:_LONGEST])

    def _neighbours(self, ends: set[str]) -> Iterator[list[_Read]]:
        """Every two sentences after each other that name both ends together, and neither alone."""
        for pair in pairwise(self._read):
            named = [{end for end in ends if quoted.of(end)} for _, quoted in pair]
            if set.union(*named) == ends and ends not in named:
                yield list(pair)

    def _sharing(self, connection: Connection) -> Iterator[list[_Read]]:
        """Every two sentences of which one names the source, one the target, and both the arrow's label."""
        if not connection.label:
            return
        labelled = [
            (sentence, quoted) for sentence, quoted in self._read if quoted.read.find(name_of("", connection.label))
        ]
        for one, other in permutations(labelled[:_TRIED], 2):
            if one[1].of(connection.source) and other[1].of(connection.target):
                yield [one, other]


def _states(run: list[_Read], connection: Connection) -> bool:
    """Whether sentences state an arrow; one without heads may be stated either way round."""
    groups = [[quoted] for _, quoted in run]
    if statement(groups, connection).stated:
        return True
    turned = replace(connection, source=connection.target, target=connection.source)
    return connection.heads is Heads.NONE and statement(groups, turned).stated


def _text(sentence: Sentence) -> str:
    return sentence.text.strip()

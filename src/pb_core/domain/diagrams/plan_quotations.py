"""Quotations for a plan that a caller gave: people write boxes and arrows, not the sentences that they rest on."""

from collections.abc import Iterator
from itertools import chain, islice, product, takewhile

from msgspec.structs import replace

from pb_core.domain.diagrams.arrows import Quoted, statement
from pb_core.domain.diagrams.mentions import Names, name_of
from pb_core.domain.diagrams.quotations import Sentence, compiled
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Heads

_LONGEST = 2000  # characters of an evidence
_TRIED = 40  # sentences, or pairs of them, that name both ends of an arrow
_SEARCHED = 100_000  # characters of the source, without gaps
_JOINED = " \u2026 "

_Read = tuple[Sentence, Quoted]


def with_quotations(spec: DiagramSpec, source: str) -> DiagramSpec:
    """The plan with a sentence of the source for each element and arrow that quotes nothing, where one names it.

    An element takes the first sentence that names it, an arrow the first one, or two, that state it, else the first
    that names both its ends. Whether they support it is for ``check_support`` to say.
    """
    return _Quoting(spec, source).spec()


class _Quoting:
    """The sentences of a source, and by element those that name it, as ascending numbers."""

    def __init__(self, spec: DiagramSpec, source: str) -> None:
        self._spec = spec
        names = Names(spec.elements)
        self._read: list[_Read] = []
        self._places: dict[str, list[int]] = {element.id: [] for element in spec.elements}
        for sentence in _sentences(source):
            read = names.read(sentence)
            for element in {mention.element for mention in read.mentions}:
                self._places[element].append(len(self._read))
            self._read.append((sentence, Quoted(read, 0, sentence.end - sentence.start)))

    def spec(self) -> DiagramSpec:
        return replace(
            self._spec,
            elements=tuple(map(self._element, self._spec.elements)),
            connections=tuple(map(self._connection, self._spec.connections)),
        )

    def _element(self, element: Element) -> Element:
        if element.evidence.strip() or not self._places[element.id]:
            return element
        return replace(element, evidence=_text(self._read[self._places[element.id][0]][0]))

    def _connection(self, connection: Connection) -> Connection:
        if connection.evidence.strip():
            return connection
        source, target = (set(self._places[end]) for end in (connection.source, connection.target))
        both = [(place,) for place in sorted(source & target)[:_TRIED]]
        next_to = ((place, place + 1) for place in sorted(source | target) if _share(place, source, target))
        runs = chain(both, islice(next_to, _TRIED), islice(self._sharing(connection), _TRIED))
        tried = ([self._read[place] for place in run] for run in runs)
        stated = next((run for run in tried if _states(run, connection)), None)
        found = stated or [self._read[place] for place in next(iter(both), ())]
        return replace(connection, evidence=_JOINED.join(_text(sentence) for sentence, _ in found)[:_LONGEST])

    def _sharing(self, connection: Connection) -> Iterator[tuple[int, int]]:
        """Every two sentences of which one names the source, one the target, and both the arrow's label."""
        if not connection.label:
            return
        label = name_of("", connection.label)
        ends = (self._places[end][:_TRIED] for end in (connection.source, connection.target))
        one, other = ([place for place in places if self._read[place][1].read.find(label)] for places in ends)
        yield from (pair for pair in product(one, other) if pair[0] != pair[1])


def _sentences(source: str) -> Iterator[Sentence]:
    """The sentences that may be quoted whole, as far as they are searched."""
    found = takewhile(lambda sentence: sentence.start < _SEARCHED, compiled(source).sentences)
    return (sentence for sentence in found if len(sentence.text) <= _LONGEST)


def _share(place: int, source: set[int], target: set[int]) -> bool:
    """Whether this sentence and the next name both ends together, and neither alone."""
    one, other = ((n in source, n in target) for n in (place, place + 1))
    return not all(one) and not all(other) and one != other and all(map(any, zip(one, other, strict=True)))


def _states(run: list[_Read], connection: Connection) -> bool:
    """Whether sentences state an arrow; one without heads may be stated either way round."""
    groups = [[quoted] for _, quoted in run]
    if statement(groups, connection).stated:
        return True
    turned = replace(connection, source=connection.target, target=connection.source)
    return connection.heads is Heads.NONE and statement(groups, turned).stated


def _text(sentence: Sentence) -> str:
    return sentence.text.strip()

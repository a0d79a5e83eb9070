"""Support: whether the words that a diagram rests on say what it shows, as a verdict for each of its parts."""

import itertools
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.arrows import Quoted, statement
from pb_core.domain.diagrams.contrary import objection
from pb_core.domain.diagrams.mentions import TELLING, Names, same_name
from pb_core.domain.diagrams.quotations import Source, compiled, quotations, squeezed, words_of
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.states import said_states
from pb_core.domain.diagrams.twins import arrow_names
from pb_core.domain.findings import Check, Finding

NO_SKELETON = Skeleton()
UNQUOTED = "It quotes no words of the source."
_MOST = 3  # quotations of one evidence, and places of each, that are looked at
_MOST_SENTENCES = 8  # of one quotation
_SHOWN = 80  # characters of a quotation in a sentence


class Support(StrEnum):
    """How a source supports a part of a diagram."""

    STATED = "stated"
    """Its quotation names it; that of an arrow both ends, in that order."""
    SEQUENCE = "sequence"
    """Both ends of the arrow are neighbours in an order that the author wrote."""
    SEEN = "seen"
    """It was read from a picture of a page; there is no text to hold it against."""
    AUTHOR = "author"
    """The author of the figure ordered it, in words of theirs."""
    UNSUPPORTED = "unsupported"


class PartSupport(Struct, frozen=True, kw_only=True):
    """The verdict on one element, connection or group; ``subject`` names it as findings do.

    ``quotation`` are the words that it rests on, ``why`` says in one sentence how they carry it or why they do not.
    ``unsupported_fields`` are those of its fields that the source does not carry although it carries the part.
    """

    subject: str
    support: Support
    quotation: str = ""
    why: str = ""
    unsupported_fields: tuple[str, ...] = ()
    strange_aliases: tuple[str, ...] = ()
    """Aliases that the source does not use, or uses for something else."""


class SupportReport(Struct, frozen=True, kw_only=True):
    """The verdicts on a diagram's elements, connections and groups, each in the diagram's order."""

    elements: tuple[PartSupport, ...] = ()
    connections: tuple[PartSupport, ...] = ()
    groups: tuple[PartSupport, ...] = ()

    @property
    def parts(self) -> tuple[PartSupport, ...]:
        """All verdicts."""
        return (*self.elements, *self.connections, *self.groups)

    @property
    def unsupported(self) -> tuple[PartSupport, ...]:
        """The parts that nothing supports."""
        return tuple(part for part in self.parts if part.support is Support.UNSUPPORTED)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each part that is unsupported, wholly or in a field."""
        return tuple(
            Finding(check=Check.UNGROUNDED, subject=part.subject, detail=part.why)
            for part in self.parts
            if part.support is Support.UNSUPPORTED or part.unsupported_fields
        )


def check_support(
    spec: DiagramSpec, source: str, caption: str = "", *, skeleton: Skeleton = NO_SKELETON, pictures: bool = False
) -> SupportReport:
    """Hold every part of a diagram against its source; quotations may come from the caption.

    An evidence is one quotation, or several with an ellipsis or a line break between them. ``skeleton`` is what the
    author laid out, ``pictures`` says that pages were read as pictures: what stands in no text is then *seen*.
    """
    return _Check(spec, source, caption, skeleton, pictures=pictures).report()


class _Check:
    """One diagram held against one source."""

    def __init__(self, spec: DiagramSpec, source: str, caption: str, skeleton: Skeleton, *, pictures: bool) -> None:
        self._spec, self._skeleton, self._pictures = spec, skeleton, pictures
        self._index: Source = compiled(f"{source}\n\n{caption}" if caption else source)
        self._labels = {element.id: element.label for element in spec.elements}
        self._aliases = {element.id: tuple(self._aliases_of(element)) for element in spec.elements}
        self._names = Names([replace(e, aliases=self._aliases[e.id]) for e in spec.elements])
        self._neighbours = [(one.name, other.name, other.evidence) for one, other in skeleton.neighbours()]

    def report(self) -> SupportReport:
        arrows = self._spec.connections
        return SupportReport(
            elements=tuple(map(self._element, self._spec.elements)),
            connections=tuple(
                replace(self._connection(connection), subject=name)
                for connection, name in zip(arrows, arrow_names(arrows), strict=True)
            ),
            groups=tuple(map(self._group, self._spec.groups)),
        )

    def _aliases_of(self, element: Element) -> Iterator[str]:
        """The aliases that the source uses for this element and for no other."""
        others = [squeezed(other.label) for other in self._spec.elements if other.id != element.id]
        for alias in element.aliases:
            if (
                self._index.contains(alias)
                and squeezed(alias) not in others
                and not (self._joined(element.label, alias) or self._may_mean_another(element.label, alias))
            ):
                yield alias

    def _may_mean_another(self, label: str, alias: str) -> bool:
        """Whether an alias lacks the word of the label that tells it from others: ``net`` of ``second net``."""
        words, rest = words_of(label), words_of(alias)
        gone = words[: len(words) - len(rest)]
        others = (words_of(other) for other in self._labels.values() if other != label)
        shared = any(other != rest and other[-len(rest) :] == rest for other in others)
        return bool(gone) and words[len(gone) :] == rest and (shared or not TELLING.isdisjoint(gone))

    def _joined(self, label: str, alias: str) -> bool:
        """Whether the source sets both beside each other, and so apart."""
        return any(
            self._index.contains(f"{one} and {link}{other}")
            for one, other in ((label, alias), (alias, label))
            for link in ("", "the ", "a ", "an ")
        )

    # --- elements and groups

    def _element(self, element: Element) -> PartSupport:
        part = self._quoting(element.id, element.evidence)
        if part.support is Support.STATED:
            part = self._named(element, part)
        faults = dict(self._field_faults(element)) if part.support is Support.STATED else {}
        if not faults:
            return part
        strange = tuple(alias for alias in element.aliases if alias not in self._aliases[element.id])
        why = " ".join(faults.values())
        return replace(part, why=why, unsupported_fields=tuple(faults), strange_aliases=strange)

    def _quoting(self, subject: str, evidence: str) -> PartSupport:
        """The verdict as far as the quotation stands in the source."""
        if not evidence.strip():
            return self._absent(subject, "", UNQUOTED)
        parts = quotations(evidence, self._index)
        strange = next((part for part in parts if not self._index.contains(part)), None)
        if strange is not None or not parts:
            shown = _short(strange or evidence)
            return self._absent(subject, evidence, f"The source does not contain the words it quotes: '{shown}'.")
        return PartSupport(subject=subject, support=Support.STATED, quotation=evidence)

    def _absent(self, subject: str, evidence: str, why: str) -> PartSupport:
        if self._pictures:
            return PartSupport(
                subject=subject, support=Support.SEEN, quotation=evidence, why="It was read from a picture of a page."
            )
        return PartSupport(subject=subject, support=Support.UNSUPPORTED, quotation=evidence, why=why)

    def _named(self, element: Element, part: PartSupport) -> PartSupport:
        missing = self._index.missing(element.label)
        if missing:
            return self._refused(part, f"'{element.label}' uses words that the source does not: {', '.join(missing)}.")
        quoted = [sentence for group in self._quoted(element.evidence) for sentence in group]
        if not any(item.of(element.id) for item in quoted) and Source(element.evidence).missing(element.label):
            return self._refused(part, f"The words it quotes do not name '{element.label}'.")
        against = self._objections(element, quoted)
        return (
            self._refused(part, f"Its sentence {against}.") if against else replace(part, why="Its quotation names it.")
        )

    def _objections(self, element: Element, quoted: list[Quoted]) -> str:
        """What speaks against every sentence that names the element, or nothing."""
        if not self._index.is_english:
            return ""
        names = (element.label, *self._aliases[element.id])
        others = (item for name in names for place in self._index.quoted(name) for item in self._at(place))
        said = ""
        for item in itertools.chain(quoted, others):
            for mention in item.of(element.id):
                against = objection(item.read.words, (mention.first, mention.last))
                if against is None:
                    return ""
                said = said or f"{against.does} ('{against.marker}')"
        return said

    def _field_faults(self, element: Element) -> Iterator[tuple[str, str]]:
        dropped = [alias for alias in element.aliases if alias not in self._aliases[element.id]]
        if dropped:
            yield "aliases", f"The source does not use '{dropped[0]}' as another name of '{element.label}'."
        missing = self._index.missing(element.detail)
        if missing:
            yield "detail", f"'{element.detail}' uses words that the source does not: {', '.join(missing)}."
        yield from self._repeat_fault(element)
        if element.state and element.state not in said_states(f"{element.label} {element.detail} {element.evidence}"):
            yield "state", f"The words it quotes do not say that it is {element.state.value}."

    def _repeat_fault(self, part: Element | Group) -> Iterator[tuple[str, str]]:
        if part.repeat is not None and not self._index.counts(part.repeat):
            yield "repeat", f"The source does not say that it is repeated {part.repeat} times."

    def _group(self, group: Group) -> PartSupport:
        """Groups need no quotation; their titles must be made of words of the source."""
        part = PartSupport(subject=group.id, support=Support.STATED)
        if group.evidence.strip():
            part = self._quoting(group.id, group.evidence)
        missing = self._index.missing(group.title)
        if missing and not self._pictures:
            return self._refused(part, f"'{group.title}' uses words that the source does not: {', '.join(missing)}.")
        faults = dict(self._repeat_fault(group))
        return replace(part, why=faults["repeat"], unsupported_fields=("repeat",)) if faults else part

    def _refused(self, part: PartSupport, why: str) -> PartSupport:
        return replace(part, support=Support.UNSUPPORTED, why=why)

    # --- connections

    def _connection(self, connection: Connection) -> PartSupport:
        ordered = self._sequence(connection)
        if ordered is not None and not connection.evidence.strip():
            part = ordered
        else:
            part = self._quoting(connection.name, connection.evidence)
        if part.support is Support.STATED:
            part = self._stated(connection, part, ordered)
        missing = self._index.missing(connection.label)
        if part.support is not Support.UNSUPPORTED and missing and not self._pictures:
            why = f"'{connection.label}' uses words that the source does not: {', '.join(missing)}."
            return replace(part, why=why, unsupported_fields=("label",))
        return part

    def _stated(self, connection: Connection, part: PartSupport, ordered: PartSupport | None) -> PartSupport:
        groups = self._quoted(connection.evidence)
        ends = (connection.source, connection.target)
        if not self._index.is_english:
            if any(all(item.of(end) for end in ends) for group in groups for item in group):
                return replace(part, why="One sentence names both ends.")
            return ordered or self._refused(part, "No sentence that it quotes names both ends.")
        said = statement(groups, connection)
        unnamed = f"the words it quotes do not name '{self._labels[said.unnamed]}'" if said.unnamed else said.why
        why = f"{unnamed[0].upper()}{unnamed[1:]}."
        if said.stated:
            return replace(part, why=why)
        return ordered or self._refused(part, why)

    def _sequence(self, connection: Connection) -> PartSupport | None:
        for one, other, evidence in self._neighbours:
            if self._is(connection.source, one) and self._is(connection.target, other):
                return PartSupport(
                    subject=connection.name, support=Support.SEQUENCE, quotation=evidence,
                    why=f"The author puts '{other}' next to '{one}'.",
                )  # fmt: skip
        return None

    def _is(self, element: str, item: str) -> bool:
        """Whether an element is an item of the author, not only a word of the sentence that the item is."""
        return any(same_name(name, item, share=0.5) for name in (self._labels[element], *self._aliases[element]))

    def _quoted(self, evidence: str) -> list[tuple[Quoted, ...]]:
        """The sentences that each quotation touches, once for each of its places; of many the first few."""
        parts = quotations(evidence, self._index)[:_MOST]
        return [self._at(place) for part in parts for place in self._index.quoted(part)[:_MOST]]

    def _at(self, place: tuple[int, int]) -> tuple[Quoted, ...]:
        return tuple(
            Quoted(self._names.read(sentence), place[0] - sentence.start, place[1] - sentence.start)
            for sentence in self._index.around(place)[:_MOST_SENTENCES]
        )


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"

"""Part plan: a diagram put together from two small answers, the parts of a method and the hand-overs between them.

Weak models name parts and quote sentences well, and fill large forms badly. So kinds, ids and the words that an arrow
rests on are found here: of the quotations that a model gave, the first combination that the source supports.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.kinds import kind_of
from pb_core.domain.diagrams.mentions import same_name
from pb_core.domain.diagrams.plan_quotations import with_quotations
from pb_core.domain.diagrams.quotations import compiled, squeezed
from pb_core.domain.diagrams.roles import ends_of
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind
from pb_core.domain.diagrams.support import PartSupport, Support, check_support

MOST_PARTS, MOST_HAND_OVERS = 9, 16
LONGEST_LABEL = 40
"""Characters of what an arrow carries; longer words are a sentence, not a label."""
_LONGEST_NAME, _LONGEST_SENTENCE = 120, 900
_CUT = " … "
_UNNAMED = re.compile(r"\W+")


class SaidPart(Struct, frozen=True, kw_only=True):
    """A part of the method, and the sentence that says what it does."""

    name: str
    sentence: str = ""


class HandOver(Struct, frozen=True, kw_only=True):
    """What the part of one number hands to that of another, and the sentence that says so; numbers begin at 1."""

    source: int = msgspec.field(name="from")
    target: int = msgspec.field(name="to")
    what: str = ""
    sentence: str = ""


class PartPlan(Struct, frozen=True, kw_only=True):
    """A diagram, and what was put right in it, in words without a stop."""

    spec: DiagramSpec
    told: tuple[str, ...] = ()


def elements_of(parts: Sequence[SaidPart], source: str, caption: str = "") -> dict[int, Element]:
    """The elements by the numbers of their parts: parts of one name are one, and those without a name are none.

    An element rests on its sentence where the source has it and it names the element, else on one that does.
    """
    found: dict[int, Element] = {}
    for number, part in enumerate(parts, 1):
        label = " ".join(part.name.split())[:_LONGEST_NAME]
        twin = next((element for element in found.values() if squeezed(element.label) == squeezed(label)), None)
        if twin is not None and label:
            found[number] = twin
        elif label:
            evidence = part.sentence.strip()[:_LONGEST_SENTENCE]
            taken = {element.id for element in found.values()}
            found[number] = Element(id=_id(label, taken), label=label, kind=kind_of(label), evidence=evidence)
    grounded = {element.id: element for element in _grounded(tuple(_distinct(found)), source, caption)}
    return {number: grounded[element.id] for number, element in found.items()}


def _distinct(elements: dict[int, Element]) -> Iterator[Element]:
    yield from {element.id: element for element in elements.values()}.values()


def _id(label: str, taken: set[str]) -> str:
    wanted = _UNNAMED.sub("_", label).strip("_").lower()[:60] or "part"
    return next(name for name in (wanted, *(f"{wanted}_{n}" for n in range(2, MOST_PARTS + 2))) if name not in taken)


def _grounded(elements: tuple[Element, ...], source: str, caption: str) -> tuple[Element, ...]:
    """The elements with a sentence of the source in place of words that it does not have or that do not name them."""
    if not elements or not source:
        return elements
    report = check_support(DiagramSpec(elements=elements), source, caption)
    blank = tuple(
        replace(element, evidence="") if part.support is Support.UNSUPPORTED else element
        for element, part in zip(elements, report.elements, strict=True)
    )
    found = with_quotations(DiagramSpec(elements=blank), source).elements
    return tuple(
        new if new.evidence else replace(new, evidence=old.evidence) for new, old in zip(found, elements, strict=True)
    )


def plan_of(
    parts: Sequence[SaidPart],
    hand_overs: Sequence[HandOver],
    source: str,
    caption: str = "",
    skeleton: Skeleton = Skeleton(),  # noqa: B008 - frozen
) -> PartPlan | None:
    """The diagram of what was said; ``None`` where no part has a name.

    Hand-overs between parts that are not there, or from a part to itself, are left out. An arrow whose sentence says
    the reverse is turned. Parts that follow each other in an order that the author wrote are joined, and a part that
    no supported arrow meets is joined where the source states it.
    """
    elements = elements_of(parts, source, caption)
    if not elements:
        return None
    return _Joining(elements, source, caption, skeleton).plan(hand_overs)


class _Joining:
    """Joins elements: an arrow is held against the source with one quotation after the other."""

    def __init__(self, elements: dict[int, Element], source: str, caption: str, skeleton: Skeleton) -> None:
        self._numbered, self._elements = elements, tuple(_distinct(elements))
        self._source, self._caption, self._skeleton = source, caption, skeleton
        self._index = compiled(f"{source}\n\n{caption}" if caption else source)
        self._told: list[str] = []

    def plan(self, hand_overs: Sequence[HandOver]) -> PartPlan:
        arrows = list(self._arrows(hand_overs))
        if self._source:
            arrows = self._turned(self._supported(arrows))
        arrows += self._in_order(arrows)
        if self._source:
            arrows += self._stated_of_the_lonely(arrows)
        arrows = [replace(arrow, kind=_kind(arrow, arrows)) for arrow in arrows]
        spec = DiagramSpec(elements=tuple(self._placed(arrows)), connections=tuple(arrows))
        return PartPlan(spec=spec, told=tuple(dict.fromkeys(self._told)))

    def _arrows(self, hand_overs: Sequence[HandOver]) -> Iterator[Connection]:
        """An arrow for each pair of parts, with all that was said of it."""
        seen: set[str] = set()
        for said in hand_overs:
            ends = self._numbered.get(said.source), self._numbered.get(said.target)
            if ends[0] is None or ends[1] is None or ends[0] is ends[1]:
                continue
            arrow = Connection(
                source=ends[0].id,
                target=ends[1].id,
                label=self._label(said.what, ends[0], ends[1]),
                evidence=said.sentence.strip()[:_LONGEST_SENTENCE],
            )
            if arrow.name not in seen:
                seen.add(arrow.name)
                yield arrow

    def _label(self, what: str, *ends: Element) -> str:
        """What an arrow carries, in words of the source that do not repeat one of its ends."""
        label = " ".join(what.split())
        if len(label) > LONGEST_LABEL or (self._source and self._index.missing(label)):
            return ""
        return "" if any(squeezed(label) == squeezed(end.label) for end in ends) else label

    def _supported(self, arrows: list[Connection]) -> list[Connection]:
        """Each arrow with the first of its quotations that supports it; one without any keeps what was said."""
        tries = [list(self._quoting(arrow)) for arrow in arrows]
        found = [attempts[0] for attempts in tries]
        left = set(range(len(arrows)))
        for turn in range(max(map(len, tries), default=0)):
            tried = [t[turn] if at in left and turn < len(t) else found[at] for at, t in enumerate(tries)]
            tried = list(with_quotations(self._spec(tried), self._source).connections)
            for at, part in enumerate(self._report(tried)):
                if at in left and part.support is not Support.UNSUPPORTED:
                    found[at] = replace(tried[at], label="") if part.unsupported_fields else tried[at]
                    left.discard(at)
        return found

    def _quoting(self, arrow: Connection) -> Iterator[Connection]:
        """The arrow with its own sentence, with those of its ends beside it, and with one that is to be found."""
        evidences = {element.id: element.evidence for element in self._elements}
        own, first, second = arrow.evidence, evidences[arrow.source], evidences[arrow.target]
        own = own if self._index.contains(own) else ""
        groups = ((own,), (own, second), (first, own), (first, second), ())
        quoted = dict.fromkeys(_CUT.join(dict.fromkeys(filter(None, group))) for group in groups)
        for evidence in quoted:
            yield replace(arrow, evidence=evidence)

    def _turned(self, arrows: list[Connection]) -> list[Connection]:
        """The arrows, those turned round whose sentence says the reverse."""
        kept: list[Connection] = []
        for arrow, part in zip(arrows, self._report(arrows), strict=True):
            other = replace(arrow, source=arrow.target, target=arrow.source)
            names = {known.name for known in (*arrows, *kept)}
            if part.support is not Support.UNSUPPORTED or other.name in names:
                kept.append(arrow)
                continue
            (back,) = self._supported([other])
            stated = self._report([back])[0].support is Support.STATED
            kept.append(back if stated else arrow)
            if stated:
                labels = {element.id: element.label for element in self._elements}
                self._told.append(
                    f"the arrow from '{labels[arrow.source]}' to '{labels[arrow.target]}' was turned round"
                )
        return kept

    def _in_order(self, arrows: list[Connection]) -> list[Connection]:
        """Arrows between parts that the author puts one after the other and that nothing joins."""
        joined = {frozenset((arrow.source, arrow.target)) for arrow in arrows}
        found: list[Connection] = []
        for one, other in self._skeleton.neighbours():
            ends = self._named(one.name), self._named(other.name)
            if ends[0] is None or ends[1] is None or ends[0] is ends[1]:
                continue
            pair = frozenset((ends[0].id, ends[1].id))
            if pair not in joined:
                joined.add(pair)
                found.append(Connection(source=ends[0].id, target=ends[1].id))
        return found

    def _stated_of_the_lonely(self, arrows: list[Connection]) -> list[Connection]:
        """Arrows that the source states of parts that no supported arrow meets; none where it may state both ways."""
        report = self._report(arrows)
        held = [arrow for arrow, part in zip(arrows, report, strict=True) if part.support is not Support.UNSUPPORTED]
        met = {end for arrow in held for end in (arrow.source, arrow.target)}
        lonely = [element.id for element in self._elements if element.id not in met]
        known = {frozenset((arrow.source, arrow.target)) for arrow in arrows}
        tried = [
            Connection(source=one, target=other)
            for one, other in itertools.permutations([element.id for element in self._elements], 2)
            if (one in lonely or other in lonely) and frozenset((one, other)) not in known
        ]
        tried = list(with_quotations(self._spec(tried), self._source).connections)
        found = [
            arrow
            for arrow, part in zip(tried, self._report(tried), strict=True)
            if arrow.evidence and part.support is Support.STATED
        ]
        both = Counter(frozenset((arrow.source, arrow.target)) for arrow in found)
        found = [arrow for arrow in found if both[frozenset((arrow.source, arrow.target))] == 1]
        return [arrow for arrow in found if not _is_shortcut(arrow, [*held, *found])]

    def _named(self, name: str) -> Element | None:
        found = [element for element in self._elements if same_name(element.label, name, share=0.5)]
        return found[0] if len(found) == 1 else None

    def _placed(self, arrows: list[Connection]) -> Iterator[Element]:
        """The elements; data that only leave are an input, data that only arrive an output."""
        ends = ends_of(arrows)
        for element in self._elements:
            met = ends.get(element.id)
            if element.kind is not ElementKind.DATA or met is None or (met.incoming and met.outgoing):
                yield element
            else:
                yield replace(element, kind=ElementKind.OUTPUT if met.incoming else ElementKind.INPUT)

    def _spec(self, arrows: Sequence[Connection]) -> DiagramSpec:
        return DiagramSpec(elements=self._elements, connections=tuple(arrows))

    def _report(self, arrows: Sequence[Connection]) -> tuple[PartSupport, ...]:
        return check_support(self._spec(arrows), self._source, self._caption, skeleton=self._skeleton).connections


def _is_shortcut(arrow: Connection, arrows: Sequence[Connection]) -> bool:
    """Whether two other arrows of the same sentence lead from its one end to the other."""
    alike = [other for other in arrows if other.evidence == arrow.evidence and other is not arrow]
    halfway = {other.target for other in alike if other.source == arrow.source}
    return any(other.source in halfway and other.target == arrow.target for other in alike)


def _kind(arrow: Connection, arrows: Sequence[Connection]) -> ConnectionKind:
    """A feedback where its arrow closes a loop that was begun by earlier ones."""
    reached, at = {arrow.target}, arrows.index(arrow)
    for _ in arrows[:at]:
        reached |= {other.target for other in arrows[:at] if other.source in reached}
    return ConnectionKind.FEEDBACK if arrow.source in reached else ConnectionKind.FLOW

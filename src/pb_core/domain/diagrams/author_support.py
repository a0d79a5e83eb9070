"""Author support: what the author of a figure ordered of it needs no word of the source, and is marked as theirs."""

from collections.abc import Hashable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.plan_labels import plan_labels
from pb_core.domain.diagrams.quotations import Source, compiled
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport

ORDERED = "The author ordered it."

AnyPart = Element | Connection | Group


class AuthorSupport(Struct, frozen=True, kw_only=True):
    """Verdicts on a figure that its author revises, beside those of its source.

    ``before`` is the figure as it was, ``earlier`` the verdicts on it. Parts that are as they were keep theirs: a part
    is not less true since another one was renamed. What the ``instruction`` changed is the author's where its source
    does not carry it, if all of its words are the author's, the source's or the figure's; ``""``: nothing was ordered
    in words, so that only what was the author's before stays so.
    """

    before: DiagramSpec
    earlier: SupportReport = SupportReport()
    instruction: str = ""

    def over(self, report: SupportReport, spec: DiagramSpec, source: str) -> SupportReport:
        """The verdicts on a figure with those that the author's word decides; ``report`` is its source's."""
        words = "\n\n".join((self.instruction, *plan_labels(self.before), source))
        said = compiled(words) if self.instruction else None
        known = self._known()
        return SupportReport(
            elements=_decided(spec.elements, report.elements, known, said),
            connections=_decided(spec.connections, report.connections, known, said),
            groups=_decided(spec.groups, report.groups, known, said),
        )

    def _known(self) -> dict[Hashable, PartSupport]:
        """The earlier verdicts, by what they were about."""
        spec, report = self.before, self.earlier
        lists: tuple[tuple[Sequence[AnyPart], Sequence[PartSupport]], ...] = (
            (spec.elements, report.elements),
            (spec.connections, report.connections),
            (spec.groups, report.groups),
        )
        return {_judged(part): told for parts, verdicts in lists for part, told in zip(parts, verdicts, strict=False)}


def _decided(
    parts: Sequence[AnyPart],
    verdicts: Sequence[PartSupport],
    known: dict[Hashable, PartSupport],
    said: Source | None,
) -> tuple[PartSupport, ...]:
    pairs = zip(parts, verdicts, strict=True)
    return tuple(_verdict(part, verdict, known.get(_judged(part)), said) for part, verdict in pairs)


def _verdict(part: AnyPart, verdict: PartSupport, earlier: PartSupport | None, said: Source | None) -> PartSupport:
    if earlier is not None and (said is not None or earlier.support is Support.AUTHOR):
        return earlier
    carried = verdict.support in {Support.STATED, Support.SEQUENCE} and not verdict.unsupported_fields
    if carried or said is None or any(said.missing(text) for text in _texts(part)):
        return verdict
    return replace(verdict, support=Support.AUTHOR, why=ORDERED, unsupported_fields=(), strange_aliases=())


def _judged(part: AnyPart) -> Hashable:
    """What of a part its verdict is about; colour, kind and home are the plan's own."""
    match part:
        case Element():
            return "element", part.id, part.label, part.detail, part.repeat, part.state
        case Connection():
            return "connection", part.source, part.target, part.label, part.kind, part.heads
        case Group():
            return "group", part.id, part.title, part.repeat


def _texts(part: AnyPart) -> tuple[str, ...]:
    match part:
        case Element():
            return part.label, part.detail
        case Connection():
            return (part.label,)
        case Group():
            return (part.title,)

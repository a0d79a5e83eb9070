"""What the critic would have drawn differently: ungrounded parts, crowding, and the reading direction."""

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.offline.quoting import quote
from pb_adapters.planners.offline.stylist import styled_description
from pb_adapters.planners.offline.text import Document, read
from pb_core.domain.diagrams.pruning import without
from pb_core.domain.diagrams.quotations import find_quote
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Styling
from pb_core.domain.findings import Check
from pb_core.domain.questions import CritiqueBrief, ItemVerdict

_CROWDED = frozenset({Check.TEXT_SIZE, Check.TEXT_OUTSIDE, Check.TEXT_OVERLAP})
_TANGLED = frozenset(
    {Check.OVERLAP, Check.LINE_THROUGH_BOX, Check.LINE_OVERLAP, Check.LINE_THROUGH_TEXT, Check.RATIO, Check.FRAME}
)
_TURNED = {
    Direction.AUTO: Direction.DOWN,
    Direction.DOWN: Direction.RIGHT,
    Direction.RIGHT: Direction.DOWN,
    Direction.UP: Direction.LEFT,
    Direction.LEFT: Direction.UP,
}


class Revision(Struct, frozen=True, kw_only=True):
    """The revised parts; ``None`` where nothing needs to change."""

    description: str | None = None
    spec: DiagramSpec | None = None
    styling: Styling | None = None


def revise(brief: CritiqueBrief, items: tuple[ItemVerdict, ...]) -> Revision:
    """Repair or drop what is not grounded, fold what crowds, turn what is tangled."""
    del items  # a missing box is the drawing's fault; the plan that asked for it stays
    spec = _folded(_grounded(brief), brief)
    styling = _turned(brief)
    changed = spec if spec != brief.spec else None
    if changed is None and styling is None:
        return Revision()
    text = styled_description(spec, brief.caption, styling or brief.styling, brief.guide)
    return Revision(description=text, spec=changed, styling=styling)


def _grounded(brief: CritiqueBrief) -> DiagramSpec:
    """The plan with evidence repaired where the source has it, and without what it does not carry."""
    accused = {finding.subject for finding in brief.findings if finding.check is Check.UNGROUNDED}
    if not accused:
        return brief.spec
    document = read(brief.source)
    labels = {element.id: element.label for element in brief.spec.elements}
    elements = {e.id: _repaired(e, document) for e in brief.spec.elements if e.id in accused}
    connections = {c.name: _reconnected(c, labels, document) for c in brief.spec.connections if c.name in accused}
    hopeless = accused - {name for name, found in {**elements, **connections}.items() if found is not None}
    mended = replace(
        brief.spec,
        elements=tuple(elements.get(e.id) or e for e in brief.spec.elements),
        connections=tuple(connections.get(c.name) or c for c in brief.spec.connections),
    )
    return without(mended, hopeless) or brief.spec


def _repaired(element: Element, document: Document) -> Element | None:
    """The element with a quotation that names it, or ``None`` when the source never does."""
    if not find_quote(element.label, document.source):
        return None
    evidence = _sentence_with(document, element.label)
    detail = element.detail if not element.detail or find_quote(element.detail, document.source) else ""
    return replace(element, evidence=evidence, detail=detail, repeat=None) if evidence else None


def _reconnected(connection: Connection, labels: dict[str, str], document: Document) -> Connection | None:
    ends = [labels[connection.source], labels[connection.target]]
    evidence = _sentence_with(document, *ends)
    label = connection.label if not connection.label or find_quote(connection.label, document.source) else ""
    return replace(connection, evidence=evidence, label=label) if evidence else None


def _sentence_with(document: Document, *labels: str) -> str:
    for sentence in document.sentences:
        text = document.quote(sentence.start, sentence.end)
        if all(find_quote(label, text) for label in labels):
            found = document.source.casefold().find(labels[0].casefold(), sentence.start)
            return quote(document, sentence.start, sentence.end, max(found, sentence.start))
    return ""


def _folded(spec: DiagramSpec, brief: CritiqueBrief) -> DiagramSpec:
    """Without second lines and arrow labels where the text does not fit."""
    crowded = {finding.subject for finding in brief.findings if finding.check in _CROWDED}
    if not crowded:
        return spec
    everywhere = any(finding.check is Check.TEXT_SIZE for finding in brief.findings)
    return replace(
        spec,
        elements=tuple(replace(e, detail="") if everywhere or e.id in crowded else e for e in spec.elements),
        connections=tuple(replace(c, label="") if everywhere or c.name in crowded else c for c in spec.connections),
    )


def _turned(brief: CritiqueBrief) -> Styling | None:
    """Another reading direction when lines or frames are tangled and the last turn did not help."""
    if not any(finding.check in _TANGLED for finding in brief.findings):
        return None
    return replace(brief.styling, direction=_TURNED[brief.styling.direction])

"""A plan in prose: what an art director would write for an illustrator."""

from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Heads

_KIND_WORDS = {
    ElementKind.INPUT: "input", ElementKind.OUTPUT: "output", ElementKind.DATA: "data", ElementKind.PROCESS: "process",
    ElementKind.MODEL: "model", ElementKind.OPERATION: "operation", ElementKind.DECISION: "decision",
    ElementKind.STORE: "store", ElementKind.OBJECTIVE: "objective", ElementKind.ACTOR: "actor",
}  # fmt: skip
_ARROWS = {
    ConnectionKind.FLOW: "a solid arrow", ConnectionKind.FEEDBACK: "a dashed feedback arrow",
    ConnectionKind.SKIP: "a curved skip arrow", ConnectionKind.BRANCH: "a branching arrow",
    ConnectionKind.CONTROL: "a dotted control arrow", ConnectionKind.REFERENCE: "a thin reference line",
}  # fmt: skip


def describe(spec: DiagramSpec, caption: str) -> str:
    """Subject, components, groups, flow and layout of a plan, in full sentences."""
    parts = [_subject(spec, caption), _components(spec), _groups(spec), _flow(spec), _layout(spec)]
    return "\n\n".join(part for part in parts if part)


def _subject(spec: DiagramSpec, caption: str) -> str:
    count = len(spec.elements)
    return f"Subject: a methodology diagram for the caption \u201c{caption.strip()}\u201d, with {count} elements."


def _components(spec: DiagramSpec) -> str:
    return "Components, in reading order:\n" + "\n".join(f"- {_element(element)}" for element in spec.elements)


def _element(element: Element) -> str:
    text = f"\u201c{element.label}\u201d, drawn as {_article(_KIND_WORDS[element.kind])}"
    text += f", with the second line \u201c{element.detail}\u201d" if element.detail else ""
    return text + (f", marked ×{element.repeat}" if element.repeat else "")


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeio' else 'a'} {word} box"


def _groups(spec: DiagramSpec) -> str:
    lines = []
    for group in spec.groups:
        members = ", ".join(f"\u201c{e.label}\u201d" for e in spec.elements if e.group == group.id)
        repeat = f", marked ×{group.repeat}" if group.repeat else ""
        lines.append(f"- a frame titled \u201c{group.title}\u201d{repeat} around {members}")
    return "Groups:\n" + "\n".join(lines) if lines else ""


def _flow(spec: DiagramSpec) -> str:
    labels = {element.id: element.label for element in spec.elements}
    return (
        "Flow:\n" + "\n".join(f"- {_arrow(connection, labels)}" for connection in spec.connections)
        if spec.connections
        else ""
    )


def _arrow(connection: Connection, labels: dict[str, str]) -> str:
    joining = {Heads.TARGET: ("from", "to"), Heads.BOTH: ("in both directions between", "and")}
    first, second = joining.get(connection.heads, ("without a head between", "and"))
    ends = f"{first} \u201c{labels[connection.source]}\u201d {second} \u201c{labels[connection.target]}\u201d"
    text = f"{_ARROWS[connection.kind]} {ends}"
    return text + (f", labelled \u201c{connection.label}\u201d" if connection.label else "")


def _layout(spec: DiagramSpec) -> str:
    targets = {c.target for c in spec.connections if c.kind is not ConnectionKind.FEEDBACK}
    sources = {c.source for c in spec.connections if c.kind is not ConnectionKind.FEEDBACK}
    starts = [f"\u201c{e.label}\u201d" for e in spec.elements if e.id not in targets]
    ends = [f"\u201c{e.label}\u201d" for e in spec.elements if e.id not in sources]
    sentences = ["Layout: one main reading direction, elements on a common grid with even gaps."]
    if starts:
        sentences.append(f"It begins with {', '.join(starts)}.")
    if ends:
        sentences.append(f"It ends with {', '.join(ends)}.")
    if any(c.kind is ConnectionKind.FEEDBACK for c in spec.connections):
        sentences.append("Feedback runs around the outside, clear of the main flow.")
    return " ".join(sentences)

"""A plan in prose: what an art director would write for an illustrator."""

from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Heads, names_of

_ARROWS = {
    ConnectionKind.FLOW: "a solid arrow", ConnectionKind.FEEDBACK: "a dashed feedback arrow",
    ConnectionKind.SKIP: "a curved skip arrow", ConnectionKind.BRANCH: "a branching arrow",
    ConnectionKind.CONTROL: "a dotted control arrow", ConnectionKind.REFERENCE: "a thin reference line",
}  # fmt: skip

_LAYOUT = "Layout: one main reading direction, elements on a common grid with even gaps."


def describe(spec: DiagramSpec, caption: str) -> str:
    """Subject, components, groups, flow and layout of a plan, in full sentences."""
    parts = [_components(spec, caption), _groups(spec), _flow(spec), _LAYOUT]
    return "\n\n".join(part for part in parts if part)


def _components(spec: DiagramSpec, caption: str) -> str:
    subject = f"Subject: a methodology diagram for the caption \u201c{caption.strip()}\u201d"
    shown = "\n".join(f"- {_element(element)}" for element in spec.elements)
    return f"{subject}, with {len(spec.elements)} elements.\n\nComponents, in reading order:\n{shown}"


def _element(element: Element) -> str:
    text = f"\u201c{element.label}\u201d, a box of the kind {element.kind.value}"
    text += f", with the second line \u201c{element.detail}\u201d" if element.detail else ""
    return text + (f", marked ×{element.repeat}" if element.repeat else "")


def _groups(spec: DiagramSpec) -> str:
    lines = []
    for group in spec.groups:
        members = ", ".join(f"\u201c{e.label}\u201d" for e in spec.elements if e.group == group.id)
        repeat = f", marked ×{group.repeat}" if group.repeat else ""
        lines.append(f"- a frame titled \u201c{group.title}\u201d{repeat} around {members}")
    return "Groups:\n" + "\n".join(lines) if lines else ""


def _flow(spec: DiagramSpec) -> str:
    labels = names_of(spec)
    lines = [f"- {_arrow(connection, labels)}" for connection in spec.connections]
    return "\n".join(["Flow:", *lines]) if lines else ""


def _arrow(connection: Connection, labels: dict[str, str]) -> str:
    joining = {Heads.TARGET: ("from", "to"), Heads.BOTH: ("in both directions between", "and")}
    first, second = joining.get(connection.heads, ("without a head between", "and"))
    one, other = (labels[end] for end in connection.ends)
    ends = f"{first} \u201c{one}\u201d {second} \u201c{other}\u201d"
    text = f"{_ARROWS[connection.kind]} {ends}"
    return text + (f", labelled \u201c{connection.label}\u201d" if connection.label else "")

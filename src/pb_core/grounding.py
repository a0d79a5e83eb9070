"""Grounding a plan: removing what the source does not support."""

from msgspec.structs import replace

from pb_core.diagram import DiagramSpec


def without(spec: DiagramSpec, subjects: set[str]) -> DiagramSpec | None:
    """The spec without the named elements, connections and groups, or ``None`` when no element is left.

    Arrows of a removed element go with it; members and subgroups of a removed group move to its parent.
    """
    elements = tuple(e for e in spec.elements if e.id not in subjects)
    if not elements:
        return None
    kept = {element.id for element in elements}
    parents = {group.id: group.parent for group in spec.groups}

    def home(group: str | None) -> str | None:
        while group in subjects:
            group = parents[group]
        return group

    return DiagramSpec(
        title=spec.title,
        elements=tuple(replace(e, group=home(e.group)) for e in elements),
        connections=tuple(c for c in spec.connections if {c.source, c.target} <= kept and c.name not in subjects),
        groups=tuple(replace(g, parent=home(g.parent)) for g in spec.groups if g.id not in subjects),
    )

"""Pruning: a diagram without what its source does not support."""

from collections.abc import Callable, Collection

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.diagrams.twins import arrow_names, distinct
from pb_core.domain.diagrams.zooms import without_lost_zooms


def without(spec: DiagramSpec, subjects: Collection[str]) -> DiagramSpec | None:
    """The spec without the named elements, connections and groups, or ``None`` when no element is left.

    Arrows of a removed element go with it; members and subgroups of a removed group move to its parent.
    """
    elements = tuple(e for e in spec.elements if e.id not in subjects)
    if not elements:
        return None
    kept = {element.id for element in elements}
    parents = {group.id: group.parent for group in spec.groups}

    def home(group: str | None) -> str | None:
        while group is not None and group in subjects:
            group = parents[group]
        return group

    left = DiagramSpec(
        title=spec.title,
        elements=tuple(replace(e, group=home(e.group)) for e in elements),
        connections=tuple(
            replace(c, source_group=_still(c.source_group, subjects), target_group=_still(c.target_group, subjects))
            for c, name in zip(spec.connections, arrow_names(spec.connections), strict=True)
            if {c.source, c.target} <= kept and name not in subjects
        ),
        groups=tuple(replace(g, parent=home(g.parent)) for g in spec.groups if g.id not in subjects),
    )
    return without_lost_zooms(left)


def _still(group: str | None, subjects: Collection[str]) -> str | None:
    return None if group in subjects else group


def pruned(spec: DiagramSpec, report: SupportReport) -> DiagramSpec | None:
    """The spec without its unsupported parts and fields, or ``None`` when no element is left.

    ``report`` is that of this spec. Arrows of an unsupported element go with it.
    """
    connections = zip(spec.connections, report.connections, strict=True)
    trimmed = DiagramSpec(
        title=spec.title,
        elements=tuple(map(_trimmed_element, spec.elements, report.elements)),
        connections=distinct(
            replace(connection, label="") if part.unsupported_fields else connection
            for connection, part in connections
            if part.support is not Support.UNSUPPORTED
        ),
        groups=tuple(map(_trimmed_group, spec.groups, report.groups)),
    )
    refused = {part.subject for part in (*report.elements, *report.groups) if part.support is Support.UNSUPPORTED}
    return without(trimmed, refused)


def supported_only(
    spec: DiagramSpec, check: Callable[[DiagramSpec], SupportReport]
) -> tuple[DiagramSpec | None, SupportReport, tuple[str, ...]]:
    """Prune a spec until every part that is left is supported.

    Returns what is left (``None``: nothing), its report, and a sentence for each part or field that went.
    """
    said: dict[str, None] = {}
    report = check(spec)
    while report.findings:
        said |= dict.fromkeys(left_out(spec, report))
        rest = pruned(spec, report)
        if rest is None:
            return None, report, tuple(said)
        spec, report = rest, check(rest)
    return spec, report, tuple(said)


def _trimmed_element(element: Element, part: PartSupport) -> Element:
    fields = part.unsupported_fields
    return replace(
        element,
        detail="" if "detail" in fields else element.detail,
        repeat=None if "repeat" in fields else element.repeat,
        state=None if "state" in fields else element.state,
        aliases=tuple(alias for alias in element.aliases if alias not in part.strange_aliases),
    )


def _trimmed_group(group: Group, part: PartSupport) -> Group:
    return replace(group, repeat=None) if part.unsupported_fields else group


def left_out(spec: DiagramSpec, report: SupportReport) -> tuple[str, ...]:
    """A sentence for each part or field of a spec that its source does not support; arrows go with their ends."""
    labels = {element.id: element.label for element in spec.elements}
    refused = {part.subject for part in report.elements if part.support is Support.UNSUPPORTED}
    named = [(f"'{labels[part.subject]}'", part) for part in report.elements]
    named += [
        (f"the arrow from '{labels[c.source]}' to '{labels[c.target]}'", part)
        for c, part in zip(spec.connections, report.connections, strict=True)
        if not {c.source, c.target} & refused
    ]
    named += [(f"the frame '{g.title}'", part) for g, part in zip(spec.groups, report.groups, strict=True)]
    return tuple(sentence for name, part in named if (sentence := _sentence(name, part)))


def _sentence(name: str, part: PartSupport) -> str:
    if part.support is Support.UNSUPPORTED:
        return f"{name}: {part.why}"
    if part.unsupported_fields:
        return f"{', '.join(part.unsupported_fields)} of {name}: {part.why}"
    return ""

"""Arrows told by number, for plans with more arrows than lines have room for: "→ 7, 12" in the box they leave."""

from collections.abc import Iterator

from msgspec import structs

from pb_core.domain.diagrams.scene import Reference
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Heads

_SIGNS = {Heads.TARGET: "→", Heads.BOTH: "↔", Heads.NONE: "–"}
_PLAIN = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH})


def numbered(spec: DiagramSpec, *, seconds: bool) -> DiagramSpec:
    """The spec without arrows: every label has a number, and a line below it names the numbers its arrows lead to.

    Without ``seconds`` these lines stand alone, in place of the elements' own second lines.
    """
    told = _told_by(spec)
    elements = tuple(
        structs.replace(
            element,
            label=_numbered(number, element),
            detail="\n".join([*([element.detail] if seconds and element.detail else []), *told[element.id]]),
        )
        for number, element in enumerate(spec.elements, 1)
    )
    return structs.replace(spec, elements=elements, connections=())


def flows_and_numbers(spec: DiagramSpec) -> DiagramSpec | None:
    """The spec with its main flow as arrows and all others told by number; ``None`` where it has not both sorts.

    Only what a number leads to has one.
    """
    flows = tuple(c for c in spec.connections if c.kind in _PLAIN)
    others = structs.replace(spec, connections=tuple(c for c in spec.connections if c.kind not in _PLAIN))
    if not flows or not others.connections:
        return None
    reached = {connection.target for connection in others.connections}
    elements = tuple(
        told if told.id in reached else structs.replace(told, label=element.label)
        for told, element in zip(numbered(others, seconds=True).elements, spec.elements, strict=True)
    )
    return structs.replace(spec, elements=elements, connections=flows)


def numbered_in_labels(spec: DiagramSpec) -> DiagramSpec:
    """The same with all of it in the labels, so that it is there too where labels become lines of a list."""
    told = _told_by(spec)
    elements = tuple(
        structs.replace(element, label=_in_one_line(_numbered(number, element), *told[element.id]), detail="")
        for number, element in enumerate(spec.elements, 1)
    )
    return structs.replace(spec, elements=elements, connections=())


def _numbered(number: int, element: Element) -> str:
    return f"{number} · {element.label}"


def _in_one_line(label: str, *told: str) -> str:
    return " ".join([label, *(line.replace("\n", " ") for line in told)])


def _told_by(spec: DiagramSpec) -> dict[str, list[str]]:
    """What each element says of the arrows that leave it."""
    told: dict[str, list[str]] = {element.id: [] for element in spec.elements}
    for source, line in _lines(spec, _numbers(spec)):
        told[source].append(line)
    return told


def references(spec: DiagramSpec) -> tuple[Reference, ...]:
    """Every arrow of a spec, as its numbered drawing tells it."""
    numbers = _numbers(spec)
    return tuple(Reference(c.source, c.target, c.kind.value, numbers[c.target]) for c in spec.connections)


def reference_note(spec: DiagramSpec) -> str:
    """A sentence that says so."""
    return f"the {len(spec.connections)} connections have no room as lines and are told by the numbers of the elements"


def _numbers(spec: DiagramSpec) -> dict[str, int]:
    return {element.id: number for number, element in enumerate(spec.elements, 1)}


def _lines(spec: DiagramSpec, numbers: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The lines of every element: one for each kind of arrow that leaves it, with the numbers in order."""
    found: dict[tuple[str, str], list[Connection]] = {}
    for connection in spec.connections:
        kind = "" if connection.kind in _PLAIN else f"{connection.kind.value} "
        found.setdefault((connection.source, kind + _SIGNS[connection.heads]), []).append(connection)
    for (source, sign), connections in found.items():
        told = (_told(c, numbers) for c in sorted(connections, key=lambda c: numbers[c.target]))
        apart = ",\n" if any(c.label for c in connections) else ", "  # a label stands beside its number
        yield source, f"{sign} {apart.join(told)}"


def _told(connection: Connection, numbers: dict[str, int]) -> str:
    label = f" ({connection.label})" if connection.label else ""
    return f"{numbers[connection.target]}{label}"
